"""Checking and saving: every problem leads to its place, and nothing is written over unasked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.views.author.marek import SHIPPED, scenario, widget, wrong
from toolkit.check import check
from toolkit.content import Library
from toolkit.records import Store
from toolkit.views.author import write_scenario
from toolkit.views.author.draft import beginning, draft_of
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.words import LABELS
from toolkit.views.people import People


def test_every_problem_names_its_step_and_field_and_what_to_do(form: ScenarioForm, shelf: Library) -> None:
    form.unsaid.facts.open("stopped_teaching")
    widget(form.unsaid.view, LABELS["opens_with"]).value = "Nice weather."
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, "Twelve seconds").value = True
    widget(form.answers.view, "To praise").value = "Oh. Thanks.\nOh. Thanks."
    widget(form.who.view, LABELS["report.card"]).value = "word " * 310

    told = {where: (step, what) for step, where, what in wrong(form, shelf)}

    assert told["“Stopped teaching”, “A question that opens it”"][0] == 1
    assert "holds none of the words that touch it" in told["“Stopped teaching”, “A question that opens it”"][1]
    assert "can never come out" in told["“Loud saturdays”, “To whom they say it”"][1]
    assert told["What is really going on with them"] == (0, "has 382 words. Cut it to 300: somebody must be able to read it in a minute and a half.")
    assert "“Oh. Thanks.” is written 2 times" in told["How they answer"][1]


def test_no_problem_speaks_the_language_of_the_file(form: ScenarioForm, shelf: Library) -> None:
    form.unsaid.add_fact()
    widget(form.unsaid.view, LABELS["text"]).value = "He sleeps in the van."
    form.unsaid.add_question()
    widget(form.unsaid.view, LABELS["question"]).value = "Where does he sleep?"
    for question in (LABELS["report.name"], LABELS["title"], LABELS["manager_card.who"], LABELS["manager_card.noticed"]):
        widget(form.who.view, question).value = ""
    widget(form.who.view, LABELS["report.voice"]).value = "x" * 2001
    for key in ("stays_with_it", "solves_it"):
        form.play.kept._rows[key]._away.click()

    told = wrong(form, shelf)

    assert {step for step, _, _ in told} == {0, 1, 3}
    for _, where, what in told:
        assert where[0] in "“" or where[0].isupper()
        assert not [word for word in ("Tuple", "String", "facts", "`", "_", "validation") if word in f"{where} {what}"], (where, what)
    assert [what for _, where, what in told if where == "Kept talks"] == ["two are needed, one that goes well and one that does not: play them and keep them."]


def test_an_answer_that_is_missing_is_named_by_when_it_is_given(form: ScenarioForm, shelf: Library) -> None:
    widget(form.answers.view, "To praise").value = ""
    widget(form.answers.view, "To small talk (may stay empty)").value = ""

    assert wrong(form, shelf) == [(2, "To praise", "is empty. Write a line or two.")]


def test_going_to_a_problem_opens_its_card(form: ScenarioForm, screen: Any) -> None:
    form.unsaid.facts.open("wants_the_desk")
    widget(form.unsaid.view, LABELS["says"]).value = ""
    form.unsaid.facts.close()
    form.go(4)
    form.check.check()

    assert "One thing to mend." in screen(form.view).text
    screen(form.view).press("Go to step 2: “Wants the desk”")

    assert form.step == 1
    assert widget(form.view, LABELS["name"]).value == "Wants the desk"


def test_the_check_draws_the_map(form: ScenarioForm, screen: Any) -> None:
    form.check.check()

    assert "Everything holds together." in screen(form.check.view).text
    assert "texts still are those that you began with" in screen(form.check.view).text
    assert "what leads where" in screen(form.check.view).html


def test_what_is_saved_is_in_the_list_and_passes_the_check(form: ScenarioForm, shelf: Library, store: Store, screen: Any) -> None:
    path = form.check.save()

    assert path == shelf.root / "exercises/scenarios/marek.yaml"
    assert check([path], shelf).problems == ()
    assert shelf.scenario("marek") == scenario(form)
    assert "Marek now stands in the list" in screen(form.check.view).text
    people = People(shelf, store, "ana")
    people.show()
    assert "Meet Marek" in screen(people.view).buttons


def test_saving_again_is_no_question_and_writing_over_somebody_is(form: ScenarioForm, screen: Any) -> None:
    path = form.check.save()
    assert path
    widget(form.who.view, LABELS["setting"]).value = "Porto"
    assert form.check.save() == path
    path.write_text(path.read_text(encoding="utf-8").replace("Porto", "Faro"), encoding="utf-8")

    assert form.check.save() is None
    assert "Faro" in path.read_text(encoding="utf-8")
    screen(form.check.view).press("Write over it")

    assert "Porto" in path.read_text(encoding="utf-8")


def test_half_a_scenario_is_not_saved_among_the_others(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    form.unsaid.add_fact()
    widget(form.unsaid.view, LABELS["text"]).value = "He sleeps in the van."

    assert form.check.save() is None
    assert "Press “Check everything”" in screen(form.check.view).text
    assert sorted(shelf.scenario_files()) == ["gone_quiet"]


def test_another_folder_is_made_and_the_way_to_the_list_told(form: ScenarioForm, tmp_path: Path, screen: Any) -> None:
    form.check.folder.value = str(tmp_path / "mine" / "people")

    assert form.check.save() == tmp_path / "mine/people/marek.yaml"
    assert "put the file into" in screen(form.check.view).text


def test_a_folder_that_cannot_be_written_is_said(form: ScenarioForm, tmp_path: Path, screen: Any) -> None:
    (tmp_path / "a_file").write_text("", encoding="utf-8")
    form.check.folder.value = str(tmp_path / "a_file")

    assert form.check.save() is None
    assert "could not be written" in screen(form.check.view).text


def test_a_library_that_is_not_ones_own_is_left_alone(shelf: Library, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)

    form = write_scenario("marek", library=shelf, store=store, folder=tmp_path)

    assert form.check.folder.value == str(tmp_path / "scenarios")


def test_the_text_can_be_written_in_and_taken_over(form: ScenarioForm, screen: Any) -> None:
    form.check.show_text()
    form.check.text.value = form.check.text.value.replace("Swimming-bath attendant", "Lifeguard").replace("id: loud_saturdays", "id: noisy").replace(
        "loud_saturdays", "noisy"
    )
    form.check.take_text()

    made = scenario(form)
    assert (made.id, made.report.role, made.facts[0].id) == ("marek", "Lifeguard", "noisy")
    assert form.step == 4


def test_a_text_that_is_no_scenario_changes_nothing_and_names_its_line(form: ScenarioForm, screen: Any) -> None:
    before = scenario(form)
    form.check.show_text()
    form.check.text.value = form.check.text.value.replace("minutes: 10", "minutes: ten")
    form.check.take_text()

    assert "Line 5:" in screen(form.check.view).text
    assert scenario(form) == before


def test_the_notebook_file_holds_nothing_of_what_was_typed(form: ScenarioForm) -> None:
    assert form._repr_mimebundle_()["text/plain"] == "<scenario being written: marek>"


def test_a_draft_of_a_scenario_and_the_beginning_of_it_are_the_same() -> None:
    ruth = SHIPPED.scenario("gone_quiet")

    assert {**draft_of(ruth), "start": "gone_quiet"} == beginning(SHIPPED, "gone_quiet", "Ruth")
