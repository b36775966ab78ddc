"""The command `one-on-one`: what it prints, and that a user's mistake gets a sentence and exit code 2, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any

import click
import pytest

from tests.commands import refused, run
from toolkit.cli import main
from toolkit.content import Library

ROOT = Path(__file__).parents[1]
TALK = "Ana: How was the night shift?\nBo: Long. Two people were missing.\nAna: So you did it for two.\nBo: Yes.\n"
EXAMPLE = ROOT / "notebooks" / "example_talk.vtt"
CARD = {"rubric", "points", "max_points", "too_short", "criteria"}
EVERY_COMMAND = sorted(main.commands)


def lines(path: Path, raw: bytes) -> str:
    path.write_bytes(raw)
    return str(path)


# --- every command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERY_COMMAND)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help_that_says_what_it_does(command: str, flag: str) -> None:
    result = run(command, flag)

    assert result.exit_code == 0
    assert f"Usage: main {command}" in result.output
    assert main.commands[command].help


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_every_option_of_a_command_is_explained(command: str) -> None:
    options = [p for p in main.commands[command].params if isinstance(p, click.Option)]

    assert [option.name for option in options if not option.help] == []


def test_the_help_lists_the_commands() -> None:
    assert set(EVERY_COMMAND) >= {"play", "analyse", "check", "grade"}
    assert all(f"  {command} " in run("--help").output for command in EVERY_COMMAND)


def test_a_command_that_is_not_there_is_refused() -> None:
    assert "No such command 'rate'" in refused("rate")


def test_python_runs_the_package_as_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0
    assert "Usage: " in done.stdout
    assert done.stderr == ""


# --- play -----------------------------------------------------------------------------------------------------------


def played(*said: str) -> dict[str, Any]:
    result = run("play", "gone_quiet", "--say", "-", "--json", typed="\n".join(said))
    assert result.exit_code == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_talk_as_json_has_exactly_the_promised_shape() -> None:
    found = played("Hello Ruth, come in.", "What are your afternoons like at the moment?")

    assert list(found) == ["scenario", "turns", "facts", "scorecard"]
    assert found["scenario"] == "gone_quiet"
    assert all(set(turn) == {"speaker", "text"} for turn in found["turns"])
    assert [turn["speaker"] for turn in found["turns"]] == ["manager", "report", "manager", "report", "report"]
    assert all(set(fact) == {"id", "disclosed", "how"} for fact in found["facts"])
    assert {"id": "alone_at_hatch", "disclosed": True, "how": "elicited"} in found["facts"]
    assert {"id": "chemist_interview", "disclosed": False, "how": None} in found["facts"]
    assert set(found["scorecard"]) == CARD
    assert found["scorecard"]["points"] is None
    assert "You spoke 2 times" in found["scorecard"]["too_short"]


def test_a_talk_long_enough_is_scored_with_quotes_from_it() -> None:
    said = ["Hello Ruth.", "What are your afternoons like?", "So you are alone from three."] * 3

    card = played(*said)["scorecard"]

    assert card["too_short"] is None
    assert 0 <= card["points"] <= card["max_points"]
    assert sum(c["points"] for c in card["criteria"] if c["graded"] and c["points"] is not None) == card["points"]
    quotes = [quote["text"] for c in card["criteria"] for quote in c["evidence"]]
    assert quotes
    assert [quote for quote in quotes if not any(quote in line for line in said)] == []


def test_the_same_lines_give_the_same_talk() -> None:
    assert played("Hello.", "How are you?") == played("Hello.", "How are you?")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"Hello Ruth.\nHow are you?\n", id="plain"),
        pytest.param(b"Hello Ruth.\r\nHow are you?\r\n", id="line ends of Windows"),
        pytest.param(b"\xef\xbb\xbfHello Ruth.\nHow are you?", id="byte order mark"),
        pytest.param(b"\n\nHello Ruth.\n \t\nHow are you?\n\n", id="empty lines"),
        pytest.param(b"  Hello Ruth.  \nHow are you?", id="blanks around"),
    ],
)
def test_lines_are_said_however_the_file_was_saved(tmp_path: Path, raw: bytes) -> None:
    path = lines(tmp_path / "said.txt", raw)

    for result in (run("play", "gone_quiet", "--say", path, "--json"), run("play", "gone_quiet", "--say", "-", "--json", typed=raw)):
        said = [turn["text"] for turn in json.loads(result.stdout)["turns"] if turn["speaker"] == "manager"]
        assert said == ["Hello Ruth.", "How are you?"]


def test_a_talk_is_told_with_what_was_found_and_what_stayed_hidden(tmp_path: Path) -> None:
    result = run("play", "gone_quiet", "--say", lines(tmp_path / "said.txt", b"What are your afternoons like?"))

    assert result.exit_code == 0
    assert "You: What are your afternoons like?\nRuth: " in result.stdout
    assert "What you found out (1):" in result.stdout
    assert "What stayed hidden (7):" in result.stdout
    assert "would open it: " in result.stdout


def test_markup_and_templates_in_a_line_are_said_as_they_are() -> None:
    hostile = "<script>alert(1)</script> {{7*7}} =1+1 '; DROP TABLE x; -- %s"

    assert played(hostile)["turns"][0]["text"] == hostile


def test_an_unknown_scenario_is_refused_with_the_nearest_name() -> None:
    said = refused("play", "gone_quite", "--say", "-", typed="Hello.")

    assert "No scenario is called 'gone_quite'. Did you mean 'gone_quiet'?" in said


@pytest.mark.parametrize("name", ["../gone_quiet", "", "gone_quiet.yaml", "GONE_QUIET", "{x}", "\x1b[2J"])
def test_nothing_but_an_id_names_a_scenario(name: str) -> None:
    assert "No scenario is called" in refused("play", name, "--say", "-", typed="Hello.")


def test_a_line_without_a_breath_is_refused(tmp_path: Path) -> None:
    said = refused("play", "gone_quiet", "--say", lines(tmp_path / "said.txt", b"x" * 2_001))

    assert "2,001 characters in one breath; 2,000 fit" in said


def test_lines_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert "is not UTF-8 text" in refused("play", "gone_quiet", "--say", lines(tmp_path / "said.txt", b"\xff\xfe\x00H"))


def test_lines_from_nowhere_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refused("play", "gone_quiet", "--say", str(tmp_path / "missing"))


def test_a_talk_without_a_line_ends_with_a_farewell() -> None:
    found = played("", "")

    assert [turn["speaker"] for turn in found["turns"]] == ["report"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Hello Ruth.\nHow are you?\n\n", id="an empty line"),
        pytest.param("Hello Ruth.\nHow are you?\n   \n", id="a line of blanks"),
        pytest.param("Hello Ruth.\nHow are you?\n", id="the end of the input"),
    ],
)
def test_a_typed_talk_ends_with_what_came_of_it(typed: str) -> None:
    result = run("play", "gone_quiet", typed=typed)

    assert result.exit_code == 0
    assert result.stdout.startswith("Ruth has gone quiet\n")
    assert "What stayed hidden" in result.stdout
    assert "You spoke 2 times" in result.stdout


def _listen_to_control_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _press_control_c(talk: subprocess.Popen[bytes]) -> None:
    # A signal that comes between the prompt and the read waits for the read to end; a person presses the keys again.
    for _ in range(3):
        time.sleep(0.5)
        talk.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            talk.wait(timeout=15)
            return
    talk.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process.")
def test_control_c_ends_a_typed_talk_and_loses_nothing() -> None:
    command = [sys.executable, "-m", "toolkit", "play", "gone_quiet"]
    # A shell that runs the tests in the background lets its children ignore SIGINT; a person's terminal does not.
    with subprocess.Popen(
        command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=STDOUT, preexec_fn=_listen_to_control_c
    ) as talk:
        assert talk.stdin
        assert talk.stdout
        talk.stdin.write(b"Hello Ruth.\n")
        talk.stdin.flush()
        said = b""
        while not (b"Ruth: " in said and said.endswith(b"You: ")):
            got = talk.stdout.read(1)
            assert got, f"It ended by itself: {said!r}"
            said += got
        _press_control_c(talk)
        rest = talk.stdout.read().decode()
        left = talk.wait(timeout=30)

    assert left == 0
    assert "You spoke once" in rest
    assert "Traceback" not in rest


# --- analyse --------------------------------------------------------------------------------------------------------


def test_an_analysis_as_json_has_exactly_the_promised_shape(tmp_path: Path) -> None:
    result = run("analyse", lines(tmp_path / "talk.txt", TALK.encode()), "--manager", "Ana", "--json")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(found) == ["turns", "metrics", "readings", "observations", "scorecard"]
    assert [turn["speaker"] for turn in found["turns"]] == ["manager", "report", "manager", "report"]
    assert list(found["metrics"]) == ["talk_share", "tell_share", "listening_balance"]
    assert all(value is None or 0 <= value <= 1 for value in found["metrics"].values())
    assert {o["behaviour"] for o in found["observations"]} >= {"open_question", "reflection"}
    for observed in found["observations"]:
        assert set(observed) == {"turn", "behaviour", "quote", "confidence"}
        assert observed["quote"] in found["turns"][observed["turn"]]["text"]
        assert 0 < observed["confidence"] <= 1
    assert [reading["turn"] for reading in found["readings"]] == [0, 2]
    for reading in found["readings"]:
        assert set(reading) == {"turn", "act", "unsure", "likelihoods"}
        likely = {act: reading["likelihoods"][act] for act in ("question", "reflection", "tell", "other")}
        assert sum(likely.values()) == pytest.approx(1)
        assert reading["act"] == max(likely, key=lambda act: likely[act])
        assert reading["unsure"] == (max(likely.values()) < 0.5)
    assert set(found["scorecard"]) == CARD


def test_an_analysis_is_told_in_percentages_and_quotes(tmp_path: Path) -> None:
    result = run("analyse", lines(tmp_path / "talk.txt", TALK.encode()), "--manager", "Ana")

    assert result.exit_code == 0
    assert "talk share: " in result.stdout
    assert "%" in result.stdout
    assert "“How was the night shift?”" in result.stdout


@pytest.mark.parametrize("name", ["talk.txt", "example_talk.vtt"])
def test_an_analysis_says_at_how_many_turns_it_is_unsure(tmp_path: Path, name: str) -> None:
    path = lines(tmp_path / "talk.txt", TALK.encode()) if name == "talk.txt" else str(EXAMPLE)
    manager = "Ana" if name == "talk.txt" else "Ana Ito"
    readings = json.loads(run("analyse", path, "--manager", manager, "--json").stdout)["readings"]

    said = run("analyse", path, "--manager", manager).stdout

    assert f"unsure: {sum(r['unsure'] for r in readings)} of the manager's {len(readings)} turns\n" in said


def test_without_names_no_name_is_printed() -> None:
    also = ("--also", "Marek", "--also", "Leeds")
    wanted = ("analyse", str(EXAMPLE), "--manager", "Ana Ito", "--report", "Bo Lund")

    for flags in ((), ("--json",)):
        said = run(*wanted, "--without-names", *also, *flags).stdout
        assert [name for name in ("Ana", "Bo", "Lund", "Marek", "Leeds", "example.com") if name in said] == []
    assert "the report" in said
    assert "[e-mail]" in said
    assert "Marek" in run(*wanted, "--without-names", "--json").stdout


def test_names_are_added_only_to_what_is_taken_out(tmp_path: Path) -> None:
    path = lines(tmp_path / "talk.txt", TALK.encode())

    assert "--also takes out names only together with --without-names" in refused("analyse", path, "--manager", "Ana", "--also", "Cy")


def test_who_else_speaks_can_be_said(tmp_path: Path) -> None:
    path = lines(tmp_path / "talk.txt", f"{TALK}Cy: Sorry!\nBo: Budget: late\nBudget: late\nBudget: late\n".encode())
    both = ("analyse", path, "--manager", "Ana", "--report", "Bo", "--json")

    def who(*flags: str) -> list[str]:
        return [turn["speaker"] for turn in json.loads(run(*both, *flags).stdout)["turns"]][4:]

    assert who() == ["other", "report", "other"]
    assert who("--other", "Cy") == ["other", "report"]
    assert "Budget" in json.loads(run(*both, "--other", "Cy").stdout)["turns"][-1]["text"]


def test_a_talk_with_nothing_to_measure_says_so_instead_of_zero(tmp_path: Path) -> None:
    path = lines(tmp_path / "talk.txt", b"Manager: [nods]\nReport: [nods]\n")

    assert json.loads(run("analyse", path, "--json").stdout)["metrics"]["talk_share"] is None
    assert "talk share: nothing to measure" in run("analyse", path).stdout


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "No turn was found", id="empty"),
        pytest.param(b" \n\n", "No turn was found", id="blank"),
        pytest.param(b"\xff\xfe\x00\x01" * 50, "is not UTF-8 text", id="binary"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "is not UTF-8 text", id="a picture"),
        pytest.param(b"just a note\n", "names no speaker", id="no speaker"),
        pytest.param(TALK.encode(), "Who is the manager?", id="nobody knows the manager"),
        pytest.param(b"Ana: \nBo:\n", "No turn was found", id="names only"),
    ],
)
def test_a_transcript_that_cannot_be_read_is_refused(tmp_path: Path, raw: bytes, why: str) -> None:
    said = refused("analyse", lines(tmp_path / "talk.txt", raw))

    assert why in said
    assert str(tmp_path / "talk.txt") in said


def test_a_transcript_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refused("analyse", str(tmp_path / "missing.txt"))
    assert "cannot be read" in refused("analyse", str(tmp_path))


def test_a_transcript_too_large_to_be_one_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "talk.txt").open("wb") as file:
        file.truncate(5_000_001)

    assert "larger than 5 MB" in refused("analyse", str(tmp_path / "talk.txt"))


def test_a_manager_who_does_not_speak_is_refused_with_those_who_do(tmp_path: Path) -> None:
    said = refused("analyse", lines(tmp_path / "talk.txt", TALK.encode()), "--manager", "Cy")

    assert "Nobody called 'Cy' speaks here. Speakers: Ana, Bo." in said


# --- check ----------------------------------------------------------------------------------------------------------


def test_checking_the_shipped_content_finds_nothing_wrong() -> None:
    result = run("check")

    assert result.exit_code == 0
    assert "0 problems" in result.stdout
    assert result.stderr == ""
    assert json.loads(run("check", "--json", str(ROOT / "rubrics")).stdout)["problems"] == []


def test_checking_shows_how_far_it_is_to_somebody_at_a_terminal() -> None:
    pty = pytest.importorskip("pty", reason="there is no such terminal on Windows")
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        done = subprocess.run(
            [sys.executable, "-m", "toolkit", "check", "rubrics"], cwd=ROOT, stdout=PIPE, stderr=theirs, timeout=120, check=True
        )
        os.close(theirs)
        shown = screen.read(10_000).decode()

    assert "Checking" in shown
    assert "100%" in shown
    count = len(Library.default().rubric_files())
    assert done.stdout == f"{count} files checked, 0 problems.\n".encode()


def test_checking_a_bad_file_names_its_line_and_exits_with_2(tmp_path: Path) -> None:
    path = lines(tmp_path / "bad.yaml", b"id: bad\ntitle: no: good\n")

    assert f"{path}:2:" in refused("check", path)
    result = run("check", path, "--json")
    assert result.exit_code == 2
    (problem,) = json.loads(result.stdout)["problems"]
    assert set(problem) == {"file", "line", "message", "at"}
    assert problem["line"] == 2
