"""Agreement between two raters: known values, and the laws that any two raters keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.feedback.agreement import auc, cohen_kappa, f1

BOTH = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=30)
YES_NO = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30)
NUMBERS = st.lists(st.integers(0, 5).map(float), max_size=12)


def test_kappa_is_what_cohens_formula_gives() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15

    assert cohen_kappa(pairs) == pytest.approx(0.4)


@given(BOTH)
def test_kappa_does_not_care_who_is_named_first(pairs: list[tuple[str, str]]) -> None:
    assert cohen_kappa(pairs) == cohen_kappa([(b, a) for a, b in pairs])


@given(YES_NO)
def test_f1_does_not_care_who_is_named_first_and_is_one_for_the_same_labels(pairs: list[tuple[bool, bool]]) -> None:
    assert f1(pairs) == f1([(b, a) for a, b in pairs])
    assert f1([(a, a) for a, _ in pairs]) in (1.0, None)


@given(NUMBERS, NUMBERS)
def test_auc_of_the_other_way_round_is_the_rest_of_one(good: list[float], poor: list[float]) -> None:
    one, other = auc(good, poor), auc(poor, good)

    assert (one is None) == (not good or not poor)
    if one is not None and other is not None:
        assert one + other == pytest.approx(1, abs=2e-4)


def test_with_nothing_to_compare_there_is_no_figure() -> None:
    assert cohen_kappa([]) is None
    assert cohen_kappa([("a", "a")]) is None
    assert f1([(False, False)]) is None
