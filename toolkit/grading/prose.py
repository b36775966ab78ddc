"""What of a written answer is scored: the sentences of its own, as they are read.

    text -> as it is read -> without what was shown -> without rows of keywords -> what is scored
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

WOVEN: Final = 0.8
"""Share of the words of a sentence that stand in runs of three that were shown, from which on it is put together from them."""

WOVEN_FROM: Final = 13
"""Words from which on that is no coincidence: *The city has a contract with the schools* is what the task tells, and what one says."""

ROW_FROM: Final = 10
"""Words from which on a sentence can be a row of keywords; *You know how it is* is three ways to put something, and one sentence."""

SHORT_ROW_FROM: Final = 7
"""The same where `ROW_MARKS` part them."""

ROW_MARKS: Final = 3

ROW: Final = 0.85
"""Share of a sentence made of ways to put something, from which on it is a row of them: .77 at most in what people say, .87 at least in rows."""

ODD: Final = 0.025
"""Share of small words that cannot follow the one before, from which on a text is no prose."""

LEAST_ODD: Final = 4
"""Such pairs that it must have: with every tenth word left out, misplaced or wrong, 2 honest texts in 1,000 have them."""

LEAST_WORDS: Final = 12
"""Of fewer words nothing can be told; *No comfort, no advice, no formula* has no small one."""

Vocabularies = frozenset[frozenset[str]]
Ways = Mapping[str, Sequence[tuple[str, ...]]]


def own_sentences(text: str, item: TextItem, rubric: Rubric) -> tuple[str, ...]:
    """Return the sentences of an answer that neither were shown to the learner nor are rows of keywords."""
    ways = _ways_of(tuple(rubric.ways))
    said = _not_copied(Line(visible(text)).sentences, (item.prompt, item.hint, item.model, *rubric.texts))
    own = [sentence for sentence in said if not _is_row(sentence, ways)]
    # Where a question begins in a row, it was cut, so that its parts are too short to tell.
    covered, words = sum(_covered(one, ways) for one in own), sum(len(one.stems) for one in own)
    return () if words >= ROW_FROM and covered >= ROW * words else tuple(one.text for one in own)


def hangs_together(sentences: Sequence[str]) -> bool:
    """Return whether words follow each other as in sentences, with slips; False where they were drawn at random.

    >>> hangs_together(["I will be there at noon."]), hangs_together(["the was to of and of a is to were the by the"])
    (True, False)
    """
    words = [word for one in sentences for word in plain_words(one)]
    return len(words) < LEAST_WORDS or odd_share(sentences, words, LEAST_ODD) < ODD


def _not_copied(sentences: Sequence[Sentence], shown: tuple[str, ...]) -> list[Sentence]:
    """Return the sentences that were not shown; where most words were, not even the short ones are own."""
    every = _vocabularies_of(shown)
    long = _long_of(shown)
    runs = _runs_of(shown)
    kept = [one for one in sentences if not _is_copied(one.vocabulary, long) and not _is_woven(one, runs)]
    if sum(len(one.stems) for one in kept) > sum(len(one.stems) for one in sentences) / 2:
        return kept
    return [one for one in kept if one.vocabulary not in every]


# What an item shows and looks for is the same for every learner who answers it.
@lru_cache(maxsize=128)
def _vocabularies_of(shown: tuple[str, ...]) -> Vocabularies:
    """Return the words of each sentence that was shown."""
    return frozenset(sentence.vocabulary for text in shown for sentence in Line(text).sentences)


@lru_cache(maxsize=128)
def _long_of(shown: tuple[str, ...]) -> Vocabularies:
    """Return the words of each that is long enough to be copied."""
    return frozenset(one for one in _vocabularies_of(shown) if len(one) >= NEARLY * COPIED_FROM)


@lru_cache(maxsize=128)
def _runs_of(shown: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words in what was shown."""
    said = (sentence.stems for text in shown for sentence in Line(text).sentences)
    return frozenset(run for stems in said for run in zip(stems, stems[1:], stems[2:], strict=False))


def _is_woven(sentence: Sentence, runs: frozenset[tuple[str, ...]]) -> bool:
    """Return whether a long sentence is made of runs of what was shown: cut otherwise there, or strung together."""
    stems = sentence.stems
    if len(stems) < WOVEN_FROM:
        return False
    starts = [at for at, run in enumerate(zip(stems, stems[1:], stems[2:], strict=False)) if run in runs]
    return len({at + of for at in starts for of in range(3)}) >= WOVEN * len(stems)


def _is_copied(own: frozenset[str], shown: Vocabularies) -> bool:
    return len(own) >= COPIED_FROM and any(len(own & other) >= NEARLY * max(len(own), len(other)) for other in shown)


@lru_cache(maxsize=128)
def _ways_of(entries: tuple[str, ...]) -> Ways:
    """Return first stem → the ways that begin with it, the longest first."""
    ways: dict[str, list[tuple[str, ...]]] = {}
    for way in sorted(set(map(entry_stems, entries)) - {()}, key=len, reverse=True):
        ways.setdefault(way[0], []).append(way)
    return ways


def _is_row(sentence: Sentence, ways: Ways) -> bool:
    """Return whether a sentence is little but ways to put something, one behind the other."""
    words = len(sentence.stems)
    least = SHORT_ROW_FROM if sentence.text.count(",") >= ROW_MARKS else ROW_FROM
    return words >= least and _covered(sentence, ways) >= ROW * words


def _covered(sentence: Sentence, ways: Ways) -> int:
    """Return how many words of a sentence stand in a way to put something, each in one at most."""
    said, at, covered = sentence.stems, 0, 0
    while at < len(said):
        length = next((len(way) for way in ways.get(said[at], ()) if said[at : at + len(way)] == way), 0)
        covered += length
        at += length or 1
    return covered
