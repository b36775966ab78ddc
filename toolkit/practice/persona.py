"""The simulated report: a state machine in which a line of the manager gives a reply and the next state.

    State + line -> observe -> mood moves -> what is touched -> does the gate open? -> Step(reply, next State)

The same lines always give the same talk. No chance, no clock: the debrief can say what another line would have done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from toolkit.content import Fact, Mood, ReplyKind, Scenario, Shift
from toolkit.conversation import RECENT
from toolkit.feedback import Observation, observe
from toolkit.feedback.text import subject_stems
from toolkit.practice.understanding import invites, stays_with, touched

How = Literal["elicited", "volunteered"]
"""*elicited*: a question or a reflection brought it out; *volunteered*: the manager left room and the person went on."""

CLOSED_BELOW: Final = 25
"""Below this openness a person says less: their `closed_lines`."""

ENOUGH_REFLECTIONS: Final = 2
"""From this many reflections on, advice is no longer too soon."""

REACTIONS: Final[Mapping[str, Shift]] = MappingProxyType(
    {
        "reflection": Shift(trust=5, openness=8),
        "loose_reflection": Shift(trust=1, openness=2),
        "feeling_named": Shift(trust=3, openness=4),
        "open_question": Shift(trust=1, openness=4),
        "closed_run": Shift(trust=-2, openness=-4),
        "leading_question": Shift(trust=-2, openness=-4),
        "affirmation": Shift(trust=5, openness=3),
        "permission": Shift(trust=3, openness=2),
        "encourager": Shift(trust=1, openness=3),
        "advice": Shift(trust=-1, openness=-3),
        "early_advice": Shift(trust=-5, openness=-10),
        "information": Shift(openness=-1),
        "self_reference": Shift(trust=-2, openness=-5),
        "dismissal": Shift(trust=-10, openness=-14),
        "status_probe": Shift(trust=-1, openness=-5),
        "apology": Shift(trust=6, openness=4),
        "commitment": Shift(trust=4, openness=1),
        "confidentiality_promise": Shift(trust=4, openness=3),
    }
)
"""How most people's mood moves. Signs follow the evidence on listening and advice; sizes are ours, set so that the
walkthroughs of the shipped scenarios come out as their authors meant. A scenario may overrule any of them."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A fact that came out."""

    fact: str
    turn: int
    """Index of the manager's turn that brought it out."""
    how: How


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A fact that a line came near while the person was not ready to say it."""

    fact: str
    turn: int
    lacked: Literal["trust", "openness"]


@dataclass(frozen=True, slots=True)
class State:
    """Where a talk stands, after any number of turns."""

    mood: Mood
    turn: int = 0
    """Index that the manager's next turn will have."""
    disclosed: tuple[Disclosure, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    topic: str | None = None
    """The area that was last spoken of."""
    replies: tuple[str, ...] = ()
    """What the person said, oldest first; no line is said twice."""
    heard: frozenset[str] = frozenset()
    """Word stems of all that the person has said, to tell a reflection from a formula."""
    said: frozenset[str] = frozenset()
    """The manager's lines so far: saying one again moves nobody."""
    reflections: int = 0
    closed_run: int = 0
    """Closed questions in a row."""

    @property
    def before(self) -> str:
        """What the person said in their last turns, as far as a reflection reaches back."""
        return "\n".join(self.replies[-RECENT:])

    def knows(self, fact: str) -> bool:
        """Return whether a fact has come out."""
        return any(d.fact == fact for d in self.disclosed)


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange: what the manager said, what it did, and what came back."""

    line: str
    reply: str
    observations: tuple[Observation, ...]
    shift: Shift
    answered: str
    """The fact that came out, or the kind of reply it was."""
    state: State
    """The state after the exchange."""


def begin(scenario: Scenario) -> State:
    """Return the state in which a talk starts."""
    return State(scenario.mood)


def step(scenario: Scenario, state: State, line: str) -> Step:
    """Return what comes of saying one line."""
    observations = observe(line, state.before, state.turn)
    behaviours = _behaviours(observations, state)
    shift = _shift(scenario, state, line, behaviours)
    moved = replace(
        state,
        mood=_move(state.mood, shift),
        said=state.said | {_plain(line)},
        reflections=state.reflections + ("reflection" in behaviours),
        closed_run=state.closed_run + 1 if _only_closed(behaviours) else 0,
    )
    after, answered, reply = _answer(scenario, moved, line, observations)
    final = replace(
        after,
        turn=state.turn + 2,
        replies=(*after.replies, reply),
        heard=after.heard | subject_stems(reply),
    )
    return Step(line, reply, observations, shift, answered, final)


def farewell(scenario: Scenario, state: State) -> str:
    """Return the person's last words."""
    return _line(scenario, state, "farewell")


def _behaviours(observations: Iterable[Observation], state: State) -> frozenset[str]:
    """Return what the line did, with the names that depend on what came before."""
    found: set[str] = set()
    for o in observations:
        name = o.behaviour
        if name == "reflection" and not subject_stems(o.quote) & state.heard:
            name = "loose_reflection"
        if name == "advice" and state.reflections < ENOUGH_REFLECTIONS:
            name = "early_advice"
        found.add(name)
    if "reflection" in found:
        found.discard("loose_reflection")
    if _only_closed(found) and state.closed_run >= 2:
        found.add("closed_run")
    return frozenset(found)


def _only_closed(behaviours: Iterable[str]) -> bool:
    names = frozenset(behaviours)
    return "closed_question" in names and not names & {"open_question", "reflection", "affirmation"}


def _shift(scenario: Scenario, state: State, line: str, behaviours: frozenset[str]) -> Shift:
    shifts = [scenario.reactions.get(name) or REACTIONS.get(name, Shift()) for name in sorted(behaviours)]
    trust, openness = sum(s.trust for s in shifts), sum(s.openness for s in shifts)
    if _plain(line) in state.said:
        trust, openness = min(trust, 0), min(openness, 0)
    return Shift(trust=max(-50, min(50, trust)), openness=max(-50, min(50, openness)))


def _plain(line: str) -> str:
    return " ".join(line.lower().split())


def _move(mood: Mood, shift: Shift) -> Mood:
    return Mood(
        trust=max(0, min(100, mood.trust + shift.trust)),
        openness=max(0, min(100, mood.openness + shift.openness)),
    )


def _answer(
    scenario: Scenario, state: State, line: str, observations: tuple[Observation, ...]
) -> tuple[State, str, str]:
    """Return the state, the fact or kind of reply, and the words."""
    behaviours = {o.behaviour for o in observations}
    if not invites(observations):
        return _plainly(scenario, state, _kind(behaviours, line))
    direct = touched(scenario, line)
    areas = {fact.area for fact in direct}
    if not areas and state.topic and stays_with(line, state.before, observations):
        areas = {state.topic}
    if not areas:
        return _plainly(scenario, state, _kind(behaviours, line))
    unsaid = [fact for fact in scenario.facts if fact.area in areas and not state.knows(fact.id)]
    # What the words named comes before its neighbours, and the shallow before the deep.
    unsaid.sort(key=lambda fact: (fact not in direct, fact.depth))
    for fact in unsaid:
        if _lacks(fact, state) is None:
            how: How = "volunteered" if behaviours <= {"encourager"} else "elicited"
            disclosed = (*state.disclosed, Disclosure(fact.id, state.turn, how))
            return replace(state, disclosed=disclosed, topic=fact.area), fact.id, fact.says
    return _hold_back(scenario, state, unsaid, sorted(areas), _kind(behaviours, line))


def _hold_back(
    scenario: Scenario, state: State, unsaid: list[Fact], areas: list[str], kind: ReplyKind
) -> tuple[State, str, str]:
    misses = tuple(
        NearMiss(fact.id, state.turn, lacked)
        for fact in unsaid
        if (lacked := _lacks(fact, state)) in ("trust", "openness")
    )
    near = replace(state, near_misses=state.near_misses + misses, topic=areas[0])
    for miss in misses:
        for guarded in scenario.fact(miss.fact).guarded:
            if guarded not in state.replies:
                return near, "guarded", guarded
    if misses:
        return _plainly(scenario, near, "guarded")
    # Nothing is left here that this mood or this order of things would let out.
    return _plainly(scenario, near, "reflected" if kind == "reflected" else "again")


def _lacks(fact: Fact, state: State) -> Literal["trust", "openness", "order"] | None:
    if not all(state.knows(first) for first in fact.gate.after):
        return "order"
    if state.mood.trust < fact.gate.trust:
        return "trust"
    return "openness" if state.mood.openness < fact.gate.openness else None


_KINDS: Final[tuple[tuple[str, ReplyKind], ...]] = (
    ("dismissal", "dismissed"),
    ("advice", "advised"),
    ("status_probe", "status"),
    ("commitment", "promised"),
    ("confidentiality_promise", "promised"),
    ("affirmation", "affirmed"),
    ("apology", "reflected"),
    ("reflection", "reflected"),
    ("feeling_named", "reflected"),
    ("open_question", "asked"),
    ("closed_question", "asked"),
    ("leading_question", "asked"),
    ("permission", "asked"),
    ("self_reference", "told"),
    ("greeting", "greeting"),
    ("information", "told"),
    ("encourager", "silence"),
)


def _kind(behaviours: set[str], line: str) -> ReplyKind:
    found = next((kind for name, kind in _KINDS if name in behaviours), None)
    if found is None and "thank" in line.lower():
        return "thanked"
    return found or "lost"


def _plainly(scenario: Scenario, state: State, kind: ReplyKind) -> tuple[State, str, str]:
    return state, kind, _line(scenario, state, kind)


def _line(scenario: Scenario, state: State, kind: ReplyKind) -> str:
    closed = state.mood.openness < CLOSED_BELOW
    pools = (
        *((scenario.closed_lines.get(kind, ()),) if closed else ()),
        scenario.lines[kind],
        scenario.lines["lost" if kind == "lost" else "silence"],
    )
    fresh = (line for pool in pools for line in pool if line not in state.replies)
    return next(fresh, f"[{scenario.report.name} waits for you to go on.]")
