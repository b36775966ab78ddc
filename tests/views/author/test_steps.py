"""The steps of the form: choices in words, cards, questions, and what cannot stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.views.author.marek import scenario, widget, wrong
from toolkit.content import Library
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.words import DEPTHS, GATES, LABELS, STYLES


def test_the_choices_in_words_are_the_figures_of_the_scenario(form: ScenarioForm) -> None:
    form.unsaid.facts.open("loud_saturdays")
    for question, options, value in ((LABELS["gate"], GATES, (60, 62)), (LABELS["depth"], DEPTHS, 3)):
        assert [one for one in widget(form.unsaid.view, question).options if one not in options] == []
        widget(form.unsaid.view, question).value = value
    widget(form.who.view, LABELS["report.style"]).value = STYLES[4][1]
    widget(form.who.view, LABELS["mood"]).value = (46, 38)
    widget(form.who.view, LABELS["minutes"]).value = 25

    made = scenario(form)
    fact = made.facts[0]
    assert (fact.gate.trust, fact.gate.openness, fact.depth) == (60, 62, 3)
    assert (made.report.style, made.mood.trust, made.mood.openness, made.minutes) == ("blunt", 46, 38, 25)


def test_a_figure_that_no_choice_has_stays_until_somebody_chooses(form: ScenarioForm) -> None:
    form.unsaid.facts.open("twelve_seconds")
    gate = widget(form.unsaid.view, LABELS["gate"])

    assert gate.value == (44, 46)
    assert len(gate.options) == len(GATES) + 1
    assert scenario(form).fact("twelve_seconds").gate.after == ("loud_saturdays",)


def test_ticks_say_what_comes_first(form: ScenarioForm) -> None:
    form.unsaid.facts.open("twelve_seconds")
    widget(form.unsaid.view, "Stopped teaching").value = True
    widget(form.unsaid.view, "Loud saturdays").value = False

    assert scenario(form).fact("twelve_seconds").gate.after == ("stopped_teaching",)


def test_what_is_removed_can_be_put_back_with_all_that_named_it(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    before = scenario(form)
    screen(form.unsaid.view).press("Remove “Loud saturdays”")

    without = scenario(form)
    assert "loud_saturdays" not in [fact.id for fact in without.facts]
    assert "saturdays" not in " ".join(without.areas)
    assert without.fact("twelve_seconds").gate.after == ()
    assert all("loud_saturdays" not in one.finds for one in without.walkthroughs)

    screen(form.unsaid.view).press("Put back “Loud saturdays”")
    assert scenario(form) == before


def test_a_card_that_is_renamed_stays_the_one_that_others_name(form: ScenarioForm) -> None:
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, LABELS["name"]).value = "Far side, alone!"

    made = scenario(form)
    assert made.facts[0].id == "far_side_alone"
    assert made.fact("twelve_seconds").gate.after == ("far_side_alone",)
    assert all("far_side_alone" in one.finds for one in made.walkthroughs)


def test_two_cards_of_one_name_and_one_subject_are_two_facts_in_one_area(form: ScenarioForm) -> None:
    for key in ("loud_saturdays", "stopped_teaching"):
        form.unsaid.facts.open(key)
        widget(form.unsaid.view, LABELS["name"]).value = "Alone"
        widget(form.unsaid.view, LABELS["about"]).value = "the pool "

    made = scenario(form)
    assert [fact.id for fact in made.facts[:2]] == ["alone", "alone_2"]
    assert made.facts[0].area == made.facts[1].area
    assert made.areas[made.facts[0].area] == "the pool"


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        (LABELS["says"], "", "Empty for now"),
        (LABELS["says"], "x" * 481, "481 letters; 480 fit."),
        (LABELS["asked_about"], " , ", "Empty for now"),
        (LABELS["asked_like"], "\n".join("ab"), ""),
        (LABELS["asked_like"], "\n".join(f"way {n}" for n in range(33)), "33 of them; 32 fit."),
        (LABELS["guarded"], "y" * 500, "has 500 letters; 480 fit into one line"),
        (LABELS["hint"], "", ""),
    ],
)
def test_a_field_says_at_once_what_cannot_stand(form: ScenarioForm, question: str, value: str, says: str, screen: Any) -> None:
    form.unsaid.facts.open("loud_saturdays")
    before = screen(form.unsaid.view).text

    widget(form.unsaid.view, question).value = value

    alerts = [page.text for page in screen(form.unsaid.view).pages if "role" in page.attributes]
    assert [text for text in alerts if says in text] if says else screen(form.unsaid.view).text == before


def test_questions_keep_their_right_answer_wherever_it_stands(form: ScenarioForm) -> None:
    form.unsaid.add_question()
    view = form.unsaid.quiz.view
    widget(view, LABELS["question"]).value = "What is in the bag?"
    widget(view, LABELS["quiz.about"]).value = "wants_the_desk"
    widget(view, LABELS["right"]).value = "A form for the desk."
    widget(view, LABELS["wrong"]).value = "A towel.\nA letter."

    asked = scenario(form).quiz[-1]
    assert (asked.about, asked.choices[asked.answer], sorted(asked.choices)) == (
        "wants_the_desk", "A form for the desk.", ["A form for the desk.", "A letter.", "A towel."],
    )  # fmt: skip


def test_a_question_that_is_half_written_is_told_by_its_halves(form: ScenarioForm, shelf: Library) -> None:
    form.unsaid.add_question()
    widget(form.unsaid.view, LABELS["question"]).value = "What is in the bag?"
    view = form.unsaid.quiz.view
    assert wrong(form, shelf) == [(1, "“What is in the bag?”, “The right answer”", "is empty. Write something here.")]

    widget(view, LABELS["right"]).value = "A form."
    widget(view, LABELS["wrong"]).value = "A towel."
    assert wrong(form, shelf) == [(1, "“What is in the bag?”, “Wrong answers that sound likely”", "has too few: two or three are needed.")]


def test_a_card_in_which_nothing_is_written_is_in_nobodys_way(form: ScenarioForm, shelf: Library) -> None:
    before = scenario(form)

    form.unsaid.add_fact()
    form.unsaid.add_question()

    assert scenario(form) == before
    assert wrong(form, shelf) == []
