"""Words of working life that mean much the same, so that a question is understood in words its author did not think of.

`concepts.txt` holds one concept a line: single words, of which any form counts, and phrases as they are said. Written
for talk between managers and reports; a word may stand in several concepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.conversation import words
from toolkit.feedback.text import stem


@dataclass(frozen=True, slots=True)
class Index:
    """The concepts by the stems that lead to them."""

    single: dict[str, tuple[str, ...]]
    """Stem → names of the concepts that it is in by itself."""
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """First stem of a phrase → the stems of each such phrase, and its concept."""


@cache
def _index() -> Index:
    single: dict[str, list[str]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    lines = Path(__file__).with_name("concepts.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        for entry in line.split(","):
            stems = tuple(stem(word) for word in words(entry))
            if len(stems) == 1:
                single.setdefault(stems[0], []).append(f"~{number}")
            elif stems:
                phrases.setdefault(stems[0], []).append((stems, f"~{number}"))
    return Index({s: tuple(names) for s, names in single.items()}, {s: tuple(found) for s, found in phrases.items()})


def concepts(stems: tuple[str, ...]) -> Iterator[str]:
    """Yield the concepts that a text's stems are in, as names that no stem has."""
    index = _index()
    for i, first in enumerate(stems):
        yield from index.single.get(first, ())
        for phrase, name in index.phrases.get(first, ()):
            if stems[i : i + len(phrase)] == phrase:
                yield name
