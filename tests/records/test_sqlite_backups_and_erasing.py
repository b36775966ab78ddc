"""A backup of an SQLite file has everything, and an erased learner leaves no byte in any file."""

from __future__ import annotations

import random
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.errors import StoreError
from toolkit.records import Store, open_store

pytestmark = pytest.mark.usefixtures("built_without_safe_defaults")


def test_a_backup_of_a_store_in_use_has_everything(store: Store, talk: str, path: Path) -> None:
    store.put_answer("ann", "01_listening", "a", "text")
    target = path.with_name("copy 😀.sqlite")

    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM answers")
        store.backup(target)
        writer.execute("ROLLBACK")

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == [target.name, path.name]
    with open_store(target) as copy:
        assert copy.check() == store.check() == 5
        assert copy.events(talk) == store.events(talk)
        copy.append(talk, ("said", {}))


@pytest.mark.usefixtures("wal")
def test_a_backup_has_what_lies_in_the_wal_file_only(path: Path) -> None:
    with open_store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM attempts").fetchone()
        talk = store.start("ann", "talk", "gone_quiet")
        assert path.with_name("records.sqlite-wal").stat().st_size > 0
        store.backup(path.with_name("backup.sqlite"))

    with open_store(path.with_name("backup.sqlite")) as copy:
        assert copy.attempts("ann") == (talk,)


def test_a_backup_replaces_no_file(store: Store, path: Path, tmp_path: Path) -> None:
    taken = tmp_path / "thesis.docx"
    taken.write_text("years of work")

    for target in (taken, path):
        with pytest.raises(StoreError, match="is there already"):
            store.backup(target)
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        store.backup(tmp_path / "nowhere" / "backup.sqlite")
    assert taken.read_text() == "years of work"


def test_a_damaged_store_makes_no_backup(store: Store, talk: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET body = '{}' WHERE seq = 2")
        connection.commit()

    with pytest.raises(StoreError, match="Event 2"):
        store.backup(path.with_name("backup.sqlite"))
    assert list(path.parent.iterdir()) == [path]


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_erasing_leaves_no_byte_of_the_text_in_any_file(
    path: Path, journal: str, request: pytest.FixtureRequest
) -> None:
    if journal == "WAL":
        request.getfixturevalue("wal")
    chance = random.Random(3)
    with open_store(path) as store:
        # a bystander keeps the -wal file alive, as another notebook would
        with closing(sqlite3.connect(path)) as bystander:
            bystander.execute("SELECT count(*) FROM attempts").fetchone()
            for turn in range(120):
                for learner in ("secretive-ann", "bob"):
                    talk = store.unfinished(learner, "talk", "x") or store.start(learner, "talk", "x")
                    text = f"{learner} said so in turn {turn}. " * chance.choice((1, 3, 20, 500))
                    store.append(talk.id, ("said", {"text": text}))
                    store.put_answer(learner, "01_listening", f"item {turn % 7}", text)
                    if turn % 10 == 9:
                        store.end(talk.id)
            assert b"secretive-ann" in everything_in(path.parent)

            store.erase("secretive-ann")

            left = everything_in(path.parent)
            assert left.count(b"secretive-ann") == 0
            assert b"bob said so" in left
        assert store.check() == 12 + 120 + 120


@pytest.mark.usefixtures("wal")
def test_erasing_says_so_when_a_reader_keeps_traces_in_the_wal_file(path: Path) -> None:
    with open_store(path, busy_seconds=0.2) as store:
        store.start("ann", "talk", "gone_quiet")
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM attempts").fetchone()
            with pytest.raises(StoreError, match="The records are erased, but another program is reading"):
                store.erase("ann")
        assert store.erase("ann") == 0
