"""Authors get a file that works, a schema their editor knows, and a refusal instead of a lost file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.check import check
from toolkit.cli import main
from toolkit.content import Library, Scenario, load, new_scenario, read_source, schema
from toolkit.content.authoring import KINDS, scenario_text, schema_text
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


def written_and_read(scenario: Scenario, folder: Path) -> Scenario:
    file = folder / f"{scenario.id}.yaml"
    file.write_text(scenario_text(scenario.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    return load(read_source(file), scenario.id, Scenario)


@pytest.mark.parametrize("id", sorted(LIBRARY.scenario_files())[::6])
def test_a_scenario_that_is_written_reads_as_the_same(id: str, tmp_path: Path) -> None:
    scenario = LIBRARY.scenario(id)

    assert written_and_read(scenario, tmp_path) == scenario


@pytest.mark.parametrize(
    "text",
    [
        *("[looks up] Yes.", "- no", "# 7", "a: b", "yes", "no", "null", "~", "3", "1e5", "0x1F", "2024-01-31", "10:30", "12:30:45"),
        *("*star", "&and", "!bang", "%per", "@at", "`tick", "{a: b}", "'", '"', "a \"quote\" it's", "a\\nb", "a #b", "?", "|", ">", "---", "..."),
        *("Ünïcödé ‘quotes’ 😀 漢字", "\u2028x", "x\u0085y", "x\u200by", "x\ufeffy"),
        *("first\n\nsecond", "long words " * 40, "x" * 470, "ends with a colon:", "a: " * 100 + "z"),
    ],
)  # fmt: skip
def test_every_text_that_somebody_says_survives_the_file(text: str, tmp_path: Path) -> None:
    template = load(read_source(LIBRARY.root / "exercises/templates/scenario.yaml"), "template", Scenario)
    values = template.model_dump(mode="json")
    values["title"] = values["facts"][0]["says"] = text
    values["lines"]["asked"] = [text, text]
    values["facts"][0]["asked_about"] = [text]
    scenario = Scenario.model_validate_json(json.dumps(values))

    assert written_and_read(scenario, tmp_path) == scenario


def test_a_file_that_is_written_repeats_values_instead_of_naming_them(tmp_path: Path) -> None:
    same = ["one list"]

    written = scenario_text({"lines": {"asked": same, "told": same}})

    assert written.count("one list") == 2
    assert "&" not in written
    assert written.startswith("# yaml-language-server: $schema=schema.json")
