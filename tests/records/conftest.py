"""Stores for the tests: a file in the test's own folder, and a PostgreSQL server of the test run's own."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import create_engine, text

from toolkit.records import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores of this test use WAL. One process at a time writes here, so the race that it is avoided for cannot come."""
    monkeypatch.setattr("toolkit.records.journal.wal_is_safe", lambda version: True)
    monkeypatch.setattr("toolkit.records.sqlite.read_mounts", lambda: "")


@pytest.fixture
def built_without_safe_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """This SQLite may have been built to erase and to check by itself, as Debian's is; others are not."""
    connect = sqlite3.dbapi2.connect

    def plain(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", plain)


@pytest.fixture
def talk(store: Store) -> str:
    """Id of a talk with three events."""
    started = store.start("ann", "talk", "gone_quiet")
    store.append(started.id, *(("said", {"text": f"line {n}"}) for n in range(3)))
    return started.id


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, path: Path) -> str:
    """Where an empty store can be opened, once for each kind of database."""
    if request.param == "sqlite":
        return str(path)
    url = request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS answers, events, attempts, one_on_one_format"))
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database: the one in ONE_ON_ONE_TEST_POSTGRES, or a server started for these tests."""
    if given := os.environ.get("ONE_ON_ONE_TEST_POSTGRES"):
        yield given
        return
    if importlib.util.find_spec("pg8000") is None:
        _give_up("pg8000 is not installed")
    tools = _postgres_tools()
    if tools is None:
        _give_up("no PostgreSQL server is installed and ONE_ON_ONE_TEST_POSTGRES names none")
    with contextlib.ExitStack() as stack:
        try:
            url = _start_postgres(tools, stack)
        except subprocess.CalledProcessError as error:
            _give_up(f"the PostgreSQL server did not start: {error.stderr.strip().splitlines()[-1:]}")
        yield url


def _give_up(why: str) -> NoReturn:
    if os.environ.get("CI") and os.environ.get("ONE_ON_ONE_TEST_POSTGRES_REQUIRED"):
        pytest.fail(f"The store must be tested with PostgreSQL here, but {why}.")
    pytest.skip(f"Not tested with PostgreSQL: {why}.")


def _postgres_tools() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    found = installed[-1] if installed else shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


def _start_postgres(tools: Path, stack: contextlib.ExitStack) -> str:
    # a server's folder holds its socket, whose path must be short; pytest's own folders are too deep
    folder = Path(tempfile.mkdtemp(prefix="one-on-one-", dir="/tmp"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    # PostgreSQL refuses to run as root
    user = {"user": _unprivileged(folder)} if os.geteuid() == 0 else {}

    def run(tool: str, *arguments: str) -> None:
        # a file, not a pipe: the server keeps its standard output open for as long as it runs
        with (folder / "output").open("w+") as output:
            done = subprocess.run(
                [tools / tool, *arguments], stdout=output, stderr=output, cwd=folder, timeout=60, **user
            )
            output.seek(0)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, tool, stderr=output.read())

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run("initdb", "-D", f"{folder}/data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    stack.callback(run, "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
    run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
    return f"postgresql+pg8000://tester@127.0.0.1:{port}/postgres"


def _unprivileged(folder: Path) -> str:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return user
