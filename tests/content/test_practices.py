"""Every practice is asked for somewhere, and the table in the exercises' README says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.content import Library, Practices, coverage
from toolkit.content.practices import coverage_table
from toolkit.content.values import BrokenRulesError

LIBRARY = Library.default()
LISTED = LIBRARY.practices()
SPECS = [LIBRARY.exercise(id) for id in LIBRARY.exercise_files()]
README = LIBRARY.root / "exercises" / "README.md"


def test_all_practices_and_conflicts_are_listed_once_and_in_order() -> None:
    assert [one.id for one in LISTED.practices] == [f"P{n:02}" for n in range(1, 49)]
    assert [one.id for one in LISTED.conflicts] == [f"C{n}" for n in range(1, 8)]


def test_every_practice_is_asked_for_by_a_graded_item_and_every_conflict_discussed() -> None:
    asked = coverage(SPECS)

    assert {one.id for one in (*LISTED.practices, *LISTED.conflicts)} - asked.keys() == set()


def test_no_item_asks_for_a_practice_that_nobody_knows() -> None:
    assert coverage(SPECS).keys() <= {one.id for one in (*LISTED.practices, *LISTED.conflicts)}


def test_the_table_in_the_readme_is_the_one_that_the_command_prints() -> None:
    assert coverage_table(LISTED, SPECS) in README.read_text(encoding="utf-8")


def test_a_practice_from_no_source_and_a_conflict_of_no_practice_are_both_named() -> None:
    one = {"id": "P01", "title": "One", "do": "Do it.", "source": "nowhere"}
    two = {"id": "C1", "title": "Two", "one": "So.", "other": "Or so.", "practices": ["P99"]}

    with pytest.raises(ValueError, match=r"nowhere.*P99") as refused:
        Practices.model_validate({"sources": {"text": "A text"}, "practices": [one], "conflicts": [two]}, strict=False)

    assert isinstance(refused.value.errors()[0]["ctx"]["error"], BrokenRulesError)  # type: ignore[attr-defined]


def test_a_library_without_practices_has_no_file_of_them(tmp_path: Path) -> None:
    assert Library(tmp_path).practice_files() == {}
