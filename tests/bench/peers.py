"""The peers: plain papermill, and nbgrader in an environment of its own. Both do the work that our command does."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.runs import ROOT, Run, run
from toolkit.content import ExerciseSpec
from toolkit.grading import GRADE_MIME

NBGRADER = "0.9.6"
KERNEL = "one-on-one-bench"

HEAD = """\
from pathlib import Path
from toolkit.content import Library
from toolkit.grading import handed_in, mark

library = Library.default()
spec = library.exercise({exercise!r})
given = handed_in("learner", Path("answers.json").read_bytes(), spec)

def points(item):
    one = spec.model_copy(update={{"items": tuple(i for i in spec.items if i.id == item)}})
    return mark(one, given.answers, library).points"""
"""The first cell of the assignment; each test cell then asks for the points of one item."""


def plain(notebook: Path, answers: Path, out: Path) -> tuple[Run, dict[str, float]]:
    """Grade with papermill's own API; return what it took, and everybody's points."""
    out.mkdir()
    took = run([sys.executable, "-m", "tests.bench.plain", notebook, answers, out])
    return took, {file.stem: _points(json.loads(file.read_bytes())) for file in out.glob("*.ipynb")}


def _points(notebook: dict[str, Any]) -> float:
    outputs = (output for cell in notebook["cells"] for output in cell.get("outputs", ()))
    return next(float(json.loads(o["data"][GRADE_MIME])["points"]) for o in outputs if GRADE_MIME in o.get("data", {}))


def nbgrader(spec: ExerciseSpec, answers: Path, course: Path) -> tuple[Run, dict[str, float]]:
    """Grade with `nbgrader autograde`; return what that one command took, and everybody's points."""
    tool = installed_nbgrader()
    # It calls alembic by name.
    env = {**_hand_in(spec, answers, course), "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    run([tool, "generate_assignment", "exercise"], cwd=course, env=env)
    took = run([tool, "autograde", "exercise"], cwd=course, env=env)
    run([tool, "export", "--to", "grades.csv"], cwd=course, env=env)
    with (course / "grades.csv").open(newline="", encoding="utf-8") as file:
        return took, {row["student_id"]: round(float(row["score"]), 1) for row in csv.DictReader(file)}


def installed_nbgrader() -> Path:
    """Return the `nbgrader` of its own environment, made when it is not there; raise OSError when that fails."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "one-on-one-bench" / f"nbgrader-{NBGRADER}"
    done = folder / "done"
    if not done.exists():
        for command in (
            [sys.executable, "-m", "venv", "--clear", folder],
            [folder / "bin/pip", "install", "--quiet", "-c", ROOT / "constraints.txt", f"nbgrader=={NBGRADER}"],
        ):
            said = subprocess.run(command, capture_output=True, text=True)
            if said.returncode:
                raise OSError(f"nbgrader {NBGRADER} could not be installed: {said.stderr.strip()[-200:]}")
        done.touch()
    return folder / "bin/nbgrader"


def _hand_in(spec: ExerciseSpec, answers: Path, course: Path) -> dict[str, str]:
    """Lay out a course in which everybody has handed in; return the environment in which nbgrader finds our kernel."""
    notebook = json.dumps(assignment(spec))
    for folder in (course / "source/exercise", *(course / f"submitted/{f.stem}/exercise" for f in answers.glob("*.json"))):
        folder.mkdir(parents=True)
        (folder / "exercise.ipynb").write_text(notebook, encoding="utf-8")
    for file in answers.glob("*.json"):
        shutil.copyfile(file, course / f"submitted/{file.stem}/exercise/answers.json")
    (course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n', encoding="utf-8")
    kernel = course / "jupyter/kernels" / KERNEL
    kernel.mkdir(parents=True)
    # Our own Python, so that both peers start the same kernel.
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": KERNEL, "language": "python"}))
    return {"JUPYTER_PATH": str(course / "jupyter")}


def assignment(spec: ExerciseSpec) -> dict[str, Any]:
    """Return the exercise as an nbgrader assignment: one autograded test cell for each item, worth the item's points."""
    head = _cell("head", HEAD.format(exercise=spec.id), {})
    tests = [
        _cell(
            f"test-{n}",
            f"points({item.id!r})",
            {"nbgrader": {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3,
                          "grade_id": item.id, "points": item.points, "cell_type": "code"}},
        )
        for n, item in enumerate(spec.items, start=1)
    ]  # fmt: skip
    kernel = {"name": KERNEL, "display_name": KERNEL, "language": "python"}
    return {"cells": [head, *tests], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(id: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "id": id, "source": source, "metadata": metadata, "outputs": [], "execution_count": None}
