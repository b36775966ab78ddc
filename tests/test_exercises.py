"""Every graded exercise, run as it is graded: papermill on its notebook gives its references their stated points."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from toolkit.content import REFERENCES, Library
from toolkit.grading import read_answers
from toolkit.grading.cohort import grade_cohort
from toolkit.views.feedback_page import feedback_page

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
def test_papermill_gives_all_references_of_all_exercises_their_points_and_a_blank_none(tmp_path: Path) -> None:
    handed_in = tmp_path / "in"
    specs = {id: LIBRARY.exercise(id) for id in EXERCISES}
    for id in EXERCISES:
        shutil.copytree(LIBRARY.exercise_files()[id].parent / "reference", handed_in / id)
        blank = f'{{"schema_version": 1, "exercise": "{id}", "items": {{}}}}'
        (handed_in / id / "blank.json").write_text(blank, encoding="utf-8")

    result = grade_cohort([(spec, LIBRARY) for spec in specs.values()], handed_in, tmp_path / "out", workers=2, page=feedback_page)

    assert result.refused == ()
    assert {(row.exercise, row.learner): row.points for row in result.rows} == {
        (id, name): points for id in EXERCISES for name, points in {**specs[id].references, "blank": 0.0}.items()
    }
    for row in result.rows:
        assert row.learner != "blank" or row.unscored == tuple(item.id for item in specs[row.exercise].items)
        assert (tmp_path / "out" / row.exercise / f"{row.learner}.html").stat().st_size > 1000
