"""Running an exercise's own notebook on one learner's answers, with papermill, and reading the grade that it gives.

What a learner wrote is read as data and never becomes a papermill parameter, a path or code.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from toolkit.content import ExerciseSpec, Library
from toolkit.errors import GradingError
from toolkit.grading.answers import HandedIn
from toolkit.grading.values import GRADE_MIME, Grade
from toolkit.warm.possible import limits_from

CELL_SECONDS: Final = 120
"""A cell of our own notebook that takes longer hangs."""

LIMITS: Final = {"AS": 8 << 30, "CPU": 2 * CELL_SECONDS, "FSIZE": 100 << 20, "CORE": 0}
"""What one run may use of address space, processor seconds and bytes in a file, unless WARM_LIMITS says otherwise: far more than it
needs."""

KERNEL: Final = "python3"
"""The kernel of every exercise."""

FOR_FACILITATORS: Final = "instructor"
"""The tag of cells that learners do not get back."""

_ONE_AT_A_TIME: Final = threading.Lock()
"""The environment and the working folder are the whole process's."""


@dataclass(frozen=True, slots=True)
class Executed:
    """A notebook that has run."""

    text: str
    """The notebook as it is written to a file; empty when it did not get so far."""
    grade: Grade | None
    failure: str
    """Why there is no grade."""


def start_forking(rehearsed: tuple[str, ...]) -> None:
    """Start what notebooks are forked from, so that processes forked from this one share it. It imports while they do."""
    from toolkit.warm.zygote import shared_zygote  # of Linux alone

    _limits()
    try:
        shared_zygote(rehearsed)
    except OSError as error:
        raise _no_room(error) from None


def _limits() -> Mapping[str, int]:
    """Return what one run may use; raise `GradingError` when WARM_LIMITS says nothing that can be held to."""
    given = os.environ.get("WARM_LIMITS")
    try:
        return LIMITS if given is None else limits_from(given)
    except ValueError as error:
        raise GradingError(str(error)) from None


def _no_room(error: OSError) -> GradingError:
    return GradingError(
        f"no notebook can be run on this machine: {error}. Most often the folder for temporary files is full: make room in "
        f"{tempfile.gettempdir()}, or let TMPDIR name another, and grade again with --resume."
    )


def run_notebook(spec: ExerciseSpec, library: Library, handed_in: HandedIn, rehearsed: tuple[str, ...] = ()) -> Executed:
    """Run the exercise's notebook on one learner's answers, in a fork that has `rehearsed` (see `rehearsal`) where there are any."""
    try:
        with tempfile.TemporaryDirectory(prefix="one-on-one-") as folder, _ONE_AT_A_TIME:
            work = Path(folder) / "work"
            work.mkdir()
            # The very bytes that were checked, under a name that we chose: the file may change meanwhile.
            (work / "answers.json").write_bytes(handed_in.raw)
            notebook, executed = Path(folder) / "exercise.ipynb", Path(folder) / "executed.ipynb"
            notebook.write_text(_for_learners(library, spec.id), encoding="utf-8")
            failure = _execute(notebook, executed, spec.id, work, library, rehearsed)
            text = executed.read_text(encoding="utf-8") if executed.is_file() else ""
    except OSError as error:
        raise _no_room(error) from None
    if failure:
        return Executed(text, None, failure)
    try:
        return Executed(text, _checked(read_grade(text), spec, handed_in), "")
    except GradingError as error:
        return Executed(text, None, str(error))


def rehearsal(spec: ExerciseSpec, library: Library) -> tuple[str, ...]:
    """Return cells that read all that the exercise's notebook reads: its own code, on answers that ship with it."""
    reference = library.root / "exercises" / spec.id / "reference" / "good.json"
    cells = json.loads(_for_learners(library, spec.id))["cells"]
    root = f"import os\nos.environ['ONE_ON_ONE_CONTENT'] = {str(library.root.resolve())!r}"
    parameters = f"exercise_id, answers, seed = {spec.id!r}, {str(reference.resolve())!r}, 0"
    code = (cell["source"] for cell in cells if cell["cell_type"] == "code" and "parameters" not in _tags(cell))
    return (root, parameters, *("".join(source) for source in code))


def _for_learners(library: Library, exercise: str) -> str:
    """Return an exercise's notebook without what is for facilitators."""
    notebook = library.root / "exercises" / exercise / "exercise.ipynb"
    if not notebook.is_file():
        raise GradingError(f"{notebook} is missing; an exercise has its notebook beside exercise.yaml.")
    try:
        return _without_notes(notebook.read_text(encoding="utf-8"))
    except OSError as error:
        raise GradingError(f"{notebook} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GradingError(f"{notebook} is no notebook. Save it anew from JupyterLab, and try it with one-on-one check.") from None


@lru_cache(maxsize=64)
def _without_notes(text: str) -> str:
    # A notebook of our own is read as the JSON that it is: nbformat takes half a second to import, and papermill checks it anyway.
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if FOR_FACILITATORS not in _tags(cell)]
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False)


def _tags(cell: Mapping[str, Any]) -> Sequence[str]:
    tags: Sequence[str] = cell["metadata"].get("tags", ())
    return tags


def _execute(notebook: Path, executed: Path, exercise: str, work: Path, library: Library, rehearsed: tuple[str, ...]) -> str:
    """Run papermill; return what went wrong, or nothing. Imported here: it takes a second that most commands save."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    engine: dict[str, Any] = {"engine_name": "warm", "rehearsal": rehearsed, "limits": _limits()} if rehearsed else {}
    with _kernel_environment(work.parent / "ipython", library):
        try:
            papermill.execute_notebook(
                _without_fields(notebook),
                _without_fields(executed),
                parameters={"exercise_id": exercise, "answers": "answers.json", "seed": 0},
                cwd=work,
                kernel_name=KERNEL,
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_SECONDS,
                # ipykernel warns on every start that nobody else on this machine is kept from listening.
                extra_arguments=["--log-level=ERROR"],
                **engine,
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


def read_grade(executed: str) -> Grade:
    """Return the grade that an executed notebook's cell tagged `grade` gave; nothing else in it can give one."""
    cells = [c for c in json.loads(executed)["cells"] if "grade" in _tags(c)]
    given = [
        output["data"][GRADE_MIME]
        for cell in cells
        for output in cell.get("outputs", [])
        if GRADE_MIME in output.get("data", {})
    ]
    if len(given) != 1:
        raise GradingError(f"the notebook gave {len(given)} grades; its cell tagged 'grade' gives one")
    try:
        return Grade.model_validate_json(given[0] if isinstance(given[0], str) else json.dumps(given[0]))
    except ValidationError as error:
        raise GradingError(f"the notebook's grade is not one: {error.errors(include_url=False)[0]['msg']}") from None


def _checked(grade: Grade, spec: ExerciseSpec, handed_in: HandedIn) -> Grade:
    if (grade.exercise, grade.answer_sha256) != (spec.id, handed_in.sha256):
        raise GradingError("the notebook graded something else than what was handed in")
    return grade
