"""Runs of `grade` that are stopped or killed, run out of room, or lose a worker of a cluster."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.grading.running import CHILD, Make, entries, hand_in, rows, run
from toolkit.content import Library
from toolkit.errors import GradingError


@pytest.fixture
def library(tiny_library: Make, tmp_path: Path) -> Library:
    return tiny_library(tmp_path / "library")


# --- killed, and out of room --------------------------------------------------------------------------------------------


def command(answers: Path, out: Path, *options: str, alone: bool = False) -> subprocess.Popen[str]:
    arguments = ["grade", "06_designing_it_together", "--answers", str(answers), "--out", str(out), *options]
    # A job in the background of a shell ignores Ctrl-C, and so would what it starts.
    return subprocess.Popen(
        [sys.executable, "-m", "toolkit", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), start_new_session=alone,
    )  # fmt: skip


@pytest.fixture
def shipped_answers(tmp_path: Path) -> Path:
    reference = Library.default().root / "exercises/06_designing_it_together/reference"
    (tmp_path / "many").mkdir()
    for number in range(60):
        for name in ("good", "middling", "poor"):
            shutil.copy(reference / f"{name}.json", tmp_path / f"many/{name}_{number}.json")
    return tmp_path / "many"


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_stopped_or_killed_leaves_no_process_and_loses_no_grade(shipped_answers: Path, tmp_path: Path, how: signal.Signals) -> None:
    out = tmp_path / "out"
    running = command(shipped_answers, out, "--workers", "2")
    ledger = out / "06_designing_it_together/ledger.jsonl"
    wait_until(lambda: ledger.exists() and ledger.read_bytes().count(b"\n") >= 5, 90)
    family = psutil.Process(running.pid).children(recursive=True)

    running.send_signal(how)
    _, said = running.communicate(timeout=60)
    _, alive = psutil.wait_procs(family, timeout=15)
    resumed = command(shipped_answers, out, "--workers", "2", "--resume")
    printed, _ = resumed.communicate(timeout=120)

    assert alive == []
    assert "Traceback" not in said
    if how == signal.SIGINT:
        assert running.returncode == 130
        assert "with --resume goes on" in said
    assert resumed.returncode == 0
    assert "kept from before" in printed
    assert len(rows(out / "grades.csv")) == 180


@pytest.mark.slow
def test_control_c_in_the_first_second_ends_the_command_too(shipped_answers: Path, tmp_path: Path) -> None:
    """A terminal sends it to all processes of the command, also to the one that is still importing."""
    running = command(shipped_answers, tmp_path / "out", "--workers", "2", alone=True)
    wait_until(lambda: len(psutil.Process(running.pid).children()) == 3, 60)

    os.killpg(running.pid, signal.SIGINT)
    try:
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()

    assert running.returncode == 130
    assert "Traceback" not in said


@pytest.mark.slow
def test_control_c_again_and_again_ends_the_command_no_worse_than_once(shipped_answers: Path, tmp_path: Path) -> None:
    running = command(shipped_answers, tmp_path / "out", "--workers", "2")
    ledger = tmp_path / "out/06_designing_it_together/ledger.jsonl"
    wait_until(lambda: ledger.exists() and ledger.read_bytes().count(b"\n") >= 5, 90)

    for _ in range(3):
        running.send_signal(signal.SIGINT)
        time.sleep(0.02)
    try:
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()

    assert running.returncode == 130
    assert "with --resume goes on" in said


def test_a_full_disk_is_said_and_what_was_graded_is_kept(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = hand_in(tmp_path / "in", 30)
    code = CHILD.replace("library = Lib", "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\nlibrary = Lib")

    full = subprocess.run(
        [sys.executable, "-c", code, str(library.root), str(answers), str(tmp_path / "out"), "1", "0"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    kept = entries(tmp_path / "out")
    run(library, answers, tmp_path / "out", resume=True)

    assert "GradingError" in full.stderr
    assert "make room and run again with --resume" in full.stderr
    assert 0 < kept < 30
    assert entries(tmp_path / "out") == 30


# --- a cluster ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real scheduler with two real workers, each a process of its own."""
    pytest.importorskip("distributed")
    dask = [sys.executable, "-m", "distributed.cli"]
    start = "from distributed.cli.{0} import main; main()"
    scheduler = subprocess.Popen(
        [*dask[:1], "-c", start.format("dask_scheduler"), "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--protocol", "tcp"],
        stderr=subprocess.PIPE,
    )
    assert scheduler.stderr is not None
    address = ""
    for line in scheduler.stderr:
        if b"Scheduler at:" in line:
            address = line.split()[-1].decode()
            break
    options = [address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--memory-limit", "0"]
    workers = [
        subprocess.Popen([sys.executable, "-c", start.format("dask_worker"), *options], stderr=subprocess.DEVNULL) for _ in range(2)
    ]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
    scheduler.stderr.close()


@pytest.mark.slow
def test_a_cluster_gives_the_same_grades_and_survives_the_death_of_a_worker(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], library: Library, tmp_path: Path
) -> None:
    address, workers = cluster
    answers = hand_in(tmp_path / "in", 60)
    _wait_for_workers(address, 2)
    done: list[str] = []

    def kill_one(file: str) -> None:
        done.append(file)
        if len(done) == 10:
            workers[0].kill()

    result = run(library, answers, tmp_path / "out", cluster=address, notebooks=True, on_done=kill_one)
    run(library, answers, tmp_path / "here")

    assert result.refused == ()
    assert (tmp_path / "out/grades.csv").read_bytes() == (tmp_path / "here/grades.csv").read_bytes()
    assert len(list((tmp_path / "out/01_tiny").glob("*.ipynb"))) == 60


def _wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address) as client:
        client.wait_for_workers(count, timeout=60)


def test_a_cluster_that_does_not_answer_is_said(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("distributed")

    with pytest.raises(GradingError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run(library, hand_in(tmp_path / "in", 1), tmp_path / "out", cluster="tcp://127.0.0.1:9")
