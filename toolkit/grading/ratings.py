"""What people decide: the criteria of a rubric that no rule can judge, kept as they are decided, and what a grade becomes by it.

A folder of grades has one file for each rater, `ratings/RATER-FINGERPRINT.jsonl`, to which each decision is one more line: two
raters never write one file, and what was decided once stays there when it is decided anew or taken back. The fingerprint is of
the rater's name as names are compared, so that neither letters that no file may be called by nor capitals confuse two people.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Annotated, Final

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from toolkit.content import Criterion, ExerciseSpec, Library, Rubric, Value
from toolkit.errors import GradingError, StoreError
from toolkit.grading.answers import file_named_after
from toolkit.grading.files import write_whole
from toolkit.grading.ledger import Entry
from toolkit.grading.values import Grade, ItemGrade, Remark

RATINGS: Final = "ratings"

BY_PEOPLE: Final = frozenset({"report", "observer", "facilitator"})
"""Who decides where no rule does."""


@dataclass(frozen=True, slots=True, order=True)
class Asked:
    """One thing that a person decides: one criterion of one answer."""

    exercise: str
    learner: str
    answer_sha256: str
    item: str
    criterion: str


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


def rater_named(name: str) -> str:
    """Return a rater's name as it is kept: without white space around it, and with single blanks inside.

    >>> rater_named("  Ana   Lopez ")
    'Ana Lopez'
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def rater_key(name: str) -> str:
    """Return what two spellings of one rater's name have in common.

    >>> rater_key("Ana  Lopez ")
    'ana lopez'
    """
    return unicodedata.normalize("NFC", rater_named(name).casefold())


def same_rater(one: str, other: str) -> bool:
    """Return whether two names are one rater's: whoever types theirs in capitals is nobody else."""
    return rater_key(one) == rater_key(other)


class Rating(_About):
    """What one person decided. Without a score it was taken back."""

    rater: Annotated[str, AfterValidator(rater_named), Field(min_length=1)]
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    """When, in UTC."""


class Draft(_About):
    """A level chosen or a note typed, and not yet saved."""


# --- what a person decides ------------------------------------------------------------------------------------------


def asked(entry: Entry, spec: ExerciseSpec, library: Library) -> tuple[Asked, ...]:
    """Return what a person decides in an attempt. An answer too short to be judged by anybody asks nobody."""
    return tuple(asked_of(entry, spec, library))


def asked_of(entry: Entry, spec: ExerciseSpec, library: Library) -> dict[Asked, Criterion]:
    """Return each thing that a person decides in an attempt → its criterion."""
    graded = {item.id: item for item in entry.grade.items}
    about = (entry.grade.exercise, entry.learner, entry.grade.answer_sha256)
    return {
        Asked(*about, item.id, criterion.id): criterion
        for item in spec.items
        if item.id in graded and (rubric := library.rubric_of(item))
        for criterion in rubric.criteria
        if criterion.decided_by in BY_PEOPLE and criterion.id in _left_to_people(graded[item.id])
    }


def _left_to_people(item: ItemGrade) -> set[str]:
    return {remark.criterion for remark in item.remarks if remark.points is None}


# --- a grade with what was decided ----------------------------------------------------------------------------------


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
    waiting = asked_of(entry, spec, library)
    decided: dict[str, dict[str, list[int]]] = {}
    for rating in ratings:
        if rating.asked in waiting and rating.score is not None and counts(rating, waiting[rating.asked]):
            decided.setdefault(rating.item, {}).setdefault(rating.criterion, []).append(rating.score)
    rubrics = {item.id: rubric for item in spec.items if item.id in decided and (rubric := library.rubric_of(item))}
    items = tuple(
        _settled(item, rubrics[item.id], decided[item.id]) if item.id in rubrics else item for item in entry.grade.items
    )
    points = round(sum(item.points or 0.0 for item in items), 1)
    return Settled(
        grade=entry.grade.model_copy(update={"items": items, "points": points}),
        open=tuple(one for one in waiting if one.criterion not in decided.get(one.item, {})),
        automatic=entry.grade.points,
    )


def counts(rating: Rating, criterion: Criterion) -> bool:
    """Return whether a rating decides something: a level that the rubric no longer has does not."""
    return rating.score in {level.score for level in criterion.levels}


def _settled(item: ItemGrade, rubric: Rubric, decided: Mapping[str, Sequence[int]]) -> ItemGrade:
    """Return an item with the decided criteria counted as rules are: the share of what could be reached."""
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    said = [
        _decided(criteria[remark.criterion], decided[remark.criterion]) if remark.criterion in decided else remark
        for remark in item.remarks
    ]
    reached = {remark.criterion: remark.points for remark in item.remarks if remark.points is not None}
    reached |= {id: float(mean(scores)) for id, scores in decided.items()}
    remarks = tuple(_held_to_needs(remark, criteria, decided, reached) for remark in said)
    counted = [(r.points, r.max_points or 0.0) for r in remarks if r.criterion and r.points is not None]
    most = sum(max_points for _, max_points in counted)
    points = round(item.max_points * sum(got for got, _ in counted) / most, 1) if most else item.points
    return item.model_copy(update={"points": points, "remarks": remarks})


def _decided(criterion: Criterion, scores: Sequence[int]) -> Remark:
    chosen = [level for level in criterion.levels if level.score in scores]
    seen = " ".join(f"“{level.looks_like}”" for level in chosen)
    return Remark(
        title=criterion.title,
        criterion=criterion.id,
        text=chosen[0].looks_like if len(chosen) == 1 else f"{len(scores)} people read it and differ: {seen}",
        next_try="" if chosen == [criterion.levels[0]] else chosen[-1].next_try,
        points=round(float(mean(scores)), 2) if criterion.graded else None,
        max_points=float(criterion.max_points) if criterion.graded else None,
    )


def _held_to_needs(
    remark: Remark, criteria: Mapping[str, Criterion], decided: Collection[str], reached: Mapping[str, float]
) -> Remark:
    """Take the points from a criterion when one that it needs stands at its worst level, as scorecards do."""
    criterion = criteria.get(remark.criterion)
    if criterion is None or not remark.points:
        return remark
    # What one rule needs of another the scorecard has held it to already.
    needs = [id for id in criterion.needs if id in reached and (id in decided or criterion.id in decided)]
    worst = next((criteria[id] for id in needs if reached[id] <= criteria[id].levels[-1].score), None)
    if worst is None:
        return remark
    return remark.model_copy(update={"points": 0.0, "text": f"{remark.text} It counts once “{worst.title}” does too."})


# --- keeping it -----------------------------------------------------------------------------------------------------


def read_ratings(folder: Path) -> tuple[Rating, ...]:
    """Return what counts of what people decided: of each rater the latest about each thing, unless it was taken back.

    Each rater's own stand in the order in which they were decided, all under the name as that rater spelt it last.
    """
    latest: dict[tuple[str, Asked], Rating] = {}
    spelt: dict[str, str] = {}
    for path in sorted((folder / RATINGS).glob("*.jsonl")):
        for rating in _lines(path):
            rater = rater_key(rating.rater)
            spelt[rater] = rating.rater
            latest.pop((rater, rating.asked), None)
            latest[rater, rating.asked] = rating
    return tuple(
        rating if rating.rater == spelt[rater] else rating.model_copy(update={"rater": spelt[rater]})
        for (rater, _), rating in latest.items()
        if rating.score is not None
    )


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
                why = f"{path}:{number}: is no rating: {what}."
                raise GradingError(f"{why} Take the line out; what it was about waits again.") from None


def keep_rating(folder: Path, rating: Rating) -> None:
    """Add a rating to its rater's file, safe on the disk; raise `StoreError` and leave the file whole when it cannot be kept."""
    path = _file(folder, rating.rater, ".jsonl")
    line = rating.model_dump_json().encode() + b"\n"
    _written(path, lambda: _append(path, line))


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("ab", buffering=0) as file:
        # Until the file is closed: what another tab writes meanwhile would be cut off as torn.
        _lock(file.fileno())
        whole = _whole_lines(path)
        file.truncate(whole)
        try:
            if file.write(line) != len(line):
                raise OSError(None, "the disk is full")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


def _lock(handle: int) -> None:
    """Wait until nobody else has a file locked, and lock it; where there are no locks, go on without."""
    with suppress(ImportError, OSError):
        # Here, because Windows has no such module, and browsers have none that works.
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _whole_lines(path: Path) -> int:
    """Return the length of a file without what a killed kernel left of its last line."""
    return path.read_bytes().rfind(b"\n") + 1


def _file(folder: Path, rater: str, ending: str) -> Path:
    key = rater_key(rater)
    fingerprint = hashlib.sha256(key.encode()).hexdigest()[:8]
    return folder / RATINGS / f"{file_named_after(key).removesuffix('.json')}-{fingerprint}{ending}"


def _written(path: Path, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as error:
        why = f"{path} could not be written: {error.strerror}."
        raise StoreError(f"{why} Make room on the disk, or ask for the right to write there, and save again.") from None


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
