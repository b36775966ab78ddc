"""What of a written answer is scored: the sentences of its own, as they are read.

    text -> as it is read -> without what was shown -> without rows of keywords -> what is scored
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from toolkit.content import Rubric, TextItem
from toolkit.feedback.text import Line, Sentence, entry_stems
from toolkit.grading.characters import plain_words, visible
from toolkit.grading.oddities import odd_share

COPIED_FROM: Final = 5
"""Different words from which on the same sentence is no coincidence."""

NEARLY: Final = 0.8
"""Share of the words that two sentences have in common from which on one is a copy of the other."""

ROW_FROM: Final = 10
"""Words from which on a sentence can be a row of keywords; *You know how it is* is three ways to put something, and one sentence."""

ROW: Final = 0.85
"""Share of a sentence made of ways to put something, from which on it is a row of them: .77 at most in what people say, .87 at least in rows."""

ODD: Final = 0.025
"""Share of small words that cannot follow the one before, from which on a text is no prose."""

LEAST_ODD: Final = 4
"""Such pairs that it must have: with every tenth word left out, misplaced or wrong, 2 honest texts in 1,000 have them."""

Copies = frozenset[frozenset[str]]
Ways = Mapping[str, tuple[tuple[str, ...], ...]]


def own_sentences(text: str, item: TextItem, rubric: Rubric) -> tuple[str, ...]:
    """Return the sentences of an answer that neither were shown to the learner nor are rows of keywords."""
    copies = _copies_of((item.prompt, item.hint, item.model, *rubric.texts))
    ways = _ways_of(tuple(rubric.ways))
    return tuple(s.text for s in Line(visible(text)).sentences if not _is_copied(s, copies) and not _is_row(s, ways))


def hangs_together(sentences: Sequence[str]) -> bool:
    """Return whether words follow each other as in sentences, with slips; False where they were drawn at random.

    >>> hangs_together(["I will be there at noon."]), hangs_together(["the was to of and of a is to were the by the"])
    (True, False)
    """
    return odd_share(sentences, [word for one in sentences for word in plain_words(one)], LEAST_ODD) < ODD


# What an item shows and looks for is the same for every learner who answers it.
@lru_cache(maxsize=128)
def _copies_of(shown: tuple[str, ...]) -> Copies:
    """Return the words of each sentence that was shown and is long enough to be copied."""
    said = (sentence.vocabulary for text in shown for sentence in Line(text).sentences)
    return frozenset(one for one in said if len(one) >= NEARLY * COPIED_FROM)


def _is_copied(sentence: Sentence, copies: Copies) -> bool:
    own = sentence.vocabulary
    return len(own) >= COPIED_FROM and any(len(own & other) >= NEARLY * max(len(own), len(other)) for other in copies)


@lru_cache(maxsize=128)
def _ways_of(entries: tuple[str, ...]) -> Ways:
    """Return first stem → the ways that begin with it, the longest first."""
    ways = sorted(set(map(entry_stems, entries)) - {()}, key=lambda way: (-len(way), way))
    return {way[0]: tuple(other for other in ways if other[0] == way[0]) for way in ways}


def _is_row(sentence: Sentence, ways: Ways) -> bool:
    """Return whether a sentence is little but ways to put something, one behind the other."""
    said = sentence.stems
    return len(said) >= ROW_FROM and sum(_lengths(said, ways)) >= ROW * len(said)


def _lengths(said: tuple[str, ...], ways: Ways) -> Iterator[int]:
    """Yield how many words each way has that stands in what was said, from the beginning on."""
    at = 0
    while at < len(said):
        length = next((len(way) for way in ways.get(said[at], ()) if said[at : at + len(way)] == way), 0)
        yield length
        at += length or 1
