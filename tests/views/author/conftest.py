"""A form as it comes up, and a library of one's own to save in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.views.author.marek import SHIPPED
from toolkit.content import Library
from toolkit.records import Store
from toolkit.views.author import write_scenario
from toolkit.views.author.form import ScenarioForm


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """A library of one's own, in which scenarios can be saved."""
    for folder in ("exercises/templates", "rubrics"):
        shutil.copytree(SHIPPED.root / folder, tmp_path / "content" / folder)
    (tmp_path / "content/exercises/scenarios").mkdir()
    shutil.copy(SHIPPED.root / "exercises/scenarios/gone_quiet.yaml", tmp_path / "content/exercises/scenarios")
    return Library(tmp_path / "content")


@pytest.fixture
def written(shelf: Library, store: Store, tmp_path: Path) -> Callable[..., ScenarioForm]:
    """A form as it comes up when the cell is run."""
    return lambda id=None: write_scenario(id, library=shelf, store=store, folder=tmp_path)


@pytest.fixture
def form(written: Callable[..., ScenarioForm]) -> ScenarioForm:
    """Marek, just begun from the small example."""
    made = written()
    made.begin("Marek", "example")
    return made
