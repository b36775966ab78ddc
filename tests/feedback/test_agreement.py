"""Agreement between raters: published values, and the laws that any raters keep."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.feedback.agreement import (
    FEWEST_UNITS,
    agreement,
    auc,
    cohen_kappa,
    f1,
    krippendorff_alpha,
    rater_bias,
    weighted_kappa,
)

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


# --- levels in an order, against published figures --------------------------------------------------------------------


def table(*raters: str) -> list[list[float]]:
    """Return units, each with the values of the raters who gave one; letters count from 1."""
    rows = [row.split() for row in raters]
    value = {**{letter: float(n) for n, letter in enumerate("abcde", start=1)}, **{str(n): float(n) for n in range(10)}}
    return [[value[row[unit]] for row in rows if row[unit] != "."] for unit in range(len(rows[0]))]


KRIPPENDORFF_A = table("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
KRIPPENDORFF_B = table("a a b b d c c c e d d a", "b a b b b c c c e d d d")
KRIPPENDORFF_C = table(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


def nominal(a: float, b: float, _used: object) -> float:
    return float(a != b)


def interval(a: float, b: float, _used: object) -> float:
    return (a - b) ** 2


def ratio(a: float, b: float, _used: object) -> float:
    return ((a - b) / (a + b)) ** 2


def test_ordinal_alpha_is_what_krippendorff_published() -> None:
    assert krippendorff_alpha(KRIPPENDORFF_C) == 0.815388


@pytest.mark.parametrize(
    ("units", "difference", "published"),
    [
        pytest.param(KRIPPENDORFF_A, nominal, 0.095238, id="A nominal"),
        pytest.param(KRIPPENDORFF_B, nominal, 0.691964, id="B nominal"),
        pytest.param(KRIPPENDORFF_C, nominal, 0.743421, id="C nominal"),
        pytest.param(KRIPPENDORFF_C, interval, 0.849107, id="C interval"),
        pytest.param(KRIPPENDORFF_C, ratio, 0.797403, id="C ratio"),
    ],
)
def test_alpha_with_other_differences_is_what_krippendorff_published(
    units: list[list[float]], difference: Callable[[float, float, object], float], published: float
) -> None:
    assert krippendorff_alpha(units, difference) == published


COHEN_1968 = [[44, 7, 9], [5, 20, 5], [1, 3, 6]]
COHENS_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]


def test_weighted_kappa_is_what_cohen_published() -> None:
    pairs = [(float(i), float(j)) for i, row in enumerate(COHEN_1968) for j, count in enumerate(row) for _ in range(count)]

    assert weighted_kappa(pairs, lambda a, b: COHENS_WEIGHTS[int(a)][int(b)]) == 0.347826
    assert weighted_kappa(pairs, lambda a, b: float(a != b)) == 0.491525
    assert cohen_kappa(pairs) == 0.4915


def test_a_level_that_nobody_chose_keeps_its_place() -> None:
    pairs = list(zip(map(float, [1, 2, 4, 5, 1, 2, 4, 5]), map(float, [2, 2, 4, 4, 1, 4, 5, 5]), strict=True))

    # 0.777778 is what comes out when the levels are counted without the third.
    assert weighted_kappa(pairs) == 0.810811


def test_raters_who_all_say_the_same_have_no_agreement_beyond_chance_and_none_is_made_up() -> None:
    same = [{"ana": 3.0, "bo": 3.0} for _ in range(12)]

    assert krippendorff_alpha([list(unit.values()) for unit in same]) is None
    assert weighted_kappa([(3.0, 3.0)] * 12) is None
    found = agreement(same)
    assert (found.exact, found.kappa, found.alpha, found.interval) == (1.0, None, None, None)
    assert found.lacking == "undefined: no variation"


RATED = st.lists(
    st.dictionaries(st.sampled_from(["ana", "bo", "cy"]), st.sampled_from([0.0, 0.5, 1.0]), max_size=3), max_size=25
)


@settings(max_examples=25, deadline=None)
@given(RATED, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_units_nor_the_names_of_the_raters_matter(units: list[dict[str, float]], chance: Random) -> None:
    renamed = [{{"ana": "x", "bo": "y", "cy": "z"}[rater]: value for rater, value in unit.items()} for unit in units]
    chance.shuffle(renamed)

    assert agreement(renamed) == agreement(units)


@settings(max_examples=25, deadline=None)
@given(RATED, st.sampled_from([0.0, 0.5, 1.0]))
def test_what_only_one_has_rated_changes_nothing(units: list[dict[str, float]], value: float) -> None:
    assert agreement([*units, {"ana": value}, {}]) == agreement(units)


@settings(max_examples=25, deadline=None)
@given(RATED)
def test_a_coefficient_stands_in_its_interval_or_is_missing_with_a_reason(units: list[dict[str, float]]) -> None:
    found = agreement(units)

    assert (found.alpha is None) == bool(found.lacking)
    assert found.units == sum(len(unit) > 1 for unit in units)
    if found.alpha is not None:
        assert found.alpha <= 1
        assert (found.kappa is not None) == (found.raters == 2)
    if found.interval:
        assert found.interval[0] <= found.interval[1]


def test_below_ten_things_there_are_too_few() -> None:
    nine = [{"ana": n % 2.0, "bo": n % 2.0} for n in range(FEWEST_UNITS - 1)]

    assert (agreement(nine).lacking, agreement(nine).alpha, agreement(nine).exact) == ("too few", None, 1.0)
    assert agreement([*nine, {"ana": 1.0, "bo": 0.0}]).lacking == ""
    assert agreement([]).exact is None


def test_the_interval_is_narrower_the_more_was_rated_and_the_same_each_time() -> None:
    few = [{"ana": float(n % 3), "bo": float(n % 3 if n % 4 else (n + 1) % 3)} for n in range(12)]
    many = few * 10
    wide, narrow = agreement(few).interval, agreement(many).interval

    assert wide
    assert narrow
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 2
    assert agreement(few).interval == wide
    assert wide[0] < (agreement(few).alpha or 0) < wide[1]


def test_bias_says_who_gives_more_than_the_others() -> None:
    units = [{"ana": 2.0, "bo": 0.0}, {"ana": 2.0, "bo": 2.0}, {"bo": 2.0, "cy": 2.0}, {"cy": 0.0}]

    assert rater_bias(units) == {"ana": (1.0, 2), "bo": (-0.67, 3), "cy": (0.0, 1)}
