"""A language model's server for every test of wording."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice.model_server import PROXIES, Served, serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    with serving() as served:
        yield served
