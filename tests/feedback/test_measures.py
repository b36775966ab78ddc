"""Figures about a talk: None where there is nothing to measure, and never more for saying the same thing again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Criterion, Level, Library
from toolkit.conversation import Transcript, Turn, from_text, talk
from toolkit.feedback import BEHAVIOURS, Found, analyse, listening_balance, tell_share
from toolkit.feedback.measures import MEASURES, problem_with

EXAMPLES = [e if isinstance(e, str) else e[1] for b in BEHAVIOURS.values() for e in (*b.yes, *b.no)]
TALKS = st.lists(
    st.builds(Turn, st.sampled_from(["manager", "report"]), st.sampled_from(EXAMPLES) | st.text(max_size=60)), max_size=8
).map(lambda turns: Transcript(tuple(turns)))  # fmt: skip


def criterion(measure: str, **more) -> Criterion:
    return Criterion(
        id="c", title="c", why="c", decided_by="key", measure=measure, cannot_judge="c",
        levels=(Level(score=1, at_least=1, looks_like="a"), Level(score=0, looks_like="b")), **more,
    )  # fmt: skip


def figure(measure: str, transcript: Transcript, found: Found | None = None, **more) -> float | None:
    return MEASURES[measure](analyse(transcript), criterion(measure, **more), found).value


@settings(deadline=None)
@given(TALKS)
def test_shares_are_between_nothing_and_all_or_not_there(transcript: Transcript) -> None:
    analysis = analyse(transcript)
    for value in (
        tell_share(analysis),
        listening_balance(analysis),
        figure("talk_share", transcript),
        figure("open_share", transcript),
    ):
        assert value is None or 0 <= value <= 1


@settings(deadline=None)
@given(TALKS)
def test_evidence_is_always_the_managers_own_words(transcript: Transcript) -> None:
    analysis = analyse(transcript)
    for name, measure in MEASURES.items():
        for quote in measure(
            analysis, criterion(name, behaviour="advice", mentions=("printer",)), None
        ).evidence:
            assert transcript.turns[quote.turn].speaker == "manager"
            assert quote.text in transcript.turns[quote.turn].text


@pytest.mark.parametrize("measure", ["telling", "balance", "talk_share", "open_share", "facts_found"])
@pytest.mark.parametrize(
    "turns", [pytest.param((), id="no turn"), pytest.param((("manager", "…"),), id="silence")]
)
def test_nothing_to_measure_is_none_and_not_nought(measure: str, turns: tuple) -> None:
    assert figure(measure, talk(*turns)) is None


def test_who_advises_tells_more_than_who_asks_and_gives_back() -> None:
    lectures = talk(("manager", "You should talk to your team. When I ran the shop I did it every day, and it worked."))
    listens = talk(("report", "They moved my desk."), ("manager", "So your desk was gone. What did you do?"))

    assert (tell_share(analyse(lectures)) or 0) > 2 * (tell_share(analyse(listens)) or 1)
    assert (listening_balance(analyse(lectures)) or 1) < (listening_balance(analyse(listens)) or 0)


DESK = (
    "Report: They moved my desk while I was on leave.\nManager: So your desk was gone when you came back.\n"
)


def test_the_same_line_said_fifty_times_gives_back_less_not_more() -> None:
    once, fifty = figure("giving_back", from_text(DESK)), figure("giving_back", from_text(DESK * 50))

    assert once is not None
    assert fifty is not None
    assert fifty < once / 10


def test_a_reflection_without_a_word_of_substance_gives_nothing_back() -> None:
    assert figure("giving_back", from_text("Report: They moved my desk.\nManager: I hear you.")) == 0


@pytest.mark.parametrize(
    ("lines", "early"),
    [
        pytest.param(["You should ask.", "You must go."], 2, id="no reflection"),
        pytest.param(["You should ask.", "So the desk hurt you.", "So the move was sudden.", "You must go."], 1, id="after two"),
        pytest.param(["So the desk hurt you.", "You must go."], 1, id="after one"),
        pytest.param(["So the desk hurt you.", "So the move was sudden.", "You must go."], 0, id="late"),
        pytest.param(["So the desk hurt you.", "So the move was sudden. You must go."], 0, id="in the turn of the second"),
    ],
)  # fmt: skip
def test_advice_is_early_until_two_reflections(lines: list[str], early: int) -> None:
    assert figure("early_advice", talk(*(("manager", line) for line in lines))) == early


def test_mentions_count_each_thing_once_and_only_in_sentences() -> None:
    asked = {"mentions": ("printer", "label in march", "hatch")}

    assert figure("mentions", talk(("manager", "printer, hatch, labels March")), **asked) == 0
    assert (
        figure(
            "mentions",
            talk(("manager", "The printers you told me about. The printer was broken again.")),
            **asked,
        )
        == 1
    )
    assert (
        figure("mentions", talk(("manager", "You told me about the labels in March and the hatch.")), **asked)
        == 2
    )


@pytest.mark.parametrize("spoils", ["You should rest.", "Don't worry."])
def test_advice_and_comfort_spoil_what_was_mentioned(spoils: str) -> None:
    said = "You told me about the printer."

    assert figure("unspoiled_mentions", talk(("manager", said)), mentions=("printer",)) == 1
    assert figure("unspoiled_mentions", talk(("manager", f"{said} {spoils}")), mentions=("printer",)) == 0


def test_deeper_facts_count_more() -> None:
    transcript = talk(("manager", "How is it?"), ("report", "Bad."))

    assert figure("facts_found", transcript, Found({"a": 1, "b": 3}, {"b": 0})) == 3 / 4
    assert figure("facts_found", transcript, Found({"a": 1, "b": 3}, {})) == 0
    assert figure("facts_found", transcript, Found()) is None


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        pytest.param(criterion("teling"), "no measure is called 'teling'; known: .*telling", id="unknown measure"),
        pytest.param(criterion("count"), "no behaviour is called 'None'", id="no behaviour"),
        pytest.param(criterion("count", behaviour="advise"), "no behaviour is called 'advise'; known: .*advice", id="unknown behaviour"),
        pytest.param(criterion("mentions"), "needs a list `mentions`", id="no mentions"),
        pytest.param(criterion("unspoiled_mentions"), "needs a list `mentions`", id="no unspoiled mentions"),
    ],
)  # fmt: skip
def test_a_criterion_that_cannot_be_measured_says_why(broken: Criterion, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        raise ValueError(problem_with(broken))


@pytest.mark.parametrize("id", Library.default().rubric_files())
def test_every_shipped_criterion_can_be_measured(id: str) -> None:
    assert [problem_with(c) for c in Library.default().rubric(id).criteria if problem_with(c)] == []
