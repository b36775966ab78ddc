"""The store: practice talks, exercise answers and own views, kept the moment they are made.

It knows learners, attempts, events and answers, and nothing of what is in them. Each method is one transaction: when
it returns, what was given is on the disk; when it raises, nothing of it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from toolkit.errors import StoreError
from toolkit.records import audit, schema
from toolkit.records.engine import Backend
from toolkit.records.integrity import body_text, canonical, name, stamp
from toolkit.records.location import open_backend
from toolkit.records.values import Attempt, Event, Json, Kind, StoreConflict

_attempts, _events, _answers = schema.attempts, schema.events, schema.answers


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return uuid4().hex


def open_store(
    url: str | Path | None = None,
    *,
    clock: Callable[[], datetime] = _now,
    new_id: Callable[[], str] = _new_id,
    busy_seconds: float = 10.0,
) -> Store:
    """The store at a path or database URL, made when it is not there.

    None stands for the environment variable ONE_ON_ONE_STORE, and without it for `~/.one-on-one/records.sqlite`. A
    file that is not a store, or is damaged, or was written by a newer toolkit, is refused and left as it is.
    """
    return Store(open_backend(url, busy_seconds=busy_seconds), clock=clock, new_id=new_id)


class Store:
    """An opened store. Threads can share it, and a process forked between calls can go on using it."""

    def __init__(self, backend: Backend, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._opened: Backend | None = backend
        self._clock = clock
        self._new_id = new_id

    def start(
        self,
        learner: str,
        kind: Kind,
        subject: str,
        *,
        parent: str | None = None,
        parent_turn: int | None = None,
    ) -> Attempt:
        """A new attempt; with `parent`, the next meeting after that one, or its replay from `parent_turn` on."""
        if kind not in ("talk", "exercise"):
            raise ValueError(f"The kind of an attempt is 'talk' or 'exercise', not {kind!r}.")
        if parent_turn is not None and (parent is None or parent_turn < 0):
            raise ValueError("parent_turn is a turn of the parent: it needs a parent and is not below 0.")
        attempt = Attempt(
            self._new_id(),
            name("The learner", learner),
            kind,
            name("The subject", subject),
            stamp(self._clock()),
            parent,
            parent_turn,
        )
        with self._backend.write() as connection:
            # a replay of somebody else's talk could not be erased with its owner
            if parent is not None and audit.attempt_row(connection, parent).attempt.learner != learner:
                raise StoreError(
                    f"Attempt {parent} is not one of {learner}'s, so {learner} cannot replay it."
                )
            number = (
                connection.execute(select(func.coalesce(func.max(_attempts.c.number), 0))).scalar_one() + 1
            )
            connection.execute(insert(_attempts).values(audit.AttemptRow(number, attempt).sealed()))
        return attempt

    def append(
        self, attempt_id: str, *events: tuple[str, dict[str, Json]], expected_seq: int | None = None
    ) -> tuple[Event, ...]:
        """The events as kept, all of them or, on an error, none.

        With `expected_seq`, the number of the last event that the caller knows, StoreConflict when the attempt holds
        other than that: the same talk went on in another window. An ended attempt still takes events, for its debrief.
        """
        new = [(name("The kind of an event", kind), body_text(body)) for kind, body in events]
        at = stamp(self._clock())
        with self._backend.write() as connection:
            row = audit.attempt_row(connection, attempt_id)
            if expected_seq is not None and row.event_count != expected_seq:
                raise StoreConflict(attempt_id, expected=expected_seq, found=row.event_count)
            rows = audit.chained(row, at, new)
            if rows:
                connection.execute(insert(_events), rows)
                grown = replace(row, event_count=row.event_count + len(rows), head=rows[-1]["digest"])
                _update(connection, grown)
        return tuple(Event(row["seq"], at, row["kind"], json.loads(row["body"])) for row in rows)

    def events(self, attempt_id: str) -> tuple[Event, ...]:
        """The events of an attempt in order, every one checked against its digest."""
        with self._backend.read() as connection:
            row = audit.attempt_row(connection, attempt_id)
            kept = connection.execute(
                select(_events).where(_events.c.attempt_id == attempt_id).order_by(_events.c.seq)
            ).all()
        return audit.checked_events(row, kept)

    def end(self, attempt_id: str) -> None:
        """Note that the attempt has ended. Ending it twice keeps the first time."""
        with self._backend.write() as connection:
            row = audit.attempt_row(connection, attempt_id)
            if row.attempt.ended_at is None:
                ended = replace(row.attempt, ended_at=stamp(self._clock()))
                _update(connection, replace(row, attempt=ended))

    def attempt(self, id: str) -> Attempt:
        """The attempt with this id; a StoreError when there is none."""
        with self._backend.read() as connection:
            return audit.attempt_row(connection, id).attempt

    def attempts(
        self, learner: str, *, kind: Kind | None = None, subject: str | None = None
    ) -> tuple[Attempt, ...]:
        """The learner's attempts, oldest first, replays among them."""
        query = select(_attempts).where(_attempts.c.learner == name("The learner", learner))
        if kind is not None:
            query = query.where(_attempts.c.kind == kind)
        if subject is not None:
            query = query.where(_attempts.c.subject == name("The subject", subject))
        with self._backend.read() as connection:
            kept = connection.execute(query.order_by(_attempts.c.number)).all()
        return tuple(audit.checked_attempt(row).attempt for row in kept)

    def unfinished(
        self, learner: str, kind: Kind, subject: str, *, include_replays: bool = False
    ) -> Attempt | None:
        """The newest attempt that has not ended, to go on with."""
        for attempt in reversed(self.attempts(learner, kind=kind, subject=subject)):
            if attempt.ended_at is None and (include_replays or attempt.parent is None):
                return attempt
        return None

    def put_answer(self, learner: str, exercise: str, item: str, value: Json) -> int:
        """The revision under which the answer is kept; the newest one again when the answer has not changed."""
        text, at = canonical(value), stamp(self._clock())
        key = (name("The learner", learner), name("The exercise", exercise), name("The item", item))
        with self._backend.write() as connection:
            newest = connection.execute(
                select(_answers)
                .where(
                    _answers.c.learner == learner, _answers.c.exercise == exercise, _answers.c.item == item
                )
                .order_by(_answers.c.revision.desc())
                .limit(1)
            ).first()
            if newest is not None and audit.checked_answer(newest) == text:
                return int(newest.revision)
            revision = 1 if newest is None else int(newest.revision) + 1
            connection.execute(insert(_answers).values(audit.sealed_answer(*key, revision, at, text)))
        return revision

    def answers(self, learner: str, exercise: str) -> dict[str, Json]:
        """The newest answer to each item, in the order of the items' names."""
        mine = (
            _answers.c.learner == name("The learner", learner),
            _answers.c.exercise == name("The exercise", exercise),
        )
        newest = (
            select(_answers.c.item, func.max(_answers.c.revision).label("revision"))
            .where(*mine)
            .group_by(_answers.c.item)
            .subquery()
        )
        query = (
            select(_answers)
            .where(*mine)
            .join_from(
                _answers,
                newest,
                (_answers.c.item == newest.c.item) & (_answers.c.revision == newest.c.revision),
            )
        )
        with self._backend.read() as connection:
            kept = connection.execute(query).all()
        return {
            row.item: json.loads(audit.checked_answer(row))
            for row in sorted(kept, key=lambda row: str(row.item))
        }

    def erase(self, learner: str) -> int:
        """How many rows of this learner were removed for good, their bytes overwritten.

        Backups made before still hold them: delete those too.
        """
        mine = select(_attempts.c.id).where(_attempts.c.learner == name("The learner", learner))
        with self._backend.write() as connection:
            erased = sum(
                connection.execute(statement).rowcount
                for statement in (
                    delete(_events).where(_events.c.attempt_id.in_(mine)),
                    delete(_answers).where(_answers.c.learner == learner),
                    delete(_attempts).where(_attempts.c.learner == learner),
                )
            )
        self._backend.scrub()
        return erased

    def check(self) -> int:
        """How many rows there are, after reading every one; a StoreError names the first that is damaged."""
        return audit.check(self._backend)

    def backup(self, path: str | Path) -> None:
        """Write a complete, checked copy while others go on writing. A file that is there already is not replaced.

        A file manager's copy of a store in use can lack the newest rows, or all of them; this one does not.
        """
        self._backend.backup(Path(path).expanduser().absolute(), audit.check)

    def close(self) -> None:
        """End the use of this store; it may be called twice."""
        if self._opened is not None:
            self._opened.engine.dispose()
        self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _backend(self) -> Backend:
        if self._opened is None:
            raise StoreError("The store is closed. Open it again with open_store().")
        return self._opened


def _update(connection: Connection, row: audit.AttemptRow) -> None:
    connection.execute(update(_attempts).where(_attempts.c.id == row.attempt.id).values(row.sealed()))
