"""The command `one-on-one grade`: what it prints, and a sentence for every mistake."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import refused
from toolkit.cli.grading import _Progress

ROOT = Path(__file__).parents[1]


def test_grading_asks_for_answers_and_for_a_place() -> None:
    assert "Missing option '--answers'" in refused("grade", "01_first_one_on_one", "--out", "x")
    assert "Missing option '--out'" in refused("grade", "01_first_one_on_one", "--answers", "x")


def test_grading_an_unknown_exercise_is_refused_with_those_known(tmp_path: Path) -> None:
    said = refused("grade", "01_first_one", "--answers", str(tmp_path), "--out", str(tmp_path / "out"))

    assert "No exercise is called '01_first_one'. Did you mean '01_first_one_on_one'?" in said
    assert not (tmp_path / "out").exists()


def test_grading_nothing_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    for place in (tmp_path / "missing", tmp_path):
        said = refused("grade", "01_first_one_on_one", "--answers", str(place), "--out", str(tmp_path / "out"))
        assert str(place) in said
        assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_grading_a_folder_prints_grades_and_names_what_was_refused(tmp_path: Path) -> None:
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    reference = ROOT / "exercises" / "01_first_one_on_one" / "reference" / "poor.json"
    (handed_in / "ana.json").write_bytes(reference.read_bytes())
    (handed_in / "bo.json").write_bytes(b"")
    (handed_in / "c\x1b[2J\n.json").write_bytes(b"{}")
    arguments = ["grade", "exercises/01_first_one_on_one", "--answers", str(handed_in), "--out", str(tmp_path / "out")]

    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 2
    assert "ana: " in done.stdout
    assert "1 graded, 2 refused." in done.stdout
    assert "refused: 01_first_one_on_one: bo.json: E_EMPTY: is empty" in done.stderr
    assert r"refused: 01_first_one_on_one: c\x1b[2J\n.json: E_NAME: " in done.stderr
    assert "\x1b[2J" not in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "grades.csv").is_file()


@pytest.mark.parametrize(("columns", "learners"), [(40, 10_000), (80, 10_000), (80, 3)])
def test_the_line_of_progress_fits_into_the_terminal(columns: int, learners: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is wider would be written again and again below itself."""
    pty = pytest.importorskip("pty", reason="there is no such terminal on Windows")
    ours, theirs = pty.openpty()
    monkeypatch.setenv("COLUMNS", str(columns))
    with os.fdopen(ours, "rb", buffering=0) as screen, os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        progress = _Progress(hidden=False)
        progress.start(learners)
        for _ in range(3):
            progress.step("ana.json")
        progress.end()
        lines = re.sub(r"\x1b\[\?25[lh]", "", screen.read(10_000).decode()).replace("\n", "\r").split("\r")

    assert any(f"3/{learners}" in line and "a second" in line for line in lines)
    assert max(map(len, lines)) < columns
