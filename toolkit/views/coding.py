"""A written 1:1 to code in a lesson: what each turn of the manager does, and how far the coders agree."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from toolkit.content import CodingItem, Library
from toolkit.errors import StoreError
from toolkit.grading import mark_coding
from toolkit.records import Store, open_store
from toolkit.views.html import alert, block, button, join, tag
from toolkit.views.keyed_forms import Choices, turns_to_code
from toolkit.views.keys import OwnKeys
from toolkit.views.practice import learner_here
from toolkit.views.report import remark_html

KEPT_AS: Final = "coding"
"""The name in the records under which codes of lessons are kept."""


class CodeTalk:
    """A talk to code, each code kept as it is chosen, and on a press how far the coders agree."""

    def __init__(self, item: CodingItem, library: Library, store: Store, learner: str) -> None:
        self._item, self._library, self._store, self._learner = item, library, store, learner
        self._said = ipywidgets.VBox([])
        kept = store.answers(learner, KEPT_AS).get(item.id)
        self.choices = Choices(turns_to_code(item, library), kept, self._keep)
        check = button("Compare with the coders", main=True)
        check.on_click(lambda _button: self.check())
        asked = tag("p", "What does each turn of the manager do, mainly? Choose one; then compare.")
        self.view = ipywidgets.VBox([block(asked), self.choices.view, check, self._said, OwnKeys()])

    def _keep(self, answer: dict[str, str]) -> None:
        try:
            self._store.put_answer(self._learner, KEPT_AS, self._item.id, dict(answer))
        except StoreError as error:
            self._said.children = (alert(f"{error} What you chose is still on the screen."),)

    def check(self) -> None:
        """Show how far the codes agree with those of the coders, and where not."""
        if not self.choices.answer:
            self._said.children = (alert("Nothing is chosen yet. Choose what the first turn does, then compare."),)
            return
        _, remarks = mark_coding(self._item, self.choices.answer, self._library)
        self._said.children = (block(tag("div", join(map(remark_html, remarks)), role="status")),)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<talk to code: {self._item.talk}>"


def code_talk(
    id: str, first: int = 1, last: int | None = None, *, library: Library | None = None, store: Store | None = None
) -> CodeTalk:
    """Return a talk that ships with the toolkit to code, from one turn to another, counted from 1. Nothing is graded."""
    content = library or Library.default()
    until = last or len(content.talk(id).turns)
    item = CodingItem(
        kind="coding", id=f"{id}_{first}_{until}"[:64], title="Code the talk", prompt="Code the talk.", points=1, talk=id, first=first, last=until
    )
    return CodeTalk(item, content, store or open_store(), learner_here())
