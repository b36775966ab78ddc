"""What somebody wants to do in their next real 1:1: kept from lesson to lesson, and shown again when they come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ipywidgets

from toolkit.errors import StoreError
from toolkit.records import Store, open_store
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, field, tag
from toolkit.views.practice import learner_here

KEPT_AS: Final = "commitments"
"""The name in the records under which commitments are kept, by lesson."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One thing to do in a real 1:1."""

    lesson: str
    text: str
    whom: str
    day: date | None


def commitments(store: Store, learner: str) -> tuple[Commitment, ...]:
    """Return every commitment that says something, by lesson."""
    kept = sorted(store.answers(learner, KEPT_AS).items())
    read = (_read(lesson, value) for lesson, value in kept if isinstance(value, Mapping))
    return tuple(one for one in read if one.text.strip())


def _read(lesson: str, kept: Mapping[str, Any]) -> Commitment:
    try:
        day = date.fromisoformat(str(kept.get("day") or ""))
    except ValueError:
        day = None
    return Commitment(lesson, str(kept.get("text") or ""), str(kept.get("whom") or ""), day)


class CommitmentForm:
    """One sentence to say or one thing to leave, with whom, and when. Kept while it is typed."""

    def __init__(self, lesson: str, store: Store, learner: str) -> None:
        self._lesson, self._store, self._learner = lesson, store, learner
        kept = store.answers(learner, KEPT_AS).get(lesson)
        now = _read(lesson, kept if isinstance(kept, Mapping) else {})
        self.text = field("One sentence I will say, or one thing I will leave", now.text, rows=2, hint="In my own words.")
        self.whom = ipywidgets.Text(description="With whom (a letter will do)", value=now.whom)
        self.day = ipywidgets.DatePicker(description="On which day", value=now.day)
        self._said = ipywidgets.VBox([])
        for box in (self.whom, self.day):
            box.add_class("oo-field")
        for box in (self.text, self.whom, self.day):
            Autosave(box, lambda _value: self._keep())
        both = ipywidgets.HBox([self.whom, self.day])
        both.add_class("oo-choices")
        self.view = ipywidgets.VBox([self.text, both, self._said])

    def _keep(self) -> None:
        day = self.day.value.isoformat() if self.day.value else ""
        try:
            value = {"text": self.text.value, "whom": self.whom.value, "day": day}
            self._store.put_answer(self._learner, KEPT_AS, self._lesson, value)
            self._said.children = (block(tag("p", "Kept. You will meet it again when you come back.", role="status", class_="oo-quiet")),)
        except StoreError as error:
            self._said.children = (alert(f"{error} What you typed is still on the screen."),)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<commitment of lesson {self._lesson}>"


def commitment(lesson: str, *, store: Store | None = None) -> CommitmentForm:
    """Return a form for what you want to do in your next real 1:1, filled in as you left it."""
    return CommitmentForm(lesson, store or open_store(), learner_here())
