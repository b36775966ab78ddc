"""One version of a talk with what follows it.

Order matters: your own view and what you think is going on come before the evidence (reactions, description, analysis:
the PEARLS debrief).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from toolkit.content import Rubric
from toolkit.errors import ToolkitError
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, field, join, radio, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.report import comparison_html, debrief_html, quiz_html
from toolkit.views.talk import Talk

EVIDENCE = "Show me the evidence"


class Version:
    """A talk, and below it whatever its end brings."""

    def __init__(self, talk: Talk, title: str = "") -> None:
        self.talk = talk
        self._after = ipywidgets.VBox([])
        heading = (block(tag("h3", title)),) if title else ()
        self.view = ipywidgets.VBox([*heading, talk.view, self._after, OwnKeys()])
        talk.on_end = self._ended
        if talk.ended:
            self._ended()

    def _ended(self) -> None:
        raise NotImplementedError


class Replay(Version):
    """A talk held again from one of its turns on, with the two versions side by side."""

    def __init__(self, talk: Talk, first: Talk, turn: int, rubric: Rubric) -> None:
        self._first, self._turn, self._rubric = first, turn, rubric
        super().__init__(talk, f"Again, from turn {turn + 1}")

    def _ended(self) -> None:
        first, second = self._first.session, self.talk.session
        cards = (first.score(self._rubric), second.score(self._rubric))
        compared = comparison_html(first, second, cards, self._turn)
        self._after.children = (block(join([compared, debrief_html(second, cards[1])])),)


class FirstVersion(Version):
    """A talk as it was first held: then your own view of it, a few questions, and the evidence."""

    def __init__(self, talk: Talk, rubric: Rubric, again: Callable[[], None], meet_again: Callable[[], None]) -> None:
        self._rubric, self._again, self._meet_again = rubric, again, meet_again
        super().__init__(talk)

    def _ended(self) -> None:
        if self._said("own_view") is None:
            self._after.children = (self._own_view(),)
        elif self.talk.session.questions and self._said("quiz") is None:
            self._after.children = (self._quiz(),)
        else:
            self._show_evidence()

    def _said(self, kind: str) -> dict[str, Any] | None:
        """Return what was last kept of this kind."""
        return next((event.body for event in reversed(self.talk.events) if event.kind == kind), None)

    @property
    def _drafts(self) -> dict[str, str]:
        return {event.body["item"]: event.body["text"] for event in self.talk.events if event.kind == "draft"}

    def _own_view(self) -> ipywidgets.VBox:
        """Ask for the manager's own view first. What is typed is kept while it is typed."""
        name = self.talk.scenario.report.name
        drafts = self._drafts
        boxes = {
            "guess": field(f"What do you think {name} has not told you?", drafts.get("guess", "")),
            "regret": field("Which of your lines would you say differently, and how?", drafts.get("regret", "")),
        }
        why = "Two questions, a sentence each. You learn more from the evidence when you have said first what you saw."
        heading = join([tag("h3", "Before you look: your own view"), tag("p", why)])
        return self._form(heading, boxes, "own_view", "Go on" if self.talk.session.questions else EVIDENCE)

    def _quiz(self) -> ipywidgets.VBox:
        """Ask what is really going on."""
        drafts = self._drafts
        choices = {q.id: radio(q.question, q.choices, drafts.get(q.id)) for q in self.talk.session.questions}
        why = "Choose what you believe after this talk, or leave it open. This is not part of any points."
        heading = join([tag("h3", f"What is really going on with {self.talk.scenario.report.name}?"), tag("p", why)])
        return self._form(heading, choices, "quiz", EVIDENCE)

    def _form(self, heading: Any, fields: dict[str, Any], kind: str, go_on: str) -> ipywidgets.VBox:
        """Return questions whose answers are kept as drafts while they are given, and as `kind` with the button."""
        problem = ipywidgets.VBox([])
        for item, widget in fields.items():
            Autosave(widget, lambda value, item=item: self._keep(problem, "draft", {"item": item, "text": value}))  # type: ignore[misc]
        press = button(go_on, main=True)

        def keep(_button: object) -> None:
            if self._keep(problem, kind, {item: widget.value for item, widget in fields.items()}):
                self._ended()

        press.on_click(keep)
        return ipywidgets.VBox([block(heading), *fields.values(), press, problem])

    def _keep(self, problem: ipywidgets.VBox, kind: str, body: dict[str, Any]) -> bool:
        try:
            self.talk.note(kind, body)
        except ToolkitError as error:
            problem.children = (alert(str(error)),)
            return False
        problem.children = ()
        return True

    def _show_evidence(self) -> None:
        session, own, chosen = self.talk.session, self._said("own_view") or {}, self._said("quiz") or {}
        said = [tag("p", tag("strong", label), " ", text) for label, text in (
            ("You thought was left unsaid:", own.get("guess", "")), ("You would say differently:", own.get("regret", "")),
        ) if text]  # fmt: skip
        hint = tag(
            "p",
            "Now go back up into the talk and press “Replay from here” on any of your lines. Both versions are kept.",
        )
        evidence = debrief_html(session, session.score(self._rubric))
        parts = [*said, quiz_html(session, chosen), evidence, tag("h3", "Try one moment again"), hint]
        self._after.children = (block(join(parts)), *self._ways_on())
        self.talk.view.can_replay = True

    def _ways_on(self) -> list[ipywidgets.Button]:
        again = button("New talk with the same person")
        again.on_click(lambda _button: self._again())
        if not self.talk.next_meeting:
            return [again]
        meet = button(f"Meet again, {self.talk.next_meeting}", main=True)
        meet.on_click(lambda _button: self._meet_again())
        return [meet, again]
