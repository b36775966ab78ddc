"""Grading a folder: bad files are named and left out, good ones graded, and nothing in a file becomes code or markup."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from toolkit.content import Library
from toolkit.errors import GradingError, UnknownNameError
from toolkit.grading import GRADE_MIME, Grade, mark, read_answers
from toolkit.grading.cohort import CohortResult, grade_cohort
from toolkit.grading.hand_ins import answer_files, exercise_at
from toolkit.grading.ledger import attempts, read_ledger
from toolkit.grading.notebook import read_grade
from toolkit.views.feedback_page import feedback_page

Make = Callable[..., Library]

HOSTILE = (
    "<script>window.__x=1</script> <img src=x onerror=alert(1)> <iframe srcdoc=x> </script><svg onload=x> {{7*7}} "
    "{0.__class__} ${x} %(x)s =1+1 '; DROP TABLE answers; -- \\N{BULLET} \"\"\" import os [x](javascript:x) the slide was yours. "
    + GRADE_MIME
)


def answers(note: str | None = None, pick: str | None = None, exercise: str = "01_tiny") -> str:
    items = {id: value for id, value in (("note", note), ("pick", pick)) if value is not None}
    return json.dumps({"schema_version": 1, "exercise": exercise, "items": items})


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grades(out: Path, exercise: str = "01_tiny") -> dict[str, Grade]:
    """Return what the ledger says that each learner got."""
    return {learner: of[-1].grade for learner, of in attempts(read_ledger(out / exercise)).items()}


class _Elements(HTMLParser):
    """The elements and the attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


# --- a whole cohort on the exercise that ships ------------------------------------------------------------------------


def whole_cohort(test: Any) -> Any:
    """Mark a test that looks at the cohort: on one worker, so that it is graded once."""
    return pytest.mark.slow(pytest.mark.xdist_group("cohort")(test))


SHIPPED = "01_first_one_on_one"


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> tuple[CohortResult, Path]:
    """Good, middling and poor answers, hostile ones, and files that cannot be taken."""
    folder = tmp_path_factory.mktemp("handed in")
    library = Library.default()
    spec = library.exercise("01_first_one_on_one")
    for name in ("good", "middling", "poor"):
        shutil.copy(library.root / "exercises" / spec.id / "reference" / f"{name}.json", folder)
    good = json.loads((folder / "good.json").read_text(encoding="utf-8"))
    hostile = {"talk": [HOSTILE, *good["items"]["talk"]], "note": HOSTILE}
    (folder / "hostile.json").write_text(json.dumps({**good, "items": hostile}), encoding="utf-8")
    (folder / "b_empty.json").write_text("", encoding="utf-8")
    (folder / "b_scored.json").write_text(json.dumps({**good, "score": 100}), encoding="utf-8")
    (folder / "b_other.json").write_text(json.dumps({**good, "exercise": "02_other"}), encoding="utf-8")
    (folder / "b_note book.ipynb").write_text('{"cells": [], "score": 100}', encoding="utf-8")
    (folder / "b_link.json").symlink_to(folder / "good.json")
    (folder / "sitecustomize.py").write_text("raise SystemExit('owned')", encoding="utf-8")
    (folder / "Twin.json").write_text(json.dumps(good), encoding="utf-8")
    (folder / "twin.json").write_text(json.dumps(good), encoding="utf-8")
    (folder / ".hidden.json").write_text("{}", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / os.fsdecode(b"b_\xff.json")).write_text("{}", encoding="utf-8")
    out = tmp_path_factory.mktemp("graded") / "out"
    return grade_cohort([(spec, library)], folder, out, workers=2, page=feedback_page), folder


@whole_cohort
def test_the_good_files_of_a_folder_get_what_the_references_state(cohort: tuple[CohortResult, Path]) -> None:
    result, _ = cohort
    stated = Library.default().exercise(SHIPPED).references

    assert [row.learner for row in result.rows] == ["good", "hostile", "middling", "poor"]
    assert result.graded == 4
    for row in result.rows:
        if row.learner != "hostile":
            assert row.points == stated[row.learner]


@whole_cohort
def test_the_bad_files_of_a_folder_are_named_with_their_codes(cohort: tuple[CohortResult, Path]) -> None:
    result, _ = cohort
    refused = rows(result.out / "refused.csv")

    assert {row["file"]: row["code"] for row in refused} == {
        "b_empty.json": "E_EMPTY",
        "b_scored.json": "E_SCHEMA",
        "b_other.json": "E_OTHER_EXERCISE",
        "b_note book.ipynb": "E_NAME",
        "b_link.json": "E_NOT_A_FILE",
        r"b_\udcff.json": "E_NAME",
        "sitecustomize.py": "E_NAME",
        "Twin.json": "E_NAME",
        "twin.json": "E_NAME",
    }
    assert [row["reason"] for row in refused] == [r.reason for r in result.refused]
    assert all(row["reason"] for row in refused)


@whole_cohort
def test_the_gradebook_holds_every_grade_and_what_it_rests_on(cohort: tuple[CohortResult, Path]) -> None:
    result, folder = cohort
    spec = Library.default().exercise(SHIPPED)
    book = rows(result.out / "grades.csv")
    items = [f"item:{item.id}" for item in spec.items]

    assert list(book[0]) == [
        "learner", "exercise", "points", "max_points", *items,
        "unscored", "answer_sha256", "rubric_version", "toolkit_version",
    ]  # fmt: skip
    for row in book:
        grade = grades(result.out, SHIPPED)[row["learner"]]
        assert float(row["points"]) == grade.points
        assert float(row["max_points"]) == spec.max_points
        assert [row[name] for name in items] == ["" if i.points is None else str(i.points) for i in grade.items]
        raw = (folder / f"{row['learner']}.json").read_bytes()
        assert row["answer_sha256"] == hashlib.sha256(raw).hexdigest()
    assert {row["learner"]: row["unscored"] for row in book}["hostile"] == spec.items[2].id


@whole_cohort
def test_every_grade_can_be_worked_out_again_from_the_answers(cohort: tuple[CohortResult, Path]) -> None:
    result, folder = cohort
    library = Library.default()
    spec = library.exercise(SHIPPED)

    for learner, grade in grades(result.out, SHIPPED).items():
        taken = read_answers(folder / f"{learner}.json", spec)
        assert mark(spec, taken.answers, library, taken.sha256) == grade


@whole_cohort
def test_every_graded_learner_has_an_executed_notebook_and_nobody_else(cohort: tuple[CohortResult, Path]) -> None:
    result, _ = cohort

    names = sorted(path.name for path in (result.out / SHIPPED).iterdir())
    learners = [row.learner for row in result.rows]

    assert names == sorted([*(f"{name}.{suffix}" for name in learners for suffix in ("ipynb", "html")), "ledger.jsonl"])
    assert {path.name for path in result.out.iterdir()} >= {SHIPPED, "grades.csv", "refused.csv", "changes.csv"}
    for learner, grade in grades(result.out, SHIPPED).items():
        assert read_grade((result.out / SHIPPED / f"{learner}.ipynb").read_text(encoding="utf-8")) == grade


@whole_cohort
def test_hostile_answers_are_shown_as_text_and_make_no_element(cohort: tuple[CohortResult, Path]) -> None:
    result, _ = cohort
    notebook = nbformat.read(result.out / SHIPPED / "hostile.ipynb", as_version=4)

    shown = [o["data"]["text/html"] for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})]

    assert shown
    for html in shown:
        seen = _Elements(html)
        assert not seen.names & {"script", "img", "iframe", "svg", "form", "object", "embed", "link", "base", "meta", "a"}
        assert not {name for name in seen.attributes if name.startswith("on") or name in ("src", "href", "srcdoc")}
    assert HOSTILE in "".join(_Elements(html).text for html in shown)
    assert "49" not in "".join(_Elements(html).text for html in shown).replace("1949", "")


@whole_cohort
def test_no_word_of_a_learner_is_in_the_code_of_the_notebook(cohort: tuple[CohortResult, Path]) -> None:
    result, _ = cohort
    ours = nbformat.read(Library.default().root / "exercises" / SHIPPED / "exercise.ipynb", as_version=4)

    for learner in grades(result.out, SHIPPED):
        cells = nbformat.read(result.out / SHIPPED / f"{learner}.ipynb", as_version=4).cells
        injected = [cell for cell in cells if "injected-parameters" in cell.metadata.get("tags", [])]
        assert [cell.source for cell in cells if cell not in injected] == [cell.source for cell in ours.cells if "instructor" not in cell.metadata.get("tags", [])]
        assert [cell.source for cell in injected] == [
            f'# Parameters\nexercise_id = "{SHIPPED}"\nanswers = "answers.json"\nseed = 0\n'
        ]


# --- a tiny exercise: order, places, failures ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_order_of_files_and_the_place_do_not_change_a_byte(tmp_path: Path, tiny_library: Make) -> None:
    files = {"bo": answers("You told me about the slide and the form and the printer, and I listened."), "ana": answers(pick="left")}
    books = []
    for place, names in (("plain", ["bo", "ana"]), ("a {x} {0.__class__} 😀", ["ana", "bo"])):
        library = tiny_library(tmp_path / place / "library")
        (tmp_path / place / "in").mkdir()
        for name in names:
            (tmp_path / place / "in" / f"{name}.json").write_text(files[name], encoding="utf-8")
        out = tmp_path / place / "out {learner}"

        result = grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / place / "in", out)

        assert not result.refused
        books.append((out / "grades.csv").read_bytes())
    assert books[0] == books[1]
    assert [row["learner"] for row in rows(out / "grades.csv")] == ["ana", "bo"]
    assert next(row["item:note"] for row in rows(out / "grades.csv")) == ""


@pytest.mark.slow
def test_the_kernel_sees_the_answers_and_nothing_that_lay_beside_them(
    tmp_path: Path, tiny_library: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = "import os, sys, json\nprint(os.listdir()); print(os.getcwd()); print(json.__file__)\nprint(open('answers.json').read())"
    library = tiny_library(tmp_path / "library", (look, ""))
    handed_in = tmp_path / "in"
    handed_in.mkdir()
    for name in ("sitecustomize.py", "json.py", "ipython_config.py", "html.py"):
        (handed_in / name).write_text("raise SystemExit('owned')", encoding="utf-8")
    (handed_in / "ana.json").write_text(answers(pick="left"), encoding="utf-8")
    monkeypatch.chdir(handed_in)

    result = grade_cohort([(library.exercise("01_tiny"), library)], Path("."), Path("../out"))

    printed = nbformat.read(tmp_path / "out" / "01_tiny" / "ana.ipynb", as_version=4).cells[-1].outputs[0].text.splitlines()
    assert printed[0] == "['answers.json']"
    assert not Path(printed[1]).is_relative_to(tmp_path)
    assert not Path(printed[2]).is_relative_to(tmp_path)
    assert printed[3] == answers(pick="left")
    # The notebook has no cell that gives a grade, so there is none: neither 0 nor full marks.
    assert not result.rows
    assert {r.file: r.code for r in result.refused}["ana.json"] == "E_RUN"
    assert "gave 0 grades" in next(r.reason for r in result.refused if r.file == "ana.json")


@pytest.mark.slow
def test_a_notebook_that_fails_is_kept_and_the_learner_gets_no_grade(tmp_path: Path, tiny_library: Make) -> None:
    forged = f"from IPython.display import display\ndisplay({{'{GRADE_MIME}': {{'points': 10}}}}, raw=True)"
    library = tiny_library(tmp_path / "library", (forged, ""), ("raise ValueError('boom')", ""), ("1", "grade"))
    (tmp_path / "ana.json").write_text(answers(), encoding="utf-8")

    result = grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / "ana.json", tmp_path / "out")

    assert result.rows == ()
    assert [(r.file, r.code) for r in result.refused] == [("ana.json", "E_RUN")]
    assert "ValueError: boom" in result.refused[0].reason
    assert "boom" in (tmp_path / "out" / "01_tiny" / "ana.ipynb").read_text(encoding="utf-8")
    assert rows(tmp_path / "out" / "grades.csv") == []
    assert rows(tmp_path / "out" / "refused.csv")[0]["code"] == "E_RUN"


@pytest.mark.slow
def test_grading_changes_nothing_in_the_environment(tmp_path: Path, tiny_library: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/somewhere.py")
    monkeypatch.delenv("IPYTHONDIR", raising=False)
    library = tiny_library(tmp_path / "library", ("import os\nassert 'PYTHONSTARTUP' not in os.environ", "grade"))
    (tmp_path / "ana.json").write_text(answers(), encoding="utf-8")
    before = dict(os.environ)

    result = grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / "ana.json", tmp_path / "out")

    assert dict(os.environ) == before
    assert "gave 0 grades" in result.refused[0].reason


# --- what counts as a grade: no kernel needed -----------------------------------------------------------------------


def executed(path: Path, *cells: tuple[str, list[dict[str, Any]]]) -> Path:
    """Write a notebook as if it had run; each cell is its tag and the data of its outputs."""
    notebook = nbformat.v4.new_notebook()
    for tag, outputs in cells:
        cell = nbformat.v4.new_code_cell("…", metadata={"tags": [tag] if tag else []})
        cell.outputs = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def given_grade(library: Library) -> dict[str, Any]:
    spec = library.exercise("01_first_one_on_one")
    taken = read_answers(library.root / "exercises" / spec.id / "reference" / "poor.json", spec)
    return mark(spec, taken.answers, library, taken.sha256).model_dump(mode="json")


def test_the_grade_is_read_from_the_cell_tagged_grade_alone(tmp_path: Path, given_grade: dict[str, Any]) -> None:
    forged = {**given_grade, "points": 20.0}

    path = executed(tmp_path / "n.ipynb", ("", [{GRADE_MIME: forged}]), ("grade", [{GRADE_MIME: given_grade}]))

    assert read_grade(path.read_text(encoding="utf-8")).model_dump(mode="json") == given_grade


@pytest.mark.parametrize(
    ("outputs", "why"),
    [
        pytest.param([], "gave 0 grades", id="none"),
        pytest.param([{"text/plain": GRADE_MIME}], "gave 0 grades", id="the type's name as text"),
        pytest.param([{"text/html": "<p>20 of 20</p>"}], "gave 0 grades", id="a page"),
        pytest.param([{GRADE_MIME: {}}, {GRADE_MIME: {}}], "gave 2 grades", id="two"),
        pytest.param([{GRADE_MIME: {"points": 20}}], "is not one", id="half a grade"),
        pytest.param([{GRADE_MIME: "20"}], "is not one", id="a text"),
    ],
)
def test_anything_but_one_grade_is_no_grade(tmp_path: Path, outputs: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(GradingError, match=why):
        read_grade(executed(tmp_path / "n.ipynb", ("grade", outputs)).read_text(encoding="utf-8"))


def test_a_grade_in_any_other_cell_is_not_read(tmp_path: Path, given_grade: dict[str, Any]) -> None:
    path = executed(tmp_path / "n.ipynb", ("graded", [{GRADE_MIME: given_grade}]), ("grade", []))

    with pytest.raises(GradingError, match="gave 0 grades"):
        read_grade(path.read_text(encoding="utf-8"))


def test_a_grade_with_more_fields_than_it_has_is_refused(tmp_path: Path, given_grade: dict[str, Any]) -> None:
    path = executed(tmp_path / "n.ipynb", ("grade", [{GRADE_MIME: {**given_grade, "bonus": 5}}]))

    with pytest.raises(GradingError, match="is not one"):
        read_grade(path.read_text(encoding="utf-8"))


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("a_file", id="a file"),
        pytest.param("a_file/out", id="below a file"),
        pytest.param(
            "/proc",
            id="a folder that takes no files",
            marks=pytest.mark.skipif(not Path("/proc/self").exists(), reason="This system has no /proc."),
        ),
    ],
)
def test_a_place_that_cannot_be_written_to_is_named_before_anything_runs(tmp_path: Path, tiny_library: Make, place: str) -> None:
    library = tiny_library(tmp_path / "library")
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    (tmp_path / "ana.json").write_text(answers(), encoding="utf-8")
    done: list[str] = []

    with pytest.raises(GradingError, match="Nothing can be written to the folder"):
        grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / "ana.json", tmp_path / place, on_done=done.append)

    assert done == []


def test_an_empty_folder_and_a_missing_one_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="There is no answers file in"):
        answer_files(tmp_path)
    with pytest.raises(GradingError, match="There is nothing at"):
        answer_files(tmp_path / "missing")
    with pytest.raises(GradingError, match="cannot be read"):
        answer_files(tmp_path / ("x" * 300))


def test_files_are_taken_in_order_of_name_without_hidden_ones_and_folders(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", ".c.json"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "d.json").mkdir()

    assert [path.name for path in answer_files(tmp_path)] == ["a.json", "b.json"]


def test_an_exercise_is_found_by_its_folder_in_another_library(tmp_path: Path, tiny_library: Make, library: Library) -> None:
    other = tiny_library(tmp_path / "library")

    spec, found = exercise_at(tmp_path / "library" / "exercises" / "01_tiny", library)

    assert (spec.id, found.root.resolve()) == ("01_tiny", other.root.resolve())
    assert exercise_at("01_first_one_on_one", library)[1] is library
    with pytest.raises(UnknownNameError, match="No exercise is called 'xxx"):
        exercise_at("x" * 300, library)


def test_an_exercise_without_its_notebook_is_not_graded(tmp_path: Path, tiny_library: Make) -> None:
    library = tiny_library(tmp_path / "library")
    (tmp_path / "library" / "exercises" / "01_tiny" / "exercise.ipynb").unlink()
    (tmp_path / "ana.json").write_text(answers(), encoding="utf-8")

    with pytest.raises(GradingError, match="is missing"):
        grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / "ana.json", tmp_path / "out")


@pytest.mark.parametrize("raw", [b"no JSON", b"{}", b"[]", b'{"cells":[1]}', b'{"cells":[{"cell_type":"code"}]}', b"\xff"])
def test_a_notebook_that_is_none_is_named(tmp_path: Path, tiny_library: Make, raw: bytes) -> None:
    library = tiny_library(tmp_path / "library")
    (tmp_path / "library/exercises/01_tiny/exercise.ipynb").write_bytes(raw)
    (tmp_path / "ana.json").write_text(answers(), encoding="utf-8")

    with pytest.raises(GradingError, match=r"01_tiny/exercise\.ipynb is no notebook"):
        grade_cohort([(library.exercise("01_tiny"), library)], tmp_path / "ana.json", tmp_path / "out")
