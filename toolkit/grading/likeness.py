"""Which texts share their wording: words → runs of three (shingles) → those that few have → pairs of texts that share many.

Runs of small words alone (*what do you*) say nothing of where a text comes from and are left out. Every text is held only to
the few that it shares the rarest runs with, so that the work grows with the number of texts and not with that of their pairs.
"""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from toolkit.feedback.text import FUNCTION_WORDS
from toolkit.grading.characters import plain_words

LEAST_SHARED: Final = 6
"""Shingles that two texts must share before anything is said of them."""

MOST_KNOWN: Final = 8
"""Texts that are remembered for a shingle: more of them have it only where it is a turn of phrase, or many texts are alike."""

MOST_NAMED: Final = 20
"""Others that are named for a text."""

_BITS: Final = 20
_MASK: Final = (1 << _BITS) - 1


class Vocabulary(dict[str, int]):
    """Words as numbers, in the order in which they came up; the small words come first."""

    def __init__(self) -> None:
        super().__init__({word: number for number, word in enumerate(sorted(FUNCTION_WORDS))})
        self._small = len(self)

    def __missing__(self, word: str) -> int:
        # After a million words two would share a number, and a text be taken for a little more alike than it is.
        self[word] = number = len(self) & _MASK
        return number

    def shingles(self, words: Sequence[str]) -> list[int]:
        """Return the run of three words that begins at each word but the last two; 0 for one of small words alone."""
        numbers = [self[word] for word in words]
        small = self._small
        return [
            (a << 2 * _BITS) + (b << _BITS) + c if a >= small or b >= small or c >= small else 0
            for a, b, c in zip(numbers, numbers[1:], numbers[2:], strict=False)
        ]

    def of(self, texts: Iterable[Sequence[str]]) -> set[int]:
        """Return the different shingles of texts that say something; none goes over from one text to the next."""
        found = {shingle for words in texts for shingle in self.shingles(words)}
        found.discard(0)
        return found

    def longest_run(self, lines: Iterable[str], wanted: Set[int]) -> list[str]:
        """Return the words, as they were written, of the longest stretch of a line that is made of wanted shingles."""
        return max((run for line in lines for run in self._runs(line, wanted)), key=len, default=[])

    def _runs(self, line: str, wanted: Set[int]) -> Iterator[list[str]]:
        tokens = line.split()
        words = [(place, word) for place, token in enumerate(tokens) for word in plain_words(token)]
        shingles = enumerate(self.shingles([word for _, word in words]))
        # Small words alone do not end a run that goes on behind them.
        for goes_on, run in itertools.groupby(shingles, lambda at: not at[1] or at[1] in wanted):
            if goes_on and (places := [at for at, shingle in run if shingle]):
                yield tokens[words[places[0]][0] : words[places[-1] + 2][0] + 1]


def share_of(shared: int, one: int, other: int = _MASK) -> float:
    """Return the share of the shorter of two texts that they have in common, 0 when it is too little to tell."""
    return shared / min(one, other) if shared >= LEAST_SHARED else 0.0


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be compared with those of others."""

    owner: int
    """Whose it is: texts of one person are not compared with each other."""
    shingles: array[int]

    @staticmethod
    def of(owner: int, shingles: set[int]) -> Passage:
        """Return a passage that takes eight bytes for a shingle."""
        return Passage(owner, array("Q", shingles))


def alike(passages: Sequence[Passage], least: float) -> Iterator[tuple[int, dict[int, float]]]:
    """Yield each passage that shares at least so much with others, by its place, and these with the share.

    The passages of one person stand together.
    """
    known = _first_with(passages)
    found: dict[int, dict[int, float]] = {}
    for i, one in enumerate(passages):
        counts = Counter(itertools.chain.from_iterable(known[shingle] for shingle in one.shingles if shingle in known))
        near = [j for j, count in counts.items() if count >= LEAST_SHARED and passages[j].owner != one.owner]
        if not near:
            continue
        own = set(one.shingles)
        for j in sorted(near, key=lambda j: (-counts[j], j))[:MOST_NAMED]:
            shared = len(own.intersection(passages[j].shingles))
            share = share_of(shared, len(own), len(passages[j].shingles))
            if share >= least:
                found.setdefault(i, {})[j] = share
                if len(back := found.setdefault(j, {})) < MOST_NAMED:
                    back[i] = share
    yield from sorted(found.items())


def _first_with(passages: Sequence[Passage]) -> dict[int, list[int]]:
    """Return shingle → the first passages with it, one for each person, where several passages have it."""
    # Most shingles stand in one text only. Sorting shows which, in less memory than a table of all of them.
    every = sorted(itertools.chain.from_iterable(passage.shingles for passage in passages))
    again = {one for one, next_one in itertools.pairwise(every) if one == next_one}
    del every
    known: dict[int, list[int]] = {}
    for i, passage in enumerate(passages):
        for shingle in again.intersection(passage.shingles):
            first = known.setdefault(shingle, [])
            if len(first) < MOST_KNOWN and not (first and passages[first[-1]].owner == passage.owner):
                first.append(i)
    return known
