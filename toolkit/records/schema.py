"""The tables, as queries see them, and the append-only list of migrations that make them.

`MIGRATIONS[n]` takes a store from format n to n + 1. A migration is never edited once released: a new column gets a new
function at the end of the list, and its name in the table below.
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    column,
    table,
)

attempts = table(
    "attempts",
    column("number", Integer),
    column("id", Text),
    column("learner", Text),
    column("kind", Text),
    column("subject", Text),
    column("started_at", Text),
    column("parent", Text),
    column("parent_turn", Integer),
    column("ended_at", Text),
    column("event_count", Integer),
    column("head", Text),
    column("digest", Text),
)
events = table(
    "events",
    column("attempt_id", Text),
    column("seq", Integer),
    column("at", Text),
    column("kind", Text),
    column("body", Text),
    column("digest", Text),
)
answers = table(
    "answers",
    column("learner", Text),
    column("exercise", Text),
    column("item", Text),
    column("revision", Integer),
    column("at", Text),
    column("value", Text),
    column("digest", Text),
)
TABLES = (attempts, events, answers)


def m001_attempts_events_answers(connection: Connection, *, strict: bool) -> None:
    """Make the first three tables.

    `attempts` holds the number of its events and the digest of the last, so that a lost last event is noticed too.
    """
    tables = MetaData()
    Table(
        "attempts",
        tables,
        Column("number", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("learner", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("started_at", Text, nullable=False),
        Column("parent", Text, ForeignKey("attempts.id")),
        Column("parent_turn", Integer),
        Column("ended_at", Text),
        Column("event_count", Integer, nullable=False),
        Column("head", Text, nullable=False),
        Column("digest", Text, nullable=False),
        Index("attempts_by_learner", "learner", "kind", "subject"),
        Index("attempts_by_parent", "parent"),
        sqlite_strict=strict,
    )
    Table(
        "events",
        tables,
        Column("attempt_id", Text, ForeignKey("attempts.id"), nullable=False),
        Column("seq", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("digest", Text, nullable=False),
        PrimaryKeyConstraint("attempt_id", "seq"),
        sqlite_strict=strict,
    )
    Table(
        "answers",
        tables,
        Column("learner", Text, nullable=False),
        Column("exercise", Text, nullable=False),
        Column("item", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("value", Text, nullable=False),
        Column("digest", Text, nullable=False),
        PrimaryKeyConstraint("learner", "exercise", "item", "revision"),
        sqlite_strict=strict,
    )
    tables.create_all(connection, checkfirst=False)


class Migration(Protocol):
    """A step from one format to the next, called inside a write transaction of its own."""

    def __call__(self, connection: Connection, *, strict: bool) -> None:
        """Change the tables. `strict` says whether this SQLite has STRICT tables; PostgreSQL pays no heed to it."""


MIGRATIONS: list[Migration] = [m001_attempts_events_answers]
