"""The first three steps of writing a scenario: who they are, what they have not said, how they answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ipywidgets

from toolkit.views.author.draft import Card, Draft
from toolkit.views.author.fields import SPOKEN, Cards, Fields
from toolkit.views.author.words import CLOSED, DEPTHS, FREE, GATES, KINDS, LABELS, MINUTES, MOODS, STYLES
from toolkit.views.html import block, button, join, tag
from toolkit.views.people import LADDER, WHO

_WHO: Final = "Write the person first: a job with tools in it, a place, a colleague's name, something they are proud of."
_KNOWS: Final = "The manager reads this before the talk. Put in what anybody could have seen, and no reasons."
_INSIDE: Final = "This is for you, and for somebody who plays them without a computer."
_UNSAID: Final = (
    "Write six to twelve things that are so and have not been said. The deep ones explain the shallow ones, so that finding them "
    "feels like understanding. One or two should come out at a friendly question."
)
_QUIZ: Final = "Three or so questions that a manager answers after the talk, before seeing what was so. You may do without."
_ANSWERS: Final = (
    "What they say when nothing comes out. One answer a line; two to four of each, because nothing is said twice. "
    "What is seen, and not said, stands in square brackets: [looks at the water]."
)
_CLOSED: Final = "Shorter and more polite: what they say once somebody has lectured them or waved things away. Leave empty what you like."


class Who:
    """Step 1: the person, the talk, and what the manager knows."""

    def __init__(self, draft: Draft, fields: Fields) -> None:
        values, report, card = draft.values, draft.values["report"], draft.values["manager_card"]
        self._values = values
        who = [(text, kind) for kind, text in WHO.items()]
        minutes = [(f"{n} minutes", n) for n in MINUTES]
        ladder = [(words, n + 1) for n, words in enumerate(LADDER)]
        style = LABELS["report.style"]
        self.view = ipywidgets.VBox(
            [
                block(tag("p", _WHO)),
                fields.text(LABELS["report.name"], report, "name", most=40),
                fields.text(LABELS["report.role"], report, "role", hint="Swimming-bath attendant"),
                fields.text(LABELS["setting"], values, "setting", hint="Swimming bath, Aarhus", free=True),
                fields.text(LABELS["title"], values, "title", hint="Pernille swaps her Saturdays"),
                fields.pick(style, STYLES, report["style"], lambda value: report.update(style=value)),
                fields.text(LABELS["report.voice"], report, "voice", rows=2, hint="Short, practical sentences. Makes a small joke when it gets close."),
                fields.pick(LABELS["relationship"], who, values["relationship"], lambda value: values.update(relationship=value)),
                fields.pick(LABELS["mood"], MOODS, self._mood(), self._put_mood),
                fields.pick(LABELS["minutes"], minutes, values["minutes"], self._put("minutes"), f"{values['minutes']} minutes"),
                fields.pick(LABELS["difficulty"], ladder, values["difficulty"], self._put("difficulty")),
                block(join([tag("h3", "What the manager knows"), tag("p", _KNOWS)])),
                fields.text(LABELS["manager_card.who"], card, "who", rows=2),
                fields.text(LABELS["manager_card.why"], card, "why", rows=2),
                fields.lines(LABELS["manager_card.noticed"], card, "noticed", rows=4, most=6, least=1),
                block(join([tag("h3", "What is behind it"), tag("p", _INSIDE)])),
                fields.text(LABELS["report.card"], report, "card", rows=5),
                fields.lines(LABELS["observer_card.watch_for"], values["observer_card"], "watch_for", most=4),
            ]
        )

    def _put(self, key: str) -> Callable[[Any], None]:
        return lambda value: self._values.update({key: value})

    def _mood(self) -> tuple[int, int]:
        mood = self._values["mood"]
        return mood["trust"], mood["openness"]

    def _put_mood(self, value: tuple[int, int]) -> None:
        self._values["mood"].update(trust=value[0], openness=value[1])


class Unsaid:
    """Step 2: what they have not said, and the questions about it."""

    def __init__(self, draft: Draft, fields: Fields, keep: Callable[[], None]) -> None:
        self._draft, self._fields = draft, fields
        self.facts = Cards(draft, "facts", keep, _fact_in_short, self._fact)
        self.quiz = Cards(draft, "quiz", keep, lambda card: f"Answer: {card['right'] or '…'}", self._question)
        add, ask = button("Add something unsaid"), button("Add a question")
        add.on_click(lambda _button: self.add_fact())
        ask.on_click(lambda _button: self.add_question())
        quiz = block(join([tag("h3", "Questions after the talk"), tag("p", _QUIZ)]))
        self.view = ipywidgets.VBox([block(tag("p", _UNSAID)), self.facts.view, add, quiz, self.quiz.view, ask])

    def add_fact(self) -> None:
        """Add a fact with nothing in it."""
        empty = dict.fromkeys(("name", "about", "text", "says", "opens_with", "hint"), "")
        lists: dict[str, list[str]] = {key: [] for key in ("asked_about", "asked_like", "guarded", "after")}
        trust, openness = GATES[0][1]
        self.facts.add(self._draft.add("facts", **empty, **lists, depth=1, meeting=1, trust=trust, openness=openness))

    def add_question(self) -> None:
        """Add a question with nothing in it, whose right answer will not always stand first."""
        count = len(self._draft.values["quiz"])
        first = next((card["key"] for card in self._draft.cards("facts")), "")
        self.quiz.add(self._draft.add("quiz", about=first, question="", right="", wrong=[], answer=(count + 1) % 3))

    def _fact(self, card: Card) -> list[Any]:
        fields = self._fields
        others = [(one["name"] or "No name yet", one["key"]) for one in self._draft.cards("facts") if one["key"] != card["key"]]
        return [
            fields.text(LABELS["name"], card, "name", hint="Loud Saturdays"),
            fields.text(LABELS["about"], card, "about", hint="the Saturday shift"),
            fields.text(LABELS["text"], card, "text", rows=2, hint="On Saturdays two hundred people are in the water and she is alone on the far side."),
            fields.text(LABELS["says"], card, "says", rows=3, most=SPOKEN, hint="Saturdays it's two hundred in the water and one whistle on my side."),
            fields.pick(LABELS["depth"], DEPTHS, card["depth"], lambda value: card.update(depth=value)),
            fields.pick(LABELS["gate"], GATES, (card["trust"], card["openness"]), lambda value: card.update(trust=value[0], openness=value[1]),
                        f"As it is now (trust {card['trust']}, openness {card['openness']})"),
            fields.ticks(LABELS["after"], others, card, "after"),
            fields.words(LABELS["asked_about"], card, "asked_about", hint="saturday, weekend, swap, shift, rota"),
            fields.text(LABELS["opens_with"], card, "opens_with", most=SPOKEN, hint="What are the Saturdays like for you?"),
            fields.lines(LABELS["asked_like"], card, "asked_like", rows=4, most=32, hint="Who is on with you when the families come?"),
            fields.lines(LABELS["guarded"], card, "guarded", rows=2, most=4, hint="I've things on at the weekend."),
            fields.text(LABELS["hint"], card, "hint", free=True, hint="There is one day that she gives away."),
        ]  # fmt: skip

    def _question(self, card: Card) -> list[Any]:
        fields = self._fields
        about = [(one["name"] or "No name yet", one["key"]) for one in self._draft.cards("facts")]
        return [
            fields.text(LABELS["question"], card, "question", hint="Why does Pernille give her Saturdays away?"),
            fields.pick(LABELS["quiz.about"], about, card["about"], lambda value: card.update(about=value), "something taken away"),
            fields.text(LABELS["right"], card, "right", rows=2),
            fields.lines(LABELS["wrong"], card, "wrong", rows=3, most=3, least=2),
        ]


class Answers:
    """Step 3: what they say when nothing comes out."""

    def __init__(self, draft: Draft, fields: Fields) -> None:
        lines, closed = draft.values["lines"], draft.values["closed_lines"]
        self.view = ipywidgets.VBox(
            [
                block(tag("p", _ANSWERS)),
                *(self._box(fields, kind, lines, least=0 if kind in FREE else 1) for kind in KINDS),
                block(join([tag("h3", "When they have closed up"), tag("p", _CLOSED)])),
                *(self._box(fields, kind, closed, least=0, closed=True) for kind in KINDS if kind in CLOSED or closed.get(kind)),
            ]
        )

    def _box(self, fields: Fields, kind: str, pool: dict[str, list[str]], *, least: int, closed: bool = False) -> ipywidgets.VBox:
        when, example = KINDS[kind]
        free = " (may stay empty)" if kind in FREE and not closed else ""
        rows = max(2, len(pool.get(kind) or ()) + 1)
        return fields.lines(f"{when}{', closed' if closed else ''}{free}", pool, kind, rows=rows, hint=example, least=least)


def _fact_in_short(card: Card) -> str:
    depth = next((text for text, value in DEPTHS if value == card["depth"]), "")
    # A gate that no choice of the form has is said by the choice that is nearest.
    gate, _ = min(GATES, key=lambda one: abs(one[1][0] - card["trust"]) + abs(one[1][1] - card["openness"]))
    return f"Depth {depth}. Says it to: {gate[0].lower()}{gate[1:]}."
