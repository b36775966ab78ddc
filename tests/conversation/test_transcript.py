"""Turns, talks, spoken words and cleaning: the values that everything else reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import RECENT, Transcript, Turn, clean, talk, words
from toolkit.conversation.transcript import SPEAKERS, join_turns

TURNS = st.lists(st.builds(Turn, st.sampled_from(SPEAKERS), st.text(max_size=40)), max_size=8)


@settings(deadline=None)
@given(TURNS)
def test_the_talk_share_is_a_share_or_nothing(turns: list[Turn]) -> None:
    share = Transcript(tuple(turns)).talk_share
    spoken = sum(turn.words for turn in turns if turn.speaker != "other")

    assert (share is None) == (spoken == 0)
    assert share is None or 0 <= share <= 1


def test_the_talk_share_is_the_managers_words_among_those_of_both() -> None:
    transcript = Transcript(
        (
            Turn("manager", "How was it?"),
            Turn("other", "Coffee, anyone, or some tea?"),
            Turn("report", "Long."),
        )
    )

    assert transcript.talk_share == 3 / 4


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param((), id="no turn"),
        pytest.param((("manager", "[nods]"), ("report", "…")), id="stage directions and a silence"),
        pytest.param((("other", "Is this room free?"),), id="only a third person"),
    ],
)
def test_a_talk_in_which_neither_said_a_word_has_no_talk_share(turns: tuple) -> None:
    assert talk(*turns).talk_share is None


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        pytest.param("[looks up] It's fine.", ["It's", "fine"], id="stage direction"),
        pytest.param("Yes [nods, twice] no [sits]", ["Yes", "no"], id="two stage directions"),
        pytest.param("well-known isn’t", ["well-known", "isn’t"], id="hyphen and curly apostrophe"),
        pytest.param("-- … 'quoted' snake_case", ["quoted", "snake", "case"], id="marks are no words"),
        pytest.param("[never closed", ["never", "closed"], id="an open bracket hides nothing"),
        pytest.param("4 phones, été", ["4", "phones", "été"], id="numbers and accents"),
    ],
)
def test_only_what_is_spoken_counts_as_words(text: str, spoken: list[str]) -> None:
    assert words(text) == spoken
    assert Turn("manager", text).words == len(spoken)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a\x00b\x07c\x1b[31md\x9b", "abc[31md", id="controls and escapes go"),
        pytest.param("a\ud800b", "ab", id="lone surrogates go"),
        pytest.param("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne", id="all line ends become newlines"),
        pytest.param("  a \t b\u00a0 \n\n \n  c  ", "a b\nc", id="blank lines and edges go"),
        pytest.param(" \n\t ", "", id="nothing stays nothing"),
        pytest.param("👩🏽‍🚀 🏳️‍🌈", "👩🏽‍🚀 🏳️‍🌈", id="joined emoji stay"),
        pytest.param("می‌خواهم", "می‌خواهم", id="Persian joiners stay"),
        pytest.param("नमस्ते e\u0301", "नमस्ते e\u0301", id="combining marks stay"),
    ],
)
def test_cleaning_takes_controls_and_leaves_what_scripts_need(text: str, kept: str) -> None:
    assert clean(text) == kept


@settings(deadline=None)
@given(st.text(alphabet=st.characters()))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    once.encode()


def test_a_reflection_may_give_back_the_last_turns_of_the_report_and_no_older_ones() -> None:
    transcript = talk(
        *(turn for i in range(RECENT + 1) for turn in (("report", f"heard {i}"), ("manager", f"said {i}")))
    )

    assert transcript.heard_before(2 * RECENT + 1) == "\n".join(f"heard {i}" for i in range(1, RECENT + 1))
    assert transcript.heard_before(1) == "heard 0"
    assert transcript.heard_before(0) == ""


def test_neighbouring_turns_of_one_person_become_one_that_spans_their_times() -> None:
    joined = join_turns(
        [
            Turn("report", "I was", "Bo", 1.0, 2.0),
            Turn("report", "late.", "Bo", 2.5, 3.0),
            Turn("report", "So was I.", "Cy", 3.0, 4.0),
            Turn("manager", "I see.", "Ana", 5.0, 6.0),
        ]
    )

    assert joined == (
        Turn("report", "I was\nlate.", "Bo", 1.0, 3.0),
        Turn("report", "So was I.", "Cy", 3.0, 4.0),
        Turn("manager", "I see.", "Ana", 5.0, 6.0),
    )
