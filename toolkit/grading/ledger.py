"""What was graded, when and by what: one line of JSON for each grade ever given, appended and never changed.

A folder of grades has one ledger for each exercise, `EXERCISE/ledger.jsonl`. It is all that a gradebook needs: a learner's
attempts (one for each different set of answers), and what an attempt got before its rubric was changed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from toolkit.content import Value
from toolkit.errors import GradingError
from toolkit.grading.answers import Answer
from toolkit.grading.values import Grade

LEDGER: Final = "ledger.jsonl"


class Entry(Value):
    """One grade: whose, for which answers, handed in when, on what content."""

    learner: str
    handed_in: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    """When the answers file was last written, in UTC."""
    content_sha256: str
    """Fingerprint of the exercise with its notebook, rubrics, scenarios and transcripts, as they were graded with."""
    answers: dict[str, Answer]
    grade: Grade


@dataclass(frozen=True, slots=True)
class Row:
    """What `grades.csv` says of an entry: all that is kept of it in memory while a company is graded."""

    exercise: str
    learner: str
    points: float
    max_points: float
    items: tuple[tuple[str, float | None], ...]
    """Item → points; None where nothing could be scored."""
    answer_sha256: str
    rubric_version: str
    toolkit_version: str
    content_sha256: str
    handed_in: str

    @property
    def unscored(self) -> tuple[str, ...]:
        """Items that count neither right nor wrong."""
        return tuple(item for item, points in self.items if points is None)

    @staticmethod
    def of(entry: Entry) -> Row:
        """Return the row of a ledger's entry."""
        grade = entry.grade
        items = tuple((item.id, item.points) for item in grade.items)
        versions = (grade.answer_sha256, grade.rubric_version, grade.toolkit_version, entry.content_sha256, entry.handed_in)
        return Row(grade.exercise, entry.learner, grade.points, grade.max_points, items, *versions)


def read_ledger(folder: Path) -> Iterator[Entry]:
    """Yield the entries of an exercise's folder in the order in which they were made; none where there is no ledger."""
    path = folder / LEDGER
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            # A run that was killed leaves its last line torn: what it stood for is graded again.
            yield from (_entry(line, f"{path}:{number}") for number, line in enumerate(file, start=1) if line.endswith(b"\n"))
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None


def _entry(line: bytes, where: str) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        what = error.errors(include_url=False)[0]["msg"]
        raise GradingError(f"{where}: is no entry of a ledger: {what}. Take the line out and grade again, or give another folder when another version wrote it.") from None


def attempts(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return learner → attempts, by name: the latest grade of each different set of answers, in the order of being handed in.

    When that was is what its first entry says: a file that is copied and graded again is not later for it. Going back to earlier
    answers is no new attempt.
    """
    found: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        of = found.setdefault(entry.learner, {})
        first = of.get(entry.grade.answer_sha256, entry)
        of[entry.grade.answer_sha256] = entry.model_copy(update={"handed_in": first.handed_in})
    return {learner: tuple(sorted(of.values(), key=lambda entry: entry.handed_in)) for learner, of in sorted(found.items())}


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open an exercise's ledger to add to it; raise `GradingError` when that cannot be done."""
    path = folder / LEDGER
    try:
        _drop_torn_line(path)
        file = path.open("ab", buffering=0)
    except OSError as error:
        raise GradingError(f"{path} cannot be written: {error.strerror}.") from None
    with file:
        yield Ledger(path, file)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger being written. Each entry is one write of one whole line."""

    path: Path
    _file: io.FileIO

    def append(self, entry: Entry) -> None:
        """Add one entry; raise `GradingError` when it cannot be kept."""
        self.append_json(entry.model_dump_json())

    def append_json(self, entry: str) -> None:
        """Add one entry that a worker has already put into JSON."""
        line = entry.encode() + b"\n"
        try:
            whole = self._file.write(line) == len(line)
        except OSError as error:
            raise self._not_kept(error.strerror or "it failed") from None
        if not whole:
            raise self._not_kept("the disk is full")

    def _not_kept(self, why: str) -> GradingError:
        return GradingError(f"{self.path} could not be written: {why}. What is in it is kept; make room and run again with --resume.")


def _drop_torn_line(path: Path) -> None:
    """Take away what a killed run left of its last line."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        at = end
        while at and not _ends_a_line(file, at):
            at -= 1
        if at != end:
            file.truncate(at)


def _ends_a_line(file: io.BufferedRandom, at: int) -> bool:
    file.seek(at - 1)
    return file.read(1) == b"\n"
