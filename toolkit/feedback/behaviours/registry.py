"""What a behaviour is, and the list that each one enters by its decorator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Final

from toolkit.feedback.text import Line, Sentence

Detector = Callable[[Sentence, Line], float]
Example = str | tuple[str, str]
"""A manager's line, or what the report said and the manager's line."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A named thing that a manager does, how it is seen, and examples of it."""

    name: str
    meaning: str
    detect: Detector
    yes: tuple[Example, ...]
    no: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence, and how surely it does what: behaviour → confidence, above 0 and at most 1."""

    sentence: Sentence
    behaviours: Mapping[str, float]


REGISTERED: Final[list[Behaviour]] = []
"""Every behaviour, as its module is read."""


def behaviour(*, yes: Sequence[Example], no: Sequence[Example]) -> Callable[[Detector], Detector]:
    """Register a function as a behaviour, with lines that show it and lines that do not."""

    def register(detect: Detector) -> Detector:
        name = detect.__name__
        meaning = (detect.__doc__ or "").split("\n")[0]
        remembered = once(detect)
        REGISTERED.append(Behaviour(name, meaning, remembered, tuple(yes), tuple(no)))
        return remembered

    return register


def once(detect: Detector) -> Detector:
    """Return the same detector that looks at a sentence of a line only once: behaviours ask for one another."""
    name = detect.__name__

    @wraps(detect)
    def remembered(sentence: Sentence, line: Line) -> float:
        if name not in sentence.found:
            sentence.found[name] = detect(sentence, line)
        return sentence.found[name]

    return remembered
