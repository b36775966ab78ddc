"""Every notebook that ships: laid out as the others, without leftovers, and running from top to bottom."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import papermill
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*/exercise.ipynb"))
NBVAL_PARTS = 6
"""So many runs of nbval share the notebooks, so that the workers can share them too."""
START = ROOT / "notebooks/00_start_here.ipynb"


def named(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


every_notebook = pytest.mark.parametrize("path", named(LESSONS + EXERCISES))
every_lesson = pytest.mark.parametrize("path", named([p for p in LESSONS if not p.name.startswith(("00_", "facilitator_"))]))
every_exercise = pytest.mark.parametrize("path", named(EXERCISES))


def notebook(path: Path) -> NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def code(path: Path) -> list[NotebookNode]:
    return [cell for cell in notebook(path).cells if cell.cell_type == "code"]


def text(path: Path) -> list[str]:
    return [cell.source for cell in notebook(path).cells if cell.cell_type == "markdown"]


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def test_there_are_notebooks_to_look_at() -> None:
    assert START in LESSONS
    assert len(LESSONS) >= 2
    assert len(EXERCISES) >= 1


@every_notebook
def test_it_is_a_valid_notebook_with_the_kernel_that_everybody_has(path: Path) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))

    nbformat.validate(raw)
    assert (raw["nbformat"], raw["nbformat_minor"] >= 5) == (4, True)
    assert raw["metadata"]["kernelspec"]["name"] == "python3"
    assert "widgets" not in raw["metadata"]


@every_notebook
def test_nothing_is_left_over_from_a_run(path: Path) -> None:
    for cell in code(path):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "execution" not in cell.metadata


@every_notebook
def test_every_cell_has_an_id_of_its_own(path: Path) -> None:
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]

    assert len(set(ids)) == len(ids)


@every_notebook
def test_it_begins_with_what_it_is_for_and_how_long_it_takes(path: Path) -> None:
    first = text(path)[0]

    assert notebook(path).cells[0].source == first
    assert first.startswith("# ")
    assert re.search(r"\d+ minutes", first)
    assert "**Questions:**" in first
    assert "**Objectives:**" in first


@every_notebook
def test_it_ends_with_its_key_points(path: Path) -> None:
    last = notebook(path).cells[-1]

    assert last.cell_type == "markdown"
    assert last.source.startswith("## Key points\n")
    assert last.source.count("\n* ") >= 2


@every_notebook
def test_it_has_a_note_for_facilitators(path: Path) -> None:
    notes = [cell for cell in notebook(path).cells if "instructor" in tags(cell)]

    assert len(notes) == 1
    assert notes[0].cell_type == "markdown"
    assert "For facilitators" in notes[0].source.splitlines()[0]


@every_lesson
def test_a_lesson_goes_from_context_to_reflection(path: Path) -> None:
    headings = [line for cell in text(path) for line in cell.splitlines() if line.startswith("## ")]

    arc = ["## Context", "## Anticipate", "## Enact", "## Reflect", "## Key points"]
    assert [heading for heading in headings if heading in arc] == arc


@every_notebook
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = [link for cell in text(path) for link in re.findall(r"\]\(([^)\s]+)\)", cell)]
    inside = [unquote(link.split("#")[0]) for link in links if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in inside if not (path.parent / link).is_file()] == []


@every_notebook
def test_every_file_that_its_text_names_is_there(path: Path) -> None:
    files = [f for cell in text(path) for f in re.findall(r"`((?:exercises|rubrics|notebooks|toolkit)/[\w./]+)`", cell)]

    assert [file for file in files if not (ROOT / file).exists()] == []


@every_notebook
def test_its_code_is_short_and_plain_python(path: Path) -> None:
    for cell in code(path):
        assert not re.search(r"^\s*[!%]", cell.source, re.MULTILINE)
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                assert (node.end_lineno or 0) - node.lineno < 5, f"{node.name} belongs into toolkit/"


@every_notebook
def test_it_imports_only_the_names_that_the_toolkit_offers(path: Path) -> None:
    import toolkit

    for cell in code(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module == "toolkit":
                assert {alias.name for alias in node.names} <= set(toolkit.__all__)


@every_exercise
def test_an_exercise_has_one_cell_for_parameters_and_its_last_gives_the_grade(path: Path) -> None:
    cells = code(path)

    assert [i for i, cell in enumerate(cells) if "parameters" in tags(cell)] == [0]
    assert [i for i, cell in enumerate(cells) if "grade" in tags(cell)] == [len(cells) - 1]
    names = {n.id for n in ast.walk(ast.parse(cells[0].source)) if isinstance(n, ast.Name)}
    assert names == {"exercise_id", "answers", "seed"}
    assert f'exercise_id = "{path.parent.name}"' in cells[0].source


def test_lessons_have_no_cells_that_papermill_or_the_grader_look_for() -> None:
    assert [p.name for p in LESSONS for cell in code(p) if {"parameters", "grade"} & set(tags(cell))] == []


# --- running --------------------------------------------------------------------------------------------------------


# Exercises run under papermill with their references in test_exercises.py, and as forms under nbval below.
@pytest.mark.slow
@pytest.mark.parametrize("path", named(LESSONS))
def test_it_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    done = papermill.execute_notebook(path, str(tmp_path / "done.ipynb"), cwd=path.parent, kernel_name="python3", progress_bar=False)

    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert outputs
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(NBVAL_PARTS))
def test_all_of_them_pass_nbval(part: int) -> None:
    notebooks = (LESSONS + EXERCISES)[part::NBVAL_PARTS]
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", "-q", "--override-ini=addopts="]

    done = subprocess.run(
        [*command, *map(str, notebooks)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    cells = sum(len(code(path)) for path in notebooks)
    assert done.returncode == 0, done.stdout
    assert f"{cells} passed" in done.stdout
