"""What a store in an SQLite file promises beyond the contract: its settings, its journal, and how it writes."""

from __future__ import annotations

import ast
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

import toolkit.records
from toolkit.records import Store, open_store
from toolkit.records.journal import journal_mode, on_network, wal_is_safe

pytestmark = pytest.mark.usefixtures("built_without_safe_defaults")

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/local ext4 rw 0 0
//host/share /mnt/our\\040files cifs rw 0 0
sshfs /mnt/far fuse.sshfs rw 0 0
drvfs /mnt/c 9p rw 0 0
overlaid /over nfs rw 0 0
tmpfs /over tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 54, 1), True),
    ],
)
def test_wal_is_for_the_versions_without_the_race(version: tuple[int, int, int], safe: bool) -> None:
    assert wal_is_safe(version) is safe
    assert journal_mode(version, Path("/srv"), "", "linux") == ("WAL" if safe else "DELETE")


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/srv", False),
        ("/home/ann", True),
        ("/home/local/ann", False),
        ("/homes", False),
        ("/mnt/our files/x", True),
        ("/mnt/far", True),
        ("/mnt/c/Users", True),
        ("/over/x", False),
    ],
)
def test_wal_is_not_for_network_drives(folder: str, network: bool) -> None:
    assert on_network(Path(folder), MOUNTS) is network
    assert journal_mode((3, 54, 1), Path(folder), MOUNTS, "linux") == ("DELETE" if network else "WAL")


def test_wal_is_not_for_the_browser() -> None:
    assert journal_mode((3, 54, 1), Path("/home"), "", "emscripten") == "DELETE"


def test_every_connection_has_the_safe_settings(store: Store) -> None:
    with store._backend.write() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("busy_timeout", "synchronous", "foreign_keys", "secure_delete", "journal_mode")
        }

    full, on = 2, 1
    mode = "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"
    assert settings == {
        "busy_timeout": 10_000,
        "synchronous": full,
        "foreign_keys": on,
        "secure_delete": on,
        "journal_mode": mode,
    }


def test_a_store_says_once_which_journal_it_uses(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "toolkit.records")
    open_store(path).close()
    open_store(path).close()

    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "journal mode" in caplog.text


@pytest.mark.usefixtures("wal")
def test_a_new_store_uses_wal_where_it_is_safe(path: Path) -> None:
    with open_store(path) as store, store._backend.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_a_store_made_with_wal_is_taken_off_it_where_it_is_not_safe(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("toolkit.records.journal.wal_is_safe", lambda version: True)
        newer.setattr("toolkit.records.sqlite.read_mounts", lambda: "")
        open_store(path).close()
    monkeypatch.setattr("toolkit.records.journal.wal_is_safe", lambda version: False)

    with open_store(path) as store, store._backend.write() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="This SQLite has no STRICT tables.")
def test_a_column_takes_only_its_own_type(store: Store, talk: str, path: Path) -> None:
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"),
    ):
        connection.execute("UPDATE attempts SET event_count = 'three'")


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that any connection runs during the test, in order."""
    ran: list[str] = []

    def listen(connection: sqlite3.Connection, record: object) -> None:
        connection.set_trace_callback(ran.append)

    event.listen(Pool, "connect", listen)
    yield ran
    event.remove(Pool, "connect", listen)


def test_every_write_takes_the_lock_before_it_reads(statements: list[str], path: Path) -> None:
    with open_store(path) as store:
        talk = store.start("ann", "talk", "gone_quiet")
        store.append(talk.id, ("said", {}), expected_seq=0)
        store.start("ann", "talk", "gone_quiet", parent=talk.id)
        store.end(talk.id)
        store.put_answer("ann", "01_listening", "a", 1)
        store.events(talk.id)
        store.erase("ann")

    begun, written = "", []
    for statement in statements:
        verb = statement.split(maxsplit=1)[0].upper()
        if verb in ("BEGIN", "COMMIT", "ROLLBACK"):
            begun = statement if verb == "BEGIN" else ""
        elif verb in ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP"):
            written.append((verb, begun))
    assert {begun for _, begun in written} == {"BEGIN IMMEDIATE"}
    assert {verb for verb, _ in written} == {"CREATE", "INSERT", "UPDATE", "DELETE"}
    assert {statement for statement in statements if statement.startswith("BEGIN")} == {
        "BEGIN",
        "BEGIN IMMEDIATE",
    }


def test_no_statement_is_put_together_from_text() -> None:
    folder = Path(toolkit.records.__file__).parent
    calls = [
        (file.name, node)
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", ""))
        in {"execute", "exec_driver_sql", "text", "_one"}
    ]
    risky = [
        f"{name}:{node.lineno}"
        for name, node in calls
        for part in ast.walk(node)
        if isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Call) and getattr(part.func, "attr", "") == "format")
        or (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add))
    ]

    assert len(calls) > 20
    assert risky == []


def test_the_package_needs_nothing_that_browsers_lack() -> None:
    allowed = {"sqlalchemy", "toolkit", *sys.stdlib_module_names}
    folder = Path(toolkit.records.__file__).parent
    imported = {
        name.split(".")[0]
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= allowed
