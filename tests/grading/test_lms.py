"""What Canvas and Moodle import: nobody guessed, no score lost, no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.grading.exported import FORMULA, cells, plain_text
from tests.grading.graded import (
    AGENDA,
    FIRST,
    GIVING,
    HOSTILE,
    LIBRARY,
    by,
    cohort,
    entry_with,
    reference,
    write,
)
from toolkit.content import Library
from toolkit.errors import GradingError
from toolkit.grading.gradebook import Gradebook, read_gradebook
from toolkit.grading.lms import write_canvas, write_moodle
from toolkit.grading.roster import Person

# --- Canvas ---------------------------------------------------------------------------------------------------------

TEMPLATE = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,A first 1:1 (11),\"Other, \"\"thing\"\" (12)\",Agenda (13),Final Score\r\n"
    ",,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,20,5,20,(read only)\r\n"
    '"López, Ana",101,u1,ana@x.org,Blue,,3,,"88.50"\r\n'
    'Bo,102,u2,bo@x.org,"=1+1",7.00,,5,70\r\n'
    "Cy,103,u3,cy@x.org,Blue,5,,,\r\n"
    "Nobody,104,u4,nobody@x.org,Blue,1,1,1,1\r\n"
    '"Student, Test",105,,abc,Blue,,,,\r\n'
)  # fmt: skip
CANVAS = (Person("ana", sis_login_id="ana@x.org"), Person("bo", canvas_id="102"), Person("cy", sis_user_id="u3"))


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Path]:
    def make(text: str = TEMPLATE) -> Path:
        (tmp_path / "canvas.csv").write_bytes(text.encode())
        return tmp_path / "canvas.csv"

    return make


def canvas_book(tmp_path: Path, roster: Sequence[Person] = CANVAS) -> Gradebook:
    folder = tmp_path / "graded"
    return read_gradebook(folder if folder.exists() else cohort(folder), LIBRARY, roster=roster)


def filled(tmp_path: Path, template: Path, columns: dict[str, str] | None = None, roster: Sequence[Person] = CANVAS) -> tuple[str, str]:
    done = write_canvas(canvas_book(tmp_path, roster), tmp_path / "filled.csv", template=template, columns=columns)
    return (tmp_path / "filled.csv").read_bytes().decode(), " ".join(done.notes)


def test_only_the_grades_change_in_what_canvas_exported(tmp_path: Path, template: Callable[..., Path]) -> None:
    text, notes = filled(tmp_path, template(), {AGENDA: "Agenda (13)"})

    points = canvas_book(tmp_path).table().at["cy", AGENDA]
    expected = TEMPLATE.replace('Blue,,3,,"88.50"', 'Blue,20,3,20,"88.50"').replace('"=1+1",7.00,,5,70', '"=1+1",9.5,,5,70')
    assert text == expected.replace("Cy,103,u3,cy@x.org,Blue,5,,,", f"Cy,103,u3,cy@x.org,Blue,5,,{points:g},")
    assert notes == f"No column is called like {GIVING}. Say which with --column, or leave it out. No row of the template is for: dee."


def test_who_has_not_begun_keeps_the_score_that_canvas_has(tmp_path: Path, template: Callable[..., Path]) -> None:
    text, _ = filled(tmp_path, template())

    assert "Cy,103,u3,cy@x.org,Blue,5,,," in text


def test_points_become_canvas_points(tmp_path: Path, template: Callable[..., Path]) -> None:
    text, notes = filled(tmp_path, template(TEMPLATE.replace(",20,5,20,", ",100,5,20,")))

    assert '"López, Ana",101,u1,ana@x.org,Blue,100,3,' in text
    assert '"=1+1",47.5,,5,70' in text
    assert f"{FIRST} is out of other points in Canvas: its points were multiplied by 5." in notes


@pytest.mark.parametrize("kept", ["EX", "ex", "N/A"])
def test_who_is_excused_or_has_it_not_set_stays_so(tmp_path: Path, template: Callable[..., Path], kept: str) -> None:
    theirs = TEMPLATE.replace('Blue,,3,,"88.50"', f'Blue,{kept},3,,"88.50"')
    text, notes = filled(tmp_path, template(theirs))

    assert text == theirs.replace('"=1+1",7.00,', '"=1+1",9.5,')
    assert f"{FIRST}: Canvas has '{kept}' for ana, so their points were left out." in notes


def test_names_may_stand_in_two_columns(tmp_path: Path, template: Callable[..., Path]) -> None:
    rows = ["LastName,FirstName,ID,SIS Login ID,Section,A first 1:1 (1)", "    Points Possible,,,,,20.00", "López,Ana,1,ana@x.org,S,"]
    text, _ = filled(tmp_path, template("\n".join(rows)))

    assert text == "\n".join(rows) + "20"


def test_a_title_with_commas_is_no_sign_of_commas(tmp_path: Path, template: Callable[..., Path]) -> None:
    rows = ['Student;ID;SIS Login ID;Section;A first 1:1 (1);"To plan, hold, note, share, keep, and close, a talk (2)"', "    Points Possible;;;;20,00;5,00", "López, Ana;1;ana@x.org;S;;"]
    text, _ = filled(tmp_path, template("\n".join(rows)))

    assert text == "\n".join([*rows[:2], "López, Ana;1;ana@x.org;S;20;"])


def test_a_semicolon_stays_one(tmp_path: Path, template: Callable[..., Path]) -> None:
    rows = ["Student;ID;SIS Login ID;Section;A first 1:1 (1)", "    Points Possible;;;;20", "López, Ana;1;ana@x.org;S;"]
    text, _ = filled(tmp_path, template("\n".join(rows)))

    assert text == "\n".join(rows) + "20"


@pytest.mark.parametrize(
    ("roster", "note"),
    [
        ((Person("ana", sis_login_id="ana"), Person("bo"), Person("cy")), "No row of the template is for: ana, bo, cy, dee."),
        ((Person("ana", name="López, Ana", email="ana@x.org"),), "No row of the template is for: ana, bo, cy, dee."),
        ((Person("ana", sis_login_id="ana@x.org", canvas_id="102"),), "nothing was filled in for: ana."),
        ((Person("ana", sis_user_id="u1"), Person("bo", canvas_id="101")), "nothing was filled in for: ana, bo."),
    ],
    ids=["other login", "a name is no id", "two rows fit", "two people fit"],
)
def test_nobody_is_guessed(tmp_path: Path, template: Callable[..., Path], roster: tuple[Person, ...], note: str) -> None:
    text, notes = filled(tmp_path, template(), roster=roster)

    assert note in notes
    assert text == TEMPLATE


def test_a_learner_with_other_names_is_not_found_by_the_files_name(tmp_path: Path, template: Callable[..., Path]) -> None:
    text, notes = filled(tmp_path, template(TEMPLATE.replace(",u4,", ",ana,")))

    assert '"López, Ana",101,u1,ana@x.org,Blue,20,' in text
    assert "nothing was filled in" not in notes


def test_a_learner_without_other_names_is_found_by_the_files_name(tmp_path: Path, template: Callable[..., Path]) -> None:
    text, notes = filled(tmp_path, template(TEMPLATE.replace("cy@x.org", "ana")), roster=())

    assert "Cy,103,u3,ana,Blue,20,," in text
    assert "No row of the template is for: bo, cy, dee." in notes


HEADER = TEMPLATE.partition("\r\n")[0]


@pytest.mark.parametrize(
    ("text", "columns", "says"),
    [
        ("a,b\n1,2\n", {}, "is no gradebook that Canvas exported"),
        ("", {}, "is no gradebook that Canvas exported"),
        (TEMPLATE.replace("A first 1:1", "Something"), {}, "No column of .* is called like an exercise"),
        (TEMPLATE.replace("Agenda (13)", "A first 1:1 (13)"), {}, "several columns called 'A first 1:1'.*--column 01_first_one_on_one="),
        (TEMPLATE, {FIRST: "Gone (1)"}, "no column called 'Gone \\(1\\)'.*Agenda \\(13\\)"),
        (TEMPLATE, {"99_none": "Agenda (13)"}, "no grades of '99_none'"),
        (TEMPLATE, {FIRST: "Final Score"}, "read only"),
        (TEMPLATE.replace("(read only)", "(schreibgeschützt)"), {FIRST: "Final Score"}, "'\\(schreibgeschützt\\)' is no number of points"),
        (TEMPLATE, {FIRST: "Agenda (13)", AGENDA: "Agenda (13)"}, "Two exercises go to one column"),
        (TEMPLATE + 'x,"open', {}, "cannot be read as CSV from"),
        (TEMPLATE.replace("Cy,103,u3,cy@x.org,Blue,5,,,", "Cy,103,u3").replace("ana@x.org,Blue,,3", "ana@x.org,Blue"), {AGENDA: "Agenda (13)"}, "ends before 'Agenda"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_filled_in_says_why(
    tmp_path: Path, template: Callable[..., Path], text: str, columns: dict[str, str], says: str
) -> None:
    with pytest.raises(GradingError, match=says):
        filled(tmp_path, template(text), columns)
    assert not (tmp_path / "filled.csv").exists()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=6, max_size=6), max_size=4))
def test_any_file_that_canvas_could_write_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("graded")
    write(folder, [by("ana", reference(FIRST, "good"))])
    buffer = io.StringIO()
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A first 1:1 (1)"]
    csv.writer(buffer).writerows([header, ["    Points Possible", "", "", "", "", "20"], ["A", "1", "2", "ana", "S", ""], *rows])
    (folder / "t.csv").write_bytes(buffer.getvalue().encode())
    write_canvas(read_gradebook(folder, LIBRARY), folder / "out.csv", template=folder / "t.csv")

    assume(not any("ana" in [cell.strip() for cell in row[1:4]] for row in rows))
    assert (folder / "out.csv").read_bytes().decode() == buffer.getvalue().replace("ana,S,\r\n", "ana,S,20\r\n", 1)


def test_without_a_template_canvas_gets_a_file_of_its_own_kind(tmp_path: Path) -> None:
    write_canvas(canvas_book(tmp_path), tmp_path / "out.csv", columns={FIRST: "The first"})
    header, possible, *rows = cells(tmp_path / "out.csv")

    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "The first", "An agenda they own", "Giving back"]
    assert possible == ["    Points Possible", "", "", "", "", "20.0", "20.0", "20.0"]
    assert rows[0][:6] == ["ana", "", "", "ana@x.org", "", "20.0"]
    assert rows[1][:5] == ["bo", "102", "", "", ""]
    assert rows[3] == ["dee", "", "", "dee", "", "", "", ""]


@pytest.mark.parametrize("id", ["12abc", "1~101", "1,234", "101.0", "=1+1"])
def test_an_id_that_canvas_would_cut_to_anothers_is_refused(tmp_path: Path, id: str) -> None:
    with pytest.raises(GradingError, match=rf"'{re.escape(id)}' of ana is no ID of Canvas, which is a whole number"):
        write_canvas(canvas_book(tmp_path, [Person("ana", canvas_id=id)]), tmp_path / "out.csv")


def test_an_assignment_that_canvas_has_is_filled_in_from_its_own_file_only(tmp_path: Path) -> None:
    # Whoever has not begun has an empty cell here, which would take away the score that Canvas has.
    with pytest.raises(GradingError, match=r"'Agenda \(13\)' is an assignment that Canvas has.* --template"):
        write_canvas(canvas_book(tmp_path), tmp_path / "out.csv", columns={AGENDA: "Agenda (13)"})
    assert not (tmp_path / "out.csv").exists()


def test_an_id_that_is_no_formula_only_with_a_mark_before_it_names_nobody(tmp_path: Path) -> None:
    people = [Person("ana", name="Ana", sis_login_id="@ana", sis_user_id="u1"), Person("bo", sis_user_id="=1")]
    done = write_canvas(canvas_book(tmp_path, people), tmp_path / "out.csv")

    _, _, ana, bo, *_ = cells(tmp_path / "out.csv")
    assert (ana[:4], bo[:4]) == (["Ana", "", "u1", ""], ["bo", "", "", ""])
    assert done.notes == ("An id of these cannot be handed on safely and was left out: ana, bo.",)


@pytest.mark.parametrize("name", ["ID", "Section", "Student"])
def test_no_exercise_is_called_like_a_column_of_canvas(tmp_path: Path, name: str) -> None:
    with pytest.raises(GradingError, match=f"'{name}' is a column of Canvas's own. Give the exercise another: --column {FIRST}='NAME'"):
        write_canvas(canvas_book(tmp_path), tmp_path / "out.csv", columns={FIRST: name})


def test_no_name_is_a_formula_for_canvas(hostile: Gradebook, tmp_path: Path) -> None:
    write_canvas(hostile, tmp_path / "out.csv", columns={FIRST: "=1+1", AGENDA: "@SUM"})
    table = cells(tmp_path / "out.csv")

    assert not [cell for row in table for cell in row if FORMULA.match(cell.removeprefix("    "))]
    assert {len(row) for row in table} == {8}
    assert set(HOSTILE) <= {plain_text(row[0]) for row in table}


# --- Moodle ---------------------------------------------------------------------------------------------------------

MOODLE = (Person("ana", email="Ana@x.org", idnumber="1"), Person("bo", email="bo@x.org"), Person("cy", email="=cy@x.org"), Person("zoe", email="zoe@x.org"))


def moodle(tmp_path: Path, identifier: Any = "email", roster: Sequence[Person] = MOODLE) -> tuple[dict[str, list[list[str]]], str]:
    book = read_gradebook(cohort(tmp_path / "graded"), LIBRARY, roster=roster)
    done = write_moodle(book, tmp_path / "out.csv", identifier)
    return {path.name: cells(path) for path in done.files}, " ".join(done.notes)


def test_moodle_gets_a_grade_with_its_feedback_and_nobody_who_has_not_begun(tmp_path: Path) -> None:
    files, notes = moodle(tmp_path)

    assert files[f"out-{FIRST}.csv"] == [
        ["Email address", "A first 1:1", "A first 1:1 (feedback)"],
        ["Ana@x.org", "20.0", "The talk: 10 of 10. The note: 6 of 6. On the stairs: 4 of 4."],
        ["bo@x.org", "9.5", "The talk: 6.5 of 10. The note: 3 of 6. On the stairs: 0 of 4."],
    ]
    assert files[f"out-{AGENDA}.csv"][1][2].endswith("Still to be decided by a person: 1.")
    assert [row[0] for row in files[f"out-{GIVING}.csv"]] == ["Email address", "Ana@x.org"]
    assert notes.endswith("Left out, because their email is not known or cannot be handed on safely: cy, dee.")
    assert f"{FIRST}: in Moodle its grade item must be out of 20 points." in notes


def test_one_exercise_is_one_file_under_the_name_given(tmp_path: Path) -> None:
    folder = write(tmp_path / "graded", [by("ana@x.org", reference(FIRST, "good"))])
    done = write_moodle(read_gradebook(folder, LIBRARY), tmp_path / "out.csv")

    assert done.files == (tmp_path / "out.csv",)
    assert cells(tmp_path / "out.csv")[1][0] == "ana@x.org"


def test_moodle_can_know_people_by_their_number(tmp_path: Path) -> None:
    files, _ = moodle(tmp_path, "idnumber")

    assert [row[0] for row in files[f"out-{FIRST}.csv"]] == ["ID number", "1"]


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        ((), "Nobody's idnumber is known. Give it with --roster FILE.csv"),
        ((Person("ana", idnumber="1"), Person("bo", idnumber="1")), "Two learners have the idnumber '1'"),
    ],
)
def test_moodle_cannot_be_told_of_people_it_does_not_know(tmp_path: Path, roster: Sequence[Person], says: str) -> None:
    with pytest.raises(GradingError, match=says):
        moodle(tmp_path, "idnumber", roster)


def test_a_nought_is_no_number_of_a_person(tmp_path: Path) -> None:
    # To Moodle's PHP "0" is empty, and a row without a person is taken for one more of the person before.
    files, notes = moodle(tmp_path, "idnumber", (Person("ana", idnumber="1"), Person("bo", idnumber="0")))

    assert [row[0] for row in files[f"out-{FIRST}.csv"]] == ["ID number", "1"]
    assert "cannot be handed on safely: bo, cy, dee." in notes


def test_an_address_in_capitals_is_nobody_elses(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match=r"Two learners have the email 'bo@x\.org'"):
        moodle(tmp_path, "email", (Person("ana", email="Bo@x.org"), Person("bo", email="bo@x.org")))
    assert moodle(tmp_path / "more", "idnumber", (Person("ana", idnumber="b1"), Person("bo", idnumber="B1")))


def test_no_formula_reaches_moodle(tmp_path: Path, tiny_library: Callable[..., Library]) -> None:
    library = tiny_library(tmp_path / "content")
    path = tmp_path / "content" / "exercises" / "01_tiny" / "exercise.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Tiny", "title: =1+1").replace("title: A note", "title: '@SUM'"), encoding="utf-8")
    entry = entry_with("a", {"note": None, "pick": 4.0}, exercise="01_tiny")
    people = [Person(f"p{n}", email=text) for n, text in enumerate(HOSTILE)]
    folder = write(tmp_path / "graded", [by(person.learner, entry) for person in people])
    write_moodle(read_gradebook(folder, library, roster=people), tmp_path / "out.csv")
    table = cells(tmp_path / "out.csv")

    assert table[0] == ["Email address", "'=1+1", "'=1+1 (feedback)"]
    assert not [cell for row in table for cell in row if FORMULA.match(cell)]
    assert [row[0] for row in table[1:]] == ["x;=1+1", '"=1', "Smith, Jr\n=cmd|x"]
