"""Levels stand from best to worst, and every value has one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Library, Rubric

SHIPPED = [Library.default().rubric(id) for id in Library.default().rubric_files()]
CRITERIA = [pytest.param(c, id=f"{r.id}-{c.id}") for r in SHIPPED for c in r.criteria]


@pytest.mark.parametrize("criterion", CRITERIA)
@settings(deadline=None)
@given(value=st.floats(allow_nan=False))
def test_every_value_has_a_level(criterion, value: float) -> None:
    assert criterion.level(value) in criterion.levels


@pytest.mark.parametrize("criterion", CRITERIA)
def test_levels_stand_from_best_to_worst_and_each_can_be_reached(criterion) -> None:
    scores = [level.score for level in criterion.levels]
    edges = [
        level.at_least if level.at_least is not None else level.at_most for level in criterion.levels[:-1]
    ]

    assert scores == sorted(scores, reverse=True)
    assert [criterion.level(edge) for edge in edges] == list(criterion.levels[:-1])


@pytest.mark.parametrize("criterion", CRITERIA)
def test_every_level_but_the_best_that_a_rule_gives_says_what_to_try(criterion) -> None:
    unsaid = type(criterion.levels[0]).model_fields["next_try"].default
    told = criterion.graded and criterion.decided_by in ("rule", "key")

    assert not told or all(level.next_try != unsaid for level in criterion.levels[1:])


@pytest.mark.parametrize("rubric", SHIPPED, ids=lambda rubric: rubric.id)
def test_what_is_only_shown_gives_no_points(rubric: Rubric) -> None:
    assert rubric.max_points == sum(c.levels[0].score for c in rubric.criteria if c.graded)
