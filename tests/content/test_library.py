"""Content is found by name: the file's name is the id."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.content import Library
from toolkit.content.library import default_root
from toolkit.errors import ContentError, UnknownNameError

SHIPPED = Library.default()


@pytest.mark.parametrize("id", SHIPPED.scenario_files())
def test_every_shipped_scenario_loads_and_names_a_shipped_rubric(id: str) -> None:
    scenario = SHIPPED.scenario(id)

    assert scenario.id == id
    assert SHIPPED.rubric(scenario.rubric).max_points >= max(w.points[1] for w in scenario.walkthroughs)


@pytest.mark.parametrize("id", SHIPPED.rubric_files())
def test_every_shipped_rubric_loads(id: str) -> None:
    assert SHIPPED.rubric(id).id == id


@pytest.mark.parametrize("id", SHIPPED.exercise_files())
def test_every_shipped_exercise_loads_and_names_what_is_shipped(id: str) -> None:
    spec = SHIPPED.exercise(id)

    assert spec.id == id
    for item in spec.items:
        if item.kind == "conversation":
            assert SHIPPED.scenario(item.scenario)
        if item.kind == "text":
            assert SHIPPED.rubric(item.rubric)


def test_there_is_something_of_every_kind() -> None:
    assert SHIPPED.scenario_files()
    assert SHIPPED.rubric_files()
    assert SHIPPED.exercise_files()


@pytest.mark.parametrize(
    ("ask", "name", "near"),
    [
        pytest.param(SHIPPED.scenario, "gone_quite", "No scenario is called 'gone_quite'. Did you mean 'gone_quiet'", id="scenario"),
        pytest.param(SHIPPED.rubric, "one_to_one", "No rubric is called 'one_to_one'. Did you mean 'one_on_one'", id="rubric"),
        pytest.param(SHIPPED.exercise, "1_first_one_on_one", "Did you mean '01_first_one_on_one'", id="exercise"),
        pytest.param(SHIPPED.scenario, "../../rubrics/one_on_one", "No scenario is called", id="a path is no name"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_nearest(ask, name: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        ask(name)

    assert near in str(caught.value)


def test_problems_name_the_file_relative_to_the_library(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics" / "x.yaml").write_text("id: x\n")

    with pytest.raises(ContentError, match=r"^rubrics/x\.yaml:1: is missing"):
        Library(tmp_path).rubric("x")


def test_a_library_of_ones_own_is_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONE_ON_ONE_CONTENT", str(tmp_path))

    assert default_root() == tmp_path
    with pytest.raises(UnknownNameError, match="there is no scenario here yet"):
        Library.default().scenario("gone_quiet")


def test_a_rubric_that_was_changed_is_read_anew_and_one_that_was_not_is_the_same_value(tmp_path: Path) -> None:
    file = tmp_path / "rubrics/follow_up_note.yaml"
    file.parent.mkdir()
    file.write_bytes(SHIPPED.rubric_files()["follow_up_note"].read_bytes())
    copy = Library(tmp_path)
    before = copy.rubric("follow_up_note")
    times = file.stat()
    assert copy.rubric("follow_up_note") is before

    # As long as before and of the same time: only what stands in it tells.
    file.write_text(file.read_text(encoding="utf-8").replace("version: 1", "version: 7", 1), encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert (before.version, copy.rubric("follow_up_note").version) == (1, 7)
