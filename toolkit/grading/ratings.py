"""What people decide: the criteria of a rubric that no rule can judge, kept as they are decided, and what a grade becomes by it.

A folder of grades has one file for each rater, `ratings/RATER.jsonl`, to which each decision is one more line: two raters
never write one file, and what was decided once stays there when it is decided anew or taken back.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Annotated, Final, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from toolkit.content import ConversationItem, Criterion, ExerciseSpec, Item, Library, Rubric, TextItem, Value
from toolkit.errors import GradingError, StoreError
from toolkit.grading.answers import file_named_after
from toolkit.grading.files import write_whole
from toolkit.grading.ledger import Entry
from toolkit.grading.values import Grade, ItemGrade, Remark

RATINGS: Final = "ratings"

BY_PEOPLE: Final = frozenset({"report", "observer", "facilitator"})
"""Who decides where no rule does."""

SECOND_SHARE: Final = 0.2
"""Share of what was decided that a second rater decides too."""

FEWEST_SECONDS: Final = 5


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One thing that a person decides: one criterion of one answer."""

    exercise: str
    learner: str
    answer_sha256: str
    item: str
    criterion: str

    @property
    def question(self) -> tuple[str, str, str]:
        """What is asked, whoever answered: exercise, item and criterion."""
        return (self.exercise, self.item, self.criterion)


class _About(Value):
    """What is said about one thing that a person decides."""

    exercise: str
    learner: str
    answer_sha256: str
    """Fingerprint of the answers that were read: what was decided about others does not count."""
    item: str
    criterion: str
    score: int | None
    """The score of the level chosen."""
    note: str = ""

    @property
    def asked(self) -> Asked:
        """The thing that it is about."""
        return Asked(self.exercise, self.learner, self.answer_sha256, self.item, self.criterion)


class Rating(_About):
    """What one person decided. Without a score it was taken back."""

    rater: Annotated[str, Field(min_length=1)]
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    """When, in UTC."""


class Draft(_About):
    """A level chosen or a note typed, and not yet saved."""


# --- what waits -----------------------------------------------------------------------------------------------------


def asked(entry: Entry, spec: ExerciseSpec, library: Library) -> tuple[Asked, ...]:
    """Return what a person decides in an attempt. An answer too short to be judged by anybody asks nobody."""
    return tuple(
        Asked(entry.grade.exercise, entry.learner, entry.grade.answer_sha256, item.id, criterion.id)
        for item in spec.items
        for criterion in _by_people(entry, item, library)
    )


def _by_people(entry: Entry, item: Item, library: Library) -> Iterator[Criterion]:
    rubric = rubric_of(item, library)
    graded = next((one for one in entry.grade.items if one.id == item.id), None)
    if rubric is None or graded is None:
        return
    left = {remark.criterion for remark in graded.remarks if remark.points is None}
    yield from (c for c in rubric.criteria if c.decided_by in BY_PEOPLE and c.id in left)


def rubric_of(item: Item, library: Library) -> Rubric | None:
    """Return what an item's answer is held to; None where a key decides."""
    match item:
        case TextItem():
            return library.rubric(item.rubric)
        case ConversationItem():
            return library.rubric(library.scenario(item.scenario).rubric)
    return None


def second_sample(rated: Collection[Asked], share: float = SECOND_SHARE, seed: str = "") -> frozenset[Asked]:
    """Return which of the things that somebody decided a second person decides too.

    Chosen by fingerprint: the same on every machine and for every rater, so that each thing in it gets its second rater,
    and no rater can tell from it what others decided.
    """
    count = min(len(rated), max(FEWEST_SECONDS, math.ceil(share * len(rated))))
    return frozenset(sorted(rated, key=lambda one: shuffled(one, seed))[:count])


def shuffled(one: Asked, seed: str) -> str:
    """Return a key to sort by: an order that follows from nothing that a person could see."""
    parts = (seed, one.exercise, one.learner, one.answer_sha256, one.item, one.criterion)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# --- what was decided -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """A grade with what people decided in it."""

    grade: Grade
    open: tuple[Asked, ...]
    """What nobody has decided yet."""
    automatic: float
    """The points before anybody decided anything."""


def settle(entry: Entry, spec: ExerciseSpec, library: Library, ratings: Iterable[Rating]) -> Settled:
    """Return an attempt's grade with what people decided about these very answers; of several people the mean counts."""
    waiting = asked(entry, spec, library)
    scores: dict[Asked, list[int]] = {one: [] for one in waiting}
    for rating in ratings:
        if rating.asked in scores and rating.score is not None:
            scores[rating.asked].append(rating.score)
    items = {item.id: item for item in spec.items}
    decided: dict[str, dict[str, list[int]]] = {}
    for one, given in scores.items():
        rubric = rubric_of(items[one.item], library)
        # A level that the rubric no longer has decides nothing.
        known = [score for score in given if rubric and score in {level.score for level in _criterion(rubric, one.criterion).levels}]
        if known:
            decided.setdefault(one.item, {})[one.criterion] = known
    settled = tuple(
        _settled(item, rubric, decided[item.id])
        if item.id in decided and (rubric := rubric_of(items[item.id], library))
        else item
        for item in entry.grade.items
    )
    points = round(sum(item.points or 0.0 for item in settled), 1)
    still_open = tuple(one for one in waiting if one.criterion not in decided.get(one.item, {}))
    return Settled(entry.grade.model_copy(update={"items": settled, "points": points}), still_open, entry.grade.points)


def _criterion(rubric: Rubric, id: str) -> Criterion:
    return next(c for c in rubric.criteria if c.id == id)


def _settled(item: ItemGrade, rubric: Rubric, decided: Mapping[str, Sequence[int]]) -> ItemGrade:
    criteria = {c.id: c for c in rubric.criteria}
    reached = {r.criterion: r.points for r in item.remarks if r.criterion and r.points is not None}
    reached |= {id: float(mean(scores)) for id, scores in decided.items()}
    remarks = []
    for remark in item.remarks:
        criterion = criteria.get(remark.criterion)
        if criterion is not None and remark.criterion in decided:
            remark = _decided(criterion, decided[remark.criterion])
        # What rules decide has been held against what other rules say already.
        needs = criterion.needs if criterion and criterion.id in decided else [n for n in (criterion.needs if criterion else ()) if n in decided]
        lacking = next((criteria[n] for n in needs if n in reached and reached[n] <= criteria[n].levels[-1].score), None)
        if lacking and remark.points:
            remark = remark.model_copy(update={"points": 0.0, "text": f"{remark.text} It counts once “{lacking.title}” does too."})
        remarks.append(remark)
    counted = [(r.points, r.max_points or 0.0) for r in remarks if r.criterion and r.points is not None]
    most = sum(max_points for _, max_points in counted)
    points = round(item.max_points * sum(got for got, _ in counted) / most, 1) if most else item.points
    return item.model_copy(update={"points": points, "remarks": tuple(remarks)})


def _decided(criterion: Criterion, scores: Sequence[int]) -> Remark:
    chosen = [level for level in criterion.levels if level.score in scores]
    text = chosen[0].looks_like if len(chosen) == 1 else " ".join(
        [f"{len(scores)} people read it and differ:", *(f"“{level.looks_like}”" for level in chosen)]
    )
    return Remark(
        title=criterion.title,
        criterion=criterion.id,
        text=text,
        next_try="" if chosen == [criterion.levels[0]] else chosen[-1].next_try,
        points=round(float(mean(scores)), 2) if criterion.graded else None,
        max_points=float(criterion.max_points) if criterion.graded else None,
    )


# --- keeping it -----------------------------------------------------------------------------------------------------


def read_ratings(folder: Path) -> tuple[Rating, ...]:
    """Return what counts of what people decided: of each rater the latest about each thing, unless it was taken back."""
    latest: dict[tuple[str, Asked], Rating] = {}
    for path in sorted((folder / RATINGS).glob("*.jsonl")):
        for rating in _lines(path):
            latest[rating.rater, rating.asked] = rating
    return tuple(rating for rating in latest.values() if rating.score is not None)


def _lines(path: Path) -> Iterator[Rating]:
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(lines, start=1):
        # Who was cut off while saving sees the answer again: the last line is torn and counts for nothing.
        if line.endswith(b"\n"):
            try:
                yield Rating.model_validate_json(line)
            except ValidationError as error:
                what = error.errors(include_url=False)[0]["msg"]
                raise GradingError(f"{path}:{number}: is no rating: {what}. Take the line out; that answer waits again.") from None


def keep_rating(folder: Path, rating: Rating) -> None:
    """Add a rating to its rater's file, safe on the disk; raise `StoreError` and leave the file whole when it cannot be kept."""
    path = _file(folder, rating.rater, ".jsonl")
    line = rating.model_dump_json().encode() + b"\n"
    _written(path, lambda: _append(path, line))


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("ab", buffering=0) as file:
        whole = _whole_lines(path)
        file.truncate(whole)
        try:
            if file.write(line) != len(line):
                raise OSError(None, "the disk is full")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


def _whole_lines(path: Path) -> int:
    """Return the length of a file without what a killed kernel left of its last line."""
    return path.read_bytes().rfind(b"\n") + 1


def _file(folder: Path, rater: str, ending: str) -> Path:
    return folder / RATINGS / (file_named_after(rater).removesuffix(".json") + ending)


T = TypeVar("T")


def _written(path: Path, write: Callable[[], T]) -> T:
    try:
        return write()
    except OSError as error:
        raise StoreError(f"{path} could not be written: {error.strerror}. Make room on the disk or ask for the right to write there.") from None


_DRAFTS: Final = TypeAdapter(tuple[Draft, ...])


def keep_drafts(folder: Path, rater: str, drafts: Sequence[Draft]) -> None:
    """Keep what a rater has begun, the latest last, in place of what was kept before."""
    path = _file(folder, rater, ".draft.json")

    def write() -> None:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, _DRAFTS.dump_json(tuple(drafts)).decode())

    _written(path, write)


def read_drafts(folder: Path, rater: str) -> tuple[Draft, ...]:
    """Return what a rater has begun; nothing where there is no such file or it cannot be read, for it is only begun."""
    try:
        return _DRAFTS.validate_json(_file(folder, rater, ".draft.json").read_bytes())
    except (OSError, ValidationError):
        return ()
