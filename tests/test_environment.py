"""The three places that name versions agree: pyproject.toml, constraints.txt and environment.yml."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
CONSTRAINTS = [line for line in LINES if not line.startswith("#")]
DECLARED = [
    Requirement(line)
    for group in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for line in group
]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def pins() -> dict[str, list[Requirement]]:
    """The constraints by name; one name has several where Pythons or systems differ."""
    found = defaultdict(list)
    for line in CONSTRAINTS:
        requirement = Requirement(line)
        found[canonicalize_name(requirement.name)].append(requirement)
    return found


def pinned(name: str, python: str) -> list[str]:
    """The versions that the constraints allow for this Python on Linux; one, when all is well."""
    surroundings = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux"}
    return [
        str(requirement.specifier).removeprefix("==")
        for requirement in pins()[canonicalize_name(name)]
        if requirement.marker is None or requirement.marker.evaluate(surroundings)
    ]


@pytest.mark.parametrize("python", PYTHONS)
def test_every_dependency_has_one_version_that_satisfies_its_bound(python: str) -> None:
    for declared in DECLARED:
        versions = pinned(declared.name, python)
        assert len(versions) == 1, (
            f"{declared.name} has not one version but {versions}: run `make constraints`"
        )
        assert declared.specifier.contains(versions[0]), f"{declared} is not met by {versions[0]}"


def test_every_constraint_is_a_name_and_an_exact_version() -> None:
    loose = [
        str(requirement)
        for requirements in pins().values()
        for requirement in requirements
        if requirement.url or [clause.operator for clause in requirement.specifier] != ["=="]
    ]
    assert loose == []


def test_the_constraints_hold_no_address_and_no_option() -> None:
    assert [line for line in LINES if "://" in line or line.startswith(("-", "@"))] == []


def test_the_environment_repeats_the_constraints() -> None:
    named = [line.split("=") for line in ENVIRONMENT["dependencies"] if isinstance(line, str) and "=" in line]
    python = dict(named)["python"]

    assert python in SpecifierSet(PROJECT["requires-python"])
    assert {name: [version] for name, version in named if name != "python"} == {
        name: pinned(name, python) for name, _ in named if name != "python"
    }


def test_the_environment_installs_the_toolkit_itself() -> None:
    assert ENVIRONMENT["dependencies"][-1] == {"pip": ["-e ."]}
