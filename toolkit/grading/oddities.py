"""Texts that nobody says: the same again and again, rows of keywords, words drawn at random. Each as a share of the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence, Set
from typing import Final

from toolkit.feedback.text import FUNCTION_WORDS
from toolkit.grading.characters import plain, plain_words

_ARTICLES: Final = "the a an my your our their"
_NEVER_NEXT: Final = {
    _ARTICLES: "the a an my your our their of to for with from by into is are was were be been am i he she we they and or but if "
    "me him us them it can could would will has had have do does did",
    "of for with from into at": "is are was were be been am of and or but if can could would will has had does did he she i",
    "i he she we they": "the a an my of for from by with at into me him us them and",
    "can could would will": "is are was were has had of and or did does",
    "and or but if": "of",
    "is are was were": "can could would will has had do did does",
    "to": "is are was were of and or can could would will has had i he she we they",
}
_NO_PAIRS: Final = frozenset(
    (one, other) for first, then in _NEVER_NEXT.items() for one in first.split() for other in then.split() if one != other
)
"""Small words that hardly ever follow each other where no mark stands between them."""

_FOREIGN: Final = frozenset(
    "el los las que en una un con para del se es al su y o de la le les des et est dans pour une du au il elle nous vous je tu "
    "di che non e è per un'altra gli della una sono der das und ist nicht ich zu mit von ein eine auf für sie wir het een van ik niet "
    "dat voor och att det som på är inte jag av för og ikke jeg til w z się nie jest że ve bir bu için çok yang dengan untuk tidak "
    "ini itu ya kwa ni wa na katika os em não uma um com mais eu".split()
) - FUNCTION_WORDS
"""Small words of other languages: a text with some of them is no list of words, it is one that we cannot read."""

LAST_LATIN: Final = "\u024f"
"""The last letter of Latin alphabets that languages are written in every day."""

_MARKS: Final = re.compile(r"[^\w\s']+")

_ROW: Final = re.compile("[ko]{9,}")
"""Nine words without a small one between them; the most in 140 texts that people wrote for us is eight."""


def repeated_share(texts: Iterable[Sequence[str]]) -> float:
    """Return the share of the runs of three words that have been said before.

    >>> repeated_share([["i", "will", "fix", "it"], ["i", "will", "fix", "it"]])
    0.5
    """
    runs = [run for words in texts for run in zip(words, words[1:], words[2:], strict=False)]
    return 1 - len(set(runs)) / len(runs) if runs else 0.0


def key_share(words: Sequence[str], keys: Set[str]) -> float:
    """Return how much is keywords: their share of the words that carry something, or 1 where they stand in a long row."""
    if not keys:
        return 0.0
    shape = "".join(["s" if word in FUNCTION_WORDS else "k" if word in keys else "o" for word in words])
    if any(row.count("k") > len(row) / 2 for row in _ROW.findall(shape)):
        return 1.0
    carrying = len(shape) - shape.count("s")
    return shape.count("k") / carrying if carrying >= LEAST_CARRYING else 0.0


LEAST_CARRYING: Final = 12
"""Words that carry something, from which on their share of keywords means anything: half of those of a good answer are some."""


LEAST_ODD: Final = 2
"""Small words that cannot follow the one before, of which a text must have so many: one is a slip."""


def odd_share(texts: Sequence[str], words: Sequence[str], least: int = LEAST_ODD) -> float:
    """Return the share of small words that cannot follow the one before; 1 where hardly a word is a small one, as half of them are when people talk.

    `words` are those of the texts; fewer than `least` such pairs are slips. Nothing is said of a text in another language.
    """
    small = sum([word in FUNCTION_WORDS for word in words])
    if small < len(words) / 8:
        return 0.0 if _is_foreign(words) else 1.0
    if _odd_pairs(words) < least:
        return 0.0
    odd = sum(_odd_pairs(plain_words(piece)) for text in texts for piece in _MARKS.split(plain(text)))
    return odd / (len(words) - 1) if odd >= least else 0.0


LEAST_WORDS: Final = 12
"""Words of which something can be told about their language; fewer may be names, or a greeting."""

LEAST_LETTERS: Final = 20
"""The same where nothing stands between words, as in Chinese."""


def in_another_language(words: Sequence[str]) -> bool:
    """Return whether words are those of a text in another language than English, as far as can be told.

    >>> in_another_language("ich sage ihr was ich in der nacht gesehen habe und was es bewirkt hat".split())
    True
    """
    if sum(word[0] > LAST_LATIN for word in words) > len(words) / 2:
        return sum(map(len, words)) >= LEAST_LETTERS
    small = sum(word in FUNCTION_WORDS for word in words)
    theirs = sum(map(_FOREIGN.__contains__, words))
    accented = 0 if small >= len(words) / 8 else sum(not word.isascii() for word in words)
    return len(words) >= LEAST_WORDS and (theirs > max(small, len(words) / 8) or accented > len(words) / 8)


def _odd_pairs(words: Sequence[str]) -> int:
    return sum([pair in _NO_PAIRS for pair in itertools.pairwise(words)])


def _is_foreign(words: Sequence[str]) -> bool:
    other_letters = sum(word[0] > LAST_LATIN for word in words)
    return other_letters > len(words) / 2 or sum(map(_FOREIGN.__contains__, words)) > len(words) / 8
