"""The people to practise with: a list to choose from, and the practice with whoever was chosen."""

from __future__ import annotations

from typing import Any, Final, overload

import ipywidgets
from markupsafe import Markup

from toolkit.content import Library, Listing, Relationship
from toolkit.errors import ToolkitError
from toolkit.records import Store, open_store
from toolkit.views.html import alert, block, button, join, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.practice import Practice, learner_here
from toolkit.views.progress import NOT_MET, Standing, standings

WHO: Final[dict[Relationship, str]] = {
    "direct": "Reports to you",
    "skip": "Two levels below you",
    "manager_of_managers": "A manager who reports to you",
    "peer": "A colleague",
    "upward": "A senior leader you meet",
}

LADDER: Final = ("an easy first talk", "a good first talk", "takes patience", "tricky", "hard")
"""Difficulty 1 to 5 in words."""


@overload
def practise(scenario: str, *, library: Library | None = ..., store: Store | None = ...) -> Practice: ...


@overload
def practise(scenario: None = ..., *, library: Library | None = ..., store: Store | None = ...) -> People: ...


def practise(
    scenario: str | None = None, *, library: Library | None = None, store: Store | None = None
) -> Practice | People:
    """Return a practice with the person in a scenario, or, without one, everybody there is to choose from.

    Everything said is kept at once. After a reload or a restarted kernel, run the cell again: talks go on where they were.
    """
    people = People(library or Library.default(), store or open_store(), learner_here())
    return people if scenario is None else people.practice(scenario)


class People:
    """Everybody there is to practise with, and below them the practice with the one who was chosen."""

    def __init__(self, library: Library, store: Store, learner: str) -> None:
        self._library, self._store, self._learner = library, store, learner
        self.chosen: Practice | None = None
        self.view = ipywidgets.VBox([])

    def practice(self, scenario: str) -> Practice:
        """Return the practice with one person, where it was left or from the start."""
        wanted = self._library.scenario(scenario)
        return Practice(wanted, self._library.rubric(wanted.rubric), self._store, self._learner)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        if not self.view.children:
            self.show()
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return "<people to practise with>"

    def show(self) -> None:
        """Show the list, with what has been held by now."""
        self.chosen = None
        self._listings = self._library.listings()
        self._met = standings(self._store, self._learner)
        there = {listing.relationship for listing in self._listings}
        who = [("Everybody", ""), *((text, kind) for kind, text in WHO.items() if kind in there)]
        self._who = _select("Who they are to you", who)
        self._order = _select("In which order", [("The gentlest first", "up"), ("The hardest first", "down")])
        self._counted, self._cards, self._problem = (ipywidgets.VBox([]) for _ in range(3))
        self._cards.add_class("oo-people")
        for choice in (self._who, self._order):
            choice.observe(lambda _change: self._show_cards(), "value")
        self._made = {listing.id: self._card(listing) for listing in self._listings}
        self._show_cards()
        choices = ipywidgets.HBox([self._who, self._order])
        choices.add_class("oo-choices")
        self.view.children = (choices, self._counted, self._problem, self._cards, OwnKeys())

    def _show_cards(self) -> None:
        up = 1 if self._order.value == "up" else -1
        shown = [one for one in self._listings if self._who.value in ("", one.relationship)]
        # Sorting keeps the order of equals, so the last key counts most.
        shown.sort(key=lambda one: (not self._standing(one).waiting, up * one.difficulty, one.title))
        waiting = [one.report.name for one in shown if self._standing(one).waiting]
        told = f" {_and(waiting)} {'is' if len(waiting) == 1 else 'are'} waiting for you to go on." if waiting else ""
        count = "One person" if len(shown) == 1 else f"{len(shown)} people"
        self._counted.children = (block(tag("p", f"{count}.{told}", role="status")),)
        self._cards.children = tuple(self._made[one.id] for one in shown)

    def _standing(self, listing: Listing) -> Standing:
        return self._met.get(listing.id, NOT_MET)

    def _card(self, listing: Listing) -> ipywidgets.VBox:
        standing, name = self._standing(listing), listing.report.name
        going = "Go on with" if standing.waiting else "Back to" if standing.held else "Meet"
        meet = button(f"{going} {name}", main=True)
        meet.on_click(lambda _button: self.choose(listing.id))
        made = ipywidgets.VBox([ipywidgets.HTML(value=str(_about(listing, standing))), meet])
        made.add_class("oo-person")
        return made

    def choose(self, id: str) -> None:
        """Open the room of one person in place of the list."""
        try:
            self.chosen = self.practice(id)
        except ToolkitError as error:
            self._problem.children = (alert(str(error)),)
            return
        back = button("Choose somebody else")
        back.on_click(lambda _button: self.show())
        self.chosen.talk.view.arrive = True
        self.view.children = (back, self.chosen.view)


def _about(listing: Listing, standing: Standing) -> Markup:
    report, words = listing.report, LADDER[listing.difficulty - 1]
    dots = "●" * listing.difficulty + "○" * (len(LADDER) - listing.difficulty)
    parts = [
        tag("h4", listing.title),
        tag("p", tag("strong", report.name), f" · {report.role}"),
        tag("p", listing.setting) if listing.setting else "",
        tag("p", f"{WHO[listing.relationship]} · {listing.minutes} minutes"),
        tag("p", tag("span", dots, class_="oo-dots", aria_hidden="true"), " ", words),
        tag("p", tag("strong", str(standing).capitalize()), class_="oo-quiet") if standing != NOT_MET else "",
    ]
    return tag("div", join(parts), class_="oo")


def _select(question: str, options: list[tuple[str, str]]) -> ipywidgets.Dropdown:
    made = ipywidgets.Dropdown(description=question, options=options)
    made.add_class("oo-field")
    return made


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
