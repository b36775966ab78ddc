"""What the documents say is so: commands are named and run, folders and files exist, versions agree."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest

from toolkit.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

CALLS = ("one-on-one ", ".venv/bin/one-on-one ", "python -m toolkit ")
COMMANDS = [line.strip() for line in README.splitlines() if line.strip().removeprefix("$ ").startswith(CALLS)]


def arguments(line: str) -> list[str]:
    """The arguments in a line of a document, without the program and the comment behind it."""
    for call in CALLS:
        line = line.removeprefix("$ ").removeprefix(call)
    return shlex.split(line, comments=True)


def section(document: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", document, re.MULTILINE | re.DOTALL)
    assert found, f"There is no section '{heading}'"
    return found[1]


CODED = (
    "conversation,quality,turn,speaker,text,main,question,question_form,reflection,tell\n"
    "1,high,0,manager,How was the shift?,question,1,open,0,0\n"
    "1,high,1,report,Long.,,,,,\n"
    "2,low,0,manager,You should sleep more.,tell,0,,0,1\n"
)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme_and_has_help(command: str) -> None:
    assert command in {arguments(line)[0] for line in COMMANDS}
    assert main.commands[command].help


def test_the_readme_names_no_command_that_there_is_not() -> None:
    assert {arguments(line)[0] for line in COMMANDS} <= set(main.commands)


@pytest.mark.parametrize(
    "line", [pytest.param(line, marks=[pytest.mark.slow] if arguments(line)[0] == "grade" else []) for line in COMMANDS]
)
def test_a_command_of_the_readme_runs_as_it_stands_there(line: str, tmp_path: Path) -> None:
    for folder in ("exercises", "rubrics"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("handed_in"))
    (tmp_path / "lines.txt").write_text("Hello Ruth.\nWhat are your afternoons like?\n", encoding="utf-8")
    (tmp_path / "meeting.txt").write_text("Ana: How was the night shift?\nBo: Long.\n", encoding="utf-8")
    (tmp_path / "coded.csv").write_text(CODED, encoding="utf-8")
    (tmp_path / "handed_in").mkdir()
    shutil.copy(ROOT / "exercises/01_first_one_on_one/reference/good.json", tmp_path / "handed_in/ana.json")

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "toolkit", *arguments(line)],
            cwd=tmp_path, input="", capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, "ONE_ON_ONE_CONTENT": str(tmp_path)},
        )  # fmt: skip

    if arguments(line)[0] == "gradebook":
        run("one-on-one grade 01_first_one_on_one --answers handed_in --out graded --no-notebooks")
    done = run(line)

    assert done.returncode == 0, done.stderr
    assert done.stdout


PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", PYTHON)
def test_a_program_of_the_readme_prints_what_it_says(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    promised = re.findall(r"print\(.*\)\s*# (.+)$", block, re.MULTILINE)

    exec(compile(block, "README.md", "exec"), {})

    assert promised
    assert capsys.readouterr().out.splitlines() == promised


def test_every_target_of_make_that_a_document_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", README + CONTRIBUTING + CHANGELOG, re.MULTILINE))

    assert {"lab", "test"} <= named
    assert named <= targets


def test_every_folder_and_package_in_the_map_exists_and_none_is_missing() -> None:
    table = section(README, "What is where")
    folders = re.findall(r"^\| `([\w/]+/)` \|", table, re.MULTILINE)
    row = next(line for line in table.splitlines() if line.startswith("| `toolkit/`"))
    packages = set(re.findall(r"`(\w+)`", row))

    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []
    assert {"notebooks/", "exercises/", "rubrics/", "toolkit/", "tests/"} <= set(folders)
    assert packages == {path.parent.name for path in (ROOT / "toolkit").glob("*/__init__.py")}


NAMED = re.compile(r"`((?:toolkit|tests|exercises|rubrics|notebooks)/[\w./]*|[A-Za-z_]+\.(?:txt|yml|toml|md|cff))`")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = {name for name in NAMED.findall(text) if not re.search(r"NN_|YOU|yours", name)}

    assert named
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_link_inside_a_document_leads_to_a_file(document: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    inside = [unquote(link.split("#")[0]) for link in links if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in inside if not (ROOT / link).is_file()] == []


def test_the_changelog_and_the_citation_have_the_version_that_is_packaged() -> None:
    assert re.search(rf"^## {re.escape(VERSION)}\b", CHANGELOG, re.MULTILINE)
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: [\"']?([^\"'\s]+)", citation, re.MULTILINE) == [VERSION]


def test_every_rank_in_the_table_is_a_module_and_every_module_has_a_rank() -> None:
    table = section(CONTRIBUTING, "How it fits together")
    ranked = {name.strip("`/ ") for row in re.findall(r"^\| \d \| ([^|]+)\|", table, re.MULTILINE) for name in row.split(",")}
    there = {f"toolkit/{p.parent.name}" for p in (ROOT / "toolkit").glob("*/__init__.py")}
    there |= {f"toolkit/{p.name}" for p in (ROOT / "toolkit").glob("*.py") if p.name != "__main__.py"}

    assert ranked == there


def test_every_environment_variable_that_is_read_is_in_the_readme() -> None:
    sources = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "toolkit").rglob("*.py")]
    read = {
        node.value
        for tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"ONE_ON_ONE_[A-Z_]+", node.value)
    }

    assert read
    assert {name for name in read if name not in README} == set()
