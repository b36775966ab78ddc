"""Run a command as anybody would, and tell how long it took and how much memory it and all that it started had at once."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLE_SECONDS = 0.1
CAN_WATCH = Path("/proc/self/smaps_rollup").exists()


@dataclass(frozen=True)
class Run:
    """What one command took."""

    seconds: float
    cpu: float
    """Seconds of the processor, with those of all that it started and waited for."""
    peak_mb: float | None = None
    """The most proportional memory (PSS) at once, in millions of bytes; None where nobody looked."""


def run(
    command: Sequence[str | Path], *, watch: bool = False, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Run:
    """Run a command to its end; stop the benchmark with what it said when it fails."""
    # A Python that keeps nothing of what it compiles, as some images set it, would compile every library at every start.
    env = {**os.environ, **(env or {}), "PYTHONDONTWRITEBYTECODE": ""}
    with tempfile.TemporaryFile() as said:
        with _watched() if watch and CAN_WATCH else _unwatched() as peaks:
            since, cpu = time.perf_counter(), _cpu()
            code = subprocess.run(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            ).returncode
            took, cpu = time.perf_counter() - since, _cpu() - cpu
        if code:
            said.seek(0)
            raise SystemExit(f"{' '.join(map(str, command))} ended with {code}:\n{said.read()[-3000:].decode(errors='replace')}")
    return Run(took, cpu, max(peaks) if peaks else None)


def _cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


@contextmanager
def _unwatched() -> Iterator[list[float]]:
    yield []


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Yield a list that grows by the memory of everything started below this process from now on, every `SAMPLE_SECONDS`."""
    _adopt_orphans(True)
    samples: list[float] = []
    before = set(below(os.getpid()))
    over = threading.Event()

    def sample() -> None:
        while not over.wait(SAMPLE_SECONDS):
            samples.append(sum(pss_mb(pid) for pid in below(os.getpid()) if pid not in before))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        over.set()
        thread.join()
        _adopt_orphans(False)


def _adopt_orphans(adopt: bool) -> None:
    """Make what loses its parent our child (PR_SET_CHILD_SUBREAPER), so that no process is lost from the sum."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, int(adopt), 0, 0, 0)


def below(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they did."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (parent := _parent(entry)) is not None:
            children.setdefault(parent, []).append(int(entry))
    found, ahead = [], [pid]
    while ahead:
        found += (own := children.get(ahead.pop(), []))
        ahead += own
    return found


def _parent(pid: str) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:  # it has ended
        return None
    # The name stands in brackets and may hold some itself.
    return int(stat.rpartition(")")[2].split()[1])


def pss_mb(pid: int) -> float:
    """Return a process's share of the memory it uses, in millions of bytes; 0 when it has ended."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            return next((int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith("Pss:")), 0.0)
    except OSError:
        return 0.0
