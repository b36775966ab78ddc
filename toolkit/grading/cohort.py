"""Grading many learners: every answers file -> papermill on our own notebook -> its grade -> grades.csv.

What a learner wrote is read as data and never becomes a papermill parameter, a path or code. The notebook that runs is
the exercise's own.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nbformat
from pydantic import ValidationError

from toolkit.content import ExerciseSpec, Library
from toolkit.errors import AnswersError, GradingError
from toolkit.grading.answers import HandedIn, read_answers
from toolkit.grading.tables import write_table
from toolkit.grading.values import GRADE_MIME, Grade

CELL_SECONDS: Final = 120
"""A cell of our own notebook that takes longer hangs."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not graded, and why."""

    file: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class CohortResult:
    """What came of grading a folder: a grade for each good file, a reason for each other one."""

    exercise: str
    grades: dict[str, Grade]
    """By learner, in order of name."""
    refused: tuple[Refused, ...]
    out: Path


def exercise_at(where: str | Path, library: Library) -> tuple[ExerciseSpec, Library]:
    """Return the exercise in a folder (or with an id) and the library that the folder belongs to."""
    folder = Path(where)
    if (folder / "exercise.yaml").is_file():
        own = Library(folder.resolve().parents[1])
        return own.exercise(folder.resolve().name), own
    return library.exercise(folder.name), library


def grade_cohort(
    spec: ExerciseSpec,
    library: Library,
    answers: Path,
    out: Path,
    *,
    on_done: Callable[[str], None] = lambda name: None,
) -> CohortResult:
    """Grade one answers file or every `.json` of a folder; write notebooks, `grades.csv` and `refused.csv` to `out`."""
    files = answer_files(answers)
    _make_folder(out)
    grades: dict[str, Grade] = {}
    refused: list[Refused] = []
    twins = _twins(files)
    for file in files:
        try:
            if file in twins:
                raise AnswersError("E_NAME", "has the same name as another file but for upper and lower case")
            handed_in = read_answers(file, spec)
            grades[handed_in.learner] = grade_one(spec, library, handed_in, out)
        except AnswersError as error:
            refused.append(Refused(_printable(file.name), error.code, str(error)))
        except GradingError as error:
            refused.append(Refused(_printable(file.name), "E_RUN", str(error)))
        on_done(file.name)
    result = CohortResult(spec.id, dict(sorted(grades.items())), tuple(refused), out)
    write_table(out / "grades.csv", grade_rows(spec, result.grades), grade_columns(spec))
    write_table(
        out / "refused.csv",
        [{"file": r.file, "code": r.code, "reason": r.reason} for r in result.refused],
        ("file", "code", "reason"),
    )
    return result


def _printable(name: str) -> str:
    """Return a file's name as one line: names may hold newlines, terminal codes and bytes that are no text."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def answer_files(answers: Path) -> list[Path]:
    """Return the answers files at a path, in order of name."""
    try:
        if answers.is_dir():
            files = sorted(p for p in answers.iterdir() if not p.name.startswith(".") and not p.is_dir())
            if not files:
                raise GradingError(f"There is no answers file in {answers}. Put each learner's NAME.json there.")
            return files
        if answers.exists() or answers.is_symlink():
            return [answers]
    except OSError as error:
        raise GradingError(f"{answers} cannot be read: {error.strerror}.") from None
    raise GradingError(f"There is nothing at {answers}. Give an answers file, or a folder of them.")


def _twins(files: Sequence[Path]) -> frozenset[Path]:
    """Return the files whose names are one name on a disk that does not tell upper from lower case."""
    names = Counter(unicodedata.normalize("NFC", file.name).casefold() for file in files)
    return frozenset(
        file for file in files if names[unicodedata.normalize("NFC", file.name).casefold()] > 1
    )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        # Before anything is graded: a long run must not find out at its end that there is no place for it.
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise GradingError(f"Nothing can be written to the folder {out}: {error.strerror}.") from None


def grade_one(spec: ExerciseSpec, library: Library, handed_in: HandedIn, out: Path) -> Grade:
    """Run the exercise's notebook on one learner's answers; keep the executed notebook; return its grade."""
    notebook = library.root / "exercises" / spec.id / "exercise.ipynb"
    if not notebook.is_file():
        raise GradingError(f"{notebook} is missing; an exercise has its notebook beside exercise.yaml.")
    with tempfile.TemporaryDirectory(prefix="one-on-one-") as folder:
        work = Path(folder) / "work"
        work.mkdir()
        # The very bytes that were checked, under a name that we chose: the file may change meanwhile.
        (work / "answers.json").write_bytes(handed_in.raw)
        executed = Path(folder) / "executed.ipynb"
        failure = _execute(notebook, executed, spec.id, work, library)
        if executed.is_file():
            _keep(executed, out / f"{handed_in.learner}.ipynb")
        if failure:
            raise GradingError(failure)
        return _checked(read_grade(executed), spec, handed_in)


def _keep(executed: Path, target: Path) -> None:
    try:
        shutil.copyfile(executed, target)
    except OSError as error:
        raise GradingError(f"{target} could not be written: {error.strerror}.") from None


def _execute(notebook: Path, executed: Path, exercise: str, work: Path, library: Library) -> str:
    """Run papermill; return what went wrong, or nothing. Imported here: it takes a second that most commands save."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    with _kernel_environment(work.parent / "ipython", library):
        try:
            papermill.execute_notebook(
                _without_fields(notebook),
                _without_fields(executed),
                parameters={"exercise_id": exercise, "answers": "answers.json", "seed": 0},
                cwd=work,
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_SECONDS,
                # ipykernel warns on every start that nobody else on this machine is kept from listening.
                extra_arguments=["--log-level=ERROR"],
            )
        except PapermillExecutionError as error:
            return f"the exercise's notebook failed in cell {error.exec_count}: {error.ename}: {error.evalue}"
        except (RuntimeError, TimeoutError) as error:
            return f"the exercise's notebook did not finish: {error}"
    return ""


def _without_fields(path: Path) -> str:
    """Return a path that papermill takes as it is: to papermill, `{x}` in a path is a parameter to fill in."""
    return str(path).replace("{", "{{").replace("}", "}}")


@contextmanager
def _kernel_environment(ipython: Path, library: Library) -> Iterator[None]:
    """Give the kernel the library's folder and nothing of the user's own start-up files."""
    wanted = {"ONE_ON_ONE_CONTENT": str(library.root.resolve()), "IPYTHONDIR": str(ipython), "PYTHONSTARTUP": None}
    before = {name: os.environ.get(name) for name in wanted}
    _set_environment(wanted)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def read_grade(executed: Path) -> Grade:
    """Return the grade that an executed notebook's cell tagged `grade` gave; nothing else in it can give one."""
    notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    cells = [c for c in notebook.cells if "grade" in c.metadata.get("tags", [])]
    given = [
        output["data"][GRADE_MIME]
        for cell in cells
        for output in cell.get("outputs", [])
        if GRADE_MIME in output.get("data", {})
    ]
    if len(given) != 1:
        raise GradingError(f"the notebook gave {len(given)} grades; its cell tagged 'grade' gives one")
    try:
        return Grade.model_validate_json(_as_json(given[0]))
    except ValidationError as error:
        raise GradingError(f"the notebook's grade is not one: {error.errors(include_url=False)[0]['msg']}") from None


def _as_json(data: Any) -> str:
    return data if isinstance(data, str) else json.dumps(data)


def _checked(grade: Grade, spec: ExerciseSpec, handed_in: HandedIn) -> Grade:
    if (grade.exercise, grade.answer_sha256) != (spec.id, handed_in.sha256):
        raise GradingError("the notebook graded something else than what was handed in")
    return grade


def grade_columns(spec: ExerciseSpec) -> tuple[str, ...]:
    """Return the columns of `grades.csv`."""
    items = tuple(f"item:{item.id}" for item in spec.items)
    versions = ("answer_sha256", "rubric_version", "toolkit_version")
    return ("learner", "exercise", "points", "max_points", *items, "unscored", *versions)


def grade_rows(spec: ExerciseSpec, grades: dict[str, Grade]) -> list[dict[str, str | float | None]]:
    """Return a row for each learner; an item without a score is left empty."""
    return [
        {
            "learner": learner,
            "exercise": grade.exercise,
            "points": grade.points,
            "max_points": grade.max_points,
            **{f"item:{item.id}": item.points for item in grade.items},
            "unscored": " ".join(grade.unscored),
            "answer_sha256": grade.answer_sha256,
            "rubric_version": grade.rubric_version,
            "toolkit_version": grade.toolkit_version,
        }
        for learner, grade in grades.items()
    ]

