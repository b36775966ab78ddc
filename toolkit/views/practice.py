"""A whole practice: meetings with one person, each with your own view of it, the evidence, and moments replayed."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets

from toolkit.content import Rubric, Scenario
from toolkit.practice import Wording
from toolkit.records import Attempt, Store
from toolkit.views.talk import Talk
from toolkit.views.version import FirstVersion, Replay


def learner_here() -> str:
    """Return who is learning: the account on this machine or hub, never a name in a file."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may run under an id that has no name.
        return "learner"


class Practice:
    """A practice shown in a notebook, where it was left or from the start. A model words the replies where one is configured."""

    def __init__(self, scenario: Scenario, rubric: Rubric, store: Store, learner: str) -> None:
        self.rubric = rubric
        self._scenario = scenario
        self._store, self._learner = store, learner
        self._wording = Wording.configured()
        self.view = ipywidgets.VBox([])
        kept = store.attempts(learner, kind="talk", subject=scenario.id)
        self._begin(next((a for a in reversed(kept) if a.parent is None), None), kept)

    def _begin(self, attempt: Attempt | None, kept: Iterable[Attempt] = ()) -> None:
        self.meetings: list[Meeting] = []
        self._add_meeting(attempt, None, kept)
        while later := _next_attempt(self.meetings[-1].talk, kept):
            self._add_meeting(later, self.meetings[-1].talk, kept)
        self._show()

    def _add_meeting(self, attempt: Attempt | None, after: Talk | None, kept: Iterable[Attempt] = ()) -> Meeting:
        talk = self._talk(attempt=attempt, parent=after)
        number = len(self.meetings) + 1
        meeting = Meeting(talk, self.rubric, self._talk, self.again, lambda: self.meet_again(number))
        for replay in kept:
            meeting.restore(replay)
        self.meetings.append(meeting)
        return meeting

    def _talk(self, **which: Any) -> Talk:
        return Talk(self._scenario, self._store, self._learner, wording=self._wording, **which)

    def again(self) -> None:
        """Begin a new talk with the same person. The one before stays in the records."""
        self._begin(None)
        self.talk.view.arrive = True

    def meet_again(self, number: int) -> None:
        """Open the meeting after meeting `number`; when it is open already, go there."""
        if len(self.meetings) == number:
            self._add_meeting(None, self.meetings[-1].talk)
            self._show()
        self.meetings[number].talk.view.arrive = True

    def _show(self) -> None:
        self.view.children = tuple(meeting.view for meeting in self.meetings)

    @property
    def talk(self) -> Talk:
        """The talk of the first meeting."""
        return self.meetings[0].talk

    @property
    def first(self) -> FirstVersion:
        """The first meeting as it was held the first time."""
        return self.meetings[0].first

    @property
    def replays(self) -> list[Replay]:
        """Every replay, in the order of the meetings."""
        return [replay for meeting in self.meetings for replay in meeting.replays]

    @property
    def scorecards(self) -> list[Any]:
        """The scorecards of the talks and of their replays, as far as they have ended."""
        talks = [part.talk for meeting in self.meetings for part in (meeting.first, *meeting.replays)]
        return [talk.session.score(self.rubric) for talk in talks if talk.ended]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<practice: {self._scenario.title}>"


def _next_attempt(talk: Talk, kept: Iterable[Attempt]) -> Attempt | None:
    """Return the attempt that is the next meeting after a talk: it has this parent, and no turn of it."""
    if talk.attempt is None or not talk.ended or talk.next_meeting is None:
        return None
    return next((a for a in kept if a.parent == talk.attempt.id and a.parent_turn is None), None)


class Meeting:
    """One meeting with a person: the talk as it was first held, and its replays."""

    def __init__(
        self,
        talk: Talk,
        rubric: Rubric,
        open_talk: Callable[..., Talk],
        again: Callable[[], None],
        meet_again: Callable[[], None],
    ) -> None:
        self.talk, self._rubric, self._open_talk = talk, rubric, open_talk
        self.first = FirstVersion(talk, rubric, again, meet_again)
        self.replays: list[Replay] = []
        self.view = ipywidgets.VBox([self.first.view])
        talk.on_replay = self.replay

    def replay(self, turn: int) -> None:
        """Hold the talk again from one of your lines on. Both versions are kept."""
        replay = self._add(turn, None)
        replay.talk.start()
        replay.talk.view.arrive = True

    def restore(self, attempt: Attempt) -> None:
        """Show a replay that was kept, when it is one of this talk."""
        turn, own = attempt.parent_turn, self.talk.attempt
        if own and attempt.parent == own.id and turn is not None and turn < 2 * len(self.talk.session.steps):
            self._add(turn, attempt)

    def _add(self, turn: int, attempt: Attempt | None) -> Replay:
        talk = self._open_talk(attempt=attempt, parent=self.talk, parent_turn=turn)
        replay = Replay(talk, self.talk, turn, self._rubric)
        self.replays.append(replay)
        self.view.children = (self.first.view, *(one.view for one in self.replays))
        return replay
