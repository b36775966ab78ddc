"""The talks that somebody has held with simulated people, with the scorecard of each: held again from the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.content import Library
from toolkit.errors import ConversationError
from toolkit.feedback import Scorecard
from toolkit.practice import Session
from toolkit.records import Attempt, Store


@dataclass(frozen=True, slots=True)
class HeldTalk:
    """One first meeting, held to its end."""

    attempt: str
    scenario: str
    name: str
    day: date
    scorecard: Scorecard
    found: float
    """Share of what there was to find that came out, 0 to 1."""


def held_talks(store: Store, learner: str, library: Library) -> tuple[HeldTalk, ...]:
    """Return the first meetings that somebody has held to the end in free practice, oldest first.

    Replays and later meetings are left out, since they begin where another talk stood, and so is what can no longer be
    held as it was because the scenario has changed.
    """
    known = library.scenario_files()
    attempts = (a for a in store.attempts(learner, kind="talk") if a.ended_at and a.parent is None and a.subject in known)
    held = (_held(store, library, attempt) for attempt in attempts)
    return tuple(one for one in held if one is not None)


def _held(store: Store, library: Library, attempt: Attempt) -> HeldTalk | None:
    scenario = library.scenario(attempt.subject)
    session = Session(scenario)
    try:
        for event in store.events(attempt.id):
            if event.kind == "turn":
                reply = event.body["reply"]
                if session.say(event.body["line"], reply=reply, authored=event.body.get("authored")).reply != reply:
                    return None
    except ConversationError:
        return None
    session.end()
    return HeldTalk(
        attempt.id,
        scenario.id,
        scenario.report.name,
        date.fromisoformat(attempt.started_at[:10]),
        session.score(library.rubric(scenario.rubric)),
        len(session.state.disclosed) / len(session.to_find),
    )
