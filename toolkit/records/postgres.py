"""A store in a PostgreSQL database, for a workshop whose notebooks run on several machines.

Only what differs from SQLite is here. Writers take turns by an advisory lock, as they do in SQLite, and readers see
one snapshot. The tables must be alone in their schema.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, bindparam, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from toolkit.errors import StoreError
from toolkit.records.engine import Backend

_WRITER = 0x314F4E31
"""Number of the advisory lock that every writer takes, as it would take SQLite's only write lock."""

_LOCK = text("SELECT pg_advisory_xact_lock(:key)").bindparams(bindparam("key"))
_READ_VERSION = text("SELECT version FROM one_on_one_format")
_NOTE_VERSION = text("INSERT INTO one_on_one_format (version) VALUES (:version)")


class PostgresBackend(Backend):
    """The database at a URL, which must exist; the tables are made."""

    def __init__(self, url: URL, *, busy_seconds: float = 10.0) -> None:
        self.name = url.render_as_string(hide_password=True)
        self.reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self.busy_seconds = busy_seconds
        # connections are kept, since making one costs 30 ms; pre_ping notices those that a server restart has cut
        self.engine = create_engine(url, pool_size=1, max_overflow=20, pool_pre_ping=True)
        event.listen(self.engine, "connect", lambda connection, _record: self._prepare(connection))
        self._process = os.getpid()

    def open(self) -> PostgresBackend:
        """Itself, in the newest format."""
        try:
            self.migrate()
        except BaseException:
            self.engine.dispose()
            raise
        return self

    def connect(self) -> Connection:
        """A connection that is this process's own: after a fork, two processes would talk through one socket."""
        if self._process != os.getpid():
            self.engine.dispose(close=False)
            self._process = os.getpid()
        return super().connect()

    def _prepare(self, connection: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("SET lock_timeout = %d" % round(self.busy_seconds * 1000))  # noqa: UP031
        connection.commit()

    def version(self, connection: Connection) -> int:
        if not inspect(connection).has_table("one_on_one_format"):
            return 0
        return int(connection.execute(_READ_VERSION).scalar_one())

    def set_version(self, connection: Connection, version: int) -> None:
        connection.execute(text("CREATE TABLE IF NOT EXISTS one_on_one_format (version INTEGER NOT NULL)"))
        connection.execute(text("DELETE FROM one_on_one_format"))
        connection.execute(_NOTE_VERSION, {"version": version})

    def lock(self, connection: Connection) -> None:
        connection.execute(_LOCK, {"key": _WRITER})

    def scrub(self) -> None:
        # deleted rows stay in the table's file until it is written anew; the server's log and backups are its owner's
        try:
            with self.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # the ping has begun a transaction with pg8000, and VACUUM must not be in one
                connection.connection.rollback()
                for statement in ("VACUUM FULL answers", "VACUUM FULL events", "VACUUM FULL attempts"):
                    connection.execute(text(statement))
        except DBAPIError as error:
            raise StoreError(
                f"The records are erased, but traces stay in the tables' files: {self.explain(error)} Erase once more."
            ) from error

    def damage(self, connection: Connection) -> str | None:
        return None

    def backup(self, target: Path, verify: Callable[[Backend], object]) -> None:
        raise StoreError(
            f"The records are in {self.name}: ask whoever runs that server for a backup (pg_dump)."
        )

    def explain(self, error: Exception) -> str:
        cause = getattr(error, "orig", None) or error
        details = cause.args[0] if cause.args and isinstance(cause.args[0], dict) else {}
        match details.get("C") or getattr(cause, "sqlstate", None) or "":
            case "55P03" | "40P01":
                return (
                    f"The records are busy: another program has held {self.name} for more than "
                    f"{self.busy_seconds:g} seconds. Try again in a moment."
                )
            case "53100":
                return f"The disk is full: nothing more fits into {self.name}. Ask whoever runs that server."
            case "25006" | "42501":
                return f"{self.name} cannot be written: your account may only read there."
            case "28P01" | "28000" | "3D000":
                return f"{self.name} did not let you in: {details.get('M', cause)}. Check ONE_ON_ONE_STORE."
            case "":
                return f"{self.name} cannot be reached ({cause}). Check ONE_ON_ONE_STORE and the network."
            case code:
                return f"{self.name} did not keep it: {details.get('M', cause)} ({code})."
