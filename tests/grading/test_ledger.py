"""The ledger: every grade ever given, through kills and full disks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import GradingError
from toolkit.grading import Grade
from toolkit.grading.ledger import LEDGER, Entry, attempts, open_ledger, read_ledger


def entry(learner: str = "ana", answers: str = "a", content: str = "c", points: float = 1.0, at: int = 1) -> Entry:
    grade = Grade(
        exercise="01_tiny", points=points, max_points=10.0, items=(), answer_sha256=answers, rubric_version="1", toolkit_version="0.1.0"
    )
    when = f"2026-11-22T10:00:{at:02}Z"
    return Entry(learner=learner, handed_in=when, content_sha256=content, answers={"note": f"of {answers}"}, grade=grade)


def write(folder: Path, *entries: Entry) -> None:
    with open_ledger(folder) as ledger:
        for one in entries:
            ledger.append(one)


def test_what_was_appended_is_read_back_in_order(tmp_path: Path) -> None:
    write(tmp_path, entry("bo"), entry("ana"))
    write(tmp_path, entry("cy"))

    assert [one.learner for one in read_ledger(tmp_path)] == ["bo", "ana", "cy"]


def test_a_folder_without_a_ledger_holds_no_entries(tmp_path: Path) -> None:
    assert list(read_ledger(tmp_path)) == []


@given(kept=st.integers(0, 400))
def test_a_ledger_cut_anywhere_keeps_every_whole_line_and_goes_on(tmp_path_factory: pytest.TempPathFactory, kept: int) -> None:
    folder = tmp_path_factory.mktemp("cut")
    write(folder, entry("ana"), entry("bo"))
    whole = (folder / LEDGER).read_bytes()
    (folder / LEDGER).write_bytes(whole[: len(whole) - kept])

    before = [one.learner for one in read_ledger(folder)]
    write(folder, entry("cy"))

    assert before == ["ana", "bo"][: len(before)]
    assert [one.learner for one in read_ledger(folder)] == [*before, "cy"]


def test_a_line_that_is_no_entry_is_named_with_its_number(tmp_path: Path) -> None:
    write(tmp_path, entry())
    with (tmp_path / LEDGER).open("a") as file:
        file.write('{"learner": 3}\n')

    with pytest.raises(GradingError, match=r"ledger\.jsonl:2: is no entry"):
        list(read_ledger(tmp_path))


def test_other_answers_are_another_attempt_and_a_grade_given_anew_is_not() -> None:
    first, second = entry(answers="a", at=1), entry(answers="b", at=2)
    regraded = entry(answers="a", content="changed", points=3.0, at=1)

    assert attempts([second, first, regraded]) == {"ana": (regraded, second)}
