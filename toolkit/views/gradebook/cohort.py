"""A gradebook as plain rows, and what is read off them: who needs a look, and how an exercise went."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from toolkit.errors import GradingError

if TYPE_CHECKING:
    from toolkit.grading.gradebook import Gradebook

Row = Mapping[str, Any]

BINS: Final = 5
"""Shades in which shares are shown; each a fifth of the points."""

HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Cohort:
    """All that the pictures and tables show, as plain values."""

    titles: Mapping[str, str]
    """Exercise → title, in their order."""
    names: Mapping[str, str]
    """Learner → how they are called here."""
    policy: str
    grades: Sequence[Row]
    """One row a learner and exercise."""
    items: Sequence[Row]
    criteria: Sequence[Row]
    refused: Sequence[Row]
    flags: Sequence[Row]

    @property
    def learners(self) -> tuple[str, ...]:
        """Those whose grades are shown, in their order."""
        return tuple(dict.fromkeys(row["learner"] for row in self.grades))

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises whose grades are shown, in their order."""
        return tuple(dict.fromkeys(row["exercise"] for row in self.grades))

    def of_exercise(self, exercise: str) -> Cohort:
        """Return what is about one exercise; everything where none is named."""
        if not exercise:
            return self
        grades, items, criteria, refused, flags = (
            [row for row in rows if row["exercise"] == exercise]
            for rows in (self.grades, self.items, self.criteria, self.refused, self.flags)
        )
        return replace(self, grades=grades, items=items, criteria=criteria, refused=refused, flags=flags)

    def number(self, exercise: str) -> str:
        """Return how an exercise is called in a narrow place."""
        return exercise[:2]


def cohort_of(book: Gradebook, flags: Sequence[Row] = (), *, quotes: bool = False) -> Cohort:
    """Return a gradebook as plain rows; learners' own words only with `quotes`."""
    # Here, because pandas is missing in browser Python and takes a second.
    from toolkit.grading.analysis import criterion_analysis, item_analysis
    from toolkit.grading.gradebook import plain

    in_part = _in_part(book)
    return Cohort(
        titles={spec.id: spec.title for spec in book.exercises},
        names={one.learner: f"{one.name} ({one.learner})" if one.name else one.learner for one in book.people},
        policy=book.policy,
        grades=[{**row, "partly": (row["learner"], row["exercise"]) in in_part} for row in plain(book.grades)],
        items=plain(item_analysis(book)),
        criteria=plain(criterion_analysis(book, quotes=quotes)),
        refused=plain(book.refused),
        flags=[row if quotes else {**row, "quote": ""} for row in flags],
    )


def _in_part(book: Gradebook) -> set[tuple[str, str]]:
    """Return the learners and exercises of which something was left out or too short, also where something else waits."""
    key = ["learner", "exercise", "item"]
    unscored, open_ = (rows[rows["counts"] & rows["points"].isna()] for rows in (book.items, book.criteria))
    # An item of which everything waits for a person is not left out.
    waits = set(open_[key].itertuples(index=False, name=None))
    return {row[:2] for row in unscored[key].itertuples(index=False, name=None) if row not in waits}


def read_flags(folder: Path) -> tuple[Row, ...]:
    """Return what is flagged in a folder of grades; nothing where nobody looked."""
    path = folder / "flags.csv"
    if not path.exists():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if not {"exercise", "learner", "text"} <= set(rows.fieldnames or ()):
                raise GradingError(f"{path} is not the list of flags that `one-on-one grade` writes. Grade again, or take it away.")
            return tuple(rows)
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except (csv.Error, UnicodeDecodeError):
        raise GradingError(f"{path} is no CSV file in UTF-8. Grade again, or take it away.") from None


# --- what is read off the rows --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Went:
    """How one exercise went."""

    exercise: str
    shares: tuple[float, ...]
    unattempted: int
    refused: int
    late: int

    @property
    def middle(self) -> float | None:
        """The share that half of the learners reach; None where nothing was scored."""
        return median(self.shares) if self.shares else None

    def tenths(self) -> list[int]:
        """Return how many learners lie in each tenth of the points; full marks lie in the last."""
        counts = [0] * 10
        for share in self.shares:
            counts[min(int(share * 10 + 1e-9), 9)] += 1
        return counts


def went(cohort: Cohort) -> Iterator[Went]:
    """Yield how each exercise went."""
    by: dict[str, list[Row]] = {}
    for row in cohort.grades:
        by.setdefault(row["exercise"], []).append(row)
    for exercise, rows in by.items():
        yield Went(
            exercise,
            tuple(row["share"] for row in rows if row["share"] is not None),
            unattempted=sum(row["state"] == "unattempted" for row in rows),
            refused=sum(row["state"] == "refused" for row in rows),
            late=sum(bool(row["late"]) for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody to look after, and why."""

    learner: str
    unattempted: int
    refused: int
    partly: int
    """Exercises in which something was left out, or too short to tell."""
    low: int
    late: int

    @property
    def why(self) -> str:
        """What there is to look at, in words."""
        said = {
            "not begun": self.unattempted,
            "file refused": self.refused,
            "scored in part": self.partly,
            "under half of the points": self.low,
            "late": self.late,
        }
        return ", ".join(f"{what}: {count}" for what, count in said.items() if count)

    @property
    def weight(self) -> int:
        """How much there is to look at."""
        return self.unattempted + self.refused + self.partly + self.low + self.late


def looks(cohort: Cohort) -> list[Look]:
    """Return who needs a look, those with most to look at first."""
    by: dict[str, list[Row]] = {}
    for row in cohort.grades:
        by.setdefault(row["learner"], []).append(row)
    found = [_look(learner, rows) for learner, rows in by.items()]
    return sorted((one for one in found if one.why), key=lambda one: (-one.weight, one.learner))


def _look(learner: str, rows: Iterable[Row]) -> Look:
    every = list(rows)
    return Look(
        learner,
        unattempted=sum(row["state"] == "unattempted" for row in every),
        refused=sum(row["state"] == "refused" for row in every),
        partly=sum(row["partly"] for row in every),
        low=sum(row["share"] is not None and row["share"] < HALF for row in every),
        late=sum(bool(row["late"]) for row in every),
    )


def shade(share: float) -> int:
    """Return which fifth of the points a share lies in, 0 to 4.

    >>> shade(0.0), shade(0.59), shade(0.6), shade(1.0)
    (0, 2, 3, 4)
    """
    return min(int(share * BINS + 1e-9), BINS - 1)


FEW_TELLING: Final = 0.1
HARD: Final = 0.3
EASY: Final = 0.95
"""Where an item is worth a look."""


def about_item(row: Row) -> str:
    """Return what about an item is worth a look, in words; empty where nothing is, or where too little is known."""
    tells, easy = row["discrimination"], row["difficulty"]
    said = []
    if tells is not None and tells < 0:
        said.append("those who do well elsewhere do worse here: is the key right?")
    elif tells is not None and tells < FEW_TELLING:
        said.append("hardly tells those who do well from those who do not")
    if easy is not None and easy < HARD:
        said.append("very hard")
    if easy is not None and easy > EASY:
        said.append("nearly everybody has it")
    return "; ".join(said)
