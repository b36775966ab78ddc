"""Programs that the fault tests start, stop and kill. They run in a process of their own: `python child.py WHAT PATH`.

Each prints one JSON text as its last line.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text

from toolkit.errors import StoreError
from toolkit.records import open_store, schema

NOBODY = 65534


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Process id of a fork that does the work, and a pipe that reads what it writes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(writing)
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(writing)
    return child, reading


def drained(pipe: int) -> list[list[float]]:
    """The rows of numbers that came through a pipe, without a last one that was cut short."""
    content = b""
    while part := os.read(pipe, 65536):
        content += part
    os.close(pipe)
    return [json.loads(line) for line in content.split(b"\n")[:-1]]


def writers(path: str, count: int = 30, saves: int = 15, think: float = 0.5) -> object:
    """Many writers at once, each in its own talk and its own answers; how long every save took."""
    open_store(path).close()

    def work(pipe: int) -> None:
        chance = random.Random(os.getpid())
        with open_store(path) as store:
            learner = f"learner-{os.getpid()}"
            talk = store.start(learner, "talk", "gone_quiet")
            for save in range(saves):
                time.sleep(chance.random() * think)
                began = time.monotonic()
                store.append(talk.id, ("said", {"save": save, "text": "x" * 200}), expected_seq=save)
                store.put_answer(learner, "01_listening", "notes", {"save": save})
                os.write(pipe, b"[%.6f]\n" % ((time.monotonic() - began) / 2))

    children = [forked(work) for _ in range(count)]
    took = [row[0] for _, pipe in children for row in drained(pipe)]
    failed = sum(os.waitpid(child, 0)[1] != 0 for child, _ in children)
    return {"failed": failed, "took": took}


def killed(path: str, times: int = 30) -> object:
    """Writers killed in the middle of saves of three events; the attempts and the counts that they knew as kept."""
    chance = random.Random(7)
    known = {}
    for _ in range(times):
        with open_store(path) as store:
            talk = store.start("ann", "talk", "gone_quiet")

        def work(pipe: int, talk_id: str = talk.id) -> None:
            with open_store(path) as store:
                while True:
                    kept = store.append(talk_id, *(("said", {"text": "x" * 3000}) for _ in range(3)))
                    os.write(pipe, b"[%d]\n" % kept[-1].seq)

        child, pipe = forked(work)
        time.sleep(0.02 + chance.random() * 0.08)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        known[talk.id] = max((int(row[0]) for row in drained(pipe)), default=0)
    return known


def stopped(path: str, times: int = 20) -> object:
    """Copies of the files as a power cut would leave them, and how many events were known as kept just before."""
    chance = random.Random(11)
    snapshots = []
    for number in range(times):
        with open_store(path) as store:
            talk = store.start("ann", "talk", "gone_quiet")

        def work(pipe: int, talk_id: str = talk.id) -> None:
            with open_store(path) as store:
                while True:
                    kept = store.append(talk_id, *(("said", {"text": "x" * 3000}) for _ in range(3)))
                    os.write(pipe, b"[%d]\n" % kept[-1].seq)

        child, pipe = forked(work)
        time.sleep(0.02 + chance.random() * 0.08)
        os.kill(child, signal.SIGSTOP)
        os.waitpid(child, os.WUNTRACED)
        folder = Path(path).parent / f"snapshot-{number}"
        folder.mkdir()
        for file in Path(path).parent.glob(f"{Path(path).name}*"):
            shutil.copy(file, folder)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        known = max((int(row[0]) for row in drained(pipe)), default=0)
        snapshots.append([str(folder / Path(path).name), talk.id, known])
    return snapshots


def full(path: str) -> object:
    """What a store says when its file may not grow, how much was known as kept, and whether it works again after."""
    with open_store(path) as store:
        talk = store.start("ann", "talk", "gone_quiet")
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        known, said = 0, ""
        while not said:
            try:
                known = store.append(talk.id, ("said", {"text": "x" * 5000}))[-1].seq
            except StoreError as error:
                said = str(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        kept = len(store.events(talk.id))
        after = store.append(talk.id, ("said", {"text": "again"}))[-1].seq
    return {"said": said, "known": known, "kept": kept, "after": after}


def read_only(path: str) -> object:
    """What a store in a folder that one may only read still gives, and what it says to a save."""
    open_store(path).close()
    if os.geteuid() == 0:
        # root may write anywhere
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    said = {}
    with open_store(path) as store:
        (talk,) = store.attempts("ann")
        said["events"] = len(store.events(talk.id))
        with contextlib.suppress(StoreError):
            said["append"] = ""
            store.append(talk.id, ("said", {}))
        try:
            store.put_answer("ann", "01_listening", "a", 1)
        except StoreError as error:
            said["append"] = str(error)
    try:
        open_store(Path(path).parent / "new.sqlite")
    except StoreError as error:
        said["new"] = str(error)
    return said


def hold(path: str, seconds: float) -> object:
    """Hold the write lock, after printing a line that says so."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(seconds)
        connection.execute("ROLLBACK")
    return None


def m002_slowly(connection: Connection, *, strict: bool) -> None:
    """A migration of several steps, each of them slow."""
    for statement in (
        "ALTER TABLE attempts ADD COLUMN room TEXT",
        "CREATE TABLE rooms (id TEXT NOT NULL PRIMARY KEY)",
        "UPDATE attempts SET room = 'one'",
        "INSERT INTO rooms VALUES ('one')",
    ):
        connection.execute(text(statement))
        time.sleep(0.01)


def migrated(path: str, times: int = 20) -> object:
    """The state in which a migration leaves the store when it is killed at different moments."""
    states = []
    for number in range(times):
        copy = f"{path}-{number}"
        shutil.copy(path, copy)

        def work(pipe: int, copy: str = copy) -> None:
            schema.MIGRATIONS.append(m002_slowly)
            open_store(copy)

        child, pipe = forked(work)
        time.sleep(0.08 * number / times)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(pipe)
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            columns = [row[1] for row in connection.execute("PRAGMA table_info(attempts)")]
            rooms = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'rooms'").fetchone()[
                0
            ]
            filled = rooms and connection.execute("SELECT count(*) FROM rooms").fetchone()[0]
            states.append([version, "room" in columns, rooms, filled])
    return states


if __name__ == "__main__":
    programs = {
        program.__name__: program for program in (writers, killed, stopped, full, read_only, migrated)
    }
    programs["hold"] = lambda path: hold(path, float(sys.argv[3]))
    result = programs[sys.argv[1]](sys.argv[2])
    sys.stdout.write(json.dumps(result) + "\n")
