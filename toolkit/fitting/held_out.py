"""Figures on conversations that were left out of the fitting, for each choice of what to fit on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.content import Library
from toolkit.feedback.corpus import CodedTalk, stripped
from toolkit.feedback.evaluation import Read, figures, intervals, read_all
from toolkit.feedback.reader import OWN, Reader
from toolkit.fitting.fit import Rows, fit

FOLDS: Final = 5
USES: Final[Mapping[str, Callable[[str], bool]]] = {
    "everything": lambda corpus: True,
    "our own talks": lambda corpus: corpus == OWN,
    "the other corpora": lambda corpus: corpus != OWN,
}
"""What may be fitted on, by the name of the corpus."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The figures of one corpus, read by readers that had seen none of the conversations they read."""

    fitted_on: str
    corpus: str
    is_stripped: bool
    figures: dict[str, Any]
    intervals: dict[str, tuple[float, float]]
    """95 % bootstrap intervals by conversation; only where everything was fitted on."""


def compare(own: Sequence[CodedTalk], others: Mapping[str, Sequence[CodedTalk]], rows: Rows) -> list[HeldOut]:
    """Return held-out figures of every corpus for every choice of what to fit on. `rows` are all talks' in order."""
    corpora = {OWN: list(own), **{name: list(talks) for name, talks in others.items()}}
    names = [name for name, talks in corpora.items() for _ in talks]
    talks = [talk for group in corpora.values() for talk in group]
    return [
        found
        for use, allowed in USES.items()
        if others or use == "everything"
        for found in _figures(use, talks, names, _cross_validated(rows, [allowed(name) for name in names], use))
    ]


def _cross_validated(rows: Rows, use: Sequence[bool], what: str) -> list[Reader]:
    """Return a reader a fold, fitted without the conversations of that fold, on those that `use` allows."""
    readers: list[Reader] = []
    for fold in range(FOLDS):
        print(f"fitting on {what}, fold {fold + 1} of {FOLDS}", file=sys.stderr)  # noqa: T201
        training = [i for i, talk in enumerate(rows.talk) if talk % FOLDS != fold and use[talk]]
        readers.append(Reader(fit(*rows.chosen(training))))
    return readers


def _figures(use: str, talks: Sequence[CodedTalk], names: Sequence[str], readers: Sequence[Reader]) -> Iterator[HeldOut]:
    rubric = Library.default().rubric("one_on_one")
    for bare in (False, True):
        these = stripped(talks) if bare else talks
        reads = [read_all([talk], rubric, readers[i % FOLDS])[0] for i, talk in enumerate(these)]
        for corpus in dict.fromkeys(names):
            part: list[Read] = [read for read, name in zip(reads, names, strict=True) if name == corpus]
            spread = intervals(part) if use == "everything" else {}
            yield HeldOut(use, corpus, bare, figures(part), spread)
