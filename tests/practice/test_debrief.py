"""What came out and what stayed hidden, with the lines that did it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Library
from toolkit.practice import Session, debrief, play

SCENARIO = Library.default().scenario("gone_quiet")
LINES = [line for walkthrough in SCENARIO.walkthroughs for line in walkthrough.manager] + [
    fact.opens_with for fact in SCENARIO.facts
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=20))
def test_every_fact_either_came_out_or_stayed_hidden(lines: list[str]) -> None:
    session = play(SCENARIO, lines)
    found = debrief(session)

    learned, hidden = [one.fact.id for one in found.learned], [one.fact.id for one in found.hidden]
    assert sorted(learned + hidden) == sorted(fact.id for fact in SCENARIO.facts)
    for one in found.learned:
        assert one.line == session.transcript.turns[one.disclosure.turn].text
        assert session.transcript.turns[one.disclosure.turn + 1].text == one.fact.says
    for one in found.hidden:
        assert {fact.id for fact in one.waits_for} == set(one.fact.gate.after) - set(learned)
        assert (one.near_miss is None) == (one.line == "")
        assert one.near_miss is None or one.line == session.transcript.turns[one.near_miss.turn].text


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=20))
def test_the_best_and_the_worst_moment_moved_the_person_most(lines: list[str]) -> None:
    session = play(SCENARIO, lines)
    found = debrief(session)
    effects = [taken.shift.trust + taken.shift.openness for taken in session.steps]

    assert (found.best is None) == (max(effects) <= 0)
    assert (found.worst is None) == (min(effects) >= 0)
    for moment, effect in ((found.best, max(effects)), (found.worst, min(effects))):
        assert moment is None or moment.trust + moment.openness == effect
        assert moment is None or moment.line == session.transcript.turns[moment.turn].text


@pytest.mark.parametrize(
    ("lines", "fact", "lacked"),
    [
        pytest.param(["What about training Dom?"], "cannot_talk_and_check", None, id="came out"),
        pytest.param(["You should hurry up.", "What about training Dom?"], "cannot_talk_and_check", "openness", id="not open"),
        pytest.param(
            ["Don't worry about it.", "What about training Dom?"], "cannot_talk_and_check", "trust", id="no trust, which is told first"
        ),
    ],
)  # fmt: skip
def test_a_near_miss_says_what_was_lacking(lines: list[str], fact: str, lacked: str | None) -> None:
    hidden = {one.fact.id: one for one in debrief(play(SCENARIO, lines)).hidden}

    assert (fact not in hidden) == (lacked is None)
    assert lacked is None or (hidden[fact].near_miss.lacked, hidden[fact].line) == (lacked, lines[-1])


def test_the_first_near_miss_is_the_one_that_is_told() -> None:
    session = play(SCENARIO, ["What changed at the huddle?", "And the Monday meeting?"])

    (slide,) = (one for one in debrief(session).hidden if one.fact.id == "monday_slide")

    assert slide.near_miss.turn == 0


def test_a_fact_that_waits_for_another_is_no_near_miss() -> None:
    session = play(SCENARIO, ["What happened after the mistake?"])

    (form,) = (one for one in debrief(session).hidden if one.fact.id == "filled_in_the_form")

    assert form.near_miss is None
    assert [fact.id for fact in form.waits_for] == ["monday_slide"]


def test_a_talk_of_no_lines_has_no_moments() -> None:
    found = debrief(Session(SCENARIO))

    assert (found.best, found.worst, found.learned) == (None, None, ())
    assert len(found.hidden) == len(SCENARIO.facts)
