"""The values that a store gives back: attempts and the events in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from toolkit.errors import StoreError

Json: TypeAlias = Any
"""Any JSON value. What cannot be written as JSON is refused when it is kept, not by the type checker."""

Kind: TypeAlias = Literal["talk", "exercise"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One go of one learner at one scenario or exercise."""

    id: str
    learner: str
    kind: Kind
    subject: str
    """Id of the scenario or exercise."""
    started_at: str
    """ISO 8601 in UTC, for people to read; attempts are put in order by their number, never by this."""
    parent: str | None = None
    """The attempt that this one replays a moment of, or, without a turn, the meeting before this one."""
    parent_turn: int | None = None
    """The turn of the parent from which the replay goes on."""
    ended_at: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in an attempt."""

    seq: int
    """Counted from 1 within the attempt, without gaps."""
    at: str
    kind: str
    body: dict[str, Json]


class StoreConflict(StoreError):  # noqa: N818 - it names what happened, as the screen does
    """The attempt went on somewhere else, so adding to it from here would mix two talks into one."""

    def __init__(self, attempt: str, *, expected: int, found: int) -> None:
        self.attempt, self.expected, self.found = attempt, expected, found
        if found > expected:
            story = f"This talk went on in another window: it has {found} entries there and {expected} here."
        else:
            story = (
                f"This talk has gone back: {expected} entries are on the screen and only {found} are kept."
            )
        super().__init__(
            f"{story} Nothing was added. Open the talk again to go on from what is kept; "
            "what you typed is still on the screen."
        )
