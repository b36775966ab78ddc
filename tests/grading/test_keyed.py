"""Answers to which there is a key: what can be had without looking is worth nothing."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.content import ACTS, CodingItem, Library, LogItem, OrderItem, PlanItem, RatingsItem, SortItem
from toolkit.grading import keyed

COMMON = {"id": "it", "title": "It", "prompt": "Do it.", "points": 4}


def named(*ids: str) -> list[dict[str, str]]:
    return [{"id": id, "text": id.upper()} for id in ids]


def read(model: type, **fields: object):
    return model.model_validate({**COMMON, **fields}, strict=False)


SORT = read(
    SortItem,
    kind="sort",
    piles=named("mine", "theirs", "both"),
    cards=[{"id": f"c{i}", "text": f"C{i}", "pile": pile, "because": "So."} for i, pile in enumerate(["mine"] * 4 + ["theirs"] * 4 + ["both"] * 2)],
)
ORDER = read(
    OrderItem, kind="order", steps=[{"id": f"s{p}{n}", "text": "S", "place": p, "because": "So."} for p, n in [(1, 0), (2, 0), (2, 1), (3, 0)]]
)
PLAN = read(
    PlanItem,
    kind="plan",
    rows=named("ana", "bo", "cy"),
    options=[{"id": d, "text": d, "at": at, "cost": 30} for at, d in enumerate(["mon", "tue", "wed"])] + [{"id": "never", "text": "never"}],
    rules=[
        {"rule": "different", "rows": ["ana", "bo"], "kept": "k", "broken": "b"},
        {"rule": "before", "rows": ["ana", "bo"], "within": 1, "kept": "k", "broken": "b"},
        {"rule": "only", "rows": ["cy"], "options": ["tue", "wed"], "kept": "k", "broken": "b"},
        {"rule": "count", "options": ["never"], "at_most": 0, "kept": "k", "broken": "b"},
        {"rule": "budget", "at_least": 60, "at_most": 90, "kept": "k", "broken": "b", "weight": 2},
    ],
)
RATE = read(
    RatingsItem,
    kind="ratings",
    scale=list("abcde"),
    clips=[{"id": f"r{g}", "talk": "Manager: So?", "gold": g, "because": "So."} for g in (1, 2, 4, 5)],
)
CODE = read(CodingItem, kind="coding", talk="a_bank_noon_queue", first=1, last=20)
LOG = read(
    LogItem,
    kind="log",
    talk="Manager: Hm.\nReport: Hm.",
    people=named("ruth", "me"),
    days=named("monday", "thursday"),
    actions=[
        {"id": "printer", "what": "Get the label printer looked at", "means": ["printer"], "who": "me", "by": "thursday"},
        {"id": "slide", "what": "Say at the huddle whose form it was", "means": ["whose form", "slide"], "who": "me", "by": "monday"},
        {"id": "list", "what": "Write down the two labels that were cut", "means": ["labels cut"], "who": "ruth", "by": "monday"},
    ],
)
LIBRARY = Library.default()


def test_every_card_where_it_belongs_gets_everything_and_one_pile_gets_nothing() -> None:
    assert keyed.mark_sort(SORT, {card.id: card.pile for card in SORT.cards})[0] == 1
    for pile in SORT.piles:
        assert keyed.mark_sort(SORT, {card.id: pile.id for card in SORT.cards})[0] == 0


def test_a_wrong_card_is_quoted_with_the_pile_it_belongs_to_and_the_reason() -> None:
    answer = {card.id: card.pile for card in SORT.cards} | {"c0": "theirs"}

    share, remarks = keyed.mark_sort(SORT, answer)

    assert share == pytest.approx(5 / 6)
    assert [(r.title, r.quotes, r.text) for r in remarks[1:]] == [("Belongs to “MINE”", ("C0",), "So.")]


def test_two_steps_of_one_place_may_stand_either_way_round() -> None:
    assert keyed.mark_order(ORDER, ["s10", "s20", "s21", "s30"])[0] == 1
    assert keyed.mark_order(ORDER, ["s10", "s21", "s20", "s30"])[0] == 1


def test_orders_get_less_than_a_quarter_on_average_and_never_less_than_nothing() -> None:
    shares = [keyed.mark_order(ORDER, order)[0] for order in permutations(step.id for step in ORDER.steps)]

    assert min(shares) == 0
    assert sum(shares) / len(shares) < 0.25


def test_a_plan_that_keeps_every_rule_gets_everything_and_one_option_throughout_nothing() -> None:
    assert keyed.mark_plan(PLAN, {"ana": "mon", "bo": "tue", "cy": "wed"})[0] == 1
    for option in PLAN.options:
        assert keyed.mark_plan(PLAN, dict.fromkeys(("ana", "bo", "cy"), option.id))[0] == 0


def test_a_row_left_open_keeps_no_rule_that_looks_at_it() -> None:
    share, remarks = keyed.mark_plan(PLAN, {"ana": "mon", "bo": "tue"})

    assert share == 0
    assert [remark.title for remark in remarks[1:]] == ["Kept", "Kept", "Broken", "Broken", "Broken"]


@pytest.mark.parametrize(
    ("plan", "broken"),
    [
        pytest.param({"ana": "tue", "bo": "mon", "cy": "wed"}, {1}, id="the wrong way round"),
        pytest.param({"ana": "mon", "bo": "wed", "cy": "wed"}, {1}, id="too far apart"),
        pytest.param({"ana": "mon", "bo": "tue", "cy": "mon"}, {2}, id="not one of the options"),
        pytest.param({"ana": "mon", "bo": "never", "cy": "tue"}, {1, 3}, id="one without a day"),
        pytest.param({"ana": "never", "bo": "never", "cy": "tue"}, {0, 1, 3, 4}, id="too little in all"),
    ],
)
def test_a_plan_breaks_exactly_the_rules_that_it_breaks(plan: dict[str, str], broken: set[int]) -> None:
    assert {i for i, rule in enumerate(PLAN.rules) if not keyed.keeps(PLAN, rule, plan)} == broken


def test_the_coders_own_codes_get_everything_and_one_code_throughout_nothing() -> None:
    gold = {str(n): turn.main for n, turn in keyed.gold_codes(CODE, LIBRARY).items()}

    assert keyed.mark_coding(CODE, gold, LIBRARY)[0] == 1
    for act in ACTS:
        assert keyed.mark_coding(CODE, dict.fromkeys(gold, act), LIBRARY)[0] == 0


def test_codes_by_chance_get_next_to_nothing_on_average() -> None:
    chance = random.Random(7)
    turns = [str(n) for n in keyed.gold_codes(CODE, LIBRARY)]

    shares = [keyed.mark_coding(CODE, {n: chance.choice(list(ACTS)) for n in turns}, LIBRARY)[0] for _ in range(200)]

    assert sum(shares) / len(shares) < 0.15


def test_the_raters_own_ratings_get_everything_and_one_rating_throughout_nothing() -> None:
    assert keyed.mark_ratings(RATE, {clip.id: str(clip.gold) for clip in RATE.clips})[0] == 1
    for rating in "12345":
        assert keyed.mark_ratings(RATE, {clip.id: rating for clip in RATE.clips})[0] == 0


def row(who: str, what: str, by: str) -> dict[str, str]:
    return {"who": who, "what": what, "by": by}


AGREED = [
    row("me", "have somebody look at the printer", "thursday"),
    row("me", "tell them at the huddle whose form that was", "monday"),
    row("ruth", "note the labels that got cut", "monday"),
]


def test_two_logs_that_say_the_same_in_other_words_agree() -> None:
    assert keyed.mark_log(LOG, AGREED)[0] == pytest.approx(1)


def test_another_person_or_day_costs_less_than_a_thing_left_out() -> None:
    other_day = keyed.mark_log(LOG, [{**AGREED[0], "by": "monday"}, *AGREED[1:]])[0]
    left_out = keyed.mark_log(LOG, AGREED[1:])[0]

    assert left_out < other_day < 1


def test_a_thing_that_nobody_agreed_to_costs_points() -> None:
    share, remarks = keyed.mark_log(LOG, [*AGREED, row("ruth", "smile more on Mondays", "monday")])

    assert share < 1
    assert remarks[-1].title == "Only in your log"


def test_a_log_that_holds_everything_in_every_line_gets_nothing() -> None:
    everything = " ".join(["printer whose form slide labels cut"] * 8)

    assert keyed.mark_log(LOG, [row("me", everything, "monday")] * 6)[0] == 0


@given(st.lists(st.builds(row, st.sampled_from(["me", "ruth", ""]), st.text(max_size=60), st.sampled_from(["monday", "thursday", ""])), max_size=12))
def test_a_log_gets_between_nothing_and_everything(log: list[dict[str, str]]) -> None:
    assert 0 <= keyed.mark_log(LOG, log)[0] <= 1


@given(st.dictionaries(st.sampled_from([card.id for card in SORT.cards]), st.sampled_from(["mine", "theirs", "both"])))
def test_laying_one_more_card_right_never_costs(answer: dict[str, str]) -> None:
    for card in SORT.cards:
        assert keyed.mark_sort(SORT, answer | {card.id: card.pile})[0] >= keyed.mark_sort(SORT, answer)[0]
