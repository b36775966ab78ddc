"""Observations quote the turn word for word, whatever the turn holds; every sentence does one main thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import Transcript, Turn, talk
from toolkit.feedback import BEHAVIOURS, act_of, analyse, observe

EXAMPLES = [e if isinstance(e, str) else e[1] for b in BEHAVIOURS.values() for e in (*b.yes, *b.no)]
LINES = st.text(max_size=200) | st.lists(st.sampled_from(EXAMPLES) | st.text(max_size=20), max_size=5).map(
    " ".join
)


@settings(deadline=None)
@given(LINES, LINES)
def test_every_quote_is_the_turns_own_words(text: str, before: str) -> None:
    for observation in observe(text, before, turn=4):
        assert observation.quote == text[observation.start : observation.end] != ""
        assert 0 < observation.confidence <= 1
        assert observation.behaviour in BEHAVIOURS
        assert observation.turn == 4


@settings(deadline=None)
@given(st.lists(st.builds(Turn, st.sampled_from(["manager", "report", "other"]), LINES), max_size=6))
def test_every_word_of_the_manager_is_in_one_act_and_nobody_elses_is(turns: list[Turn]) -> None:
    analysis = analyse(Transcript(tuple(turns)))

    assert {span.turn for span in analysis.acts} <= set(analysis.transcript.manager_turns)
    assert sum(analysis.words.values()) == sum(span.words for span in analysis.acts)
    for span in analysis.acts:
        assert span.quote in turns[span.turn].text
    for observation in analysis.observations:
        assert observation.quote == turns[observation.turn].text[observation.start : observation.end]


@pytest.mark.parametrize(
    ("behaviours", "act"),
    [
        pytest.param({"advice", "open_question"}, "tell", id="advice dressed as a question is telling"),
        pytest.param({"dismissal", "reflection"}, "tell", id="waving away is telling"),
        pytest.param({"open_question", "reflection"}, "question", id="a question is a question"),
        pytest.param({"affirmation", "reflection"}, "other", id="thanks are neither"),
        pytest.param({"feeling_named"}, "reflection", id="naming a feeling gives back"),
        pytest.param({"information"}, "tell", id="information is telling"),
        pytest.param(set(), "other", id="nothing seen"),
    ],
)
def test_a_sentence_counts_as_the_main_thing_it_does(behaviours: set[str], act: str) -> None:
    assert act_of(behaviours) == act


BESIDES_OTHERS = {"compound_question", "encourager", "greeting", "interruption", "over_promise", "paraphrase", "status_probe", "summary"}
"""What comes with another behaviour that has the act, or has none."""


@pytest.mark.parametrize(
    "name", sorted(BEHAVIOURS.keys() - BESIDES_OTHERS)
)
def test_every_behaviour_that_carries_a_sentence_has_an_act(name: str) -> None:
    assert act_of({name}) != "other" or name in {
        "affirmation",
        "commitment",
        "confidentiality_promise",
        "apology",
    }


def test_a_reflection_is_known_by_what_the_report_said_before() -> None:
    line = "The kiln and the drains."

    assert "reflection" in {o.behaviour for o in observe(line, "First the kiln, then the drains.")}
    assert "reflection" not in {o.behaviour for o in observe(line, "It was cold.")}


def test_a_transcript_is_read_with_what_was_said_before_each_turn() -> None:
    analysis = analyse(
        talk(("report", "First the kiln, then the drains."), ("manager", "The kiln and the drains."))
    )

    assert [(o.behaviour, o.turn) for o in analysis.seen("reflection")] == [("reflection", 1)]
    assert analysis.words == {"question": 0, "reflection": 5, "tell": 0, "other": 0}


def test_seen_keeps_the_order_of_the_talk() -> None:
    analysis = analyse(talk(("manager", "You should ask. What happened?"), ("manager", "You must go.")))

    assert [o.quote for o in analysis.seen("advice", "open_question")] == [
        "You should ask.",
        "What happened?",
        "You must go.",
    ]
