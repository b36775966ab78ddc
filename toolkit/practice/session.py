"""A talk being held. The one thing in the core that changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from toolkit.content import Fact, Question, Rubric, Scenario
from toolkit.conversation import Transcript, Turn, clean
from toolkit.errors import ConversationError
from toolkit.feedback import Analysis, Found, Scorecard, analyse, score
from toolkit.practice.persona import State, Step, begin, farewell, meet_again, state_after, step
from toolkit.practice.wording import Worded, Words

STUCK_AFTER: Final = 4
"""Lines without anything new after which a hint may be taken."""

MAX_LINE: Final = 2_000
"""Characters in one line of the manager: about two minutes of speech without a breath."""

GIVES_UP_AFTER: Final = 3
"""Lines in a row for which a model gave no answer; after these it is not asked again in this talk."""

Keep = Callable[[Step, float | None], None]
"""Called with each exchange before the session adopts it; raises to refuse it, and then nothing has changed."""


@dataclass(frozen=True, slots=True)
class WordedStep(Step):
    """An exchange whose reply was put into other words; `reply` and `state` hold those that were said."""

    authored: str
    """The line as its author wrote it."""


class Session:
    """A talk with a simulated report, from the first line to the end.

    >>> from toolkit.content import Library
    >>> session = Session(Library.default().scenario("gone_quiet"))
    >>> session.say("Hello, have you got a minute?").reply == session.transcript.turns[1].text
    True
    """

    def __init__(
        self, scenario: Scenario, keep: Keep | None = None, start: State | None = None, wording: Words | None = None
    ) -> None:
        self.scenario = scenario
        self.wording = wording
        """Puts the person's lines into other words; None for the author's."""
        self.worded: list[Worded] = []
        """What came of each line that `wording` was asked for."""
        self.start = start or begin(scenario)
        """Where the talk began: a first meeting, or a later one."""
        self.steps: list[Step] = []
        self.hints: list[str] = []
        """Facts for which a hint was taken, in order."""
        self.ended = False
        self._keep = keep
        self._times: list[float | None] = []

    @property
    def state(self) -> State:
        """Where the talk stands."""
        return self.steps[-1].state if self.steps else self.start

    def say(
        self, text: str, at: float | None = None, reply: str | None = None, authored: str | None = None
    ) -> Step:
        """Say one line and return what came of it. `at` is the time in seconds from the start.

        A talk that was kept is held again with the `reply` that was kept, and `authored` where that was kept (`as_kept`):
        nothing is worded anew. Where the person would now say something else than the author's line of then, the step has
        the line of now, which differs from `reply`.
        """
        if self.ended:
            raise ConversationError("This talk has ended. Replay it from one of your lines to go on.")
        line = clean(text)
        if not line:
            raise ConversationError("There is nothing to say yet. Type a line first, or '…' to wait in silence.")
        if len(line) > MAX_LINE:
            raise ConversationError(
                f"That is {len(line):,} characters in one breath; {MAX_LINE:,} fit. Say the first part first."
            )
        taken = step(self.scenario, self.state, line, self._written)
        worded: Worded | None = None
        if reply is not None:
            taken = self._said(taken, reply) if taken.reply == (reply if authored is None else authored) else taken
        elif self.wording and not self._gave_up:
            worded = self.wording(self.scenario, taken, self.transcript)
            taken = self._said(taken, worded.words)
        if self._keep:
            self._keep(taken, at)
        if worded:
            self.worded.append(worded)
        self.steps.append(taken)
        self._times.append(at)
        return taken

    def _said(self, taken: Step, reply: str) -> Step:
        if reply == taken.reply:
            return taken
        state = state_after(self.state, taken.state, reply)
        return WordedStep(taken.said, reply, taken.observations, taken.shift, taken.answered, state, taken.reply)

    @property
    def _written(self) -> tuple[str, ...]:
        """What the person said, as its author wrote it."""
        return (*self.start.replies, *map(authored, self.steps))

    @property
    def _gave_up(self) -> bool:
        asked = [one.outcome in ("timed out", "failed") for one in self.worded if one.outcome != "as written"]
        return len(asked) >= GIVES_UP_AFTER and all(asked[-GIVES_UP_AFTER:])

    def end(self) -> str:
        """End the talk and return the person's last words."""
        self.ended = True
        return self.farewell

    @property
    def farewell(self) -> str:
        """What the person says on the way out."""
        return farewell(self.scenario, replace(self.state, replies=self._written))

    @property
    def lines(self) -> tuple[str, ...]:
        """What the manager said."""
        return tuple(taken.line for taken in self.steps)

    @property
    def transcript(self) -> Transcript:
        """The talk so far."""
        turns: list[Turn] = []
        for taken, at in zip(self.steps, self._times, strict=True):
            turns.append(Turn("manager", taken.line, start=at))
            turns.append(Turn("report", taken.reply, self.scenario.report.name))
        if self.ended:
            turns.append(Turn("report", self.farewell, self.scenario.report.name))
        return Transcript(tuple(turns))

    @property
    def to_find(self) -> tuple[Fact, ...]:
        """What there was to find in this meeting."""
        return self.start.unsaid(self.scenario)

    @property
    def questions(self) -> tuple[Question, ...]:
        """What may be asked afterwards: about what there was to find from this meeting on."""
        meeting = self.start.meeting
        return tuple(q for q in self.scenario.quiz if self.scenario.fact(q.about).meeting == meeting)

    @property
    def found(self) -> Found:
        """What came out, for the criterion `facts_found`."""
        return Found(
            {fact.id: fact.depth for fact in self.to_find},
            {d.fact: d.turn for d in self.state.disclosed},
        )

    @property
    def stuck(self) -> bool:
        """Whether nothing has come out for a while, although there is something left."""
        last = max((d.turn for d in self.state.disclosed), default=-2)
        return self.state.turn - last > 2 * STUCK_AFTER and self._next_fact is not None

    def hint(self) -> str:
        """Return where to look next, and count it; the same hint again is not counted twice."""
        fact = self._next_fact
        if fact is None or self.ended:
            raise ConversationError("There is no hint to give: nothing is left that could come out now.")
        if fact.id not in self.hints:
            self.hints.append(fact.id)
        return fact.hint or f"There is something about {self.scenario.areas[fact.area]}."

    @property
    def _next_fact(self) -> Fact | None:
        near = (fact for fact in self.state.unsaid(self.scenario) if not self.state.waits(fact))
        return min(near, key=lambda fact: fact.depth, default=None)

    def analyse(self) -> Analysis:
        """Return everything seen in what the manager said."""
        return analyse(self.transcript, lines=[taken.said for taken in self.steps])

    def score(self, rubric: Rubric) -> Scorecard:
        """Return the scorecard of the talk."""
        return score(self.analyse(), rubric, self.found)


def authored(taken: Step) -> str:
    """Return the person's line of an exchange as its author wrote it."""
    return taken.authored if isinstance(taken, WordedStep) else taken.reply


def as_kept(taken: Step, at: float | None) -> dict[str, Any]:
    """Return what a store keeps of an exchange, from which `Session.say` holds it again word for word."""
    kept = {"line": taken.line, "reply": taken.reply, "at": at}
    return kept | {"authored": taken.authored} if isinstance(taken, WordedStep) else kept


def play(scenario: Scenario, lines: Sequence[str]) -> Session:
    """Return the talk that these lines give, ended."""
    session = Session(scenario)
    for line in lines:
        session.say(line)
    session.end()
    return session


def next_meeting(session: Session, keep: Keep | None = None) -> Session:
    """Return the next meeting with the same person, some weeks later; they remember what was said and promised."""
    if session.state.meeting > len(session.scenario.later):
        raise ConversationError(f"There is no further meeting with {session.scenario.report.name}.")
    return Session(session.scenario, keep, meet_again(session.scenario, session.state), session.wording)


def rewind(session: Session, turn: int, keep: Keep | None = None) -> Session:
    """Return a new talk that stands where `session` stood before the manager's turn with index `turn`."""
    exchange, odd = divmod(turn, 2)
    if odd or not 0 <= exchange < len(session.steps):
        raise ConversationError(f"Turn {turn + 1} is not one of your lines; a replay starts at one of them.")
    again = Session(session.scenario, start=session.start, wording=session.wording)
    for taken in session.steps[:exchange]:
        again.say(taken.line, reply=taken.reply, authored=authored(taken))
    again._keep = keep
    return again
