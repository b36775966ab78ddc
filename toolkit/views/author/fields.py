"""Fields and cards that write what is typed into a draft, keep it, and say at once when something cannot stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from toolkit.views.author.draft import Card, Draft
from toolkit.views.author.words import card_name
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, field, join, tag

SPOKEN = 480
"""Letters that one spoken line may have."""

Said = list[str]


def part_text(text: str) -> list[str]:
    """Return the lines of a text that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def part_words(text: str) -> list[str]:
    """Return what stands between commas."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


class Fields:
    """Makes fields, each of which writes into a part of a draft and has it kept."""

    def __init__(self, keep: Callable[[], None]) -> None:
        self._keep = keep

    def text(
        self, question: str, into: dict[str, Any], key: str, *, rows: int = 1, hint: str = "", most: int = 2_000, free: bool = False
    ) -> ipywidgets.VBox:
        """Return a box for one text; an empty one is pointed out unless it is free to stay so."""
        box = field(question, into[key], rows=rows, hint=hint)

        def take(text: str) -> str:
            into[key] = text
            if not text.strip() and not free:
                return "Empty for now. Something must stand here before you can play."
            return "" if len(text) <= most else f"{len(text):,} letters; {most:,} fit."

        return self._bound(box, take)

    def lines(
        self, question: str, into: dict[str, Any], key: str, *, rows: int = 3, hint: str = "", most: int = 60, least: int = 0
    ) -> ipywidgets.VBox:
        """Return a box for several texts, one a line."""
        return self._several(question, into, key, part_text, "\n", rows=rows, hint=hint, most=most, least=least)

    def words(self, question: str, into: dict[str, Any], key: str, *, hint: str = "", most: int = 60, least: int = 1) -> ipywidgets.VBox:
        """Return a box for several words with commas between them."""
        return self._several(question, into, key, part_words, ", ", rows=2, hint=hint, most=most, least=least)

    def _several(
        self, question: str, into: dict[str, Any], key: str, parts: Callable[[str], list[str]], between: str, *, rows: int, hint: str,
        most: int, least: int,
    ) -> ipywidgets.VBox:  # fmt: skip
        box = field(question, between.join(into.get(key) or ()), rows=rows, hint=hint)

        def take(text: str) -> str:
            into[key] = said = parts(text)
            if len(said) < least:
                return "Empty for now. Something must stand here before you can play." if least == 1 else f"At least {least} are needed."
            if long := next((one for one in said if len(one) > SPOKEN), ""):
                return f"“{long[:40]} …” has {len(long)} letters; {SPOKEN} fit into one line."
            return "" if len(said) <= most else f"{len(said)} of them; {most} fit."

        return self._bound(box, take)

    def pick(
        self, question: str, options: Sequence[tuple[str, Any]], value: Any, put: Callable[[Any], None], other: str = "As it is now"
    ) -> ipywidgets.Dropdown:
        """Return a list to choose one of; what a draft has and the list has not stays as a choice of its own."""
        there = [*options] if any(one == value for _, one in options) else [*options, (other, value)]
        made = ipywidgets.Dropdown(description=question, options=there, value=value)
        made.layout.margin = "2px 2px .7rem 2px"
        made.add_class("oo-field")
        made.observe(lambda change: put(change["new"]), "value")
        Autosave(made, lambda _value: self._keep())
        return made

    def ticks(self, question: str, options: Sequence[tuple[str, str]], into: dict[str, Any], key: str) -> ipywidgets.VBox:
        """Return a box to tick for each option; those ticked are what is chosen."""
        boxes = [self._tick(text, value, value in into[key], into, key) for text, value in options]
        return ipywidgets.VBox([block(tag("p", tag("strong", question))), *boxes]) if boxes else ipywidgets.VBox([])

    def _tick(self, text: str, value: str, on: bool, into: dict[str, Any], key: str) -> ipywidgets.Checkbox:
        box = ipywidgets.Checkbox(value=on, description=text, indent=False)
        box.add_class("oo-tick")

        def put(change: dict[str, Any]) -> None:
            into[key] = [*(one for one in into[key] if one != value), *([value] if change["new"] else ())]
            self._keep()

        box.observe(put, "value")
        return box

    def _bound(self, box: ipywidgets.Textarea, take: Callable[[str], str]) -> ipywidgets.VBox:
        """Return the box with the place below it where it is said what is wrong; nothing is said before somebody types."""
        said = ipywidgets.VBox([])

        def changed(change: dict[str, Any]) -> None:
            problem = take(change["new"])
            shown = tuple(one.value for one in said.children)
            new = (alert(problem),) if problem else ()
            if tuple(one.value for one in new) != shown:
                said.children = new

        box.observe(changed, "value")
        # Drafts are kept after the field has written into them: this observer was made first.
        Autosave(box, lambda _text: self._keep())
        return ipywidgets.VBox([box, said], layout=ipywidgets.Layout(margin="0 0 .5rem 0", overflow="visible"))


class Cards:
    """The cards of one part of a draft: each can be opened, taken away and put back, and one can be added."""

    def __init__(
        self, draft: Draft, part: str, keep: Callable[[], None], about: Callable[[Card], str], inside: Callable[[Card], list[Any]]
    ) -> None:
        self._draft, self.part, self._keep = draft, part, keep
        self._about, self._inside = about, inside
        self._rows = {card["key"]: _Row(self, card) for card in draft.values[part]}
        self.view = ipywidgets.VBox([row.view for row in self._rows.values()])

    def add(self, card: Card, *, opened: bool = True) -> None:
        """Show a card that was added to the draft."""
        self._keep()
        row = self._rows[card["key"]] = _Row(self, card)
        self.view.children = (*self.view.children, row.view)
        if opened:
            self.open(card["key"])

    def open(self, key: str) -> None:
        """Open one card, and close the others: there is one to look at."""
        for one, row in self._rows.items():
            row.show(opened=one == key)

    def refresh(self, key: str) -> None:
        """Show anew what a card says."""
        self._rows[key].show(opened=False)
        self._rows[key].show(opened=True)

    def close(self) -> None:
        """Close every card."""
        self.open("")

    def gone(self, card: Card, gone: bool) -> None:
        """Take a card away, or put it back."""
        card["gone"] = gone
        self._keep()

    def heading(self, card: Card) -> Any:
        """Return what a closed card says."""
        name = card_name(self.part, card)
        if card.get("gone"):
            return tag("p", "Removed: ", tag("s", name), role="status")
        return join([tag("h4", name), tag("p", self._about(card))])

    def inside(self, card: Card) -> list[Any]:
        """Return the fields of an open card."""
        return self._inside(card)


class _Row:
    """One card: what it says, two buttons, and its fields while it is open."""

    def __init__(self, cards: Cards, card: Card) -> None:
        self._cards, self._card = cards, card
        self.opened = False
        self._says = ipywidgets.VBox([])
        self._change, self._away = button(""), button("")
        self._change.on_click(lambda _button: self._toggle())
        self._away.on_click(lambda _button: self._take_or_put())
        # Visible, so that the ring around what has the focus is not cut.
        self._fields = ipywidgets.VBox([], layout=ipywidgets.Layout(overflow="visible"))
        buttons = ipywidgets.HBox([self._change, self._away], layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 .6rem", overflow="visible"))
        self.view = ipywidgets.VBox([self._says, buttons, self._fields])
        self.view.add_class("oo-person")
        self.view.layout.margin = "0 0 .7rem 0"
        self.view.layout.max_width = "52rem"
        self.show(opened=False)

    def _toggle(self) -> None:
        if self.opened:
            self.show(opened=False)
        else:
            self._cards.open(self._card["key"])

    def _take_or_put(self) -> None:
        self._cards.gone(self._card, not self._card.get("gone"))
        self.show(opened=False)

    def show(self, *, opened: bool) -> None:
        """Show the card open or closed. The buttons stay the same, so that the keyboard stays where it is."""
        gone = bool(self._card.get("gone"))
        if opened and self.opened:
            return
        self.opened = opened and not gone
        name = card_name(self._cards.part, self._card, most=32)
        self._change.description = f"Done with “{name}”" if self.opened else f"Change “{name}”"
        self._away.description = f"Put back “{name}”" if gone else f"Remove “{name}”"
        self._change.layout.display = "none" if gone else ""
        self._says.children = (block(self._cards.heading(self._card)),)
        self._fields.children = (*self._cards.inside(self._card), self._done()) if self.opened else ()

    def _done(self) -> ipywidgets.Button:
        """Return the button at the end of the fields; it goes with them, so the keyboard is taken to the one that stays."""
        done = button("Done")

        def press(_button: object) -> None:
            self.show(opened=False)
            self._change.focus()

        done.on_click(press)
        return done
