"""Where the records are: a path or a database URL, and the back end that opens it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from toolkit.errors import StoreError
from toolkit.records.engine import Backend
from toolkit.records.postgres import PostgresBackend
from toolkit.records.sqlite import SqliteBackend

VARIABLE = "ONE_ON_ONE_STORE"
_CURE = f"Set the environment variable {VARIABLE} to a file in a folder that you may write to."


def default_store_url() -> str:
    """The path or URL in ONE_ON_ONE_STORE, otherwise a file in the home folder."""
    if chosen := os.environ.get(VARIABLE, "").strip():
        return chosen
    return str(_home() / "records.sqlite")


def open_backend(url: str | Path | None, *, busy_seconds: float) -> Backend:
    """The database at a path or URL, checked and in the newest format; at the default place when it is None."""
    if url is None:
        url = default_store_url()
        if not os.environ.get(VARIABLE, "").strip():
            _make_private(_home())
    if isinstance(url, Path) or "://" not in url:
        return SqliteBackend(_expanded(Path(url)), busy_seconds=busy_seconds).open()
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"The address of the records cannot be read. {_CURE}") from error
    match parsed.get_backend_name():
        case "sqlite":
            if parsed.query or parsed.database in (None, "", ":memory:"):
                raise StoreError(f"{url!r} names no file, so nothing would be kept. {_CURE}")
            return SqliteBackend(_expanded(Path(str(parsed.database))), busy_seconds=busy_seconds).open()
        case "postgresql":
            try:
                return PostgresBackend(parsed, busy_seconds=busy_seconds).open()
            except (ModuleNotFoundError, NoSuchModuleError) as error:
                raise StoreError(
                    f"A driver for {parsed.drivername} is missing. Install one (pip install pg8000) and write the "
                    "address as postgresql+pg8000://user:password@host/database."
                ) from error
        case other:
            raise StoreError(f"Records cannot be kept in {other!r}. Known: a path, sqlite, postgresql.")


def _home() -> Path:
    try:
        return Path.home() / ".one-on-one"
    except RuntimeError as error:
        raise StoreError(f"There is no home folder to keep the records in. {_CURE}") from error


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} for the records cannot be made: {error.strerror or error}. {_CURE}"
        ) from error


def _expanded(path: Path) -> Path:
    try:
        os.fsencode(path)
        if "\0" in str(path):
            raise ValueError("it holds a NUL character")
        path = path.expanduser().absolute()
        known = path.parent.is_dir()
    except (RuntimeError, OSError, ValueError) as error:
        raise StoreError(
            f"{str(path)!r} is not a path that records can be kept at: {error}. {_CURE}"
        ) from error
    if not known:
        # a folder is not made here: a mistyped path would start an empty store in silence
        raise StoreError(f"The folder {path.parent} for the records does not exist. Make it, or: {_CURE}")
    return path
