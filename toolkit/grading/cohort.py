"""Grading many learners and exercises: answers files -> work -> ledgers, notebooks, pages and `grades.csv`.

What was graded is in the ledgers the moment it is done, so a run that was stopped goes on where it was, and one after a change of
content grades only what rests on it. The tables are made from the ledgers, in an order of their own: the same answers give the
same bytes, whoever graded them and when.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, pairwise
from pathlib import Path

from toolkit.content import ExerciseSpec, Library
from toolkit.errors import AnswersError, GradingError
from toolkit.grading.answers import learner_named_by, read_bytes
from toolkit.grading.flags import FLAG_COLUMNS, flag_rows, flags_of
from toolkit.grading.grade import toolkit_version
from toolkit.grading.hand_ins import hand_ins, of_learners, printable, twins
from toolkit.grading.ledger import Entry, Ledger, Row, open_ledger, read_ledger
from toolkit.grading.tables import Cell, read_table, write_table
from toolkit.grading.work import Content, How, Outcome, Page, Task, batches, content_of, do_all


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not graded, and why."""

    exercise: str
    file: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """Points that the same answers got before and get now; the item is empty for the sum."""

    exercise: str
    learner: str
    item: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class CohortResult:
    """What came of grading: a row for each good file, a reason for each other one."""

    rows: tuple[Row, ...]
    """By exercise and learner."""
    refused: tuple[Refused, ...]
    changes: tuple[Change, ...]
    graded: int
    """How many were graded now; the other rows were kept from before."""
    out: Path


@dataclass(slots=True)
class _Run:
    """One run of the command, as it goes."""

    before: Mapping[tuple[str, str, str], Row]
    """Exercise, learner, answers → what they got the last time."""
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    graded: int = 0


def grade_cohort(
    exercises: Sequence[tuple[ExerciseSpec, Library]],
    answers: Path,
    out: Path,
    *,
    workers: int = 1,
    cluster: str | None = None,
    resume: bool = False,
    only: Collection[str] = (),
    notebooks: bool = True,
    page: Page | None = None,
    on_start: Callable[[int], None] = lambda total: None,
    on_done: Callable[[str], None] = lambda file: None,
) -> CohortResult:
    """Grade every answers file and write everything to `out`; with `resume` only what is not yet graded as it would be now.

    Without `notebooks` the answers are marked by the same code without papermill: the same grades, and no feedback to hand back. With
    `only` some learners that is made for them alone, later, and the tables stay as they are.
    """
    exercises = sorted(exercises, key=lambda exercise: exercise[0].id)
    if twice := [a.id for (a, _), (b, _) in pairwise(exercises) if a.id == b.id]:
        raise GradingError(f"The exercise {twice[0]} is named twice. Name each exercise once.")
    files = of_learners(hand_ins(answers, [spec.id for spec, _ in exercises]), only)
    _keep_apart(answers, files, out)
    _make_folder(out)
    on_start(sum(map(len, files.values())))
    how = How(tuple(content_of(spec, library) for spec, library in exercises), notebooks, page)
    with ExitStack() as open_now:
        open_now.enter_context(_alone(out))
        run = _Run({(e, entry.learner, entry.grade.answer_sha256): Row.of(entry) for e in files for entry in read_ledger(out / e)})
        ledgers = {exercise: open_now.enter_context(_ledger(out / exercise)) for exercise in files}
        work = (
            batches(content, _tasks(content, files[content.exercise], run, out, resume and not only, on_done), how)
            for content in how.contents
        )
        # Closed whatever happens, so that no worker is left when the command ends.
        outcomes = open_now.enter_context(closing(do_all(chain.from_iterable(work), how, workers, cluster)))
        for outcome in outcomes:
            _keep(outcome, out / outcome.exercise, ledgers[outcome.exercise], run)
            on_done(outcome.file)
        result = _result(run, out)
        if not only:
            _write_tables(result, exercises)
    return result


def _keep_apart(answers: Path, files: Mapping[str, list[Path]], out: Path) -> None:
    """Raise `GradingError` when grades would lie among the answers: the next run would take them for answers."""
    holding = {file.parent for of in files.values() for file in of} if answers.is_dir() else set()
    real = set(map(os.path.realpath, holding))
    for folder in (out, *(out / exercise for exercise in files)):
        if os.path.realpath(folder) in real:
            raise GradingError(f"{folder} holds the answers. Give another folder for the grades.")


def _tasks(
    content: Content, files: Sequence[Path], run: _Run, out: Path, resume: bool, on_done: Callable[[str], None]
) -> Iterator[Task]:
    """Yield what is to be graded; what need not or cannot be is noted at once."""
    ambiguous = twins(files)
    for file in files:
        learner = ""
        try:
            if file in ambiguous:
                raise AnswersError("E_NAME", "has the same name as another file but for upper and lower case")
            learner = learner_named_by(file)
            raw, written = read_bytes(file)
            handed_in = _as_time(written)
        except AnswersError as error:
            if learner:
                _hand_back(out / content.exercise, learner, "", "")
            run.refused.append(Refused(content.exercise, printable(file.name), error.code, str(error)))
            on_done(file.name)
            continue
        known = run.before.get((content.exercise, learner, hashlib.sha256(raw).hexdigest()))
        if resume and known and (known.content_sha256, known.toolkit_version) == (content.sha256, toolkit_version()):
            run.rows[content.exercise, learner] = known
            on_done(file.name)
        else:
            # Answers that are known were handed in when they first were, whatever has been done with the file since.
            yield Task(file.name, learner, raw, known.handed_in if known else handed_in)


def _as_time(written: float) -> str:
    """Return when a file was written as a text; raise `AnswersError` for what some archives leave in its place."""
    try:
        time = datetime.fromtimestamp(int(written), UTC)
    except (ValueError, OverflowError, OSError):
        time = datetime.min.replace(tzinfo=UTC)
    if not 1970 <= time.year <= 9999:
        raise AnswersError("E_TIME", "was last written at a time that cannot be; save it once more")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _keep(outcome: Outcome, folder: Path, ledger: Ledger, run: _Run) -> None:
    """Write what came of one learner's answers: the feedback first, for what stands in the ledger is not done again."""
    row = outcome.row
    # Marks alone leave feedback as it is, unless it is on other answers: it would be mistaken for feedback on these.
    if outcome.notebook or row is None or (row.exercise, row.learner, row.answer_sha256) not in run.before:
        _hand_back(folder, outcome.learner, outcome.notebook, outcome.page)
    if row is None:
        run.refused.append(Refused(outcome.exercise, printable(outcome.file), outcome.code, outcome.reason))
        return
    ledger.append_json(outcome.entry)
    run.rows[row.exercise, row.learner] = row
    run.graded += 1


def _hand_back(folder: Path, learner: str, notebook: str, page: str) -> None:
    """Write a learner's feedback, or take away the old where there is none."""
    for suffix, text in (("ipynb", notebook), ("html", page)):
        path = folder / f"{learner}.{suffix}"
        try:
            if text:
                path.write_text(text, encoding="utf-8")
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise GradingError(f"{path} could not be written: {error.strerror}. Make room and run again with --resume.") from None


def _result(run: _Run, out: Path) -> CohortResult:
    rows = tuple(run.rows[key] for key in sorted(run.rows))
    refused = tuple(sorted(run.refused, key=lambda one: (one.exercise, one.file)))
    return CohortResult(rows, refused, tuple(chain.from_iterable(_changes(row, run.before) for row in rows)), run.graded, out)


def _write_tables(result: CohortResult, exercises: Sequence[tuple[ExerciseSpec, Library]]) -> None:
    """Write the tables of a folder. What they say of exercises that were graded before and not now stays in them."""
    out, now = result.out, {spec.id for spec, _ in exercises}
    flags = chain.from_iterable(flags_of(_answers(spec.id, result), spec, library) for spec, library in exercises)
    before = [row for row in read_table(out / "grades.csv", ("learner", "exercise")) if row["exercise"] not in now]
    grades = sorted([*before, *map(_grade_row, result.rows)], key=lambda row: (str(row["exercise"]), str(row["learner"])))
    write_table(out / "grades.csv", grades, _columns(grades, [spec for spec, _ in exercises]))
    for name, rows, columns in (
        ("refused.csv", map(_as_row, result.refused), tuple(Refused.__slots__)),
        ("changes.csv", map(_as_row, result.changes), tuple(Change.__slots__)),
        ("flags.csv", flag_rows(flags), FLAG_COLUMNS),
    ):
        kept = [row for row in read_table(out / name, ("exercise",)) if row["exercise"] not in now]
        write_table(out / name, sorted([*kept, *rows], key=lambda row: str(row["exercise"])), columns)


def _answers(exercise: str, result: CohortResult) -> list[Entry]:
    """Return the entries of the answers that count now, without what was said about them: that of a whole company is much."""
    counts = {row.learner: row.answer_sha256 for row in result.rows if row.exercise == exercise}
    found: dict[str, Entry] = {}
    for entry in read_ledger(result.out / exercise):
        if counts.get(entry.learner) == entry.grade.answer_sha256:
            found[entry.learner] = entry.model_copy(update={"grade": entry.grade.model_copy(update={"items": ()})})
    return [found[learner] for learner in sorted(found)]


def _changes(row: Row, before: Mapping[tuple[str, str, str], Row]) -> Iterator[Change]:
    old = before.get((row.exercise, row.learner, row.answer_sha256))
    if old is None or (old.points, old.items) == (row.points, row.items):
        return
    yield Change(row.exercise, row.learner, "", old.points, row.points)
    had, has = dict(old.items), dict(row.items)
    for item in (*has, *(item for item in had if item not in has)):
        if had.get(item) != has.get(item):
            yield Change(row.exercise, row.learner, item, had.get(item), has.get(item))


def _columns(rows: Sequence[Mapping[str, Cell]], specs: Sequence[ExerciseSpec]) -> tuple[str, ...]:
    """Return the columns of `grades.csv`: those of the items by exercise, whichever was graded first."""
    items = {spec.id: [f"item:{item.id}" for item in spec.items] for spec in specs}
    for row in rows:
        if row["exercise"] not in items:
            items[str(row["exercise"])] = [column for column in row if column.startswith("item:") and row[column] != ""]
    ordered = dict.fromkeys(chain.from_iterable(items[exercise] for exercise in sorted(items)))
    return ("learner", "exercise", "points", "max_points", *ordered, "unscored", "answer_sha256", "rubric_version", "toolkit_version")


def _grade_row(row: Row) -> dict[str, Cell]:
    """Return a row of `grades.csv`; an item without a score is left empty."""
    return {
        "learner": row.learner,
        "exercise": row.exercise,
        "points": row.points,
        "max_points": row.max_points,
        **{f"item:{item}": points for item, points in row.items},
        "unscored": " ".join(row.unscored),
        "answer_sha256": row.answer_sha256,
        "rubric_version": row.rubric_version,
        "toolkit_version": row.toolkit_version,
    }


def _as_row(value: Refused | Change) -> dict[str, Cell]:
    return {name: getattr(value, name) for name in value.__slots__}


@contextmanager
def _ledger(folder: Path) -> Iterator[Ledger]:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise GradingError(f"There can be no folder {folder}: {error.strerror}. Move away what is there and grade again.") from None
    with open_ledger(folder) as ledger:
        yield ledger


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep other commands from grading into a folder: each would write the tables without what the other has graded."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise GradingError(f"Another command is grading into {out}. Wait until it has ended, or give another folder.") from None
    except OSError:
        # Some network disks know no locks.
        pass
    try:
        yield
    finally:
        os.close(handle)


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Before anything is graded: a long run must not find out at its end that there is no place for it.
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise GradingError(f"Nothing can be written to the folder {out}: {error.strerror}.") from None
