"""Nothing that was kept is lost: killed programs, full disks, read-only folders, locks, and thirty writers at once."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from toolkit.errors import StoreError
from toolkit.records import Store, open_store

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="The children of these tests are forks.")


def child(what: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("child.py")), what, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def outcome(what: str, path: Path) -> Any:
    with child(what, path) as program:
        output, _ = program.communicate(timeout=120)
    assert program.returncode == 0
    return json.loads(output.splitlines()[-1])


@contextlib.contextmanager
def lock_held(path: Path, seconds: float) -> Iterator[None]:
    """Another process holds the write lock for so long, or until the block ends."""
    with child("hold", path, seconds) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "held\n"
        yield
        program.terminate()


@pytest.mark.slow
def test_thirty_writers_lose_nothing(path: Path) -> None:
    result = outcome("writers", path)

    took = sorted(result["took"])
    assert result["failed"] == 0
    assert len(took) == 30 * 15
    # generous, since the machine may be busy; the measured value is in the tens of milliseconds
    assert took[int(len(took) * 0.99)] < 5
    with open_store(path) as store:
        assert store.check() == 30 + 30 * 15 * 2


@pytest.mark.slow
def test_a_killed_program_has_kept_all_that_it_knew_as_kept(path: Path) -> None:
    open_store(path).close()

    known = outcome("killed", path)

    assert len(known) == 30
    assert sum(known.values()) > 30
    began = time.monotonic()
    with open_store(path) as store:
        assert time.monotonic() - began < 1
        for talk, seq in known.items():
            kept = store.events(talk)
            assert len(kept) >= seq
            assert len(kept) % 3 == 0
        store.check()


@pytest.mark.slow
def test_the_files_of_a_power_cut_open_with_all_that_was_known_as_kept(path: Path) -> None:
    open_store(path).close()

    for copy, talk, known in outcome("stopped", path):
        with open_store(copy) as store:
            kept = store.events(talk)
            assert len(kept) >= known
            assert len(kept) % 3 == 0
            store.check()


def test_a_killed_migration_leaves_the_old_format_or_the_new(path: Path) -> None:
    with open_store(path) as store:
        store.start("ann", "talk", "gone_quiet")

    states = outcome("migrated", path)

    assert len(states) == 20
    assert [1, False, 0, 0] in states
    assert all(state in ([1, False, 0, 0], [2, True, 1, 1]) for state in states)


def test_a_full_disk_is_named_and_costs_nothing_that_was_kept(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    engine, full = store._backend.engine, True

    def limit(connection: sqlite3.Connection, record: object) -> None:
        if full:
            connection.execute("PRAGMA max_page_count = 50")

    event.listen(engine, "connect", limit)
    kept = 0

    def fill() -> None:
        nonlocal kept
        while True:
            kept = store.append(talk.id, ("said", {"text": "x" * 5000}))[-1].seq

    with pytest.raises(
        StoreError, match=r"The disk is full: .* What you typed is still on the screen"
    ) as caught:
        fill()
    full = False

    assert "Free some space" in str(caught.value)
    assert len(store.events(talk.id)) == kept > 5
    assert store.append(talk.id, ("said", {"text": "again"}))[0].seq == kept + 1
    store.check()


def test_a_file_that_may_not_grow_is_named_and_costs_nothing_that_was_kept(path: Path) -> None:
    result = outcome("full", path)

    assert "The disk" in result["said"]
    assert "may be full" in result["said"]
    assert "What you typed is still on the screen." in result["said"]
    assert result["kept"] == result["known"] > 5
    assert result["after"] == result["kept"] + 1


def test_a_read_only_folder_can_be_read_and_says_why_nothing_more_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "records.sqlite"
    with open_store(path) as store:
        talk = store.start("ann", "talk", "gone_quiet")
        store.append(talk.id, ("said", {}))
    path.chmod(0o444)
    folder.chmod(0o555)
    opened = [parent for parent in folder.parents if parent.stat().st_mode & 0o005 != 0o005]
    modes = [parent.stat().st_mode for parent in opened]
    try:
        for parent in opened:
            # pytest's folders are for their owner only, and the child is somebody else
            parent.chmod(0o755)
        said = outcome("read_only", path)
    finally:
        for parent, mode in zip(opened, modes, strict=True):
            parent.chmod(mode)
        folder.chmod(0o755)

    assert said["events"] == 1
    assert "read-only for you" in said["append"]
    assert "ONE_ON_ONE_STORE" in said["append"]
    assert "What you typed is still on the screen." in said["append"]
    assert "cannot be written: Permission denied" in said["new"]
    assert "ONE_ON_ONE_STORE" in said["new"]


def test_a_lock_that_is_let_go_in_time_only_makes_a_save_wait(store: Store, path: Path) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    with lock_held(path, 0.6):
        began = time.monotonic()
        store.append(talk.id, ("said", {}))
        assert time.monotonic() - began > 0.3

    assert len(store.events(talk.id)) == 1


def test_a_lock_that_is_not_let_go_is_called_busy_and_the_save_works_later(path: Path) -> None:
    with open_store(path, busy_seconds=0.2) as store:
        talk = store.start("ann", "talk", "gone_quiet")
        with lock_held(path, 30):
            began = time.monotonic()
            with pytest.raises(
                StoreError, match=r"busy: another program has held .* for more than 0\.2 seconds.*screen"
            ):
                store.append(talk.id, ("said", {}))
            assert 0.2 <= time.monotonic() - began < 2
            with pytest.raises(StoreError, match="busy"):
                store.events(talk.id)
            with pytest.raises(StoreError, match="busy"):
                store.backup(path.with_name("backup.sqlite"))
            with pytest.raises(StoreError, match="busy"):
                open_store(path, busy_seconds=0.2)

        store.append(talk.id, ("said", {}))
        assert len(store.events(talk.id)) == 1
        assert list(path.parent.iterdir()) == [path]


def test_backups_made_while_others_write_hold_a_beginning_of_the_talk(store: Store, path: Path) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            store.append(talk.id, ("said", {"text": "x" * 500}), ("heard", {"text": "y" * 500}))

    writer = threading.Thread(target=write)
    writer.start()
    copies = [path.with_name(f"backup-{number}.sqlite") for number in range(5)]
    try:
        for copy in copies:
            time.sleep(0.03)
            store.backup(copy)
    finally:
        done.set()
        writer.join()

    everything = store.events(talk.id)
    for copy in copies:
        with open_store(copy) as backup:
            kept = backup.events(talk.id)
            assert kept == everything[: len(kept)]
            assert len(kept) % 2 == 0


@pytest.mark.parametrize(("turns", "length"), [(200, 200), (5, 20_000)])
def test_a_save_is_quick_in_a_long_talk_and_with_a_long_answer(store: Store, turns: int, length: int) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.append(talk.id, *(("said", {"text": "x" * length}) for _ in range(turns)))
    took = []
    for _ in range(7):
        began = time.monotonic()
        store.append(talk.id, ("said", {"text": "x" * length}))
        took.append(time.monotonic() - began)

    assert sorted(took)[3] < 0.1


def test_the_sqlite_file_passes_its_own_check_after_all_this(store: Store, path: Path) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.append(talk.id, ("said", {}))
    store.erase("ann")

    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
