"""Grading a cohort with `one-on-one grade`, beside its peers and the floor, on the same learners in the same run.

Times are of the clock and of whole commands: what somebody waits for. The learners are made by `learners.py`.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.cluster import ClusterError, cluster
from tests.bench.figures import TOO_BUSY, Figure, Line, Point, curve, growth, how_come_by, seconds_at
from tests.bench.learners import write_cohort
from tests.bench.peers import nbgrader, plain
from tests.bench.runs import CAN_WATCH, Run, run
from toolkit.content import ExerciseSpec, Library

FIVE_ITEMS, WITH_A_TALK = "06_designing_it_together", "10_holding_back_advice"
COMPANY = 10_000
LEAST = 1_000
"""Learners from which on a straight line to a company is worth drawing."""
SIZES = (100, 300, LEAST, 3_000)
ONE_WORKER, TWO_WORKERS = ("--workers", "1"), ("--workers", "2")
FEW, MANY = 50, 250
"""Sizes between which the time of one more learner is taken."""


@dataclass(frozen=True)
class Subject:
    """An exercise to grade, and a folder for everything that comes of it."""

    spec: ExerciseSpec
    library: Library
    folder: Path

    @property
    def notebook(self) -> Path:
        return self.library.root / "exercises" / self.spec.id / "exercise.ipynb"

    def answers(self, count: int) -> Path:
        """Return a folder with the answers of so many learners."""
        folder = self.folder / f"{self.spec.id}-{count}"
        return folder if folder.exists() else write_cohort(self.spec, self.library, count, folder)

    def grade(self, count: int, *options: str, watch: bool = False) -> tuple[Run, dict[str, float]]:
        """Grade so many learners with our command; return what it took, and everybody's points."""
        answers, out = self.answers(count), self.folder / "out"
        command = [sys.executable, "-m", "toolkit", "grade", self.notebook.parent, "--answers", answers, "--out", out]
        took = run([*command, *options], watch=watch)
        with (out / "grades.csv").open(newline="", encoding="utf-8") as file:
            points = {row["learner"]: float(row["points"]) for row in csv.DictReader(file)}
        notebooks = 0 if "--no-notebooks" in options else count
        found = (len(points), len(list(out.rglob("learner_*.ipynb"))), len(list(out.rglob("learner_*.html"))))
        _same(found, (count, notebooks, notebooks), "Rows, notebooks and pages")
        shutil.rmtree(out)
        return took, points


def _same(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise SystemExit(f"{what} are {found}; they should be {expected}.")


def grading(library: Library, most: int = LEAST) -> Iterator[Line]:
    """Yield the table; `most` is how many learners are graded at most."""
    with tempfile.TemporaryDirectory(prefix="one-on-one-bench-") as folder:
        five, talk = (Subject(library.exercise(id), library, Path(folder)) for id in (FIVE_ITEMS, WITH_A_TALK))
        yield Line(f"grading: {five.spec.id}, {len(five.spec.items)} items; {talk.spec.id} has a talk among them")
        yield from one_more(five, limit=60)
        yield from one_more(talk, limit=None)
        yield from beside_peers(five)
        yield from company(five, most)
        yield from grades_only(five, most)
        yield from two_dask_workers(five)


def one_more(subject: Subject, limit: float | None) -> Iterator[Line]:
    """Yield what one more learner takes one worker, and how far that is from the floor."""

    def difference() -> tuple[float, float]:
        few, many = (subject.grade(count, *ONE_WORKER)[0] for count in (FEW, MANY))
        return tuple((b - a) / (MANY - FEW) * 1e3 for a, b in ((few.seconds, many.seconds), (few.cpu, many.cpu)))

    ms, cpu = map(median, zip(*(difference() for _ in range(3)), strict=True))
    note = f"{cpu:.1f} ms of the processor; between {FEW} and {MANY}, median of 3"
    yield Figure(f"one more learner, {subject.spec.id}", ms, "ms", limit, note=note).line
    least = floor_ms(subject)
    yield Line(
        f"The floor, a bare fork and exec of the same cells with nothing written, is {least:.1f} ms a learner here; "
        f"we take {ms / least:.2f} times that, {ms - least:.1f} ms more."
    )


def floor_ms(subject: Subject) -> float:
    """Return the milliseconds below which no engine can go that gives each learner a process: the median of `FEW`."""
    printed = subject.folder / "floor.json"
    run([sys.executable, "-m", "tests.bench.floor", subject.notebook, subject.answers(FEW), printed])
    return median(json.loads(printed.read_bytes())) * 1e3


def beside_peers(subject: Subject, count: int = 100) -> Iterator[Line]:
    """Yield how many times faster we are than each peer with a cohort."""
    ours = [subject.grade(count, *ONE_WORKER) for _ in range(3)]
    seconds, points = median(took.seconds for took, _ in ours), ours[0][1]
    yield Figure(f"{count} learners, 1 worker", seconds, "s", note="the whole command, median of 3").line

    def against(what: str, peer: Callable[[Path, Path], tuple[Run, dict[str, float]]], some: int) -> Line:
        found = []
        for n in (1, some):
            place = subject.folder / f"{what.split()[0]}-{n}"
            try:
                took, theirs = peer(subject.answers(n), place)
            except OSError as error:
                return Figure(f"times faster than {what}", None, "×", 20, at_least=True, note=str(error)).line
            _same(theirs, {name: points[name] for name in theirs}, f"The points that {what} gives")
            _same(len(theirs), n, "Learners graded")
            found.append(Point(n, took.seconds))
        whole = seconds_at(found, count)
        note = TOO_BUSY if whole is None else f"{whole:.0f} s, reckoned from 1 and {some} learners; the same points"
        return Figure(f"times faster than {what}", whole and whole / seconds, "×", 20, at_least=True, note=note).line

    yield against("papermill's API", lambda answers, place: plain(subject.notebook, answers, place), 12)
    yield against("nbgrader autograde", lambda answers, place: nbgrader(subject.spec, answers, place), 8)


def company(subject: Subject, most: int) -> Iterator[Line]:
    """Yield what a whole company takes two workers, with notebooks and pages: time, memory and growth."""
    points = []
    for count in (*(size for size in SIZES if size < most), most):
        took, _ = subject.grade(count, *TWO_WORKERS, watch=True)
        points.append(Point(count, took.seconds, took.peak_mb))
    note = how_come_by(points, COMPANY)
    yield Figure("10,000 learners, 2 workers, notebooks and pages", seconds_at(points, COMPANY), "s", 540, note=note).line
    peak = max(point.peak_mb or 0 for point in points) if CAN_WATCH else None
    note = f"all processes together, up to {most:,} learners" if CAN_WATCH else "there is no /proc/*/smaps_rollup here"
    yield Figure("peak memory (PSS)", peak, "MB", 400, note=note).line
    grown = growth(points)
    note = TOO_BUSY if grown is None else "one more learner, the last stretch against the first; 1 is a straight line"
    yield Figure("growth", grown, "×", 1.3, note=note).line
    yield Line(curve(points))


def grades_only(subject: Subject, most: int) -> Iterator[Line]:
    """Yield what a whole company takes two workers when nobody wants notebooks."""
    sizes = sorted({min(most, 300), most})
    points = [Point(n, subject.grade(n, *TWO_WORKERS, "--no-notebooks")[0].seconds) for n in sizes]
    note = how_come_by(points, COMPANY)
    yield Figure("10,000 learners, 2 workers, --no-notebooks", seconds_at(points, COMPANY), "s", 60, note=note).line


def two_dask_workers(subject: Subject, count: int = 1000) -> Iterator[Line]:
    """Yield how much faster two Dask workers are than one, each with a processor; and what comes of two where one may use both."""

    def seconds(workers: int, *, pinned: bool) -> float:
        with cluster(workers, pinned=pinned) as address:
            subject.grade(20, "--cluster", address)  # a worker's own start is not what is compared
            return subject.grade(count, "--cluster", address)[0].seconds

    what = "times faster: 2 Dask workers against 1"
    try:
        # In turns, and the better of each: a machine that others use too is not as fast every minute.
        one, two = map(min, zip(*((seconds(1, pinned=True), seconds(2, pinned=True)) for _ in range(2)), strict=True))
        free = [seconds(workers, pinned=False) for workers in (1, 2)]
    except ClusterError as error:
        yield Figure(what, None, "×", 1.8, at_least=True, note=str(error)).line
        return
    note = f"{count:,} learners, whole command, a processor for each: {one:.1f} s and {two:.1f} s"
    yield Figure(what, one / two, "×", 1.8, at_least=True, note=note).line
    yield Line(
        f"Where they may use every processor: {free[0]:.1f} s and {free[1]:.1f} s, {free[0] / free[1]:.2f} ×; on two processors a single worker "
        f"leaves to the second what its forks take to end. Bare processes manage {two_processes():.2f} × here."
    )


def two_processes() -> float:
    """Return how much more two processes do at once than one, of work that shares nothing: 2 on two whole processors."""
    work = [sys.executable, "-c", "sum(i * i for i in range(15_000_000))"]

    def seconds(count: int) -> float:
        since = time.perf_counter()
        for process in [subprocess.Popen(work) for _ in range(count)]:
            process.wait()
        return time.perf_counter() - since

    return 2 * min(seconds(1) for _ in range(3)) / min(seconds(2) for _ in range(3))
