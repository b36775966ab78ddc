"""Tables that open in a spreadsheet: texts never become formulas, numbers stay numbers, files are whole or not there."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import GradingError
from toolkit.grading.files import write_whole
from toolkit.grading.tables import harmless, read_table, write_table

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1", "\u3000=1", "＝1+1", "＋1", "－1", "＠SUM",
    "|cmd", "%0A=1", '=HYPERLINK("http://x","y")', "\ufeff=1", "\u200b=1", "\u00a0=1", "\u2060 =1", "- good listening",
    "=cmd|' /C calc'!A0", "@@", "\t", "\x0b=1",
    "\u00ad=1", "\u180e=1", "\u202a=1", "\u202e=1", "\u2066=1", "\x01=1", "\x85=1", "\u034f=1", "\ufe0f =1", "\u2028=1",
]  # fmt: skip
PLAIN = ["fine", "x;=1+1", "1-1", "a=b", "'=1", "“=1”", "", "…", "(+1)", "3.5", "Ünï 👩🏽‍🚀"]


@pytest.mark.parametrize("text", [pytest.param(text, id=repr(text)) for text in FORMULAS])
def test_what_a_spreadsheet_may_take_for_a_formula_is_put_behind_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", [pytest.param(text, id=repr(text)) for text in PLAIN])
def test_any_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("number", [-2.5, 0, 3, -1, 1e9, None])
def test_numbers_and_gaps_stay_what_they_are(number: float | None) -> None:
    assert harmless(number) is number


@given(st.text())
def test_making_a_text_harmless_twice_changes_nothing_more(text: str) -> None:
    once = harmless(text)

    assert harmless(once) == once
    assert str(once).removeprefix("'") in (text, text.removeprefix("'"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_reads_back_as_it_was_written(tmp_path: Path) -> None:
    texts = [*FORMULAS, *PLAIN, "Smith, Jr\n=cmd|x", 'say "hi"', "two\r\nlines", "ends with \\"]
    rows = [{"text": text, "points": i - 2.5} for i, text in enumerate(texts)]

    write_table(tmp_path / "t.csv", rows, ("text", "points"))

    read = rows_of(tmp_path / "t.csv")
    assert [row["text"] for row in read] == [harmless(text) for text in texts]
    assert [float(row["points"]) for row in read] == [row["points"] for row in rows]


def test_texts_are_quoted_and_numbers_are_not(tmp_path: Path) -> None:
    rows = [{"name": "007", "points": -2.5}, {"name": "", "points": None}]

    write_table(tmp_path / "t.csv", rows, ("name", "points"))

    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == '"name","points"\n"007",-2.5\n"",""\n'


def test_an_empty_table_has_its_columns(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", [], ("file", "code"))

    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == '"file","code"\n'


def test_writing_replaces_the_table_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", [{"a": "old"}], ("a",))
    write_table(tmp_path / "t.csv", [{"a": "new"}], ("a",))

    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    assert rows_of(tmp_path / "t.csv") == [{"a": "new"}]
    assert (tmp_path / "t.csv").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("place", ["missing/t.csv", "a_file/t.csv", "a_folder"])
def test_a_table_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path, place: str) -> None:
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    (tmp_path / "a_folder").mkdir()

    with pytest.raises(GradingError, match="could not be written"):
        write_table(tmp_path / place, [], ("a",))

    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a_file", "a_folder"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        pytest.param('"learner","points"\n"ana",1\n', "no column exercise", id="without a column"),
        pytest.param('"exercise"\n"01_tiny",1\n', "longer than", id="a row too long"),
        pytest.param('"exercise","points"\n"01_tiny"\n', "shorter than", id="a row too short"),
        pytest.param("exercise\n01_tiny\n", "could not convert", id="saved by a spreadsheet"),
    ],
)
def test_a_table_that_was_not_written_here_is_named(tmp_path: Path, table: str, why: str) -> None:
    (tmp_path / "grades.csv").write_text(table, encoding="utf-8")

    with pytest.raises(GradingError, match=rf"grades\.csv cannot be read .*{why}.* Move it away"):
        read_table(tmp_path / "grades.csv", ["exercise"])


def test_control_c_while_a_table_is_written_leaves_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "grades.csv", "text")

    assert list(tmp_path.iterdir()) == []
