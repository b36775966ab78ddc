"""What a talk brought out and what stayed hidden, with the line that would have opened it."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.content import Fact
from toolkit.practice.persona import Disclosure, NearMiss
from toolkit.practice.session import Session


@dataclass(frozen=True, slots=True)
class Learned:
    """A fact that came out, and the line that brought it out."""

    fact: Fact
    disclosure: Disclosure
    line: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A fact that stayed hidden, and how close the talk came."""

    fact: Fact
    near_miss: NearMiss | None
    """The first line that came near it too early; None when no line came near."""
    line: str
    """The words of that line; empty without one."""
    waits_for: tuple[Fact, ...]
    """Facts that had to come first and did not."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A line that moved the person most, for better or worse."""

    turn: int
    line: str
    trust: int
    openness: int


@dataclass(frozen=True, slots=True)
class Debrief:
    """The evidence of one talk."""

    learned: tuple[Learned, ...]
    hidden: tuple[Hidden, ...]
    best: Moment | None
    worst: Moment | None


def debrief(session: Session) -> Debrief:
    """Return what the talk brought out, what stayed hidden, and the lines that moved the person most."""
    scenario, state = session.scenario, session.state
    learned = tuple(
        Learned(scenario.fact(d.fact), d, session.lines[d.turn // 2]) for d in state.disclosed
    )
    hidden = tuple(_hidden(session, fact) for fact in session.to_find if not state.knows(fact.id))
    moments = [
        Moment(2 * i, taken.line, taken.shift.trust, taken.shift.openness)
        for i, taken in enumerate(session.steps)
    ]
    best = max(moments, key=_effect, default=None)
    worst = min(moments, key=_effect, default=None)
    return Debrief(
        learned,
        hidden,
        best if best and _effect(best) > 0 else None,
        worst if worst and _effect(worst) < 0 else None,
    )


def _effect(moment: Moment) -> int:
    return moment.trust + moment.openness


def _hidden(session: Session, fact: Fact) -> Hidden:
    state = session.state
    miss = next((m for m in state.near_misses if m.fact == fact.id), None)
    waits = tuple(session.scenario.fact(first) for first in fact.gate.after if not state.knows(first))
    return Hidden(fact, miss, session.lines[miss.turn // 2] if miss else "", waits)
