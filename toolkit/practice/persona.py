"""The simulated report: a state machine in which a line of the manager gives a reply and the next state.

    State + line -> hear -> mood moves -> what is it about? -> does the gate open? -> Step(reply, next State)

The same lines always give the same talk. No chance, no clock: the debrief can say what another line would have done.
`hear` deals with words; everything after it deals with `Heard` alone, so that a proof can search it without words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from toolkit.content import Fact, Mood, Owed, ReplyKind, Scenario, Shift
from toolkit.content.scenario import INSTEAD
from toolkit.conversation import RECENT, words
from toolkit.feedback import Observation
from toolkit.feedback.text import Line, is_prose, subject_stems
from toolkit.practice.moods import CLOSED_BELOW, OPEN_FROM, added, moved, shift_of, trust_for
from toolkit.practice.understanding import Heard, hear, invites

How = Literal["elicited", "volunteered"]
"""*elicited*: a question or a reflection brought it out; *volunteered*: the manager left room and the person went on."""

ENOUGH_REFLECTIONS: Final = 2
"""From this many reflections on, advice is no longer too soon."""

MOST_VOLUNTEERED: Final = 2
"""Facts that a person says unasked in one talk."""

DRAWN_BACK: Final = 3
"""Turns for which a person keeps to shallow things after a breach."""

PATIENCE: Final = 2
"""Turns of the manager after which a forgotten promise is brought up."""


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
    drawn_back: int = 0
    """Turns for which the person still keeps to shallow things."""
    sore: frozenset[str] = frozenset()
    """Sore points that were touched."""
    owed: tuple[Owed, ...] = ()
    """Promises to the person that nobody has spoken of yet in this meeting."""
    meeting: int = 1
    known_before: frozenset[str] = frozenset()
    """Facts that came out in an earlier meeting."""
    promises: tuple[str, ...] = ()
    """What the manager promised in this meeting, in their words."""

    @property
    def before(self) -> str:
        """What the person said in their last turns, as far as a reflection reaches back."""
        return "\n".join(self.replies[-RECENT:])

    def knows(self, fact: str) -> bool:
        """Return whether a fact has come out."""
        return fact in self.known_before or any(d.fact == fact for d in self.disclosed)

    def unsaid(self, scenario: Scenario) -> tuple[Fact, ...]:
        """Return the facts that are there to be found by now and have not come out."""
        return tuple(fact for fact in scenario.facts if fact.meeting <= self.meeting and not self.knows(fact.id))

    def waits(self, fact: Fact) -> bool:
        """Return whether a fact comes after another that has not come out."""
        return not all(self.knows(first) for first in fact.gate.after)


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange: what the manager said, what it did, and what came back."""

    said: Line
    """What the manager said, with what behaviours saw in it, so that the scorecard need not look again."""
    reply: str
    observations: tuple[Observation, ...]
    shift: Shift
    answered: str
    """The fact that came out, or the kind of reply it was."""
    state: State
    """The state after the exchange."""

    @property
    def line(self) -> str:
        """What the manager said, word for word."""
        return self.said.text


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says: a fact or a kind of reply, in these words."""

    answered: str
    reply: str
    state: State


def begin(scenario: Scenario) -> State:
    """Return the state in which the first meeting starts."""
    return State(scenario.mood, owed=scenario.owed)


def step(scenario: Scenario, state: State, line: str, written: tuple[str, ...] | None = None) -> Step:
    """Return what comes of saying one line.

    `written` are the author's lines of all replies, where the person said them in other words: they remember what was
    said, so that giving back those words counts; which lines are used up is told by what was written.
    """
    said = Line(line, state.before)
    heard = hear(scenario, said, state.turn, state.heard, [promise.about for promise in state.owed])
    shift, answer = respond(scenario, state if written is None else replace(state, replies=written), heard)
    return Step(said, answer.reply, heard.observations, shift, answer.answered, state_after(state, answer.state, answer.reply))


def state_after(before: State, after: State, reply: str) -> State:
    """Return the state after an exchange, with the words that the person said in it."""
    return replace(after, replies=(*before.replies, reply), heard=before.heard | subject_stems(reply))


def respond(scenario: Scenario, state: State, heard: Heard) -> tuple[Shift, Answer]:
    """Return how a line as it was heard moves the person, and what they say. The words said are not yet remembered."""
    meanings = _meanings(heard, state)
    shift = _shift(scenario, state, heard, meanings)
    after = replace(
        state,
        mood=moved(state.mood, shift),
        said=state.said | {_plain(heard.line)},
        reflections=state.reflections + ("reflection" in meanings),
        closed_run=state.closed_run + 1 if _only_closed(meanings) else 0,
        drawn_back=_drawn_back(state, meanings),
        sore=state.sore | {heard.sore} - {""},
        owed=() if heard.owed else state.owed,
        promises=(*state.promises, *(o.quote for o in heard.observations if o.behaviour == "commitment")),
    )
    answer = _reminded(_answer(scenario, after, state, heard), state)
    if answer.answered == "forgotten":
        forgotten = shift_of(scenario, ["promise_forgotten"])
        shift = added(shift, forgotten)
        answer = replace(answer, state=replace(answer.state, mood=moved(answer.state.mood, forgotten), owed=()))
    return shift, replace(answer, state=replace(answer.state, turn=state.turn + 2))


def meet_again(scenario: Scenario, state: State) -> State:
    """Return the state in which the next meeting starts: trust stays, openness half, promises are remembered."""
    meeting = scenario.later[state.meeting - 1]
    halfway = Mood(trust=state.mood.trust, openness=(scenario.mood.openness + state.mood.openness) // 2)
    owed = tuple(
        Owed(about=about, kept=meeting.kept, forgotten=meeting.forgotten.replace("{promise}", promise))
        for promise in state.promises[-1:]
        if (about := (*_subjects(promise), *TAKEN_UP))
    )
    return State(
        moved(halfway, meeting.mood),
        heard=state.heard,
        owed=owed,
        meeting=state.meeting + 1,
        known_before=state.known_before | {d.fact for d in state.disclosed},
    )


TAKEN_UP: Final = ("promised", "said i would", "told you i would", "last time i said")
"""Words that take up any promise."""

_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow week month day morning afternoon noon end".split()
)


def _subjects(promise: str) -> tuple[str, ...]:
    """Return the words by which a promise can be taken up: what it is about, without the day."""
    about = (word.lower() for word in words(promise) if len(word) > 3)
    return tuple(dict.fromkeys(word for word in about if subject_stems(word) and word not in _DAYS))[:20]


def farewell(scenario: Scenario, state: State) -> str:
    """Return the person's last words: those of a closed person also after a talk in which nothing of weight came out."""
    deep = any(scenario.fact(d.fact).depth > 1 for d in state.disclosed)
    shut = scenario.closed_lines.get("farewell", ())
    if shut and not deep:
        return shut[0]
    return _line(scenario, state, "farewell")


# --- how it moves them --------------------------------------------------------------------------------------------


def _meanings(heard: Heard, state: State) -> frozenset[str]:
    """Return what the line did, with the names that depend on what came before."""
    found = set(heard.behaviours)
    if "reflection" in found and not heard.grounded:
        found = found - {"reflection"} | {"loose_reflection"}
    if "advice" in found and state.reflections < ENOUGH_REFLECTIONS:
        found = found - {"advice"} | {"early_advice"}
    if _only_closed(found) and state.closed_run >= 2:
        found.add("closed_run")
    if heard.manner in ("insulted", "swamped"):
        found.add(heard.manner)
    if heard.owed and state.owed:
        found.add("promise_kept")
    if _is_breach(found, state):
        found.add("breach")
    return frozenset(found)


def _only_closed(behaviours: Iterable[str]) -> bool:
    names = frozenset(behaviours)
    return "closed_question" in names and not names & {"open_question", "reflection", "affirmation"}


def _is_breach(meanings: set[str], state: State) -> bool:
    """Whether something is waved away, or taken over, right after it was told for the first time."""
    just_told = bool(state.disclosed) and state.disclosed[-1].turn == state.turn - 2
    return just_told and bool(meanings & {"dismissal", "insulted"})


def _drawn_back(state: State, meanings: frozenset[str]) -> int:
    if meanings & {"breach", "insulted"}:
        return DRAWN_BACK
    return 0 if "apology" in meanings else max(0, state.drawn_back - 1)


def _shift(scenario: Scenario, state: State, heard: Heard, meanings: frozenset[str]) -> Shift:
    shift = shift_of(scenario, meanings)
    if heard.sore and heard.sore not in state.sore:
        shift = added(shift, scenario.sore_point(heard.sore).shift)
    if _plain(heard.line) in state.said:
        return Shift(trust=min(shift.trust, 0), openness=min(shift.openness, 0))
    return shift


def _plain(line: str) -> str:
    return " ".join(line.lower().split())


# --- what they say ------------------------------------------------------------------------------------------------


def _answer(scenario: Scenario, state: State, before: State, heard: Heard) -> Answer:
    kind = _kind(heard)
    if heard.manner in ("insulted", "swamped"):
        return _plainly(scenario, state, heard.manner)
    if heard.sore and heard.sore not in before.sore:
        return Answer("guarded", scenario.sore_point(heard.sore).says, state)
    if heard.owed and before.owed:
        kept = next(promise.kept for promise in before.owed)
        return Answer("promised", kept, state) if kept not in state.replies else _plainly(scenario, state, "promised")
    if not invites(heard.observations):
        return _plainly(scenario, state, kind)
    areas = heard.areas or (frozenset({state.topic}) if state.topic and heard.stays else frozenset())
    if not areas:
        return _unasked(scenario, state, heard) or _plainly(scenario, state, kind)
    unsaid = [fact for fact in state.unsaid(scenario) if fact.area in areas]
    # What the words named comes before its neighbours, and the shallow before the deep.
    unsaid.sort(key=lambda fact: (fact.id not in heard.named, fact.depth))
    for fact in unsaid:
        if lacks(scenario, fact, state) is None:
            return _disclose(state, fact, "volunteered" if heard.behaviours <= {"encourager"} else "elicited")
    if not unsaid and not heard.named and (more := _unasked(scenario, state, heard)):
        return more
    return _hold_back(scenario, state, unsaid, min(areas), heard)


def _disclose(state: State, fact: Fact, how: How) -> Answer:
    disclosed = (*state.disclosed, Disclosure(fact.id, state.turn, how))
    return Answer(fact.id, fact.says, replace(state, disclosed=disclosed, topic=fact.area))


def _unasked(scenario: Scenario, state: State, heard: Heard) -> Answer | None:
    """Return what a person who feels heard says of themselves: nothing of depth 3, and not twice in a row."""
    if state.mood.trust < OPEN_FROM.trust or state.mood.openness < OPEN_FROM.openness:
        return None
    gave_room = heard.grounded or heard.behaviours <= {"encourager"} or "feeling_named" in heard.behaviours
    volunteered = [d.turn for d in state.disclosed if d.how == "volunteered"]
    if not gave_room or len(volunteered) >= MOST_VOLUNTEERED or state.turn - 2 in volunteered:
        return None
    ready = [f for f in state.unsaid(scenario) if f.depth < 3 and lacks(scenario, f, state) is None]
    # What lies nearest first: the same subject, then what comes after the thing just told.
    last = state.disclosed[-1].fact if state.disclosed else ""
    near = min(ready, key=lambda f: (f.area != state.topic, last not in f.gate.after, f.depth), default=None)
    return _disclose(state, near, "volunteered") if near else None


def _hold_back(scenario: Scenario, state: State, unsaid: list[Fact], area: str, heard: Heard) -> Answer:
    misses = tuple(
        NearMiss(fact.id, state.turn, lacked)
        for fact in unsaid
        if (lacked := lacks(scenario, fact, state)) in ("trust", "openness")
    )
    near = replace(state, near_misses=state.near_misses + misses, topic=area)
    kind = _kind(heard)
    if kind in _ANSWERED_FIRST and not (unsaid and heard.behaviours & _ASKING):
        return _plainly(scenario, near, kind)
    for fact in unsaid:
        for guarded in fact.guarded:
            if guarded not in state.replies:
                return Answer("guarded", guarded, near)
    return _plainly(scenario, near, "guarded" if unsaid else "again")


_ANSWERED_FIRST: Final = frozenset({"reflected", "affirmed", "promised"})
"""What is answered for itself when nothing new comes out: a reflection, thanks, a promise."""

_ASKING: Final = frozenset({"open_question", "closed_question", "leading_question"})


def lacks(scenario: Scenario, fact: Fact, state: State) -> Literal["trust", "openness", "order"] | None:
    """Return what keeps a fact in: an earlier fact, trust or openness; None when nothing does."""
    if state.waits(fact):
        return "order"
    if state.mood.trust < trust_for(scenario, fact) or (state.drawn_back and fact.depth > 1):
        return "trust"
    return "openness" if state.mood.openness < fact.gate.openness else None


def _reminded(answer: Answer, before: State) -> Answer:
    """Bring up a promise that the manager has not: in the third turn, unless something else comes out."""
    came_out = len(answer.state.disclosed) > len(before.disclosed)
    if not answer.state.owed or before.turn < 2 * PATIENCE or came_out:
        return answer
    return Answer("forgotten", answer.state.owed[0].forgotten, answer.state)


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
)
_LATER_KINDS: Final[tuple[tuple[str, ReplyKind], ...]] = (
    ("open_question", "asked"),
    ("closed_question", "asked"),
    ("leading_question", "asked"),
    ("permission", "asked"),
    ("self_reference", "told"),
    ("greeting", "greeting"),
    ("information", "told"),
    ("encourager", "silence"),
)


def _kind(heard: Heard) -> ReplyKind:
    for name, kind in _KINDS:
        if name in heard.behaviours:
            return kind
    if heard.manner == "smalltalk" and not heard.areas:
        return "smalltalk"
    for name, kind in _LATER_KINDS:
        if name in heard.behaviours:
            return kind
    if "thank" in heard.line.lower():
        return "thanked"
    # A statement that none of the rules knows is still a statement.
    return "told" if is_prose(heard.line) and len(words(heard.line)) >= A_STATEMENT and "?" not in heard.line else "lost"


A_STATEMENT: Final = 5
"""Words from which a line that does nothing in particular counts as something told."""


def _plainly(scenario: Scenario, state: State, kind: ReplyKind) -> Answer:
    return Answer(kind, _line(scenario, state, kind), state)


_ADDS: Final = frozenset({"asked", "told", "reflected", "status", "smalltalk"})
"""Kinds of reply after which a person who rambles goes on about something else."""


def _line(scenario: Scenario, state: State, kind: ReplyKind) -> str:
    closed = state.mood.openness < CLOSED_BELOW
    pools = (
        *((scenario.closed_lines.get(kind, ()),) if closed else ()),
        scenario.lines.get(kind) or scenario.lines[INSTEAD[kind]],
        scenario.lines["lost" if kind == "lost" else "silence"],
    )
    fresh = (line for pool in pools for line in pool if not _was_said(line, state))
    line = next(fresh, f"[{scenario.report.name} waits for you to go on.]")
    aside = next((a for a in scenario.asides if not _was_said(a, state)), "") if kind in _ADDS and not closed else ""
    return f"{line} {aside}" if aside and len(state.replies) % 3 == 1 else line


def _was_said(line: str, state: State) -> bool:
    return any(reply == line or reply.startswith(f"{line} ") or reply.endswith(f" {line}") for reply in state.replies)
