"""Which files and addresses hold a store: new ones, others' files, the one in the home folder, moved ones."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.errors import StoreError
from toolkit.records import Store, default_store_url, open_store

pytestmark = pytest.mark.usefixtures("built_without_safe_defaults")

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


def test_a_store_moved_in_the_middle_of_its_life_is_not_made_anew_in_silence(
    path: Path, store: Store
) -> None:
    shutil.move(path, path.with_name("moved.sqlite"))

    with pytest.raises(StoreError):
        store.start("ann", "talk", "gone_quiet")
