"""Item analysis: the figures of classical test theory, and none where too few learners stand behind them."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.graded import (
    AGENDA,
    EVENING,
    FIRST,
    LIBRARY,
    by,
    entry_held_to,
    entry_with,
    reference,
    write,
)
from toolkit.grading.analysis import FEWEST, criterion_analysis, item_analysis, level_counts
from toolkit.grading.gradebook import Gradebook, plain, read_gradebook
from toolkit.grading.ledger import Entry

POINTS: tuple[tuple[float, float, float], ...] = (
    (10, 9, 4), (8, 10, 3), (9, 7, 5), (6, 8, 2), (7, 5, 7), (5, 6, 1), (4, 3, 6), (3, 5, 2), (2, 1, 8), (1, 2, 3), (0, 0, 9),
)  # fmt: skip
"""Eleven learners' points of three items; who is good at the first two is poor at the third."""


def book_of(folder: Path, entries: Sequence[Entry]) -> Gradebook:
    return read_gradebook(write(folder, entries), LIBRARY)


def answered(points: Sequence[Sequence[float | None]]) -> list[Entry]:
    names = ("talk", "note", "stairs")
    return [entry_with(f"p{n:02}", dict(zip(names, of, strict=False))) for n, of in enumerate(points)]


def figures(book: Gradebook) -> dict[str, dict[str, Any]]:
    return {row["item"]: row for row in plain(item_analysis(book))}


# --- items ----------------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_textbook(tmp_path: Path) -> None:
    found = figures(book_of(tmp_path, answered(POINTS)))

    for at, item in enumerate(("talk", "note", "stairs")):
        own = [one[at] for one in POINTS]
        rest = [sum(one) - one[at] for one in POINTS]
        assert found[item]["difficulty"] == pytest.approx(statistics.mean(own) / 10)
        assert found[item]["discrimination"] == pytest.approx(statistics.correlation(own, rest))
        assert (found[item]["n"], found[item]["unanswered"], found[item]["note"]) == (11, 0, "")
    assert found["talk"]["discrimination"] > 0.5
    assert found["stairs"]["discrimination"] < 0


@pytest.mark.parametrize("count", [FEWEST - 1, FEWEST])
def test_nine_learners_are_too_few_and_ten_are_enough(tmp_path: Path, count: int) -> None:
    found = figures(book_of(tmp_path, answered(POINTS[:count])))["talk"]

    few = count < FEWEST
    assert found["note"] == ("too few" if few else "")
    assert (found["difficulty"] is None, found["discrimination"] is None, found["unanswered"] is None) == (few, few, few)
    assert found["n"] == count


def test_an_item_that_all_get_alike_tells_nobody_apart(tmp_path: Path) -> None:
    found = figures(book_of(tmp_path, answered([(one, two, 7) for one, two, _ in POINTS])))

    assert found["stairs"]["discrimination"] is None
    assert found["stairs"]["note"] == "no variation"
    assert found["stairs"]["difficulty"] == pytest.approx(0.7)
    assert found["talk"]["discrimination"] is not None


def test_an_exercise_of_one_item_has_no_rest_to_compare_with(tmp_path: Path) -> None:
    found = figures(book_of(tmp_path, answered([(one,) for one, *_ in POINTS])))

    assert (found["talk"]["discrimination"], found["talk"]["note"]) == (None, "no variation")


def test_what_was_left_out_is_counted_apart_and_is_no_nought(tmp_path: Path) -> None:
    points = [(one, two, None if n < 3 else three) for n, (one, two, three) in enumerate((*POINTS, *POINTS))]
    found = figures(book_of(tmp_path, answered(points)))

    assert found["stairs"]["unanswered"] == pytest.approx(3 / 22)
    assert found["stairs"]["n"] == 19
    assert found["stairs"]["difficulty"] == pytest.approx(statistics.mean(p[2] for p in points if p[2] is not None) / 10)
    rest = [p for p in points if p[2] is not None]
    expected = statistics.correlation([p[0] for p in rest], [p[1] + (p[2] or 0) for p in rest])
    assert found["talk"]["discrimination"] == pytest.approx(expected)


@pytest.mark.parametrize("scored", [0, 1, FEWEST - 1])
def test_an_item_that_hardly_anybody_has_a_score_in_says_nothing_of_the_others(tmp_path: Path, scored: int) -> None:
    points = [(one, two, three if n < scored else None) for n, (one, two, three) in enumerate((*POINTS, *POINTS))]
    found = figures(book_of(tmp_path, answered(points)))

    expected = statistics.correlation([p[0] for p in points], [p[1] for p in points])
    assert found["talk"]["discrimination"] == found["note"]["discrimination"] == pytest.approx(expected)
    assert (found["stairs"]["discrimination"], found["stairs"]["note"], found["stairs"]["n"]) == (None, "too few", scored)


def test_too_few_whole_answers_give_no_discrimination(tmp_path: Path) -> None:
    found = figures(book_of(tmp_path, answered([(one, None if n == 10 else two, None if n < 1 else three) for n, (one, two, three) in enumerate(POINTS)])))

    assert found["talk"]["difficulty"] is not None
    assert (found["talk"]["discrimination"], found["talk"]["note"]) == (None, "too few")


def test_only_the_attempts_that_count_are_looked_at(tmp_path: Path) -> None:
    worse = [entry_with(one.learner, {"talk": 0.0, "note": 0.0, "stairs": 0.0}, sha="b" * 64, handed_in=EVENING) for one in answered(POINTS)]
    found = figures(book_of(tmp_path, [*answered(POINTS), *worse]))

    assert found["talk"]["difficulty"] == pytest.approx(statistics.mean(one[0] for one in POINTS) / 10)


def test_the_items_stand_in_the_contents_order(tmp_path: Path) -> None:
    book = book_of(tmp_path, [by(f"p{n}", reference(exercise, "good")) for exercise in (AGENDA, FIRST) for n in range(2)])

    found = [f"{row['exercise']}/{row['item']}" for row in plain(item_analysis(book))]
    assert found == [f"{e}/{item.id}" for e in (FIRST, AGENDA) for item in LIBRARY.exercise(e).items]


some = st.one_of(st.none(), st.integers(0, 10).map(float))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(some, some, some), min_size=1, max_size=14))
def test_every_figure_lies_within_its_range(tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float | None, ...]]) -> None:
    for row in figures(book_of(tmp_path_factory.mktemp("graded"), answered(points))).values():
        assert row["difficulty"] is None or 0 <= row["difficulty"] <= 1
        assert row["unanswered"] is None or 0 <= row["unanswered"] <= 1
        assert row["discrimination"] is None or -1.000001 <= row["discrimination"] <= 1.000001
        assert (row["discrimination"] is None) == bool(row["note"])
        assert row["n"] >= FEWEST or row["difficulty"] is None


# --- criteria -------------------------------------------------------------------------------------------------------


def held_to(scores: Mapping[str, float | None]) -> list[Entry]:
    return [entry_held_to(learner, points, [f"“{learner}” said so."]) for learner, points in scores.items()]


SCORES: Mapping[str, float | None] = {f"p{n:02}": float(n % 3) for n in range(12)}


def criterion(book: Gradebook, *, quotes: bool = False) -> dict[str, Any]:
    return next(row for row in plain(criterion_analysis(book, quotes=quotes)) if row["criterion"] == "promise")


def test_a_criterion_says_how_often_which_level_was_reached(tmp_path: Path) -> None:
    book = book_of(tmp_path, held_to(SCORES))
    found = criterion(book)

    assert (found["n"], found["mean"], found["levels"], found["note"]) == (12, 0.5, "0: 4, 1: 4, 2: 4", "")
    assert (found["title"], found["decided_by"]) == ("Who does what by when", "rule")
    counted = [(row["points"], row["learners"]) for row in plain(level_counts(book))]
    assert counted == [(0, 4), (1, 4), (2, 4)]


def test_below_ten_learners_a_criterion_has_no_figures_and_no_quotes(tmp_path: Path) -> None:
    book = book_of(tmp_path, held_to(dict(list(SCORES.items())[: FEWEST - 1])))
    found = criterion(book, quotes=True)

    assert (found["mean"], found["levels"], found["quotes"], found["note"]) == (None, "", "", "too few")
    assert level_counts(book).empty


def test_quotes_are_people_s_words_and_stay_out_unless_asked_for(tmp_path: Path) -> None:
    assert "quotes" not in criterion(book_of(tmp_path, held_to(SCORES)))


def test_quotes_are_three_different_ones_of_those_who_got_least(tmp_path: Path) -> None:
    twice = entry_held_to("zoe", 0, ["“p00” said so."])
    found = criterion(book_of(tmp_path, [*held_to(SCORES), twice]), quotes=True)

    assert found["quotes"].splitlines() == ["“p00” said so.", "“p03” said so.", "“p06” said so."]


def test_nobody_is_quoted_who_got_everything(tmp_path: Path) -> None:
    found = criterion(book_of(tmp_path, held_to(dict.fromkeys(SCORES, 2.0))), quotes=True)

    assert (found["mean"], found["quotes"]) == (1, "")


def test_what_waits_for_a_person_counts_for_nothing(tmp_path: Path) -> None:
    found = criterion(book_of(tmp_path, [*held_to(SCORES), *held_to({"zoe": None})]))

    assert (found["n"], found["mean"]) == (12, 0.5)


def test_what_the_cohort_loses_most_on_comes_first(tmp_path: Path) -> None:
    names = ("good", "middling", "poor", "gamed")
    book = book_of(tmp_path, [by(f"p{n:02}", reference(AGENDA, names[n % 4])) for n in range(16)])
    found = plain(criterion_analysis(book))

    means = [row["mean"] for row in found if row["mean"] is not None]
    assert means == sorted(means)
    assert len(means) >= 4
    assert found[-1]["criterion"] == "fair_to_the_other"
    assert (found[-1]["n"], found[-1]["note"]) == (0, "too few")
