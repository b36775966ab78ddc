"""What a store in an SQLite file promises beyond the contract: settings, files, backups, erased bytes, damage."""

from __future__ import annotations

import ast
import logging
import os
import random
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

import toolkit.records
from toolkit.errors import StoreError
from toolkit.records import Store, default_store_url, open_store
from toolkit.records.journal import journal_mode, on_network, wal_is_safe

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


@pytest.fixture
def wal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores of this test use WAL. One process at a time writes here, so the race that it is avoided for cannot come."""
    monkeypatch.setattr("toolkit.records.journal.wal_is_safe", lambda version: True)
    monkeypatch.setattr("toolkit.records.sqlite.read_mounts", lambda: "")


@pytest.fixture(autouse=True)
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


NOT_A_STORE = [
    pytest.param(b"", "empty", id="empty"),
    pytest.param(b"Dear diary,\n" * 50, "not a database", id="text"),
    pytest.param(b"x", "not a database|damaged|another program", id="one byte"),
    pytest.param(b"\0" * 4096, "not a database", id="zeros"),
    pytest.param(b"SQLite format 3\0", "cannot be used", id="half a header"),
    pytest.param(bytes(range(256)) * 64, "not a database", id="noise"),
    pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, "not a database", id="picture"),
]


@pytest.mark.parametrize(("content", "says"), NOT_A_STORE)
def test_a_file_that_is_not_a_store_is_refused_and_left_as_it_is(
    path: Path, content: bytes, says: str
) -> None:
    path.write_bytes(content)
    os.utime(path, (1_000_000_000, 1_000_000_000))

    with pytest.raises(StoreError, match=says) as caught:
        open_store(path)

    assert str(path) in str(caught.value)
    assert "Move it away" in str(caught.value)
    assert "backup" in str(caught.value)
    assert path.read_bytes() == content
    assert path.stat().st_mtime == 1_000_000_000
    assert list(path.parent.iterdir()) == [path]


def test_a_database_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE events (id)")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="a database of another program"):
        open_store(path)

    assert path.read_bytes() == before


def test_a_store_that_lacks_a_table_is_refused(store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE answers")

    with pytest.raises(StoreError, match="the table answers is missing"):
        open_store(path)


def test_a_store_that_was_cut_short_is_refused_however_much_is_missing(
    store: Store, talk: str, path: Path, tmp_path: Path
) -> None:
    whole = path.read_bytes()
    cut = tmp_path / "cut.sqlite"
    for missing in (1, 100, 4095, 4096, 4097, len(whole) // 2, len(whole) - 100, len(whole) - 50, len(whole)):
        content = whole[: len(whole) - missing]
        cut.write_bytes(content)
        with pytest.raises(StoreError, match="cannot be used for the records"):
            open_store(cut)
        assert cut.read_bytes() == content


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_a_path_that_is_not_a_file_is_refused(path: Path, make: object) -> None:
    make(path)  # type: ignore[operator]

    with pytest.raises(StoreError, match="is not a file"):
        open_store(path)


@pytest.mark.parametrize(
    "name",
    [
        "with spaces.sqlite",
        "with 😀 and ü.sqlite",
        "what?mode=memory.sqlite",
        "100%41#x.sqlite",
        "file:x.sqlite",
        "'; DROP TABLE events; --",
        "x" * 200,
        "no_ending",
    ],
)
def test_any_file_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / f"folder {name[:20]}"
    folder.mkdir()
    for given in (folder / name, name):
        with open_store(given) as store:
            talk = store.start("ann", "talk", "gone_quiet")
        with open_store(given) as store:
            assert store.attempts("ann") == (talk,)

    assert [file.name for file in folder.iterdir()] == [name]
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////tmp/x?mode=ro", "names no file"),
        ("mysql://host/db", "'mysql'. Known: a path, sqlite, postgresql"),
        ("://", "cannot be read"),
        ("postgresql+nothing://host/db", "pip install pg8000"),
        ("a\0b", "NUL"),
        ("\ud800", "not a path"),
        ("/nowhere/at/all.sqlite", "/nowhere/at for the records does not exist"),
        ("x" * 5000, "cannot be written: File name too long"),
    ],
)
def test_an_address_that_leads_nowhere_says_what_to_do(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says.replace("+", r"\+")) as caught:
        open_store(url)

    assert (
        "ONE_ON_ONE_STORE" in str(caught.value)
        or "Known" in str(caught.value)
        or "pip install" in str(caught.value)
    )


def test_a_url_opens_the_same_file_as_its_path(path: Path, store: Store, talk: str) -> None:
    with open_store(f"sqlite:///{path}") as same:
        assert same.attempt(talk) == store.attempt(talk)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    pytest.importorskip("pg8000")
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_store("postgresql+pg8000://ann:secret@127.0.0.1:9/records")

    assert "secret" not in str(caught.value)


def test_the_default_is_a_private_file_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONE_ON_ONE_STORE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    with open_store() as store:
        store.start("ann", "talk", "gone_quiet")

    file = tmp_path / ".one-on-one" / "records.sqlite"
    assert default_store_url() == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


def test_the_environment_says_where_the_default_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE_ON_ONE_STORE", f" {path} ")

    open_store().close()

    assert default_store_url() == str(path)
    assert path.is_file()


def test_a_home_folder_that_is_not_there_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONE_ON_ONE_STORE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "gone"))

    with pytest.raises(
        StoreError, match=r"cannot be made: No such file.* Set the environment variable ONE_ON_ONE_STORE"
    ):
        open_store()


def test_no_home_folder_at_all_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("ONE_ON_ONE_STORE", raising=False)
    monkeypatch.setattr(Path, "home", homeless)

    with pytest.raises(StoreError, match="no home folder"):
        open_store()


def test_a_file_system_without_hard_links_will_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    with open_store(path) as store:
        store.start("ann", "talk", "gone_quiet")
        store.backup(path.with_name("backup.sqlite"))

    assert sorted(file.name for file in path.parent.iterdir()) == ["backup.sqlite", "records.sqlite"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_store_that_another_program_makes_first_is_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def overtaken(draft: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        with open_store(target) as first:
            first.start("ann", "talk", "gone_quiet")
        link(draft, target)

    monkeypatch.setattr(os, "link", overtaken)

    with open_store(path) as second:
        assert len(second.attempts("ann")) == 1
    assert list(path.parent.iterdir()) == [path]


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


def content_of(store: Store, talks: list[str]) -> object:
    return [
        store.attempts("ann"),
        [store.events(talk) for talk in talks],
        store.answers("ann", "01_listening"),
    ]


@pytest.fixture
def filled(store: Store) -> list[str]:
    talks = []
    for number in range(6):
        talk = store.start("ann", "talk", "gone_quiet")
        store.append(talk.id, *(("said", {"text": f"line {n} of {number}, " * 8}) for n in range(12)))
        store.put_answer("ann", "01_listening", f"item {number}", {"text": "an answer " * 20})
        talks.append(talk.id)
    return talks


def test_no_flipped_bit_ever_gives_a_wrong_record(
    store: Store, filled: list[str], path: Path, tmp_path: Path
) -> None:
    """Whatever bit flips, the content is right or a StoreError says where it is not; and nothing else is raised."""
    right, whole, chance = content_of(store, filled), path.read_bytes(), random.Random(5)
    flipped = tmp_path / "flipped.sqlite"
    named = unnoticed = 0
    for _ in range(150):
        content = bytearray(whole)
        content[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(content)
        try:
            with open_store(flipped) as damaged:
                damaged.check()
                assert content_of(damaged, filled) == right
                unnoticed += 1
        except StoreError:
            named += 1
        for left in tmp_path.glob("flipped.sqlite-*"):
            left.unlink()

    # the others hit bytes that hold nothing
    assert named > 50
    assert named + unnoticed == 150


def test_reading_one_talk_never_gives_wrong_events(
    store: Store, filled: list[str], path: Path, tmp_path: Path
) -> None:
    right, whole, chance = store.events(filled[2]), path.read_bytes(), random.Random(6)
    flipped = tmp_path / "flipped.sqlite"
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(20):
            content[chance.randrange(4096, len(whole))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(content)
        try:
            with open_store(flipped) as damaged:
                assert damaged.events(filled[2]) == right
        except StoreError:
            refused += 1
        for left in tmp_path.glob("flipped.sqlite-*"):
            left.unlink()

    assert refused > 50


def test_a_page_of_zeros_is_noticed(store: Store, filled: list[str], path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    for start in range(0, len(whole), 4096):
        zeroed = tmp_path / "zeroed.sqlite"
        zeroed.write_bytes(whole[:start] + b"\0" * 4096 + whole[start + 4096 :])
        with pytest.raises(StoreError), open_store(zeroed) as damaged:
            damaged.check()


def test_a_store_moved_in_the_middle_of_its_life_is_not_made_anew_in_silence(
    path: Path, store: Store
) -> None:
    shutil.move(path, path.with_name("moved.sqlite"))

    with pytest.raises(StoreError):
        store.start("ann", "talk", "gone_quiet")


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
