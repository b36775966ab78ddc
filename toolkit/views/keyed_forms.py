"""The forms of items whose key has many parts: piles, orders, plans, codes, ratings, logs.

Each part is kept as soon as it is chosen. All of them are lists to choose from, so that a keyboard or a telephone will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import ipywidgets
from markupsafe import Markup

from toolkit.content import (
    ACTS,
    CodingItem,
    Library,
    LogItem,
    ManagerTurn,
    OrderItem,
    PlanItem,
    RatingsItem,
    SortItem,
)
from toolkit.conversation import from_text
from toolkit.views.autosave import Autosave
from toolkit.views.html import block, button, choice, in_a_row, join, spoken, styled, tag
from toolkit.views.item_forms import ItemForm


@dataclass(frozen=True)
class Part:
    """One thing to decide, with what is shown before it."""

    key: str
    label: str | Markup
    options: Sequence[tuple[str, str]]
    """Words and value of each."""
    shown: Markup | None = None


class Choices:
    """A list to choose from for each of several things; `keep` gets all that is chosen whenever one changes."""

    def __init__(self, parts: Iterable[Part], kept: object, keep: Callable[[dict[str, str]], None]) -> None:
        self.answer: dict[str, str] = dict(kept) if isinstance(kept, dict) else {}
        self._keep = keep
        self.boxes: dict[str, ipywidgets.Dropdown] = {}
        rows: list[Any] = []
        for part in parts:
            box = choice(part.label, list(part.options))
            box.add_class("oo-part")
            box.value = self.answer.get(part.key, "")
            box.observe(self._choose(part.key), "value")
            self.boxes[part.key] = box
            rows += [block(part.shown), box] if part.shown else [box]
        self.view = ipywidgets.VBox(rows)

    def _choose(self, key: str) -> Callable[[dict[str, Any]], None]:
        def chosen(change: dict[str, Any]) -> None:
            self.answer = {k: value for k, value in {**self.answer, key: change["new"]}.items() if value}
            self._keep(self.answer)

        return chosen


class EachForm(ItemForm):
    """One choice for each of several things."""

    def parts(self) -> Iterable[Part]:
        """Return the things to decide."""
        raise NotImplementedError

    def field(self) -> Any:
        """Return a list to choose from for each part."""
        self.choices = Choices(self.parts(), self.kept(), lambda answer: self._form.keep(self.item.id, answer))
        return self.choices.view


class SortForm(EachForm):
    """Cards, each with the piles that it can lie on."""

    item: SortItem

    def parts(self) -> Iterable[Part]:
        """Return the cards."""
        piles = [(pile.text, pile.id) for pile in self.item.piles]
        return [Part(card.id, card.text, piles) for card in self.item.cards]


class PlanForm(EachForm):
    """Rows of a plan, each with the options."""

    item: PlanItem

    def parts(self) -> Iterable[Part]:
        """Return the rows."""
        options = [(option.text, option.id) for option in self.item.options]
        return [Part(row.id, row.text, options) for row in self.item.rows]


class RatingsForm(EachForm):
    """Clips, each with the five steps of the scale."""

    item: RatingsItem

    def parts(self) -> Iterable[Part]:
        """Return the clips."""
        scale = [(f"{n}: {text}", str(n)) for n, text in enumerate(self.item.scale, start=1)]
        return [
            Part(clip.id, tag("strong", f"Your rating of clip {n}"), scale, talk_html(clip.talk))
            for n, clip in enumerate(self.item.clips, start=1)
        ]


class CodingForm(EachForm):
    """A written talk with what each turn of the manager does, to be chosen."""

    item: CodingItem

    def parts(self) -> Iterable[Part]:
        """Return the manager's turns, with what the report said before each."""
        return turns_to_code(self.item, self._form.library)


def turns_to_code(item: CodingItem, library: Library) -> Iterator[Part]:
    """Yield the manager's turns of a shipped talk that are to be coded, what came before shown with the first after it."""
    acts = [(words, act) for act, words in ACTS.items()]
    before: list[Markup] = []
    for n, turn in enumerate(library.talk(item.talk).turns, start=1):
        if not item.first <= n <= item.last:
            continue
        if isinstance(turn, ManagerTurn):
            yield Part(str(n), join([tag("strong", "Manager: "), spoken(turn.m)]), acts, join(before) if before else None)
            before = []
        else:
            before.append(tag("p", tag("strong", "Report: "), spoken(turn.r)))


def talk_html(text: str) -> Markup:
    """Return a short written talk."""
    who = {"manager": "Manager", "report": "Report", "other": "Colleague"}
    turns = from_text(text).turns
    return join(tag("p", tag("strong", f"{who[turn.speaker]}: "), spoken(turn.text)) for turn in turns)


class OrderForm(ItemForm):
    """Steps in an order, each with buttons that move it up and down."""

    item: OrderItem

    def field(self) -> Any:
        """Return the steps in the order in which they were left, or in which the file has them."""
        kept = self.kept()
        known = [step.id for step in self.item.steps]
        self.order = list(kept) if isinstance(kept, tuple) and sorted(kept) == sorted(known) else sorted(known)
        self._texts = {step.id: step.text for step in self.item.steps}
        self._places = [block(tag("span")) for _ in self.order]
        self._status = block(tag("span"))
        self._arrows = [(self._mover(n, "up", n - 1), self._mover(n, "down", n + 1)) for n in range(len(self.order))]
        self._show()
        return ipywidgets.VBox([*map(self._step, self._arrows, self._places), self._status])

    def _step(self, arrows: tuple[ipywidgets.Button, ipywidgets.Button], place: ipywidgets.HTML) -> ipywidgets.HBox:
        made = in_a_row([*arrows, place])
        made.add_class("oo-step")
        return made

    def _mover(self, n: int, way: str, to: int) -> ipywidgets.Button:
        # The words are what a screen reader says; the style shows an arrow in their place.
        made = button(f"Move number {n + 1} {way}")
        made.tooltip = made.description
        made.add_class("oo-arrow")
        made.add_class(f"oo-{way}")
        made.disabled = not 0 <= to < len(self.order)
        made.on_click(lambda _button: self._press(n, to))
        return made

    def _press(self, n: int, to: int) -> None:
        self.move(n, to)
        up, down = self._arrows[to]
        # The step took the focus along, so that another press moves it further.
        on, back = (up, down) if to < n else (down, up)
        (back if on.disabled else on).focus()

    def move(self, n: int, to: int) -> None:
        """Let two steps change places, and keep the order."""
        self.order[n], self.order[to] = self.order[to], self.order[n]
        self._form.keep(self.item.id, list(self.order))
        self._show()
        said = f"“{self._texts[self.order[to]]}” is number {to + 1} now."
        self._status.value = styled(tag("p", said, role="status", class_="oo-quiet"))

    def _show(self) -> None:
        for n, (place, id) in enumerate(zip(self._places, self.order, strict=True), start=1):
            place.value = styled(tag("p", tag("strong", f"{n}. "), self._texts[id]))

    def check(self) -> None:
        """Take the order as it stands, also when nothing was moved, and show the feedback."""
        self._form.keep(self.item.id, list(self.order))
        super().check()


EMPTY: Final = {"who": "", "what": "", "by": ""}


class LogForm(ItemForm):
    """Lines of a log: what, who, by when."""

    item: LogItem

    def field(self) -> Any:
        """Return the talk, and the lines as they were left."""
        kept = self.kept()
        self.rows: list[dict[str, str]] = [dict(row) for row in kept] if isinstance(kept, tuple) else [dict(EMPTY)]
        self._lines = ipywidgets.VBox([])
        more = button("Another line")
        more.on_click(lambda _button: self._set([*self.rows, dict(EMPTY)]))
        self._show()
        talk = tag("div", talk_html(self.item.talk), class_="oo-read", tabindex="0", role="region", aria_label="The talk")
        return ipywidgets.VBox([block(talk), self._lines, more])

    def _set(self, rows: list[dict[str, str]]) -> None:
        self.rows = rows or [dict(EMPTY)]
        self._keep()
        self._show()

    def _keep(self) -> None:
        self._form.keep(self.item.id, [row for row in self.rows if any(row.values())])

    def _show(self) -> None:
        self._lines.children = tuple(self._line(n, row) for n, row in enumerate(self.rows, start=1))

    def _line(self, n: int, row: dict[str, str]) -> ipywidgets.VBox:
        what = ipywidgets.Text(description=f"{n}. What", value=row["what"], placeholder="a few words")
        what.add_class("oo-field")
        Autosave(what, self._into(row, "what"))
        who = choice("Who", [(one.text, one.id) for one in self.item.people])
        by = choice("By when", [(one.text, one.id) for one in self.item.days])
        for box, key in ((who, "who"), (by, "by")):
            box.value = row[key]
            box.observe(lambda change, key=key: self._into(row, key)(change["new"]), "value")
        away = button(f"Remove line {n}")
        away.on_click(lambda _button: self._set([other for other in self.rows if other is not row]))
        choices = ipywidgets.HBox([who, by, away])
        choices.add_class("oo-choices")
        made = ipywidgets.VBox([what, choices])
        made.add_class("oo-person")
        made.add_class("oo-entry")
        return made

    def _into(self, row: dict[str, str], key: str) -> Callable[[str], None]:
        def write(value: str) -> None:
            if row[key] != value:
                row[key] = value
                self._keep()

        return write
