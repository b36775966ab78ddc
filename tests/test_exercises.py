"""Every graded exercise, run as it is graded: papermill on its notebook gives its references their stated points."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.content import REFERENCES, Library
from toolkit.grading import read_answers
from toolkit.grading.cohort import grade_cohort

LIBRARY = Library.default()
EXERCISES = sorted(LIBRARY.exercise_files())


@pytest.mark.parametrize("id", EXERCISES)
def test_an_exercise_is_complete(id: str) -> None:
    folder = LIBRARY.exercise_files()[id].parent

    assert sorted(p.name for p in folder.iterdir() if p.name != "handed_in") == ["exercise.ipynb", "exercise.yaml", "reference"]
    assert sorted(p.name for p in (folder / "reference").iterdir()) == sorted(f"{name}.json" for name in REFERENCES)


@pytest.mark.parametrize("id", EXERCISES)
def test_a_good_reference_answers_every_item_and_none_is_taken_twice(id: str) -> None:
    spec = LIBRARY.exercise(id)
    folder = LIBRARY.exercise_files()[id].parent / "reference"

    taken = {name: read_answers(folder / f"{name}.json", spec).answers.items for name in spec.references}

    assert taken["good"].keys() == {item.id for item in spec.items}
    assert len({str(items) for items in taken.values()}) == len(taken)


@pytest.mark.slow
@pytest.mark.parametrize("id", EXERCISES)
def test_papermill_gives_the_references_their_points_and_a_blank_none(id: str, tmp_path: Path) -> None:
    spec = LIBRARY.exercise(id)
    handed_in = tmp_path / "in"
    # The notebook is the same for all, and `mark` is tested with each: a good and a blank run show that they agree.
    shutil.copytree(LIBRARY.exercise_files()[id].parent / "reference", handed_in)
    for name in set(REFERENCES) - {"good"}:
        (handed_in / f"{name}.json").unlink()
    (handed_in / "blank.json").write_text(f'{{"schema_version": 1, "exercise": "{id}", "items": {{}}}}', encoding="utf-8")

    result = grade_cohort(spec, LIBRARY, handed_in, tmp_path / "out")

    assert result.refused == ()
    assert {name: grade.points for name, grade in result.grades.items()} == {"good": spec.references["good"], "blank": 0.0}
    assert result.grades["blank"].unscored == tuple(item.id for item in spec.items)
