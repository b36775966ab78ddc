"""What every test gets: records in its own folder, never in anybody's home, and the library that ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.content import Library
from toolkit.records import Store, open_store


@pytest.fixture(autouse=True)
def _records_stay_in_the_tests_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE_ON_ONE_STORE", str(tmp_path / "records.sqlite"))
    monkeypatch.delenv("ONE_ON_ONE_CONTENT", raising=False)


@pytest.fixture
def library() -> Library:
    return Library.default()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened
