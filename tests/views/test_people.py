"""The list of people: who is on it, in which order, what has been held, and the room of whoever is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from toolkit.content import Library
from toolkit.records import Store, open_store
from toolkit.views import People
from toolkit.views.people import LADDER, WHO
from toolkit.views.room import _TITLES, manager_card

LIBRARY = Library.default()
LISTINGS = LIBRARY.listings()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


@pytest.fixture
def people(store: Store) -> People:
    made = People(LIBRARY, store, "ana")
    made.show()
    return made


def titles(people: People) -> list[str]:
    by_title = {one.title: one for one in LISTINGS}
    return [title for card in people._cards.children for title in by_title if f">{title.replace(chr(39), '&#39;')}<" in card.children[0].value]


def test_a_listing_says_what_the_scenario_says() -> None:
    for listing in LISTINGS[:3]:
        scenario = LIBRARY.scenario(listing.id)
        assert {name: getattr(scenario, name) for name in type(listing).model_fields} == dict(listing)


def test_everybody_is_on_the_list_the_gentlest_first(people: People, screen: Any) -> None:
    shown = screen(people.view)
    by_title = {one.title: one.difficulty for one in LISTINGS}

    assert sorted(titles(people)) == sorted(by_title)
    assert [by_title[title] for title in titles(people)] == sorted(by_title.values())
    assert f"{len(LISTINGS)} people." in shown.text
    assert sorted(shown.buttons) == sorted(f"Meet {one.report.name}" for one in LISTINGS)


def test_a_card_says_who_how_long_and_how_hard_and_nothing_hidden(people: People, screen: Any) -> None:
    text = next(page.text for page in screen(people.view).pages if "Ruth has gone quiet" in page.text)
    ruth = LIBRARY.scenario("gone_quiet")

    for part in ("Pharmacy technician", "Hospital pharmacy, Leeds", "Reports to you · 12 minutes", "a good first talk"):
        assert part in text
    assert [fact.id for fact in ruth.facts if fact.text in text] == []
    assert ruth.report.card not in text


def test_the_list_can_be_cut_down_and_turned_round(people: People) -> None:
    everybody = titles(people)

    people._order.value = "down"
    assert titles(people) != everybody
    assert {one.difficulty for one in LISTINGS if one.title == titles(people)[0]} == {max(one.difficulty for one in LISTINGS)}

    people._who.value = "skip"
    assert sorted(titles(people)) == sorted(one.title for one in LISTINGS if one.relationship == "skip")


def test_whoever_is_chosen_comes_in_place_of_the_list_and_back(people: People, screen: Any) -> None:
    screen(people.view).press("Meet Ruth")

    assert people.chosen is not None
    assert people.chosen.talk.scenario.id == "gone_quiet"
    assert people.chosen.talk.view.arrive is True
    assert screen(people.view).buttons == ["Choose somebody else"]

    screen(people.view).press("Choose somebody else")
    assert len(screen(people.view).buttons) == len(LISTINGS)


def test_the_list_says_who_waits_and_who_was_met(people: People, store: Store, screen: Any) -> None:
    for id, ended in (("overload", True), ("suspects_a_trap", False)):
        attempt = store.start("ana", "talk", id)
        store.start("ana", "talk", id, parent=attempt.id, parent_turn=2)
        if ended:
            store.end(attempt.id)

    people.show()

    shown = screen(people.view)
    assert shown.buttons[0] == "Go on with Bruno"
    assert "Bruno is waiting for you to go on." in shown.text
    assert "Back to Ifeoma" in shown.buttons
    assert "1 talk held" in shown.text
    people.chosen = None
    shown.press("Go on with Bruno")
    assert people.chosen
    assert people.chosen.talk.view.phase == "talking"


def test_a_person_who_cannot_be_read_is_told_about_in_place(tmp_path: Path, store: Store, screen: Any) -> None:
    (tmp_path / "exercises/scenarios").mkdir(parents=True)
    text = (LIBRARY.scenario_files()["gone_quiet"]).read_text(encoding="utf-8")
    (tmp_path / "exercises/scenarios/gone_quiet.yaml").write_text(text.replace("\nareas:", "\nareaz:"), encoding="utf-8")
    people = People(Library(tmp_path), store, "ana")
    people.show()

    screen(people.view).press("Meet Ruth")

    assert 'role="alert"' in screen(people.view).html
    assert "exercises/scenarios/gone_quiet.yaml" in screen(people.view).text


def test_every_relationship_and_difficulty_has_its_words() -> None:
    assert set(WHO) == set(_TITLES)
    assert len(LADDER) == 5
    upward = next(LIBRARY.scenario(one.id) for one in LISTINGS if one.relationship == "upward")
    assert manager_card(upward)["title"] == f"Your talk with {upward.report.name}, a senior leader"


def test_the_questions_to_choose_by_have_names(people: People) -> None:
    choices = [w for w in people.view.children[0].children if isinstance(w, ipywidgets.Dropdown)]

    assert [choice.description for choice in choices] == ["Who they are to you", "In which order"]
