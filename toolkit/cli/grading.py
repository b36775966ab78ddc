"""Grading from the command line."""

from __future__ import annotations

import os
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.output import JSON, dump
from toolkit.content import ExerciseSpec, Library

if TYPE_CHECKING:
    from toolkit.grading import Answers, Grade

MOST_SHOWN = 40
"""Learners whose points are printed; more are in grades.csv."""


@click.command()
@click.argument("exercises", metavar="EXERCISE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="A folder of answers files, with several exercises a folder of theirs each; or one file.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where grades, ledgers and feedback go.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that grade at the same time; one for each processor unless you say otherwise.")
@click.option("--cluster", metavar="ADDRESS", help="Grade on the workers of the Dask scheduler at ADDRESS instead, as in tcp://scheduler:8786.")
@click.option("--resume", is_flag=True, help="Grade only what has not been graded, or would now be graded otherwise.")
@click.option("--only", metavar="LEARNER", multiple=True, help="Make just this learner's notebook and page, and leave the tables as they are.")
@click.option("--no-notebooks", is_flag=True, help="Only grades, by the same code without papermill: much faster, no feedback to hand back.")
@JSON
def grade(
    exercises: tuple[Path, ...],
    answers: Path,
    out: Path,
    workers: int | None,
    cluster: str | None,
    resume: bool,
    only: tuple[str, ...],
    no_notebooks: bool,
    as_json: bool,
) -> None:
    """Grade EXERCISE (its folder or id; several, if you like) for every learner; exit with 2 when a file was refused.

    It can be stopped with Ctrl-C at any time: with --resume the same command goes on.
    """
    if only and no_notebooks:
        raise click.UsageError("--only makes a learner's notebook and page; --no-notebooks makes none.")
    if workers and cluster:
        raise click.UsageError("With --cluster the cluster's own workers grade; leave out --workers.")
    # Imported here: papermill takes a second that the other commands save. A second and a half more goes into a grammar
    # of addresses for jsonschema, which finds it among JupyterLab's libraries and does not need it for notebooks.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from toolkit.grading.cohort import grade_cohort
    from toolkit.grading.hand_ins import exercise_at
    from toolkit.grading.notebook import KERNEL
    from toolkit.warm.possible import why_not_warm

    library = Library.default()
    if not no_notebooks and not cluster and (why := why_not_warm(KERNEL)):
        click.echo(f"Each notebook gets a kernel of its own, which takes seconds: the warm engine {why}.", err=True)
    progress = _Progress(hidden=as_json)
    try:
        result = grade_cohort(
            [exercise_at(exercise, library) for exercise in exercises],
            answers,
            out,
            workers=workers or _processors(),
            cluster=cluster,
            resume=resume,
            only=only,
            notebooks=not no_notebooks,
            page=_page,
            on_start=progress.start,
            on_done=progress.step,
        )
    except KeyboardInterrupt:
        click.echo(f"\nStopped. What was graded is in {out}; the same command with --resume goes on.", err=True)
        sys.exit(130)
    finally:
        progress.end()
    if as_json:
        click.echo(dump({name: [_plain(one) for one in getattr(result, name)] for name in ("rows", "refused", "changes")}))
    else:
        _print(result)
    for refused in result.refused:
        click.echo(f"refused: {refused.exercise}: {refused.file}: {refused.code}: {refused.reason}", err=True)
    if result.refused:
        sys.exit(2)


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _page(spec: ExerciseSpec, answers: Answers, grade: Grade, learner: str) -> str:
    # Forms are imported with the page, which takes a second: it is spent while the process that forks starts.
    from toolkit.views.feedback_page import feedback_page

    return feedback_page(spec, answers, grade, learner)


def _print(result: Any) -> None:
    for row in result.rows[:MOST_SHOWN]:
        click.echo(f"{row.exercise}  {row.learner}: {row.points:g} of {row.max_points:g}")
    if (more := len(result.rows) - MOST_SHOWN) > 0:
        click.echo(f"… and {more} more.")
    for change in result.changes:
        if not change.item:
            click.echo(f"changed: {change.exercise}  {change.learner}: {_shown(change.old)} → {_shown(change.new)}")
    kept = len(result.rows) - result.graded
    click.echo(
        f"{result.graded} graded, {len(result.refused)} refused{f', {kept} kept from before' if kept else ''}. "
        f"Grades: {result.out / 'grades.csv'}"
    )


def _shown(points: float | None) -> str:
    return "nothing to score" if points is None else f"{points:g}"


def _plain(value: Any) -> dict[str, Any]:
    plain = asdict(value)
    return {**plain, "items": dict(plain["items"])} if "items" in plain else plain


class _Progress:
    """How far it is, how many a second, and how long it will take."""

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden
        self._bar: Any = None
        self._since = time.monotonic()

    def start(self, total: int) -> None:
        self._since = time.monotonic()
        # A line that is wider than the terminal would not be written over, but again and again below itself.
        room = shutil.get_terminal_size().columns - len(f"Grading  []  {total}/{total}  00:00:00  100.0 a second  ")
        self._bar = click.progressbar(
            length=total,
            label="Grading",
            file=sys.stderr,
            hidden=self._hidden,
            item_show_func=self._rate,
            show_pos=True,
            width=max(1, min(36, room)),
            bar_template="%(label)s  [%(bar)s]  %(info)s" if room > 0 else "%(info)s",
        )
        self._bar.__enter__()

    def step(self, file: str) -> None:
        self._bar.update(1, file)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

    def _rate(self, file: str | None) -> str | None:
        return None if file is None else f"{self._bar.pos / max(time.monotonic() - self._since, 0.001):.1f} a second"
