"""A talk to read in a lesson, with what the manager did beside each of their lines."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from toolkit.content import Library, ManagerTurn
from toolkit.conversation import from_text
from toolkit.feedback import analyse
from toolkit.views.charts import YOU, figures, talk_share_picture, telling_picture
from toolkit.views.html import bundle, join, spoken, tag

SHOWN: Final = {
    "open_question": "open question",
    "closed_question": "closed question",
    "leading_question": "leading question",
    "reflection": "gives back",
    "feeling_named": "names a feeling",
    "affirmation": "names what they did",
    "advice": "advice",
    "permission": "asks first",
    "information": "tells",
    "self_reference": "own story",
    "dismissal": "waves away",
    "status_probe": "asks for status",
    "commitment": "promise with a day",
    "apology": "owns it",
}
"""Behaviour → its name for people. What is not listed here is not worth a word beside a line."""


class ReadTalk:
    """A written talk, shown with or without what was seen in it."""

    def __init__(self, text: str, *, marked: bool, name: str, manager: str) -> None:
        self._analysis, self._marked, self._name, self._manager = analyse(from_text(text)), marked, name, manager

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        rows = [self._row(i) for i in range(len(self._analysis.transcript.turns))]
        table = tag("table", *rows, class_="oo-spoken")
        return bundle(join([table, self._pictures() if self._marked else ""]), str(self._analysis.transcript))

    def _pictures(self) -> Markup:
        talked = talk_share_picture(self._analysis, self._name, self._manager)
        return figures(talked, telling_picture(self._analysis, self._manager))

    def _row(self, index: int) -> Markup:
        turn = self._analysis.transcript.turns[index]
        who = self._manager if turn.speaker == "manager" else self._name
        cells = [tag("th", who, scope="row"), tag("td", spoken(turn.text))]
        if self._marked:
            seen = dict.fromkeys(SHOWN[o.behaviour] for o in self._analysis.seen(*SHOWN) if o.turn == index)
            cells.append(tag("td", Markup(", ").join(tag("span", what) for what in seen), class_="oo-quiet oo-seen"))
        return tag("tr", *cells)

    def __repr__(self) -> str:
        return str(self._analysis.transcript)


def example_talk(
    id: str, first: int = 1, last: int | None = None, *, marked: bool = False, library: Library | None = None
) -> ReadTalk:
    """Return a talk that ships with the toolkit to read, from one turn to another, counted from 1."""
    turns = (library or Library.default()).talk(id).turns[first - 1 : last]
    lines = [f"Manager: {turn.m}" if isinstance(turn, ManagerTurn) else f"Report: {turn.r}" for turn in turns]
    return ReadTalk("\n".join(lines), marked=marked, name="Report", manager="Manager")


def read_talk(text: str, *, marked: bool = False, name: str = "Report", manager: str = YOU) -> ReadTalk:
    """Return a talk in `Manager: …` and `Report: …` lines to read; `marked` shows what the manager did."""
    return ReadTalk(text, marked=marked, name=name, manager=manager)
