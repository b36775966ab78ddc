"""Authors get a file that works, a schema their editor knows, and a refusal instead of a lost file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.check import check
from toolkit.cli import main
from toolkit.content import Library, new_scenario, schema
from toolkit.content.authoring import KINDS, schema_text
from toolkit.errors import ContentError, UnknownNameError

LIBRARY = Library.default()


@pytest.fixture
def copy(tmp_path: Path) -> Library:
    for folder in ("exercises/scenarios", "exercises/templates", "rubrics"):
        shutil.copytree(LIBRARY.root / folder, tmp_path / folder)
    return Library(tmp_path)


def test_a_new_scenario_works_as_it_is(copy: Library) -> None:
    path = new_scenario(copy, "my_first")

    assert [str(problem) for problem in check([path], copy).problems] == []
    assert copy.scenario("my_first").id == "my_first"
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json")


@pytest.mark.parametrize(
    ("id", "message"),
    [
        pytest.param("gone_quiet", "there is a scenario of that name already", id="taken"),
        pytest.param("My First", "is no id", id="no id"),
        pytest.param("../outside", "is no id", id="a path"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(copy: Library, id: str, message: str) -> None:
    before = {path: path.read_bytes() for path in copy.root.rglob("*.yaml")}

    with pytest.raises(ContentError, match=message):
        new_scenario(copy, id)

    assert {path: path.read_bytes() for path in copy.root.rglob("*.yaml")} == before


@pytest.mark.parametrize("kind", ["scenario", "rubric"])
def test_the_published_schema_is_that_of_the_code(kind: str) -> None:
    published = LIBRARY.root / {"scenario": "exercises/scenarios/schema.json", "rubric": "rubrics/schema.json"}[kind]

    assert published.read_text(encoding="utf-8") == schema_text(kind), f"renew: one-on-one schema {kind} > {published}"


def test_the_schema_says_what_each_field_means() -> None:
    fact = schema("scenario")["$defs"]["Fact"]

    assert "asked_about" in fact["required"]
    assert "Words that touch it" in fact["properties"]["asked_about"]["description"]
    assert fact["additionalProperties"] is False


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownNameError, match="No kind of content is called 'play'"):
        schema("play")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_schema_is_printed(kind: str) -> None:
    printed = CliRunner().invoke(main, ["schema", kind])

    assert json.loads(printed.output)["type"] == "object"


def test_every_scenario_points_editors_to_the_schema() -> None:
    for path in LIBRARY.scenario_files().values():
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json"), path.name
