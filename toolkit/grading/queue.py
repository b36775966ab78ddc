"""What waits for one rater, in an order that gives nothing away, and how far the raters agree about what they read twice."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.content import Criterion, ExerciseSpec, Item, Library
from toolkit.errors import GradingError, UnknownNameError
from toolkit.feedback.agreement import Agreement, agreement, rater_bias
from toolkit.grading.answers import Answer
from toolkit.grading.ledger import LEDGER, Entry, attempts, read_ledger
from toolkit.grading.ratings import (
    Asked,
    Rating,
    asked_of,
    counts,
    rater_key,
    read_ratings,
    same_rater,
    settle,
)
from toolkit.grading.values import Grade

SECOND_SHARE: Final = 0.2
"""Share of what was decided that a second rater decides too."""

FEWEST_SECONDS: Final = 5

FAR_APART: Final = 2
"""Points between two ratings of one thing from which on it is worth a talk."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to decide, with what it takes to decide it. Whose answer it is stays behind."""

    item: Item
    criterion: Criterion
    answer: Answer


def read_waiting(folder: Path, library: Library) -> dict[Asked, Waiting]:
    """Return all that people decide in a folder of grades, in those attempts of each learner that may count."""
    ledgers = sorted(folder.glob(f"*/{LEDGER}"))
    if not ledgers:
        raise GradingError(
            f"There are no grades in {folder} yet. This makes some: one-on-one grade EXERCISE --answers FOLDER --out {folder}"
        )
    decided: dict[tuple[str, str, str], list[Rating]] = {}
    for rating in read_ratings(folder):
        decided.setdefault((rating.exercise, rating.learner, rating.answer_sha256), []).append(rating)
    found: dict[Asked, Waiting] = {}
    for path in ledgers:
        spec = _exercise_of(path.parent, library)
        items = {item.id: item for item in spec.items}
        for tried in attempts(read_ledger(path.parent)).values():
            for entry in _may_count(tried, spec, library, decided):
                for one, criterion in asked_of(entry, spec, library).items():
                    found[one] = Waiting(items[one.item], criterion, entry.answers.get(one.item, ""))
    return found


def _may_count(
    tried: tuple[Entry, ...], spec: ExerciseSpec, library: Library, decided: Mapping[tuple[str, str, str], list[Rating]]
) -> list[Entry]:
    """Return the attempts of a learner that a gradebook may count: the last, and the best as it tells it.

    What people decide can make another attempt the best. So it is both that which was the best before, which somebody may
    be reading, and that which is the best now.
    """
    if len(tried) == 1:
        return [*tried]

    def now(entry: Entry) -> tuple[float, float]:
        about = (entry.grade.exercise, entry.learner, entry.grade.answer_sha256)
        return _rank(settle(entry, spec, library, decided.get(about, ())).grade)

    may = (tried[-1], max(tried, key=lambda entry: _rank(entry.grade)), max(tried, key=now))
    return [entry for entry in tried if entry in may]


def _rank(grade: Grade) -> tuple[float, float]:
    """Return what a gradebook tells the best attempt by: its points, then their share of what was scored; below 0 where nothing was."""
    scored = [item.max_points for item in grade.items if item.points is not None]
    return (grade.points if scored else -1.0, grade.points / sum(scored) if sum(scored) else -1.0)


def _exercise_of(folder: Path, library: Library) -> ExerciseSpec:
    try:
        return library.exercise(folder.name)
    except UnknownNameError:
        raise GradingError(
            f"{folder} holds grades of an exercise that is not among yours. Let ONE_ON_ONE_CONTENT point to the content that it "
            "belongs to, or move it out of there."
        ) from None


def queue_for(rater: str, things: Mapping[Asked, Waiting], ratings: Iterable[Rating]) -> tuple[Asked, ...]:
    """Return what waits for a rater: what nobody has decided, and among it a sample of what one other person has.

    The answers to one question stand together, so that it is read once; their order follows from a fingerprint, and is
    another for each rater, so that two who begin at the same time do not read the same.
    """
    by = by_thing(things, ratings)
    second, me = second_sample(by), rater_key(rater)
    waits = [
        one
        for one in things
        if one not in by or (one in second and len(by[one]) == 1 and not any(same_rater(rater, other) for other in by[one]))
    ]
    return tuple(sorted(waits, key=lambda one: (_print(me, one.exercise, one.item, one.criterion), _mixed(one, me))))


def second_sample(rated: Collection[Asked], share: float = SECOND_SHARE, seed: str = "") -> frozenset[Asked]:
    """Return which of the things that somebody decided a second person decides too.

    Chosen by fingerprint: the same on every machine and for every rater, so that each of them gets its second rater and
    no more, and nothing of what was decided shows in the choice.
    """
    count = max(FEWEST_SECONDS, math.ceil(share * len(rated)))
    return frozenset(sorted(rated, key=lambda one: _mixed(one, seed))[:count])


def _mixed(one: Asked, seed: str) -> str:
    return _print(seed, one.exercise, one.learner, one.answer_sha256, one.item, one.criterion)


def _print(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def by_thing(things: Mapping[Asked, Waiting], ratings: Iterable[Rating]) -> dict[Asked, dict[str, Rating]]:
    """Return what each rater decided about each thing, where it counts."""
    found: dict[Asked, dict[str, Rating]] = {}
    for rating in ratings:
        if rating.asked in things and counts(rating, things[rating.asked].criterion):
            found.setdefault(rating.asked, {})[rating.rater] = rating
    return found


# --- how far raters agree -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """What comes of holding the raters' decisions side by side."""

    agreement: Agreement
    bias: Mapping[str, tuple[float, int]]
    """Rater → points that they give more than the others on the same answers, and on how many."""
    far_apart: tuple[Asked, ...]
    """What two raters see differently by two points or more."""


def compare(things: Mapping[Asked, Waiting], ratings: Iterable[Rating]) -> Compared:
    """Return how far raters agree about the things that two or more of them decided.

    Levels are compared by their place on their own criterion's scale, so that criteria with different points can be counted
    together.
    """
    twice = {
        one: {rater: rating.score or 0 for rater, rating in by.items()}
        for one, by in by_thing(things, ratings).items()
        if len(by) > 1
    }
    places = [{rater: place(things[one].criterion, score) for rater, score in by.items()} for one, by in twice.items()]
    return Compared(
        agreement=agreement(places),
        bias=rater_bias([{rater: float(score) for rater, score in by.items()} for by in twice.values()]),
        far_apart=tuple(sorted(one for one, by in twice.items() if max(by.values()) - min(by.values()) >= FAR_APART)),
    )


def place(criterion: Criterion, score: int) -> float:
    """Return where a level stands on its criterion's scale: 0 is the worst, 1 the best."""
    scores = sorted({level.score for level in criterion.levels})
    return scores.index(score) / max(1, len(scores) - 1)
