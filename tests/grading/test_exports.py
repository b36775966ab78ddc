"""Files that leave the toolkit: no formula in any of them, no nought for what was not begun, the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.exported import FORMULA, PEOPLE, cells, plain_text, records
from tests.grading.graded import (
    AGENDA,
    FIRST,
    GIVING,
    HOSTILE,
    LIBRARY,
    cohort,
    entry_with,
    refuse,
    write,
)
from toolkit.errors import GradingError
from toolkit.grading.exports import statements, write_csv, write_xapi, write_xlsx
from toolkit.grading.gradebook import Gradebook, read_gradebook
from toolkit.grading.ledger import Entry
from toolkit.grading.lms import write_canvas
from toolkit.grading.roster import Person, read_roster

# --- CSV ------------------------------------------------------------------------------------------------------------


def test_csv_has_a_row_for_everybody_and_everything(book: Gradebook, tmp_path: Path) -> None:
    write_csv(book, tmp_path / "out.csv")
    rows = records(tmp_path / "out.csv")

    assert [(row["learner"], row["exercise"]) for row in rows] == [
        (who, what) for who in ("ana", "bo", "cy", "dee") for what in (FIRST, AGENDA, GIVING)
    ]
    ana, _, _, bo, *_ = rows
    assert (ana["points"], ana["share"], ana["state"], ana["handed_in"]) == ("20.0", "1.0", "graded", "2026-11-30T09:00:00Z")
    assert (bo["attempts"], bo["attempt"], bo["points"]) == ("2", "1", "9.5")
    for row in rows:
        if row["state"] in ("unattempted", "refused"):
            assert [row[name] for name in ("attempt", "points", "share", "handed_in", "late")] == [""] * 5
            assert (row["attempts"], row["max_points"]) == ("0", "20.0")


@pytest.mark.parametrize(("by_what", "columns"), [("exercises", 3), ("items", 12), ("criteria", 28)])
def test_csv_can_have_a_row_for_each_learner(book: Gradebook, tmp_path: Path, by_what: Any, columns: int) -> None:
    write_csv(book, tmp_path / "out.csv", by_what)
    rows = records(tmp_path / "out.csv")

    assert [row["learner"] for row in rows] == ["ana", "bo", "cy", "dee"]
    assert len(rows[0]) == columns + 2
    assert {value for name, value in rows[3].items() if name not in ("learner", "open")} == {""}
    assert (rows[0]["open"], rows[3]["open"]) == ("1", "0")


def test_lateness_is_said_in_words(tmp_path: Path) -> None:
    folder = cohort(tmp_path / "graded")
    write_csv(read_gradebook(folder, LIBRARY, policy="last", due={FIRST: datetime(2026, 12, 1, 17)}), tmp_path / "out.csv")  # noqa: DTZ001

    assert [row["late"] for row in records(tmp_path / "out.csv") if row["exercise"] == FIRST] == ["on time", "late", "", ""]


@pytest.mark.parametrize("by_what", [None, "items"])
def test_no_name_is_a_formula_in_csv_and_each_is_still_what_it_was(hostile: Gradebook, tmp_path: Path, by_what: Any) -> None:
    write_csv(hostile, tmp_path / "out.csv", by_what)
    table = cells(tmp_path / "out.csv")

    assert not [cell for row in table for cell in row if FORMULA.match(cell)]
    assert {person.learner for person in PEOPLE} <= {plain_text(row[0]) for row in table}
    assert len({len(row) for row in table}) == 1


def test_numbers_stay_numbers_in_csv(book: Gradebook, tmp_path: Path) -> None:
    write_csv(book, tmp_path / "out.csv")
    first = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1]

    assert first == f'"ana","{FIRST}","graded",1,1,"2026-11-30T09:00:00Z","",20.0,20.0,1.0,0'


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=25, deadline=None)
@given(st.lists(names, min_size=1, max_size=5, unique=True))
def test_whatever_people_are_called_the_csv_reads_back(tmp_path_factory: pytest.TempPathFactory, called: list[str]) -> None:
    folder = tmp_path_factory.mktemp("graded")
    write(folder, [entry_with("ana", {"talk": 5.0})])
    write_csv(read_gradebook(folder, LIBRARY, roster=[Person(name) for name in called]), folder / "out.csv")
    _, *rows = cells(folder / "out.csv")

    assert sorted(plain_text(row[0]) for row in rows) == sorted(map(plain_text, {*called, "ana"}))
    assert not [row[0] for row in rows if FORMULA.match(row[0])]


def test_a_place_that_cannot_be_written_is_named(book: Gradebook, tmp_path: Path) -> None:
    with pytest.raises(GradingError, match=r"nowhere/out\.csv could not be written: No such file or directory"):
        write_csv(book, tmp_path / "nowhere" / "out.csv")


# --- Excel ----------------------------------------------------------------------------------------------------------

SHEETS = ["grades", "items", "criteria", "item analysis", "criterion analysis", "refused"]


def workbook(book: Gradebook, path: Path, *, quotes: bool = False) -> openpyxl.Workbook:
    write_xlsx(book, path, quotes=quotes)
    return openpyxl.load_workbook(path)


def test_a_workbook_has_a_sheet_for_each_thing(book: Gradebook, tmp_path: Path) -> None:
    made = workbook(book, tmp_path / "out.xlsx")

    assert made.sheetnames == SHEETS
    grades = made["grades"]
    assert [cell.value for cell in grades[2]] == ["ana", FIRST, "graded", 1, 1, datetime(2026, 11, 30, 9), None, 20, 20, 1, 0]  # noqa: DTZ001
    assert grades["F1"].value == "handed_in (UTC)"
    assert grades.freeze_panes == "B2"
    assert grades.max_row == 1 + 4 * 3
    assert [cell.value for cell in made["refused"][2]][:4] == ["dee", GIVING, "dee.json", "E_JSON"]
    assert {rule.dxf.fill.bgColor.rgb for of in grades.conditional_formatting for rule in of.rules} >= {"FFF8CBAD", "FFE2EFDA"}


def test_what_was_not_begun_is_an_empty_cell(book: Gradebook, tmp_path: Path) -> None:
    items = workbook(book, tmp_path / "out.xlsx")["items"]

    dee = [cell.value for cell in items[5]]
    assert dee[0] == "dee"
    assert set(dee[1:-1]) == {None}


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Gradebook, tmp_path: Path) -> None:
    made = workbook(hostile, tmp_path / "out.xlsx", quotes=True)
    every = [cell for sheet in made for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in every} == {"s", "n", "d"}
    assert not [cell for cell in every if cell.hyperlink]
    assert not [cell.value for cell in every if cell.data_type == "s" and FORMULA.match(cell.value)]
    learners = {plain_text(cell.value) for cell in made["grades"]["A"]}
    assert {f"{text}{n}" for n, text in enumerate(HOSTILE) if text.isprintable()} <= learners
    assert any("=HYPERLINK" in str(cell.value) for cell in every)


def test_quotes_are_in_a_workbook_only_when_asked_for(hostile: Gradebook, tmp_path: Path) -> None:
    for quotes in (False, True):
        header = [cell.value for cell in workbook(hostile, tmp_path / "out.xlsx", quotes=quotes)["criterion analysis"][1]]
        assert ("quotes" in header) is quotes


def test_a_cell_is_as_long_as_excel_counts(tmp_path: Path) -> None:
    # Excel counts in UTF-16, in which each of these is two.
    people = [Person("ana", name="Ana"), Person("\N{GRINNING FACE}" * 20_000), Person("x" + "\N{GRINNING FACE}" * 20_000)]
    book = read_gradebook(cohort(tmp_path / "graded"), LIBRARY, roster=people)
    names = [cell.value for cell in workbook(book, tmp_path / "out.xlsx")["items"]["A"]]

    long = [name for name in names if len(name) > 100]
    assert [len(name.encode("utf-16-le")) // 2 for name in long] == [32_767, 32_766]


def test_a_workbook_can_be_made_though_nobody_was_graded(tmp_path: Path) -> None:
    made = workbook(read_gradebook(refuse(tmp_path, (FIRST, "ana.json", "E_JSON", "bad")), LIBRARY), tmp_path / "out.xlsx", quotes=True)

    assert made["grades"]["C2"].value == "refused"
    assert made["item analysis"].max_row == 1


# --- the same bytes -------------------------------------------------------------------------------------------------

WRITE_ALL = """
import sys
from pathlib import Path
from tests.grading.graded import LIBRARY
from toolkit.grading.exports import write_csv, write_xapi, write_xlsx
from toolkit.grading.gradebook import read_gradebook
from toolkit.grading.lms import write_canvas, write_moodle
from toolkit.grading.roster import read_roster
folder, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir()
book = read_gradebook(folder, LIBRARY, roster=read_roster(folder / "people.csv"))
write_csv(book, out / "long.csv")
write_csv(book, out / "wide.csv", "criteria")
write_xlsx(book, out / "book.xlsx", quotes=True)
write_canvas(book, out / "canvas.csv")
write_moodle(book, out / "moodle.csv")
write_xapi(book, out / "xapi.jsonl")
"""


def test_the_same_grades_are_the_same_bytes_anywhere(tmp_path: Path) -> None:
    folder = cohort(tmp_path / "graded")
    (folder / "people.csv").write_text("learner,email\nzoe,z@x.org\nana,a@x.org\nbo,b@x.org\ncy,c@x.org\n", encoding="utf-8")
    places = {"one": {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "1", "LC_ALL": "C"}, "two": {"TZ": "America/Caracas", "PYTHONHASHSEED": "2"}}
    for name, environment in places.items():
        subprocess.run(
            [sys.executable, "-c", WRITE_ALL, str(folder), str(tmp_path / name)],
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **environment},
        )
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in places)

    assert sorted(one) == [
        "book.xlsx", "canvas.csv", "long.csv", "moodle-01_first_one_on_one.csv", "moodle-07_an_agenda_they_own.csv",
        "moodle-09_giving_back.csv", "wide.csv", "xapi.jsonl",
    ]  # fmt: skip
    assert {name for name in one if one[name] != two[name]} == set()


# --- xAPI -----------------------------------------------------------------------------------------------------------

IRI = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$"}
LANGUAGE_MAP = {"type": "object", "minProperties": 1, "patternProperties": {r"^[A-Za-z]{2,8}(-[A-Za-z0-9]+)*$": {"type": "string"}}, "additionalProperties": False}
STATEMENT = {
    # xAPI-Data.md 1.0.3, sections 2.2 (formatting), 2.4.1 to 2.4.7; here an Agent with an account is the only actor.
    "type": "object",
    "required": ["id", "actor", "verb", "object", "timestamp"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
        "actor": {
            "type": "object",
            "required": ["account"],
            "additionalProperties": False,
            "properties": {
                "objectType": {"const": "Agent"},
                "name": {"type": "string", "minLength": 1},
                "account": {
                    "type": "object",
                    "required": ["homePage", "name"],
                    "additionalProperties": False,
                    "properties": {"homePage": IRI, "name": {"type": "string", "minLength": 1}},
                },
            },
        },
        "verb": {
            "type": "object",
            "required": ["id", "display"],
            "additionalProperties": False,
            "properties": {"id": IRI, "display": LANGUAGE_MAP},
        },
        "object": {
            "type": "object",
            "required": ["objectType", "id"],
            "additionalProperties": False,
            "properties": {
                "objectType": {"const": "Activity"},
                "id": IRI,
                "definition": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"name": LANGUAGE_MAP, "description": LANGUAGE_MAP, "type": IRI, "moreInfo": IRI},
                },
            },
        },
        "result": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "score": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "scaled": {"type": "number", "minimum": -1, "maximum": 1},
                        "raw": {"type": "number"},
                        "min": {"type": "number"},
                        "max": {"type": "number"},
                    },
                },
                "success": {"type": "boolean"},
                "completion": {"type": "boolean"},
            },
        },
        "context": {"type": "object", "additionalProperties": False, "properties": {"platform": {"type": "string"}}},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"},
    },
}
CHECK = jsonschema.Draft202012Validator(STATEMENT)


def test_every_attempt_is_a_statement_as_the_standard_has_it(book: Gradebook, tmp_path: Path) -> None:
    write_xapi(book, tmp_path / "out.jsonl", "https://sso.example.org/")
    said = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert len(said) == len(book.attempts) == 6
    for one in said:
        assert [error.message for error in CHECK.iter_errors(one)] == []
        score = one["result"]["score"]
        assert score["min"] <= score["raw"] <= score["max"]
        assert uuid.UUID(one["id"]).version == 5
    ana = next(one for one in said if one["object"]["id"].endswith(FIRST) and one["actor"]["account"]["name"] == "ana")
    assert ana["actor"]["account"] == {"homePage": "https://sso.example.org/", "name": "ana"}
    assert ana["object"]["id"] == f"https://sso.example.org/exercises/{FIRST}"
    assert ana["result"] == {"completion": True, "score": {"scaled": 1.0, "raw": 20.0, "min": 0.0, "max": 20.0}}
    assert ana["timestamp"] == "2026-11-30T09:00:00Z"
    assert [one["result"]["completion"] for one in said if one["object"]["id"].endswith(AGENDA)] == [False, False]


@pytest.mark.parametrize(
    "wrong",
    [{"verb": {"id": "scored", "display": {"en": "scored"}}}, {"timestamp": "yesterday"}, {"id": "1"}, {"learner": "ana"}, {"result": {"score": {"scaled": 20}}}],
)
def test_what_the_standard_forbids_is_seen(book: Gradebook, wrong: dict[str, Any]) -> None:
    assert list(CHECK.iter_errors({**next(statements(book)), **wrong}))


def test_the_score_is_of_what_was_scored(tmp_path: Path) -> None:
    book = read_gradebook(write(tmp_path, [entry_with("ana", {"talk": 9.0, "note": None})]), LIBRARY)

    (one,) = statements(book)
    assert one["result"] == {"completion": False, "score": {"scaled": 0.9, "raw": 9.0, "min": 0.0, "max": 10.0}}


def test_an_attempt_without_a_score_was_attempted(tmp_path: Path) -> None:
    book = read_gradebook(write(tmp_path, [entry_with("ana", {"talk": None})]), LIBRARY, roster=[Person("ana", name="Ana")])
    (said,) = statements(book)

    assert said["verb"]["id"] == "http://adlnet.gov/expapi/verbs/attempted"
    assert said["result"] == {"completion": False}
    assert said["actor"]["name"] == "Ana"
    assert list(CHECK.iter_errors(said)) == []


def ids(folder: Path, *entries: Entry) -> list[str]:
    return [one["id"] for one in statements(read_gradebook(write(folder, entries), LIBRARY))]


def test_a_statement_keeps_its_id_until_it_says_something_else(tmp_path: Path) -> None:
    one = ids(tmp_path / "one", entry_with("ana", {"talk": 5.0}))
    assert ids(tmp_path / "again", entry_with("ana", {"talk": 5.0}), entry_with("bo", {"talk": 1.0}))[0] == one[0]
    assert ids(tmp_path / "regraded", entry_with("ana", {"talk": 5.0}), entry_with("ana", {"talk": 6.0})) != one
    two = ids(tmp_path / "two", entry_with("ana", {"talk": 5.0}), entry_with("ana", {"talk": 5.0}, sha="b" * 64))
    assert len(set(two)) == 2


@pytest.mark.parametrize("page", ["", "sso.example.org", "https://a b", "https://x/<y>"])
def test_a_home_page_is_an_address(book: Gradebook, tmp_path: Path, page: str) -> None:
    with pytest.raises(GradingError, match="is no address with its scheme"):
        write_xapi(book, tmp_path / "out.jsonl", page)
    assert not (tmp_path / "out.jsonl").exists()


def test_a_roster_reaches_every_format(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("learner,name\nana,=1+1\n", encoding="utf-8")
    book = read_gradebook(cohort(tmp_path / "graded"), LIBRARY, roster=read_roster(tmp_path / "people.csv"))
    write_canvas(book, tmp_path / "out.csv")

    assert cells(tmp_path / "out.csv")[2][0] == "'=1+1"
    assert next(statements(book))["actor"]["name"] == "=1+1"
