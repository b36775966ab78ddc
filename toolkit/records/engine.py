"""What every database behind a store can do: transactions, migrations, and errors in plain words.

Writes and reads are two kinds of transaction. A write takes the write lock when it begins, not when it first writes:
a transaction that reads, then finds another writer in its way, would have to start again, and most would.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from toolkit.errors import StoreError
from toolkit.records import schema

ON_SCREEN = "What you typed is still on the screen."
READ_ONLY = "one_on_one_read_only"
"""Execution option of a connection that will only read."""


class Backend(abc.ABC):
    """One database, opened and known to be ours."""

    engine: Engine
    name: str
    """How messages call it: a path, or a URL without its password."""
    reading: dict[str, Any]
    """Execution options of a connection that only reads."""
    strict = False

    def connect(self) -> Connection:
        """A connection that is this process's own."""
        return self.engine.connect()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in a transaction that holds the write lock from the start."""
        try:
            with self.connect() as connection, connection.begin():
                self.lock(connection)
                yield connection
        except DBAPIError as error:
            raise StoreError(f"{self.explain(error)} {ON_SCREEN}") from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in a transaction in which nothing changes while it reads."""
        try:
            with self.connect().execution_options(**self.reading) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise StoreError(self.explain(error)) from error

    def migrate(self) -> None:
        """Bring the tables to the newest format, each step in a transaction of its own: killed, it is old or new."""
        newest = len(schema.MIGRATIONS)
        with self.read() as connection:
            found = self.version(connection)
        if found > newest:
            raise StoreError(
                f"The records in {self.name} were written by a newer version of this toolkit (format {found}; "
                f"this one knows formats up to {newest}). Update the toolkit; the records were left as they are."
            )
        while found < newest:
            with self.write() as connection:
                # another program may have come first, so the number is read again under the lock
                found = self.version(connection)
                if found < newest:
                    schema.MIGRATIONS[found](connection, strict=self.strict)
                    found += 1
                    self.set_version(connection, found)

    @abc.abstractmethod
    def version(self, connection: Connection) -> int:
        """The format that the tables are in; 0 when there are none."""

    @abc.abstractmethod
    def set_version(self, connection: Connection, version: int) -> None:
        """Note the format, in the same transaction that makes it true."""

    @abc.abstractmethod
    def lock(self, connection: Connection) -> None:
        """Wait until there is no other writer, and keep others waiting until the transaction ends."""

    @abc.abstractmethod
    def scrub(self) -> None:
        """Overwrite what was deleted, wherever this database still has it."""

    @abc.abstractmethod
    def damage(self, connection: Connection) -> str | None:
        """What the database itself finds wrong with its structure."""

    @abc.abstractmethod
    def backup(self, target: Path, verify: Callable[[Backend], object]) -> None:
        """Write a copy that is complete or not there, after `verify` has read it."""

    @abc.abstractmethod
    def explain(self, error: Exception) -> str:
        """What went wrong, and what to do, in plain words."""
