"""Playing a draft, and keeping talks as its tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.views.author.marek import GOOD, play, scenario, widget, wrong
from toolkit.content import Library
from toolkit.records import Store
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.words import LABELS
from toolkit.views.people import People
from toolkit.views.practice import learner_here


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
