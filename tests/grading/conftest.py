"""A library with one tiny exercise, so that a test can change what the real one must not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from tests.grading.exported import PEOPLE
from tests.grading.graded import FIRST, HOSTILE, LIBRARY, cohort, entry_held_to, refuse, write
from toolkit.content import Library
from toolkit.grading.gradebook import Gradebook, read_gradebook

TINY = """\
id: 01_tiny
title: Tiny
version: 3
minutes: 1
items:
  - id: note
    kind: text
    title: A note
    prompt: Write.
    points: 6
    rubric: follow_up_note
    max_words: 150
  - id: pick
    kind: choice
    title: A choice
    prompt: Choose.
    points: 4
    options:
      - {id: left, text: Left, right: true, because: Because.}
      - {id: right, text: Right, right: false, because: It is not.}
references: {good: 10, middling: 4, poor: 0, other_good: 10, another_good: 10, gamed: 0}
"""

OPEN = "from toolkit import open_exercise\nexercise = open_exercise(exercise_id, answers)\nexercise"


@pytest.fixture
def tiny_library() -> Callable[..., Library]:
    """Make a library at a folder; `cells` are the source and tags of the notebook's code after its parameters."""

    def make(root: Path, *cells: tuple[str, str]) -> Library:
        exercise = root / "exercises" / "01_tiny"
        exercise.mkdir(parents=True)
        (exercise / "exercise.yaml").write_text(TINY, encoding="utf-8")
        shutil.copytree(Library.default().root / "rubrics", root / "rubrics")
        notebook = nbformat.v4.new_notebook()
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        parameters = 'exercise_id = "01_tiny"\nanswers = None\nseed = 0'
        for source, tag in ((parameters, "parameters"), *(cells or ((OPEN, ""), ("exercise.grade()", "grade")))):
            cell = nbformat.v4.new_code_cell(source, metadata={"tags": [tag] if tag else []})
            notebook.cells.append(cell)
        nbformat.write(notebook, exercise / "exercise.ipynb")
        return Library(root)

    return make


@pytest.fixture
def book(tmp_path: Path) -> Gradebook:
    return read_gradebook(cohort(tmp_path / "graded"), LIBRARY)


@pytest.fixture
def hostile(tmp_path: Path) -> Gradebook:
    """A gradebook with formulas for names, files, reasons and quotes."""
    folder = cohort(tmp_path / "hostile")
    write(folder, [entry_held_to(f"p{n:02}", 0, [text]) for n, text in enumerate(HOSTILE)])
    refuse(folder, *((FIRST, f"{text.replace(chr(34), '')}{n}", "E_NAME", text.replace('"', "")) for n, text in enumerate(HOSTILE)))
    return read_gradebook(folder, LIBRARY, roster=PEOPLE)
