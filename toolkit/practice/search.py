"""Searching the state machine of a scenario: what can come out, after how many lines, and what can be answered.

It plays no words. The moves are `Heard` values, one for each thing a manager can do, and the machine is `persona.respond`
itself. States that differ only in how they were reached are merged; a state is left aside when another, in no more
lines, has all its facts out, its promises settled and at least its trust and its openness: no gate has an upper bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from toolkit.content import Mood, Scenario, Shift
from toolkit.feedback import Observation
from toolkit.practice.moods import CLOSED_BELOW, moved, shift_of
from toolkit.practice.persona import State, begin, lacks, meet_again, respond
from toolkit.practice.understanding import Heard

MOST_LINES: Final = 90
"""Lines after which a search for more facts stops: no talk is that long."""

PROMISING: Final = 24
"""States from which a first search goes on after each line."""

OUTWARD: Final = ("reflection", "feeling_named", "affirmation", "open_question", "permission", "apology")
"""What a listener may do without asking about a subject."""

CLOSING: Final = (
    "advice", "dismissal", "status_probe", "closed_question", "information", "self_reference", "greeting", "commitment",
    "encourager", "affirmation", "reflection", "open_question",
)  # fmt: skip
"""What a manager may do that brings nothing out: each with the kind of answer it gets."""


Kept = tuple[frozenset[str], Mood, bool]
"""What tells states apart: the facts that are out, the mood, and whether promises are settled."""


@dataclass(frozen=True, slots=True)
class Map:
    """What the search found."""

    lines_to: dict[str, int]
    """Fact → after how many lines of the manager it can be out, by the shortest way found, over all meetings."""
    answered: frozenset[str]
    """Every kind of answer that can be had in some state."""
    states: int
    """Merged states looked at."""


def search(scenario: Scenario) -> Map:
    """Return everything that can come of a scenario."""
    lines_to: dict[str, int] = {}
    state, spent, looked_at = begin(scenario), 0, 0
    for meeting in range(len(scenario.later) + 1):
        best, found, count = _outward(scenario, state, spent, narrow=True)
        if len(found) < len(state.unsaid(scenario)):
            # Not found by the most promising ways is not yet proof that there is none.
            best, found, count = _outward(scenario, state, spent, narrow=False)
        lines_to = {**found, **lines_to}
        looked_at += count
        spent = max([spent, *lines_to.values()])
        state = meet_again(scenario, best) if meeting < len(scenario.later) else best
    answered, count = _kinds(scenario, (begin(scenario), state))
    return Map(lines_to, answered, looked_at + count)


def _listening(scenario: Scenario) -> list[Heard]:
    """Return what opens this person, staying with the subject; what another move beats in every way is left out."""
    shifts = {name: shift_of(scenario, [name]) for name in OUTWARD}
    best = [
        name
        for name, shift in shifts.items()
        if not any(_beats(other, shift) for other in shifts.values())
    ]
    listening = [Heard(f"<{name}>", _does(name), stays=True, grounded=name == "reflection") for name in best]
    return [*listening, Heard("<takes up the promise>", _does("commitment"), owed=True)]


def _beats(one: Shift, other: Shift) -> bool:
    return one != other and one.trust >= other.trust and one.openness >= other.openness


def _asking(scenario: Scenario) -> dict[str, Heard]:
    """Return fact → the question for it."""
    return {
        fact.id: Heard(f"<asks for {fact.id}>", _does("open_question"), named=frozenset({fact.id}), areas=frozenset({fact.area}))
        for fact in scenario.facts
    }


def _ready(scenario: Scenario, state: State) -> Iterator[str]:
    """Yield the facts that a question brings out now. Asked for before their time, others open nobody as listening does."""
    asked = replace(state, mood=moved(state.mood, shift_of(scenario, ["open_question"])))
    yield from (fact.id for fact in state.unsaid(scenario) if lacks(scenario, fact, asked) is None)


def _does(name: str) -> tuple[Observation, ...]:
    return (Observation(name, 0, 0, 1, "x", 1.0),)


def _outward(scenario: Scenario, start: State, spent: int, *, narrow: bool) -> tuple[State, dict[str, int], int]:
    """Look, line by line, at the ways of opening this person: at every one, or at the most promising after each line.

    Returns the fullest state, the facts with their first lines, and how many states were looked at.
    """
    found: dict[str, int] = {}
    front, best, looked_at = [start], start, 0
    kept: list[Kept] = []
    asking, listening = _asking(scenario), _listening(scenario)
    for line in range(1, MOST_LINES + 1):
        following: list[State] = []
        for state in front:
            for move in [*listening, *(asking[fact] for fact in _ready(scenario, state))]:
                after = _go(scenario, state, move, line)
                looked_at += 1
                out = frozenset(d.fact for d in after.disclosed)
                if _is_new(kept, (out, after.mood, not after.owed)):
                    following.append(after)
                    for fact in out - found.keys():
                        found[fact] = spent + line
                    best = max(best, after, key=lambda s: (len(s.disclosed), s.mood.trust))
        following.sort(key=lambda s: (-len(s.disclosed), -s.mood.trust - s.mood.openness))
        front = following[:PROMISING] if narrow else following
        if not front or len(found) == len(start.unsaid(scenario)):
            break
    return best, found, looked_at


def _go(scenario: Scenario, state: State, move: Heard, line: int) -> State:
    """Return the state after a move. What was said in which words is forgotten, for it is not what is searched."""
    _, answer = respond(scenario, state, replace(move, line=f"{move.line} {line}"))
    return replace(answer.state, replies=(), heard=frozenset(), said=frozenset(), near_misses=())


def _is_new(kept: list[Kept], state: Kept) -> bool:
    """Keep a state, unless one kept earlier is as far in every way."""
    if any(_as_far(one, state) for one in kept):
        return False
    kept[:] = [one for one in kept if not _as_far(state, one)]
    kept.append(state)
    return True


def _as_far(one: Kept, other: Kept) -> bool:
    (out, mood, settled), (less, lower, was_settled) = one, other
    return out >= less and mood.trust >= lower.trust and mood.openness >= lower.openness and settled >= was_settled


def _kinds(scenario: Scenario, starts: Sequence[State]) -> tuple[frozenset[str], int]:
    """Return every kind of answer, `closed_` before those of a closed person, that a state which can be reached gives."""
    answered: set[str] = set()
    looked_at = 0
    for state in _moods(scenario, starts):
        for move in _any_move(scenario):
            _, answer = respond(scenario, state, move)
            looked_at += 1
            answered.add(answer.answered)
            if answer.state.mood.openness < CLOSED_BELOW:
                answered.add(f"closed_{answer.answered}")
    return frozenset(answered), looked_at


def _moods(scenario: Scenario, starts: Sequence[State]) -> Iterator[State]:
    """Yield each start, and what a manager makes of it who waves away until nothing moves any more."""
    for state in starts:
        yield state
        for n in range(20):
            lower = _go(scenario, state, Heard("<dismissal>", _does("dismissal")), n)
            if lower.mood == state.mood:
                break
            state = replace(lower, owed=())
            yield state


def _any_move(scenario: Scenario) -> Sequence[Heard]:
    closing = [Heard(f"<{name}>", _does(name), grounded=True) for name in CLOSING]
    others = [
        Heard("<thank you>", ()),
        Heard("<nothing>", ()),
        Heard("<chat>", (), manner="smalltalk"),
        Heard("<insult>", (), manner="insulted"),
        Heard("<everything>", (), manner="swamped"),
    ]
    return [*_asking(scenario).values(), *closing, *others]
