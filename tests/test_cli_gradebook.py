"""The command `one-on-one gradebook`: every format, one line of what came of it, and a sentence for every mistake."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from tests import commands
from tests.grading.graded import AGENDA, FIRST, GIVING, by, cohort, reference, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return cohort(tmp_path / "graded")


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("learner,name,email,sis_login_id\nana,Ana,a@x.org,a1\nbo,Bo,b@x.org,\nzoe,Zoe,z@x.org,\n", encoding="utf-8")
    return path


def run(folder: Path, form: str, *more: str | Path) -> Result:
    """Run the command with a folder of grades, into a file beside it."""
    out = folder.parent / f"out.{form}"
    return commands.run("gradebook", "--grades", str(folder), "--format", form, "--out", str(out), *map(str, more))


def refused(folder: Path, form: str, *more: str | Path) -> str:
    """Return what a refused command says."""
    result = run(folder, form, *more)
    assert result.exit_code == 2
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "canvas", "xapi"])
def test_each_format_writes_its_file_and_says_how_many_and_what_waits(folder: Path, roster: Path, form: str) -> None:
    result = run(folder, form, "--roster", roster)

    assert result.exit_code == 0
    assert result.stdout == f"{folder.parent / f'out.{form}'}: 5 learners; 2 criteria still wait for a person.\n"
    written = (folder.parent / f"out.{form}").read_bytes()
    assert written.startswith(b"PK") if form == "xlsx" else re.search(rb"\b[Aa]na\b", written)


def test_one_learner_is_no_learners(tmp_path: Path) -> None:
    one = write(tmp_path / "graded", [by("ana", reference(AGENDA, "good"))])

    assert run(one, "csv").stdout.endswith(": 1 learner; 1 criterion still waits for a person.\n")


def test_moodle_gets_a_file_for_each_exercise(folder: Path, roster: Path) -> None:
    result = run(folder, "moodle", "--roster", roster)

    files = [folder.parent / f"out-{exercise}.moodle" for exercise in (FIRST, AGENDA, GIVING)]
    assert result.stdout == f"{', '.join(map(str, files))}: 5 learners; 2 criteria still wait for a person.\n"
    assert all(file.is_file() for file in files)
    assert "Left out, because their email is not known or cannot be handed on safely: cy, dee." in result.stderr


def test_a_program_gets_the_same_as_json(folder: Path, roster: Path) -> None:
    said = json.loads(run(folder, "moodle", "--roster", roster, "--json").stdout)

    assert (said["learners"], said["open"], len(said["files"]), len(said["notes"])) == (5, 2, 3, 4)


def test_the_options_reach_what_they_are_about(folder: Path, roster: Path) -> None:
    run(folder, "csv", "--policy", "last", "--due", f"{FIRST}=2026-12-01T18:00+01:00", "--roster", roster)
    rows = (folder.parent / "out.csv").read_text(encoding="utf-8").splitlines()

    assert f'"bo","{FIRST}","graded",2,2,"2026-12-01T17:00:01Z","late",0.8,20.0,0.04,0' in rows
    assert f'"ana","{FIRST}","graded",1,1,"2026-11-30T09:00:00Z","on time",20.0,20.0,1.0,0' in rows


def test_a_due_time_without_a_zone_is_utc(folder: Path) -> None:
    run(folder, "csv", "--policy", "last", "--due", f"{FIRST}=2026-12-01T17:00:01")

    assert "late" not in (folder.parent / "out.csv").read_text(encoding="utf-8").replace('"late"', "", 1)


def late(folder: Path) -> list[str]:
    """Return who was late, and for what."""
    rows = csv.DictReader((folder.parent / "out.csv").read_text(encoding="utf-8").splitlines())
    return [f"{row['learner']} {row['exercise']}" for row in rows if row["late"] == "late"]


def test_a_day_without_a_time_lasts_until_its_end(folder: Path) -> None:
    # Handed in by cy at 17:00:01.
    for day in ("2026-12-01", "2026-11-30"):
        run(folder, "csv", "--due", f"{AGENDA}={day}")
        assert late(folder) == {"2026-12-01": [], "2026-11-30": [f"cy {AGENDA}"]}[day]


def test_a_table_can_have_a_column_for_each_item(folder: Path) -> None:
    run(folder, "csv", "--by", "items")

    assert (folder.parent / "out.csv").read_text(encoding="utf-8").startswith(f'"learner","{FIRST}/talk","{FIRST}/note"')


def test_quotes_are_shown_when_asked_for(folder: Path) -> None:
    run(folder, "xlsx", "--quotes")

    assert "quotes" in [cell.value for cell in openpyxl.load_workbook(folder.parent / "out.xlsx")["criterion analysis"][1]]


def test_what_canvas_exported_is_filled_in(folder: Path, roster: Path) -> None:
    template = folder.parent / "template.csv"
    template.write_text("Student,ID,SIS Login ID,Section,Week 1 (7)\nAna,1,a1,S,\n", encoding="utf-8")
    result = run(folder, "canvas", "--template", template, "--column", f"{FIRST}=Week 1 (7)", "--roster", roster)

    assert (folder.parent / "out.canvas").read_text(encoding="utf-8").endswith("Ana,1,a1,S,20\n")
    assert "No row of the template is for: bo, cy, dee, zoe." in result.stderr


def test_the_statements_name_the_home_page(folder: Path) -> None:
    run(folder, "xapi", "--home-page", "https://sso.example.org")

    first = json.loads((folder.parent / "out.xapi").read_text(encoding="utf-8").splitlines()[0])
    assert first["actor"]["account"]["homePage"] == "https://sso.example.org"


@pytest.mark.parametrize(
    ("form", "options", "says"),
    [
        ("csv", ["--due", "2026-12-01"], "--due is given once for each exercise, as EXERCISE=…; not '2026-12-01'."),
        ("csv", ["--due", f"{FIRST}=soon"], "--due takes a day and a time such as 2026-12-01T17:00, not 'soon'."),
        ("csv", ["--due", f"{FIRST}=2026-12-01", "--due", f"{FIRST}=2026-12-02"], "--due is given once for each exercise"),
        ("csv", ["--due", "nope=2026-12-01"], f"one-on-one: There are no grades of 'nope', for which a due date is given. There are: {FIRST}, "),
        ("csv", ["--quotes"], "--quotes is for xlsx and html, not for csv."),
        ("xlsx", ["--by", "items"], "--by is for csv, not for xlsx."),
        ("html", ["--home-page", "https://x.org"], "--home-page is for xapi, not for html."),
        ("moodle", ["--column", f"{FIRST}=x"], "--column is for canvas, not for moodle."),
        ("canvas", ["--identifier", "email"], "--identifier is for moodle, not for canvas."),
        ("moodle", [], "Nobody's email is known. Give it with --roster FILE.csv"),
        ("xapi", ["--home-page", "x"], "'x' is no address with its scheme."),
        ("pdf", [], "'pdf' is not one of"),
    ],
)
def test_a_mistake_gets_a_sentence(folder: Path, form: str, options: list[str], says: str) -> None:
    assert says in refused(folder, form, *options)
    assert not (folder.parent / f"out.{form}").exists()


def test_a_folder_without_grades_says_how_to_make_them(tmp_path: Path) -> None:
    assert "Make them with: one-on-one grade EXERCISE --answers FOLDER --out" in refused(tmp_path, "csv")
