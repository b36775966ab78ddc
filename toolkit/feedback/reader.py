"""The fitted reader: how likely a turn mainly asks, gives back, tells, or does something else.

A linear model over `features`, fitted by `toolkit.fitting` and kept as JSON. Reading is pure Python and gives the
same as the fitting library to 1e-6. What it was fitted on stands in the file of weights.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, get_args

from toolkit.content import Act
from toolkit.feedback.features import Moment, features

ACTS: Final[tuple[Act, ...]] = get_args(Act)
SURE: Final = 0.5
"""Below this likelihood of the likeliest act a reading is shown as unsure."""

OWN: Final = "own"
"""What the talks in `exercises/transcripts` are called among the corpora that a reader was fitted on."""

WEIGHTS_FILE: Final = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely a turn does what; the four acts add up to 1."""

    question: float
    reflection: float
    tell: float
    other: float
    asks: float
    """How likely it asks at all, beside whatever else it does, 0 to 1."""
    opens: float
    """How likely its question is an open one, if it asks, 0 to 1."""

    @property
    def act(self) -> Act:
        """The likeliest act."""
        return max(ACTS, key=lambda act: getattr(self, act))

    @property
    def unsure(self) -> bool:
        """Whether no act is likelier than all others together."""
        return float(getattr(self, self.act)) < SURE


class Reader:
    """A set of weights that reads turns."""

    fitted_on: tuple[str, ...]
    """Names of the corpora behind the weights; `own` is ours."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.fitted_on = tuple(stored.get("fitted_on", ()))
        self._bias: list[float] = [b / stored["scale"] for b in stored["bias"]]
        self._weights: dict[str, Sequence[int]] = stored["weights"]
        self._scale: float = stored["scale"]

    def read(self, at: Moment) -> Reading:
        """Return a turn's reading."""
        weights_of: defaultdict[float, list[Sequence[int]]] = defaultdict(list)
        found = features(at)
        for value, weights in zip(found.values(), map(self._weights.get, found), strict=True):
            if weights:
                weights_of[value].append(weights)
        totals = [0.0] * len(self._bias)
        # Hundreds of features have one value and whole weights: added up first, they are exact in any order.
        for value, rows in weights_of.items():
            for i, column in enumerate(zip_longest(*rows, fillvalue=0)):
                totals[i] += value * sum(column)
        scores = [bias + total / self._scale for bias, total in zip(self._bias, totals, strict=True)]
        question, reflection, tell, other = _softmax(scores[:4])
        return Reading(question, reflection, tell, other, asks=_logistic(scores[4]), opens=_logistic(scores[5]))


@cache
def default_reader() -> Reader:
    """Return the reader that ships with the toolkit."""
    return Reader(json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    return [value / sum(grown) for value in grown]


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-score)) if score > -500 else 0.0
