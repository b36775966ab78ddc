"""A store in one SQLite file: the version gate, the settings of every connection, and what is done to files.

SQLAlchemy gives each transaction a new connection (`NullPool`), so nothing open is carried over a fork, and an idle
kernel holds no lock. `sqlite3` is told to begin no transactions of its own; a `begin` listener does it instead:
`BEGIN IMMEDIATE`, unless the connection was asked only to read. Beginning with a plain `BEGIN` and writing later lost
2,908 of 3,000 saves of 30 writers.

The file is never opened other than through SQLite: closing any handle of a file drops the locks that this process
holds on it, and SQLite would not know.
"""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event

from toolkit.errors import StoreError
from toolkit.records import schema
from toolkit.records.engine import READ_ONLY, Backend
from toolkit.records.journal import journal_mode, read_mounts

APPLICATION_ID = 0x314F4E31
"""`1ON1`, kept in the file's header so that no other program's database is taken for ours."""

_log = logging.getLogger(__name__)


class SqliteBackend(Backend):
    """The file at `path`, made when it is not there; refused, and left as it is, when it is not ours or damaged."""

    def __init__(self, path: Path, *, busy_seconds: float = 10.0) -> None:
        self.path = Path(os.path.realpath(path))
        self.name = str(path)
        self.reading = {READ_ONLY: True}
        self.busy_seconds = busy_seconds
        self.strict = sqlite3.sqlite_version_info >= (3, 37, 0)
        self.journal = journal_mode(
            sqlite3.sqlite_version_info, self.path.parent, read_mounts(), sys.platform
        )
        self.engine = self._engine()

    def open(self) -> SqliteBackend:
        """Itself, checked and in the newest format."""
        with self._explained():
            try:
                facts = self.path.stat()
            except FileNotFoundError:
                self._create()
                facts = self.path.stat()
            self._refuse_what_is_not_a_store(facts)
        self.migrate()
        return self

    def _engine(self) -> Engine:
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            poolclass=NullPool,
            connect_args={"timeout": self.busy_seconds},
        )
        event.listen(engine, "connect", lambda connection, _record: self._prepare(connection))
        event.listen(engine, "begin", self._begin)
        return engine

    def _prepare(self, connection: sqlite3.Connection) -> None:
        # None: sqlite3 begins no transactions of its own, the `begin` listener does
        connection.isolation_level = None
        # a flipped bit can break UTF-8; such a row must reach the digest check, which names it
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if self.journal == "DELETE" and _one(connection, "PRAGMA journal_mode") == "wal":
            # made by a program with a newer SQLite; it can go on with DELETE, we could not go on with WAL
            connection.execute("PRAGMA journal_mode = DELETE")

    def _begin(self, connection: Connection) -> None:
        # whoever forgets to say which, writes: safe, if slower
        if connection.get_execution_options().get(READ_ONLY, False):
            connection.exec_driver_sql("BEGIN")
        else:
            self._begin_write(connection)

    def _begin_write(self, connection: Connection) -> None:
        # SQLite's own waiting asks less and less often, so among many writers the newcomer wins, and on a busy machine
        # some starved for more than 10 seconds. Here all ask equally often, and none waited 1 second.
        raw: Any = connection.connection.driver_connection
        until = time.monotonic() + self.busy_seconds
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            while time.monotonic() < until:
                try:
                    raw.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error):
                        break
                time.sleep(random.uniform(0.002, 0.02))  # noqa: S311 - nothing secret
            # once more through SQLAlchemy, which wraps the error
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            raw.execute("PRAGMA busy_timeout = %d" % round(self.busy_seconds * 1000))  # noqa: UP031

    def _create(self) -> None:
        """Make the file under another name and put it in place whole, so that an empty one is never ours."""
        draft = _draft(self.path)
        try:
            blank = SqliteBackend(draft, busy_seconds=self.busy_seconds)
            blank.name = self.name
            blank.migrate()
            with closing(self._raw(draft)) as connection:
                connection.execute(
                    "PRAGMA journal_mode = WAL" if self.journal == "WAL" else "PRAGMA journal_mode"
                )
            _publish(draft, self.path)
        except FileExistsError:
            _log.debug("Another program made %s first", self.name)
        finally:
            draft.unlink(missing_ok=True)
        _log.info("Made %s with SQLite %s, journal mode %s", self.name, sqlite3.sqlite_version, self.journal)

    def _refuse_what_is_not_a_store(self, facts: os.stat_result) -> None:
        if not stat.S_ISREG(facts.st_mode):
            raise StoreError(f"{self.name} is not a file. Give the path of a file for the records.")
        if facts.st_size == 0:
            raise self._refusal("it is empty (0 bytes)")
        with closing(self._raw(self.path)) as connection:
            connection.execute("BEGIN")
            found = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            if _one(connection, "PRAGMA application_id") != APPLICATION_ID:
                raise self._refusal("it is a database of another program")
            newest = _one(connection, "PRAGMA user_version") == len(schema.MIGRATIONS)
            if newest and (missing := {table.name for table in schema.TABLES} - found):
                raise self._refusal(f"the table {min(missing)} is missing")
            expected = _one(connection, "PRAGMA page_count") * _one(connection, "PRAGMA page_size")
            size = self.path.stat().st_size
            # with WAL, the newest pages may still be in the -wal file alone
            if _one(connection, "PRAGMA journal_mode") != "wal" and size < expected:
                raise self._refusal(f"it is cut short: {size} of {expected} bytes are there")

    def _refusal(self, why: str) -> StoreError:
        return StoreError(
            f"{self.name} cannot be used for the records: {why}. It was left as it is. "
            "Move it away to start with a new one, or put a backup in its place."
        )

    def version(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def set_version(self, connection: Connection, version: int) -> None:
        # a pragma takes no parameters; both are whole numbers of our own
        connection.exec_driver_sql("PRAGMA user_version = %d" % version)  # noqa: UP031
        connection.exec_driver_sql("PRAGMA application_id = %d" % APPLICATION_ID)  # noqa: UP031

    def lock(self, connection: Connection) -> None:
        """Nothing: BEGIN IMMEDIATE has locked the whole file already."""

    def scrub(self) -> None:
        # secure_delete has zeroed what was deleted, but with WAL the old pages lie in the -wal file
        with self._explained(), closing(self._raw(self.path)) as connection:
            if _one(connection, "PRAGMA journal_mode") != "wal":
                return
            if _one(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0:
                raise StoreError(
                    f"The records are erased, but another program is reading {self.name}, so traces stay in its "
                    "-wal file. Close the other notebooks and erase once more."
                )

    def damage(self, connection: Connection) -> str | None:
        found = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
        if found != "ok":
            return found
        if orphan := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            return f"a row of {orphan[0]} belongs to a row of {orphan[2]} that is not there"
        return None

    def backup(self, target: Path, verify: Callable[[Backend], object]) -> None:
        if target.exists():
            raise StoreError(f"{target} is there already. Choose another name for the backup.")
        with self._explained(target):
            draft = _draft(target)
            try:
                with closing(self._raw(self.path)) as source, closing(sqlite3.connect(draft)) as copy:
                    # sqlite3 retries a busy source for ever; holding a read lock first, it is never busy
                    source.execute("BEGIN")
                    source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode = DELETE")
                copied = SqliteBackend(draft)
                copied.name = str(target)
                verify(copied)
                _publish(draft, target)
            except FileExistsError:
                raise StoreError(f"{target} is there already. Choose another name for the backup.") from None
            finally:
                draft.unlink(missing_ok=True)

    def _raw(self, path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=self.busy_seconds, isolation_level=None)

    @contextmanager
    def _explained(self, place: Path | None = None) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(self.explain(error)) from error
        except OSError as error:
            where = place or self.path
            raise StoreError(
                f"{where} cannot be written: {error.strerror or error}. Choose a file in a folder that you may write "
                "to; for the records, the environment variable ONE_ON_ONE_STORE holds its path."
            ) from error

    def explain(self, error: Exception) -> str:
        cause = getattr(error, "orig", None) or error
        code = str(getattr(cause, "sqlite_errorname", "") or "")
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
            return (
                f"The records are busy: another program has held {self.name} for more than "
                f"{self.busy_seconds:g} seconds. Try again in a moment."
            )
        if code.startswith("SQLITE_FULL"):
            return f"The disk is full: nothing more fits into {self.name}. Free some space, then try again."
        if code.startswith("SQLITE_IOERR"):
            return (
                f"The disk did not take it: {self.name} could not be written or read ({cause}). "
                "The disk or your share of it may be full. Free some space, then try again."
            )
        if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
            return (
                f"{self.name} cannot be written: the file or its folder is read-only for you. Make it writable, or "
                "set the environment variable ONE_ON_ONE_STORE to a file in a folder that you may write to."
            )
        if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            return str(self._refusal(f"it is damaged or not a database ({cause})"))
        return f"{self.name} did not keep it: {cause}."


def _one(connection: sqlite3.Connection, question: str) -> Any:
    return connection.execute(question).fetchone()[0]


def _draft(target: Path) -> Path:
    """A new empty file beside the target that only its owner can read."""
    handle, path = tempfile.mkstemp(prefix=".one-on-one-", suffix=".draft", dir=target.parent)
    os.close(handle)
    return Path(path)


def _publish(draft: Path, target: Path) -> None:
    """Give the draft its name without ever replacing a file: FileExistsError when there is one."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except (OSError, AttributeError):
        # no hard links here (FAT, some shares, the browser): claim the name, then replace what we claimed
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        draft.replace(target)
    if os.name == "posix" and sys.platform != "emscripten":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
