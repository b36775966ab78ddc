"""Observations quote the turn word for word, whatever the turn holds; every word of the manager is dealt to the four acts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import Transcript, Turn, talk
from toolkit.feedback import BEHAVIOURS, analyse, observe

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
def test_every_word_of_the_manager_is_dealt_to_the_acts_and_nobody_elses_is(turns: list[Turn]) -> None:
    analysis = analyse(Transcript(tuple(turns)))

    mine = analysis.transcript.manager_turns
    assert sum(analysis.words.values()) == pytest.approx(sum(turns[i].words for i in mine))
    assert {turn for turn, _ in analysis.sentences} <= set(mine)
    for turn, sentence in analysis.sentences:
        assert sentence.text in turns[turn].text
    for observation in analysis.observations:
        assert observation.quote == turns[observation.turn].text[observation.start : observation.end]


def test_a_reflection_is_known_by_what_the_report_said_before() -> None:
    line = "The kiln and the drains."

    assert "reflection" in {o.behaviour for o in observe(line, "First the kiln, then the drains.")}
    assert "reflection" not in {o.behaviour for o in observe(line, "It was cold.")}


def test_a_transcript_is_read_with_what_was_said_before_each_turn() -> None:
    analysis = analyse(
        talk(("report", "First the kiln, then the drains."), ("manager", "The kiln and the drains."))
    )

    assert [(o.behaviour, o.turn) for o in analysis.seen("reflection")] == [("reflection", 1)]
    assert max(analysis.words, key=lambda act: analysis.words[act]) == "reflection"


def test_seen_keeps_the_order_of_the_talk() -> None:
    analysis = analyse(talk(("manager", "You should ask. What happened?"), ("manager", "You must go.")))

    assert [o.quote for o in analysis.seen("advice", "open_question")] == [
        "You should ask.",
        "What happened?",
        "You must go.",
    ]
