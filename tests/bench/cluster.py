"""Dask on this machine as on many: a scheduler and workers, each a process of its own, started by its own command."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.bench.runs import ROOT, run

SECONDS_TO_START = 60
AS_README = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
"""The setting that README gives workers: their profiler looks at every thread a hundred times a second."""
WAIT = f"""
import sys
from distributed import Client
with Client(sys.argv[1]) as client:
    client.wait_for_workers(int(sys.argv[2]), timeout={SECONDS_TO_START})
"""
"""In a process of its own, because a client leaves threads behind."""


class ClusterError(Exception):
    """Dask cannot be had here."""


@contextmanager
def cluster(workers: int, *, pinned: bool = False) -> Iterator[str]:
    """Yield the address of a scheduler with so many workers of one thread each; `pinned`, each has one processor and no other."""
    if not find_spec("distributed"):
        raise ClusterError("distributed is not installed: pip install -e .[cluster]")
    with ExitStack() as last, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "scheduler.json")
        last.enter_context(_dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", file=file))
        address = _address(file)
        for _, processor in zip(range(workers), itertools.cycle(os.sched_getaffinity(0)), strict=False):
            last.enter_context(_dask("worker", "--nthreads", "1", "--no-dashboard", file=file, on=processor if pinned else None))
        run([sys.executable, "-c", WAIT, address, str(workers)])
        yield address


@contextmanager
def _dask(what: str, *options: str, file: Path, on: int | None = None) -> Iterator[None]:
    command = [sys.executable, "-m", "dask", what, *options, "--scheduler-file", str(file)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | AS_README, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if on is not None:
        # Before it starts others, which have it from there.
        os.sched_setaffinity(process.pid, {on})
    try:
        yield
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def _address(file: Path) -> str:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if file.exists() and (text := file.read_text()):
            return str(json.loads(text)["address"])
        time.sleep(0.1)
    raise ClusterError("Dask's scheduler did not start")
