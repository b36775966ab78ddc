"""Lines are cut into sentences with their places, and words into stems."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.feedback.text import Line, repetition, stems, subject_stems


@settings(deadline=None)
@given(st.text() | st.text(alphabet="ab .!?…\n\"'”)"))
def test_sentences_stand_in_order_and_leave_out_only_blanks(text: str) -> None:
    sentences = Line(text).sentences

    assert [s.text for s in sentences] == [text[s.start : s.end] for s in sentences]
    assert all(s.text == s.text.strip() != "" for s in sentences)
    assert "".join("".join(s.text for s in sentences).split()) == "".join(text.split())
    assert [s.start for s in sentences] == sorted(s.start for s in sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("How was it? And you?", ["How was it?", "And you?"], id="two questions"),
        pytest.param('"Fine." she said', ['"Fine."', "she said"], id="a mark stays with its quotation"),
        pytest.param("one\ntwo", ["one", "two"], id="a line end ends a sentence"),
        pytest.param("that is loud and what did you say", ["that is loud", "and what did you say"], id="no marks: a question"),
        pytest.param("ok what did you say to him and then are you well", ["ok", "what did you say to him", "and then are you well"], id="two"),
        pytest.param("I know what he did and so do you", ["I know what he did and so do you"], id="no marks: no question"),
        pytest.param("well, that is loud and what did you say", ["well, that is loud and what did you say"], id="marks inside"),
        pytest.param("Wait… what?!", ["Wait…", "what?!"], id="several marks"),
    ],
)
def test_a_line_is_cut_where_people_stop(text: str, sentences: list[str]) -> None:
    assert [s.text for s in Line(text).sentences] == sentences


@pytest.mark.parametrize("text", ["Well, okay, so what?", "So what?", "Yeah… so what?"])
def test_openers_are_not_what_a_sentence_says(text: str) -> None:
    assert Line(text).sentences[-1].low == "so what?"


def test_word_forms_meet_and_function_words_are_no_subject() -> None:
    assert stems("Worrying, worried; Anna's") == (*stems("worry"), *stems("worries"), *stems("Anna"))
    assert subject_stems("So you would say that it isn’t about the printer") == frozenset(stems("printer"))


def test_questions_of_a_line_are_those_that_end_in_a_question_mark() -> None:
    assert [s.text for s in Line('What? No. "Why?" Who').asked] == ["What?", '"Why?"']


HONEST = "Thank you for the form. You wrote it within ten minutes, and I left that out. I will have the printer looked at by Tuesday."
PADDED = "I think that the harm is there. I think that the law is there. I think that the safety is there. I think that the boss is there."


def test_words_in_one_frame_repeat_themselves_and_an_honest_text_does_not() -> None:
    assert repetition(Line(HONEST).sentences) == 0
    assert repetition(Line(PADDED).sentences) > 0.6


@pytest.mark.parametrize("text", ["", "One sentence only, and no other.", "No. No. No. No. No."], ids=["nothing", "one", "short ones"])
def test_what_has_no_two_sentences_repeats_nothing(text: str) -> None:
    assert repetition(Line(text).sentences) == 0
