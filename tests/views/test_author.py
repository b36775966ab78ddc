"""Writing a scenario in a form: what is typed is kept, played, checked and saved, and every problem leads to its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from toolkit.check import check
from toolkit.content import Library, Scenario
from toolkit.errors import ContentError
from toolkit.records import Store, open_store
from toolkit.views.author import write_scenario
from toolkit.views.author.draft import beginning, draft_of, id_from
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.save import problems
from toolkit.views.author.words import DEPTHS, GATES, LABELS, STYLES
from toolkit.views.people import People
from toolkit.views.practice import learner_here

SHIPPED = Library.default()
GOOD = (
    "Hello Marek. How was the week?",
    "What are the Saturdays like for you?",
    "Two hundred of them and one whistle.",
    "What made you stop teaching the beginners?",
    "So you can't look at one when there are all the others.",
    "And when you walk along the edge, you count.",
    "Did something happen at the deep end?",
    "Twelve seconds, and you have counted them ever since.",
)


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """A library of one's own, in which scenarios can be saved."""
    for folder in ("exercises/templates", "rubrics"):
        shutil.copytree(SHIPPED.root / folder, tmp_path / "content" / folder)
    (tmp_path / "content/exercises/scenarios").mkdir()
    shutil.copy(SHIPPED.root / "exercises/scenarios/gone_quiet.yaml", tmp_path / "content/exercises/scenarios")
    return Library(tmp_path / "content")


@pytest.fixture
def written(shelf: Library, store: Store, tmp_path: Path) -> Callable[..., ScenarioForm]:
    """A form as it comes up when the cell is run."""
    return lambda id=None: write_scenario(id, library=shelf, store=store, folder=tmp_path)


@pytest.fixture
def form(written: Callable[..., ScenarioForm]) -> ScenarioForm:
    """Marek, just begun from the small example."""
    made = written()
    made.begin("Marek", "example")
    return made


def widget(view: Any, question: str) -> Any:
    """The field with this question."""
    found: list[Any] = []

    def look(one: Any) -> None:
        if getattr(one, "description", "") == question and not isinstance(one, ipywidgets.Button):
            found.append(one)
        for child in getattr(one, "children", ()):
            look(child)

    look(view)
    assert found, f"There is no field {question!r}"
    return found[0]


def scenario(form: ScenarioForm) -> Scenario:
    assert form.draft
    return form.draft.build().scenario()


def play(form: ScenarioForm, lines: tuple[str, ...]) -> None:
    form.go(3)
    assert form.play.talk
    form.play.talk.start()
    for line in lines:
        form.play.talk.say(line)
    form.play.talk.end()


def wrong(form: ScenarioForm, shelf: Library) -> list[tuple[int, str, str]]:
    assert form.draft
    return [(one.step, one.where, one.what) for one in problems(form.draft, form.draft.build(), shelf)[0]]


# --- beginning and coming back ------------------------------------------------------------------------------------------


def test_a_draft_begins_as_a_scenario_that_works_under_a_new_name(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    made = scenario(form)

    assert (made.id, made.report.name, made.title) == ("marek", "Marek", "Marek swaps her Saturdays")
    assert "Pernille" not in made.model_dump_json()
    assert wrong(form, shelf) == []
    assert "Marek. Step 1 of 5: Who they are" in screen(form.view).text


@pytest.mark.parametrize("id", sorted(SHIPPED.scenario_files())[::5])
def test_every_scenario_can_be_begun_with_and_comes_out_as_it_was(id: str, store: Store) -> None:
    given = SHIPPED.scenario(id)
    form = ScenarioForm(SHIPPED, store, "ana", Path())
    form.begin(given.report.name, id)

    made = scenario(form)
    assert made.model_copy(update={"id": id, "areas": {}, "facts": ()}) == given.model_copy(update={"areas": {}, "facts": ()})
    assert [fact.model_copy(update={"area": ""}) for fact in made.facts] == [fact.model_copy(update={"area": ""}) for fact in given.facts]
    assert [made.areas[fact.area] for fact in made.facts] == [given.areas[fact.area] for fact in given.facts]


def test_what_is_typed_is_there_again_in_another_kernel(form: ScenarioForm, shelf: Library, tmp_path: Path, screen: Any) -> None:
    widget(form.who.view, LABELS["report.role"]).value = "Night porter"
    form.go(1)
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, LABELS["says"]).value = "I've a key that nobody knows of."
    form.unsaid.add_fact()
    widget(form.unsaid.view, LABELS["name"]).value = "A half-typed"
    screen(form.unsaid.view).press("Remove “Wants the desk”")
    form.go(2)
    widget(form.answers.view, "To advice").value = "Hm.\n\nI could.\n"

    with open_store(tmp_path / "records.sqlite") as other:
        again = write_scenario(library=shelf, store=other, folder=tmp_path)
        assert again.draft
        assert form.draft
        assert again.draft.values == form.draft.values
        assert again.draft.values["report"]["role"] == "Night porter"
        assert again.draft.values["lines"]["advised"] == ["Hm.", "I could."]
        assert [card["name"] for card in again.draft.cards("facts")][-2:] == ["Twelve seconds", "A half-typed"]


def test_one_key_in_a_card_writes_that_card_and_nothing_else(form: ScenarioForm, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[str] = []
    put = store.put_answer
    monkeypatch.setattr(store, "put_answer", lambda who, draft, part, value: (rows.append(part), put(who, draft, part, value))[1])
    form.unsaid.facts.open("loud_saturdays")

    widget(form.unsaid.view, LABELS["hint"]).value = "Saturdays."

    assert rows == ["facts/loud_saturdays"]


def test_there_are_several_drafts_and_one_chooses(form: ScenarioForm, written: Callable[..., ScenarioForm], screen: Any) -> None:
    screen(form.view).press("Write somebody else")
    form.begin("Zoë", "gone_quiet")
    assert scenario(form).id == "zoe"
    screen(form.view).press("Write somebody else")
    assert {"Go on with Marek: Marek swaps her Saturdays", "Go on with Zoë: Zoë has gone quiet"} <= set(screen(form.view).buttons)

    assert written().draft is None
    screen(form.view).press("Go on with Marek: Marek swaps her Saturdays")

    again = written()
    assert again.draft
    assert again.draft.id == "marek"
    assert written("zoe").draft.name == "Zoë"  # type: ignore[union-attr]


def test_a_draft_can_be_removed_and_put_back(form: ScenarioForm, written: Callable[..., ScenarioForm], screen: Any) -> None:
    before = scenario(form)
    form.choose()
    screen(form.view).press("Remove Marek: Marek swaps her Saturdays")
    assert "Go on with Marek: Marek swaps her Saturdays" not in screen(written().view).buttons
    another = written()
    another.begin("Marek", "example")
    assert scenario(another).id == "marek_2"
    another.choose()

    screen(form.view).press("Put back Marek: Marek swaps her Saturdays")

    again = written()
    screen(again.view).press("Go on with Marek: Marek swaps her Saturdays")
    assert scenario(again) == before


def test_the_last_words_are_kept_by_whoever_leaves_at_once(form: ScenarioForm, written: Callable[..., ScenarioForm]) -> None:
    assert form.draft
    form.draft.values["report"]["role"] = "Typed a moment ago"

    form.choose()

    assert scenario(written("marek")).report.role == "Typed a moment ago"


def test_a_name_that_is_taken_gets_another_file(form: ScenarioForm) -> None:
    form.begin("Marek", "example")
    assert scenario(form).id == "marek_2"

    form.begin("Gone Quiet", "example")
    assert scenario(form).id == "gone_quiet_2"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_somebody_without_a_name_is_not_begun(written: Callable[..., ScenarioForm], name: str, screen: Any) -> None:
    form = written()
    form.begin(name, "example")

    assert form.draft is None
    assert "Give them a first name" in screen(form.view).text


@pytest.mark.parametrize("id", ["My Person", "../outside", "Ünal"])
def test_an_id_that_is_no_file_name_is_refused(written: Callable[..., ScenarioForm], id: str) -> None:
    with pytest.raises(ContentError, match="is no id"):
        written(id)


def test_an_id_opens_a_new_draft_or_the_scenario_of_that_name(written: Callable[..., ScenarioForm], shelf: Library) -> None:
    assert scenario(written("night_porter")).report.name == "Night"
    ruth = scenario(written("gone_quiet"))
    assert [fact.says for fact in ruth.facts] == [fact.says for fact in shelf.scenario("gone_quiet").facts]


def test_ids_are_made_of_any_name() -> None:
    assert [id_from(name, set(), "person") for name in ("李", "2 Fast", "Żółć", "", "a" * 90)] == ["person", "fast", "zoc", "person", "a" * 50]


def test_a_text_that_cannot_be_kept_is_said_and_stays(form: ScenarioForm, held: Callable[[], AbstractContextManager[None]], tmp_path: Path) -> None:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.1) as impatient:
        again = write_scenario(library=form._library, store=impatient, folder=tmp_path)
        box = widget(again.who.view, LABELS["report.voice"])
        with held():
            box.value = "Loud."
            assert "What you typed is still on the screen." in again._problem.children[0].value
        box.value = "Loud!"
        assert again._problem.children == ()
        assert write_scenario(library=form._library, store=impatient).draft.values["report"]["voice"] == "Loud!"  # type: ignore[union-attr]


def test_hostile_text_is_text(form: ScenarioForm, shelf: Library, hostile: str, screen: Any) -> None:
    form.unsaid.facts.open("loud_saturdays")
    for question in (LABELS["name"], LABELS["about"], LABELS["text"]):
        widget(form.unsaid.view, question).value = hostile
    widget(form.who.view, LABELS["report.name"]).value = hostile[:40]
    form.unsaid.facts.close()
    form.check.check()
    form.check.save()

    for step in range(5):
        form.go(step)
        assert [page.harmful for page in screen(form.view).pages if page.harmful] == []


# --- the steps ----------------------------------------------------------------------------------------------------------


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


# --- playing ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_played_and_the_talk_kept_as_its_test(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    play(form, GOOD)
    seen = screen(form.play.view)
    assert "Came out: Loud saturdays, Stopped teaching, Twelve seconds" in seen.text
    assert "Still unsaid: Wants the desk" in seen.text

    seen.press("Keep this talk")
    seen.press("Keep this talk")

    kept = scenario(form).walkthroughs
    assert len(kept) == 3
    assert kept[-1].manager == GOOD
    assert kept[-1].finds == ("loud_saturdays", "stopped_teaching", "twelve_seconds")
    assert wrong(form, shelf) == []


def test_a_talk_goes_on_after_a_reload_and_does_not_count_as_practice(
    form: ScenarioForm, written: Callable[..., ScenarioForm], shelf: Library, store: Store, screen: Any
) -> None:
    form.go(3)
    assert form.play.talk
    form.play.talk.start()
    form.play.talk.say(GOOD[0])

    again = written()
    again.go(3)
    assert again.play.talk
    assert again.play.talk.session.lines == GOOD[:1]
    people = People(shelf, store, learner_here())
    people.show()
    assert "waiting" not in screen(people.view).text


def test_a_new_talk_is_with_the_person_as_they_are_written_now(form: ScenarioForm, screen: Any) -> None:
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, LABELS["says"]).value = "It is the whistle."
    play(form, GOOD[:2])
    assert form.play.talk
    assert form.play.talk.session.steps[-1].reply.startswith("It is the whistle.")

    screen(form.play.view).press("A new talk, with what is written now")

    assert form.play.talk.session.lines == ()
    assert "Came out" not in screen(form.play.view).text


def test_before_something_is_there_the_form_says_what_is_missing(form: ScenarioForm, screen: Any) -> None:
    form.unsaid.add_fact()
    widget(form.unsaid.view, LABELS["text"]).value = "He sleeps in the van."
    form.go(3)

    text = screen(form.play.view).text
    assert form.play.talk is None
    assert "Step 2, “No name yet”, “What they say aloud when it comes out” is empty." in text.replace("  ", " ")


def test_a_talk_that_is_too_short_is_not_offered_to_keep(form: ScenarioForm, screen: Any) -> None:
    play(form, GOOD[:2])

    assert "Keep this talk" not in screen(form.play.view).buttons
    assert "8" in screen(form.play.view).text


def test_a_kept_talk_takes_over_what_it_comes_to_now(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, LABELS["gate"]).value = (60, 62)
    told = wrong(form, shelf)
    assert any("should bring out" in what and "“Loud saturdays”" in what and step == 3 for step, _, what in told)

    for card in form.play.kept._rows:
        form.play.kept.open(card)
        screen(form.play.view).press("Take over what it comes to now")

    assert [one for one in wrong(form, shelf) if one[0] == 3] == []


# --- checking and saving ------------------------------------------------------------------------------------------------


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
