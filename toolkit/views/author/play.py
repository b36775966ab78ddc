"""Playing a scenario while it is being written, and keeping a talk as the scenario's own test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from toolkit.content import Library, Scenario
from toolkit.errors import ContentError, ConversationError, ToolkitError
from toolkit.practice import Session, next_meeting, play
from toolkit.records import Store
from toolkit.views.author.draft import Built, Card, Draft
from toolkit.views.author.fields import Cards, Fields
from toolkit.views.author.words import LABELS, findings
from toolkit.views.html import alert, block, button, join, tag
from toolkit.views.talk import Talk

MARGIN = 1
"""Points by which a kept talk may come out better or worse later: a word more in a fact is no fault."""

_WHY = (
    "A kept talk is played again by the check, line by line, and must come to the same. Two are needed: one that goes well and one "
    "that does not. The talks of the example no longer fit once its facts have gone; remove those."
)


class TryOut:
    """The step in which the writer plays: a talk with the person as they are written now, and the talks that were kept."""

    def __init__(self, draft: Draft, library: Library, store: Store, learner: str, fields: Fields, keep: Callable[[], None]) -> None:
        self._draft, self._library, self._store, self._learner = draft, library, store, learner
        self._fields, self._keep = fields, keep
        self.talk: Talk | None = None
        self._room, self._after = ipywidgets.VBox([]), ipywidgets.VBox([])
        again = button("A new talk, with what is written now")
        again.on_click(lambda _button: self.open(fresh=True))
        self.kept = Cards(draft, "walkthroughs", keep, self._about, self._inside)
        self._problem = ipywidgets.VBox([])
        intro = "Hold the talk as a good manager would, and once more as a poor one. You are told at the end what came out."
        self.view = ipywidgets.VBox(
            [
                *(block(tag("p", intro)), self._room, self._after, again),
                *(block(join([tag("h3", "Kept talks"), tag("p", _WHY)])), self._problem, self.kept.view),
            ]
        )

    def open(self, *, fresh: bool) -> None:
        """Show the talk where it was left, or a new one; or what is still missing before there can be one."""
        self._after.children = ()
        built = self._draft.build()
        try:
            scenario = built.scenario()
        except ContentError as error:
            self.talk = None
            self._room.children = (_missing(self._draft, built, error),)
            return
        subject = f"draft/{self._draft.id}"
        talks = () if fresh else self._store.attempts(self._learner, kind="talk", subject=subject)
        going_on = talks[-1] if talks else None
        self.talk = Talk(scenario, self._store, self._learner, subject=subject, attempt=going_on, on_end=lambda: self._ended(built))
        self._room.children = (self.talk.view,)
        self.talk.view.arrive = fresh
        if self.talk.ended:
            self._ended(built)

    def _ended(self, built: Built) -> None:
        assert self.talk is not None  # noqa: S101 - it has just ended
        session = self.talk.session
        card = session.score(self._library.rubric(session.scenario.rubric))
        names = _names(self._draft, built)
        out = [names[id] for id in _found(session)]
        left = [name for name in names.values() if name not in out]
        told = [
            tag("h3", "What this talk came to"),
            tag("p", tag("strong", "Came out: "), ", ".join(out) or "nothing"),
            tag("p", tag("strong", "Still unsaid: "), ", ".join(left) or "nothing"),
            tag("p", card.too_short or f"{card.points} of {card.max_points} points"),
        ]
        shown = [block(tag("div", join(told), role="status"))]
        if card.points is not None:
            shown.append(self._keep_button(session, built))
        self._after.children = tuple(shown)

    def _keep_button(self, session: Session, built: Built) -> Any:
        keep = button("Keep this talk", main=True)
        said = ipywidgets.VBox([])
        lines = list(session.lines)

        def press(_button: object) -> None:
            if any(card["manager"] == lines for card in self._draft.cards("walkthroughs")):
                said.children = (block(tag("p", "This talk is kept already.", role="status")),)
                return
            count = len(_found(session))
            why = f"Brings out {count} of {len(session.scenario.facts)}."
            card = self._draft.add("walkthroughs", why=why, manager=lines, later=[], finds=[], points=[0, 0])
            self._come_to(card, session, built)
            self.kept.add(card, opened=False)
            said.children = (block(tag("p", "Kept. It stands below, under “Kept talks”.", role="status", class_="oo-done")),)

        keep.on_click(press)
        return ipywidgets.VBox([keep, said])

    # --- the kept talks -------------------------------------------------------------------------------------------------

    def _about(self, card: Card) -> str:
        found = [fact["name"] for fact in self._draft.cards("facts") if fact["key"] in card["finds"]]
        low, high = card["points"]
        return f"{len(card['manager'])} lines. Must bring out: {', '.join(found) or 'nothing'}. Points: {low} to {high}."

    def _inside(self, card: Card) -> list[Any]:
        take = button("Take over what it comes to now")
        take.on_click(lambda _button: self.take_over(card))
        return [
            self._fields.text(LABELS["why"], card, "why", rows=2),
            self._fields.lines(LABELS["manager"], card, "manager", rows=12, most=200, least=1),
            take,
        ]

    def take_over(self, card: Card) -> None:
        """Hold a kept talk to what it comes to as the person is written now."""
        built = self._draft.build()
        self._problem.children = ()
        try:
            session = _played(built.scenario(), card)
            self._come_to(card, session, built)
        except ContentError as error:
            self._problem.children = (_missing(self._draft, built, error),)
        except ToolkitError as error:
            self._problem.children = (alert(str(error)),)
        else:
            self.kept.refresh(card["key"])

    def _come_to(self, card: Card, session: Session, built: Built) -> None:
        scored = session.score(self._library.rubric(session.scenario.rubric))
        if scored.points is None:
            raise ConversationError(f"This talk cannot be kept as it is. {scored.too_short}")
        keys = dict(zip((fact["id"] for fact in built.values["facts"]), built.keys["facts"], strict=True))
        card["finds"] = [keys[id] for id in _found(session)]
        card["points"] = [max(0, scored.points - MARGIN), scored.points + MARGIN]
        self._keep()


def _missing(draft: Draft, built: Built, error: ContentError) -> Any:
    listed = [tag("li", tag("strong", f"Step {one.step + 1}, {one.where}"), " ", one.what) for one in findings(draft, built, error.problems)]
    return block(tag("div", tag("p", "Before you can play, something is missing:"), tag("ul", *listed), role="alert", class_="oo-alert"))


def _names(draft: Draft, built: Built) -> dict[str, str]:
    """Return fact id → what its writer calls it."""
    return dict(zip((fact["id"] for fact in built.values["facts"]), (card["name"] for card in draft.cards("facts")), strict=True))


def _found(session: Session) -> list[str]:
    """Return the facts that came out, over all meetings, in the order of the scenario."""
    out = session.start.known_before | {disclosed.fact for disclosed in session.state.disclosed}
    return [fact.id for fact in session.scenario.facts if fact.id in out]


def _played(scenario: Scenario, card: Card) -> Session:
    """Return a kept talk as it goes now: its last meeting."""
    session = play(scenario, card["manager"])
    for lines in card["later"]:
        session = next_meeting(session)
        for line in lines:
            session.say(line)
        session.end()
    return session
