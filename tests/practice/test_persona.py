"""The simulated report: the same lines give the same talk, and nothing comes out before its time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Library, Scenario
from toolkit.content.scenario import Mood
from toolkit.feedback import BEHAVIOURS, observe
from toolkit.practice import REACTIONS, Disclosure, Step, begin, step
from toolkit.practice.moods import shift_of, trust_for
from toolkit.practice.persona import farewell
from toolkit.practice.understanding import hear, invites, touched

LIBRARY = Library.default()
SCENARIOS = [LIBRARY.scenario(id) for id in LIBRARY.scenario_files()]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
EXAMPLES = [e if isinstance(e, str) else e[1] for b in BEHAVIOURS.values() for e in (*b.yes, *b.no)]


def lines_for(scenario: Scenario) -> st.SearchStrategy[list[str]]:
    """Return lines that this scenario answers in every way it can, mixed with anything at all."""
    own = [fact.opens_with for fact in scenario.facts]
    own += [line for walkthrough in scenario.walkthroughs for line in walkthrough.manager]
    own += [f"So it is {fact.text.rstrip('.').lower()}." for fact in scenario.facts]
    line = (
        st.sampled_from(own)
        | st.sampled_from(own)
        | st.sampled_from(EXAMPLES)
        | st.text(min_size=1, max_size=80)
    )
    return st.lists(line, max_size=25)


def follow(scenario: Scenario, lines: list[str]) -> list[Step]:
    taken, state = [], begin(scenario)
    for line in lines:
        taken.append(step(scenario, state, line))
        state = taken[-1].state
    return taken


@every_scenario
@settings(deadline=None)
@given(data=st.data())
def test_the_same_lines_give_the_same_talk(scenario: Scenario, data: st.DataObject) -> None:
    lines = data.draw(lines_for(scenario))

    assert follow(scenario, lines) == follow(scenario, lines)


@every_scenario
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_fact_comes_out_only_when_it_is_touched_and_its_gate_holds(
    scenario: Scenario, data: st.DataObject
) -> None:
    before = begin(scenario)
    for taken in follow(scenario, data.draw(lines_for(scenario))):
        new = taken.state.disclosed[len(before.disclosed) :]
        assert taken.state.disclosed[: len(before.disclosed)] == before.disclosed
        assert len(new) <= 1
        for disclosure in new:
            fact, mood = scenario.fact(disclosure.fact), taken.state.mood
            known = {earlier.fact for earlier in before.disclosed}
            assert fact.id not in known
            assert mood.trust >= trust_for(scenario, fact)
            assert mood.openness >= fact.gate.openness
            assert known.issuperset(fact.gate.after)
            assert invites(taken.observations)
            heard = hear(scenario, taken.said)
            unasked = disclosure.how == "volunteered" and fact.depth < 3
            goes_on = not heard.areas and heard.stays and fact.area == before.topic
            assert unasked or fact.area in heard.areas or goes_on
            assert (disclosure.turn, taken.answered, taken.reply) == (before.turn, fact.id, fact.says)
        before = taken.state


@every_scenario
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_holds_in_every_talk(scenario: Scenario, data: st.DataObject) -> None:
    waits = f"[{scenario.report.name} waits for you to go on.]"
    steps = follow(scenario, data.draw(lines_for(scenario)))

    replies = [taken.reply for taken in steps if taken.reply != waits]
    assert len(replies) == len(set(replies))
    assert [taken.state.turn for taken in steps] == [2 * i + 2 for i in range(len(steps))]
    for taken in steps:
        assert 0 <= taken.state.mood.trust <= 100
        assert 0 <= taken.state.mood.openness <= 100
        assert taken.reply == taken.state.replies[-1] != ""
    for taken in steps[-1:]:
        for miss in taken.state.near_misses:
            then, fact = steps[miss.turn // 2].state, scenario.fact(miss.fact)
            needed = trust_for(scenario, fact) if miss.lacked == "trust" else fact.gate.openness
            assert getattr(then.mood, miss.lacked) < needed or (then.drawn_back and fact.depth > 1)


TELLING = [
    "You should take a break.",
    "The budget was cut twice this year.",
    "We have a new system that goes live in March.",
    "You need to push back.",
    "I'd suggest a calendar.",
    "Don't worry about it.",
    "When I started here I did the count every day.",
    "In my experience it settles down.",
    "I'll speak to the others by Friday.",
]


@every_scenario
@settings(deadline=None)
@given(data=st.data())
def test_telling_alone_brings_nothing_out(scenario: Scenario, data: st.DataObject) -> None:
    told = [
        f"You should stop talking about {entry}." for fact in scenario.facts for entry in fact.asked_about
    ]
    told += [f"Don't worry about {entry}." for fact in scenario.facts for entry in fact.asked_about]

    steps = follow(
        scenario,
        data.draw(st.lists(st.sampled_from(TELLING) | st.sampled_from(told), min_size=1, max_size=20)),
    )

    assert steps[-1].state.disclosed == ()


@every_scenario
@pytest.mark.parametrize("line", [line for line in BEHAVIOURS["dismissal"].yes if isinstance(line, str)])
def test_waving_away_closes_a_person(scenario: Scenario, line: str) -> None:
    taken = step(scenario, begin(scenario), line)

    assert taken.state.mood.openness < scenario.mood.openness
    assert taken.state.mood.trust < scenario.mood.trust
    assert taken.answered == "dismissed"


@every_scenario
def test_waving_away_shuts_even_a_subject_that_is_named(scenario: Scenario) -> None:
    open_to_all = replace(begin(scenario), mood=Mood(trust=90, openness=90))
    fact = next(fact for fact in scenario.facts if not fact.gate.after)

    assert step(scenario, open_to_all, fact.opens_with).answered in {f.id for f in scenario.facts}
    assert step(scenario, open_to_all, f"{fact.opens_with} Don't worry about it.").state.disclosed == ()


@every_scenario
@pytest.mark.parametrize(
    "again", [str, str.upper, lambda line: f"  {line.replace(' ', '   ')} "], ids=["same", "upper", "spaced"]
)
def test_a_line_said_again_gains_nothing(scenario: Scenario, again) -> None:
    for line in [fact.opens_with for fact in scenario.facts] + EXAMPLES:
        first, second = follow(scenario, [line, again(line)])

        assert second.shift.trust <= 0
        assert second.shift.openness <= 0
        assert second.state.mood.trust <= first.state.mood.trust
        assert second.state.mood.openness <= first.state.mood.openness


@every_scenario
def test_saying_one_line_fifty_times_finds_no_more_than_its_subject(scenario: Scenario) -> None:
    for fact in scenario.facts:
        steps = follow(scenario, [fact.opens_with] * 50)

        assert steps[-1].state.mood.trust <= steps[0].state.mood.trust
        assert steps[-1].state.mood.openness <= steps[0].state.mood.openness
        assert {scenario.fact(d.fact).area for d in steps[-1].state.disclosed} <= {
            near.area for near in touched(scenario, fact.opens_with)
        }


def quiet() -> Scenario:
    return LIBRARY.scenario("gone_quiet")


@pytest.mark.parametrize(
    ("lines", "shift"),
    [
        pytest.param(["So there are four phones."], REACTIONS["reflection"], id="not heard before is only a formula"),
        pytest.param(["How are you?", "So it is four phones and one hatch."], REACTIONS["reflection"], id="heard before is a reflection"),
    ],
)  # fmt: skip
def test_a_reflection_moves_only_when_it_holds_what_they_said(lines: list[str], shift) -> None:
    taken = follow(quiet(), lines)[-1]

    assert ("reflection" in {o.behaviour for o in taken.observations}) is True
    assert (taken.shift == shift) == (len(lines) == 2)
    assert len(lines) == 2 or taken.shift == REACTIONS["loose_reflection"]


def test_advice_hurts_less_after_two_reflections() -> None:
    early = follow(quiet(), ["You should rest."])[-1]
    heard = replace(begin(quiet()), reflections=2)
    late = step(quiet(), heard, "You should rest.")

    assert (early.shift, late.shift) == (REACTIONS["early_advice"], REACTIONS["advice"])


def test_a_third_closed_question_in_a_row_feels_like_an_interrogation() -> None:
    shifts = [
        taken.shift
        for taken in follow(quiet(), ["Is it cold?", "Is it wet?", "Is it dark?", "Why?", "Is it late?"])
    ]

    assert [shift.openness for shift in shifts[:3]] == [0, 0, shift_of(quiet(), ["closed_run"]).openness]
    assert shifts[2].openness < 0
    assert shifts[4].openness == 0


def test_a_scenario_may_overrule_how_a_person_reacts() -> None:
    taken = step(quiet(), begin(quiet()), "It can't be that bad.")

    assert taken.shift == quiet().reactions["dismissal"] != REACTIONS["dismissal"]


def test_a_nod_leaves_room_and_what_comes_then_is_volunteered() -> None:
    asked, went_on = follow(quiet(), ["How are your afternoons?", "Mm-hm."])
    assert asked.state.disclosed[0].how == "elicited"
    assert went_on.state.disclosed == asked.state.disclosed

    two_in_one = quiet().model_copy(
        update={"facts": tuple(f.model_copy(update={"area": "afternoons"}) for f in quiet().facts[:2])}
    )
    _, more = follow(two_in_one, ["How are your afternoons?", "Mm-hm."])
    assert [d.how for d in more.state.disclosed] == ["elicited", "volunteered"]


def test_a_shut_gate_is_answered_with_the_facts_own_evasions_first() -> None:
    fact = quiet().fact("monday_slide")

    steps = follow(quiet(), [fact.opens_with, "And the huddle?", "The huddle, though?"])

    assert [taken.reply for taken in steps[:2]] == list(fact.guarded)
    assert steps[2].reply in (*quiet().lines["guarded"], *quiet().closed_lines["guarded"])
    assert {taken.answered for taken in steps} == {"guarded"}


@pytest.mark.parametrize(
    ("openness", "closed"), [pytest.param(24, True, id="closed"), pytest.param(25, False, id="not yet")]
)
def test_a_closed_person_says_less(openness: int, closed: bool) -> None:
    told = (Disclosure("monday_slide", 0, "elicited"),)
    state = replace(begin(quiet()), mood=Mood(trust=40, openness=openness), disclosed=told)

    assert (farewell(quiet(), state) == quiet().closed_lines["farewell"][0]) == closed


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("Good morning, Ruth.", "greeting", id="greeting"),
        pytest.param("You should rest.", "advised", id="advice"),
        pytest.param("The budget was cut twice.", "told", id="information"),
        pytest.param("Is the rota done?", "status", id="status"),
        pytest.param("I'll call the plumber by Friday.", "promised", id="promise"),
        pytest.param("Thanks.", "thanked", id="thanks"),
        pytest.param("…", "silence", id="silence"),
        pytest.param("Banana.", "lost", id="nothing that can be answered"),
    ],
)
def test_what_brings_no_fact_is_answered_in_kind(line: str, kind: str) -> None:
    taken = step(quiet(), begin(quiet()), line)

    assert taken.answered == kind
    assert taken.reply in quiet().lines[kind]


def test_observations_are_those_of_feedback() -> None:
    taken = step(quiet(), begin(quiet()), "How are your afternoons? You should rest.")

    assert taken.observations == observe("How are your afternoons? You should rest.")


def test_a_talk_that_brought_out_nothing_of_weight_ends_without_warmth() -> None:
    assert farewell(quiet(), begin(quiet())) == quiet().closed_lines["farewell"][0]


def test_a_fact_that_waits_for_another_is_evaded_and_not_said_to_be_told() -> None:
    ready = replace(begin(quiet()), mood=Mood(trust=90, openness=90))
    fact = quiet().fact("filled_in_the_form")

    taken = step(quiet(), ready, "What happened after the labelling mistake?")

    assert (taken.answered, taken.reply) == ("guarded", fact.guarded[0])
    assert taken.state.near_misses == ()


def test_a_row_of_keywords_moves_nobody() -> None:
    taken = step(quiet(), begin(quiet()), "So hatch Gail workload bench bags slide label printer rota.")

    assert (taken.shift.trust, taken.shift.openness, taken.answered) == (0, 0, "lost")


@pytest.mark.parametrize("line", ["Morning, Ruth.", "Good afternoon, Ruth."])
def test_a_greeting_names_no_subject(line: str) -> None:
    assert step(quiet(), begin(quiet()), line).answered == "greeting"


def test_what_is_waved_away_right_after_it_was_told_makes_a_person_draw_back() -> None:
    ready = replace(begin(quiet()), mood=Mood(trust=80, openness=80))
    steps = [step(quiet(), ready, "How was the Monday huddle?")]
    for line in ("Don't worry about it.", "How is lunch in the back room?", "I'm sorry. How is lunch in the back room?"):
        steps.append(step(quiet(), steps[-1].state, line))

    assert [taken.answered for taken in steps] == ["monday_slide", "dismissed", "guarded", "joke_in_back_room"]


def test_a_person_who_trusts_says_a_thing_unasked_and_not_two_in_a_row() -> None:
    ready = replace(begin(quiet()), mood=Mood(trust=80, openness=80))
    steps = [step(quiet(), ready, "What are your afternoons like?")]
    for line in ("So it's you and four phones.", "Four phones, then, and the one hatch with you in it."):
        steps.append(step(quiet(), steps[-1].state, line))

    assert [d.how for d in steps[1].state.disclosed] == ["elicited", "volunteered"]
    assert len(steps[2].state.disclosed) == 2
