"""The entries of ledgers as rows of tables: each attempt with its items, and with the criteria that its answers were held to.

Plain tuples, not data frames: a frame that grows row by row would take minutes. And not the entries themselves, which hold
the answers and would fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, NamedTuple

from toolkit.content import Criterion, ExerciseSpec, Item, Library, ReadOnce
from toolkit.grading.ledger import Entry, read_ledger
from toolkit.grading.ratings import Rating, Settled, read_ratings, settle
from toolkit.grading.values import Remark

KEY: Final = ["learner", "exercise", "attempt"]
ATTEMPTS: Final = [*KEY, "handed_in", "late", "points", "max_points", "share", "open", "answer_sha256"]
ITEMS: Final = [*KEY, "item", "title", "answered", "points", "max_points"]
CRITERIA: Final = [*KEY, "item", "criterion", "title", "decided_by", "points", "max_points", "quote"]

_ASK: Final = "Ask a person: "
"""How the title of a remark begins that leaves a criterion to a person."""

_Row = tuple[Any, ...]


class Rows(NamedTuple):
    """Rows of the three tables, in the columns `ATTEMPTS`, `ITEMS` and `CRITERIA`."""

    attempts: list[_Row]
    items: list[_Row]
    criteria: list[_Row]

    def extend(self, key: tuple[str, str, int], of: Rows) -> None:
        """Take in the rows of one attempt, which come without their key."""
        for mine, theirs in zip(self, of, strict=True):
            mine.extend((*key, *row) for row in theirs)


def read_rows(folder: Path, specs: Iterable[ExerciseSpec], library: Library, due: Mapping[str, datetime]) -> Rows:
    """Return all that a folder's ledgers say of these exercises, with what people decided."""
    library = ReadOnce(library.root)
    decided: dict[tuple[str, str, str], list[Rating]] = {}
    for rating in read_ratings(folder):
        decided.setdefault((rating.exercise, rating.learner, rating.answer_sha256), []).append(rating)
    rows = Rows([], [], [])
    for spec in specs:
        read = _reader(spec, library, decided, due.get(spec.id))
        for learner, of in _attempts(read_ledger(folder / spec.id), read).items():
            for number, attempt in enumerate(of, start=1):
                rows.extend((learner, spec.id, number), attempt)
    return rows


def due_time(text: str) -> datetime:
    """Return until when something may be handed in; raise `ValueError` when that is no day and no time.

    A day without a time lasts until its end, and a time without a zone is UTC.

    >>> due_time("2026-12-01").isoformat(), due_time("2026-12-01T17:00+01:00").isoformat()
    ('2026-12-01T23:59:59+00:00', '2026-12-01T17:00:00+01:00')
    """
    try:
        at = datetime.combine(date.fromisoformat(text), time(23, 59, 59))
    except ValueError:
        at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def criteria_of(item: Item, library: Library) -> tuple[Criterion, ...]:
    """Return what an item's answer is held to; nothing where a key decides."""
    rubric = library.rubric_of(item)
    return rubric.criteria if rubric else ()


def _attempts(entries: Iterable[Entry], read: Callable[[Entry, str], Rows]) -> dict[str, list[Rows]]:
    """Return what `ledger.attempts` returns, each entry read into its rows as it comes.

    An attempt was handed in when its answers first were, and has the latest grade that they got.
    """
    found: dict[str, dict[str, tuple[str, Rows]]] = {}
    for entry in entries:
        of, sha = found.setdefault(entry.learner, {}), entry.grade.answer_sha256
        # A copy of the file may have lost its time: that makes nobody late.
        first = of[sha][0] if sha in of else entry.handed_in
        of[sha] = (first, read(entry, first))
    return {
        learner: [rows for _, rows in sorted(of.values(), key=lambda one: one[0])]
        for learner, of in sorted(found.items())
    }


def _reader(
    spec: ExerciseSpec, library: Library, decided: Mapping[tuple[str, str, str], list[Rating]], limit: datetime | None
) -> Callable[[Entry, str], Rows]:
    """Return what makes rows of an entry and the time at which its answers were handed in."""
    known = {(item.id, one.id): one for item in spec.items for one in criteria_of(item, library)}

    def read(entry: Entry, handed_in: str) -> Rows:
        settled = _settled(entry, spec, library, decided)
        grade = settled.grade
        scored = [one.max_points for one in grade.items if one.points is not None]
        late = None if limit is None else datetime.fromisoformat(handed_in) > limit
        points = grade.points if scored else None
        # What could not be scored counts neither right nor wrong.
        share = grade.points / sum(scored) if sum(scored) else None
        attempt = (handed_in, late, points, grade.max_points, share, len(settled.open), grade.answer_sha256)
        items: list[_Row] = [(one.id, one.title, one.answered, one.points, one.max_points) for one in grade.items]
        criteria: list[_Row] = [
            (item.id, *_criterion(remark, known.get((item.id, remark.criterion))))
            for item in grade.items
            for remark in item.remarks
            if remark.criterion
        ]
        return Rows([attempt], items, criteria)

    return read


def _settled(
    entry: Entry, spec: ExerciseSpec, library: Library, decided: Mapping[tuple[str, str, str], list[Rating]]
) -> Settled:
    """Return an attempt's grade with what people decided. Most attempts ask nobody, and to look further takes time."""
    if any(remark.criterion and remark.points is None for item in entry.grade.items for remark in item.remarks):
        about = (spec.id, entry.learner, entry.grade.answer_sha256)
        return settle(entry, spec, library, decided.get(about, ()))
    return Settled(entry.grade, (), entry.grade.points)


def _criterion(remark: Remark, known: Criterion | None) -> _Row:
    quote = remark.quotes[0] if remark.quotes else ""
    if known is None:
        return (remark.criterion, remark.title.removeprefix(_ASK), "", remark.points, remark.max_points, quote)
    most = float(known.max_points) if remark.max_points is None else remark.max_points
    return (remark.criterion, known.title, known.decided_by, remark.points, most, quote)
