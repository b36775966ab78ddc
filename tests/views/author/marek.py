"""Marek, whom the form begins with, and what the tests of it share."""

from __future__ import annotations

from typing import Any

import ipywidgets

from toolkit.content import Library, Scenario
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.save import problems

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
