"""Rows sealed with a digest when they are written, and checked against it whenever they are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, select

from toolkit.errors import StoreError
from toolkit.records import schema
from toolkit.records.engine import Backend
from toolkit.records.integrity import digest
from toolkit.records.values import Attempt, Event

_CURE = "It was not used and not changed. Restore a backup to get it back."


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt, and what its row says of the events that belong to it."""

    number: int
    """Puts the attempts of a store in order, whatever the clock says."""
    attempt: Attempt
    event_count: int = 0
    head: str = ""
    """Digest of the last event; empty while there is none."""

    def sealed(self) -> dict[str, Any]:
        """The row as the database keeps it."""
        values = asdict(self.attempt) | {
            "number": self.number,
            "event_count": self.event_count,
            "head": self.head,
        }
        return values | {"digest": _attempt_digest(values)}


def _attempt_digest(values: dict[str, Any]) -> str:
    # each column by name: one that a later migration adds must not change the digests of older rows
    return digest(
        "attempt",
        *(values[column] for column in ("number", "id", "learner", "kind", "subject")),
        *(
            values[column]
            for column in ("started_at", "ended_at", "parent", "parent_turn", "event_count", "head")
        ),
    )


def attempt_row(connection: Connection, attempt_id: str) -> AttemptRow:
    """The row of an attempt; a StoreError when there is none or it was damaged."""
    if not isinstance(attempt_id, str):
        raise ValueError(f"An attempt is found by its id, which is text, not {attempt_id!r}.")
    # an id that the database cannot even ask for is an id that it does not have
    found = None
    if attempt_id.isprintable():
        found = connection.execute(select(schema.attempts).where(schema.attempts.c.id == attempt_id)).first()
    if found is None:
        raise StoreError(f"There is no attempt {attempt_id!r} in this store. It may have been erased.")
    return checked_attempt(found)


def checked_attempt(row: Row[Any]) -> AttemptRow:
    """The attempt in a row, when the row is as it was written."""
    values = dict(row._mapping)
    if _attempt_digest(values) != values["digest"]:
        raise StoreError(f"The record of attempt {_shown(row.id)} was damaged. {_CURE}")
    attempt = Attempt(**{field: values[field] for field in Attempt.__dataclass_fields__})
    return AttemptRow(row.number, attempt, row.event_count, row.head)


def chained(row: AttemptRow, at: str, new: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The rows of new events that go on where the attempt's events end."""
    rows, head, attempt_id = [], row.head, row.attempt.id
    for seq, (kind, body) in enumerate(new, row.event_count + 1):
        head = digest("event", head, attempt_id, seq, at, kind, body)
        rows.append(
            {"attempt_id": attempt_id, "seq": seq, "at": at, "kind": kind, "body": body, "digest": head}
        )
    return rows


def checked_events(row: AttemptRow, kept: Sequence[Row[Any]]) -> tuple[Event, ...]:
    """The events in rows ordered by number, when all are there and as they were written."""
    events, head = [], ""
    for seq, found in enumerate(kept, 1):
        head = digest("event", head, row.attempt.id, seq, found.at, found.kind, found.body)
        if found.seq != seq or found.digest != head:
            raise _damaged_event(row, seq)
        events.append(Event(seq, found.at, found.kind, json.loads(found.body)))
    if (len(events), head) != (row.event_count, row.head):
        raise _damaged_event(row, min(len(events), row.event_count) + 1)
    return tuple(events)


def _damaged_event(row: AttemptRow, seq: int) -> StoreError:
    return StoreError(f"Event {seq} of attempt {row.attempt.id} was damaged or is missing. {_CURE}")


def sealed_answer(
    learner: str, exercise: str, item: str, revision: int, at: str, value: str
) -> dict[str, Any]:
    """The row of one revision of an answer."""
    fields = {
        "learner": learner,
        "exercise": exercise,
        "item": item,
        "revision": revision,
        "at": at,
        "value": value,
    }
    return fields | {"digest": digest("answer", *fields.values())}


def checked_answer(row: Row[Any]) -> str:
    """The JSON text of an answer, when its row is as it was written."""
    if digest("answer", row.learner, row.exercise, row.item, row.revision, row.at, row.value) != row.digest:
        raise StoreError(
            f"Revision {_shown(row.revision)} of the answer {_shown(row.item)} of {_shown(row.learner)} in exercise "
            f"{_shown(row.exercise)} was damaged. {_CURE}"
        )
    return str(row.value)


def check(backend: Backend) -> int:
    """How many rows there are, after every one was read; a StoreError names the first that is damaged."""
    attempts, events, answers = schema.attempts, schema.events, schema.answers
    with backend.read() as connection:
        if problem := backend.damage(connection):
            raise StoreError(f"{backend.name} is damaged: {problem}. {_CURE}")
        rows = [checked_attempt(row) for row in connection.execute(select(attempts))]
        kept = sum(
            len(
                checked_events(
                    row,
                    connection.execute(
                        select(events).where(events.c.attempt_id == row.attempt.id).order_by(events.c.seq)
                    ).all(),
                )
            )
            for row in rows
        )
        given = connection.execute(
            select(answers).order_by(
                answers.c.learner, answers.c.exercise, answers.c.item, answers.c.revision
            )
        ).all()
    for row in given:
        checked_answer(row)
    for before, after in pairwise(given):
        same = (before.learner, before.exercise, before.item) == (after.learner, after.exercise, after.item)
        if after.revision != (before.revision + 1 if same else 1):
            raise StoreError(
                f"A revision of the answer {_shown(after.item)} of {_shown(after.learner)} is missing."
            )
    return len(rows) + kept + len(given)


def _shown(found: object) -> str:
    """A damaged value in a form that every screen can print."""
    return (
        str(found).encode("ascii", "backslashreplace").decode()
        if not isinstance(found, str)
        else ascii(found)
    )
