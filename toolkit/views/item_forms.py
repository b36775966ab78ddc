"""The forms of single items: a talk, a text, a choice. Those with a key of many parts are in `keyed_forms`."""

from __future__ import annotations

from typing import Any, Protocol

import ipywidgets
from markupsafe import Markup

from toolkit.content import ChoiceItem, ConversationItem, Item, Library, TextItem
from toolkit.errors import ToolkitError
from toolkit.grading import Answers, answer_problem
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, field, in_a_row, join, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.talk import Talk


class Form(Protocol):
    """What an item needs of the exercise that it stands in."""

    library: Library

    @property
    def answers(self) -> Answers:
        """Everything answered so far."""

    def keep(self, item: str, value: Any) -> None:
        """Keep one answer."""

    def kept(self, item: Item) -> Any:
        """Return what is kept for an item."""

    def talk(self, item: ConversationItem, *, fresh: bool = False) -> Talk | None:
        """Return the item's talk where it was left, or a new one; None while the meeting before it has not ended."""

    def talk_changed(self, item: ConversationItem) -> None:
        """Open the meetings that come after a talk, or close them while it is held again."""

    def check(self, item: Item) -> Any:
        """Return the feedback on one item as it stands, and count the try."""

    def hint(self, item: Item) -> str:
        """Return the item's hint, and count it."""


class ItemForm:
    """One item with its question, its field, and its feedback."""

    def __init__(self, form: Form, item: Item) -> None:
        self._form, self.item = form, item
        self._said = ipywidgets.VBox([])
        check = button(f"Check “{item.title}”")
        check.on_click(lambda _button: self.check())
        asked = block(join([tag("h3", f"{item.title} ({item.points} points)"), *paragraphs(item.prompt)]))
        self.view = ipywidgets.VBox([asked, self.field(), in_a_row([check, *self._hint()]), self._said, OwnKeys()])

    def _hint(self) -> list[ipywidgets.Button]:
        if not self.item.hint:
            return []
        ask = button(f"A hint for “{self.item.title}”")
        ask.on_click(lambda _button: self._show_hint())
        return [ask]

    def _show_hint(self) -> None:
        self._said.children = (block(tag("p", tag("strong", "A hint: "), self._form.hint(self.item), role="status", class_="oo-try")),)

    def field(self) -> Any:
        """Return the widget to answer with."""
        raise NotImplementedError

    def check(self) -> None:
        """Show the feedback on the item as it stands."""
        try:
            self._said.children = (block(tag("div", self._form.check(self.item), role="status")),)
        except ToolkitError as error:
            self._said.children = (alert(str(error)),)

    def kept(self) -> Any:
        """Return what was answered before, or None when it cannot stand in the field."""
        return self._form.answers.items.get(self.item.id)


def paragraphs(text: str) -> list[Markup]:
    """Return a text as paragraphs, where its author left a line between them."""
    return [tag("p", part) for part in text.split("\n\n")]


class TalkForm(ItemForm):
    """A talk; the last one ended is the answer."""

    item: ConversationItem

    def field(self) -> Any:
        """Return the room, with a way to hold the talk again."""
        self._room = ipywidgets.VBox([])
        self._again = button("Hold the talk again")
        self._again.on_click(lambda _button: self.open(fresh=True))
        self.open()
        return self._room

    def open(self, *, fresh: bool = False) -> None:
        """Show the talk where it was left, or a fresh one, once the meeting before it has ended."""
        self.talk = self._form.talk(self.item, fresh=fresh)
        if self.talk is None:
            self._room.children = (block(tag("p", "This is the next meeting. It opens when you have ended the one before.")),)
        else:
            self.talk.on_end = self._ended
            self._room.children = (self.talk.view, self._again) if self.talk.ended else (self.talk.view,)
        self._form.talk_changed(self.item)

    def _ended(self) -> None:
        if self.talk is not None:
            self._form.keep(self.item.id, list(self.talk.session.lines))
            self._room.children = (self.talk.view, self._again)
            self._form.talk_changed(self.item)


class TextForm(ItemForm):
    """A text, kept while it is typed."""

    item: TextItem

    def field(self) -> Any:
        """Return the box to write in."""
        self.box = field(self.item.title, self.kept() or "", rows=7, hint="Write here; it is kept while you type.")
        self._autosave = Autosave(self.box, lambda text: self._form.keep(self.item.id, text))
        return self.box

    def kept(self) -> Any:
        """Return the text as it was left, also one that is still too long to hand in."""
        text = self._form.kept(self.item)
        return text if isinstance(text, str) else None

    def check(self) -> None:
        """Keep what was typed last, then show the feedback."""
        self._autosave.flush()
        if problem := answer_problem(self.item, self.box.value):
            self._said.children = (alert(f"The text {problem}. Cut it to what matters to them."),)
            return
        super().check()


class ChoiceForm(ItemForm):
    """A choice of one."""

    item: ChoiceItem

    def field(self) -> Any:
        """Return the options."""
        options = [(option.text, option.id) for option in self.item.options]
        self.choice = ipywidgets.RadioButtons(options=options, value=self.kept(), description=self.item.title)
        self.choice.add_class("oo-field")
        self.choice.observe(lambda change: self._form.keep(self.item.id, change["new"]), "value")
        return self.choice
