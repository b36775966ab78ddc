"""The work of grading: small batches that any process of any machine can do, given the answers and the name of the exercise.

A batch comes in as bytes and goes out as text, so the same function runs here, in worker processes, and on a cluster. Only
the process that hands out the work writes files.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from toolkit.content import ExerciseSpec, Library, ReadOnce
from toolkit.errors import AnswersError, ContentError, GradingError, UnknownNameError
from toolkit.grading.answers import Answers, handed_in
from toolkit.grading.fingerprint import content_fingerprint
from toolkit.grading.grade import mark
from toolkit.grading.ledger import Entry, Row
from toolkit.grading.notebook import KERNEL, Executed, rehearsal, run_notebook, start_forking
from toolkit.grading.values import Grade
from toolkit.warm.possible import why_not_warm

BATCH: Final = 8
"""Learners in one batch: more would make the last worker wait, fewer would spend the time on handing over."""

Page = Callable[[ExerciseSpec, Answers, Grade, str], str]
"""Makes the page that a learner gets back, with the learner's name on it."""


@dataclass(frozen=True, slots=True)
class Content:
    """Where an exercise is found, and what it must be there."""

    exercise: str
    root: str
    """The library's folder; empty for the one that comes with the toolkit, which each machine has in its own place."""
    sha256: str


@dataclass(frozen=True, slots=True)
class How:
    """What a whole run is about."""

    contents: tuple[Content, ...]
    notebooks: bool
    """Whether papermill runs the exercise's notebook; else the answers are marked by the same code, and there is nothing to hand back."""
    page: Page | None


@dataclass(frozen=True, slots=True)
class Task:
    """One learner's answers to one exercise."""

    file: str
    learner: str
    raw: bytes
    handed_in: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some learners' answers to one exercise, and what is to come of them."""

    content: Content
    tasks: tuple[Task, ...]
    how: How


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one learner's answers: an entry for the ledger, or why there is none."""

    exercise: str
    file: str
    learner: str
    row: Row | None = None
    entry: str = ""
    """The entry as JSON; empty, as `row` is None, when there is no grade."""
    notebook: str = ""
    page: str = ""
    code: str = ""
    reason: str = ""


def content_of(spec: ExerciseSpec, library: Library) -> Content:
    """Return where an exercise is found."""
    shipped = library.root.resolve() == Library.default().root.resolve()
    return Content(spec.id, "" if shipped else str(library.root.resolve()), content_fingerprint(spec, library))


def grade_batch(batch: Batch) -> list[Outcome]:
    """Grade a batch; what is wrong with one learner's answers, or ends their run, is theirs alone."""
    spec, library = _exercise(batch.content)
    rehearsed = _rehearsal(batch.how.contents) if batch.how.notebooks else ()
    return [_grade(task, batch, spec, library, rehearsed) for task in batch.tasks]


@lru_cache(maxsize=64)
def _exercise(content: Content) -> tuple[ExerciseSpec, Library]:
    """Return an exercise; raise `GradingError` when this machine has another version of it."""
    library = ReadOnce(Path(content.root) if content.root else Library.default().root)
    try:
        spec = library.exercise(content.exercise)
        if content_fingerprint(spec, library) == content.sha256:
            return spec, library
    except (ContentError, UnknownNameError):
        # It is whole where it is graded from, or it would not have come so far.
        pass
    raise GradingError(
        f"A worker has other content for '{content.exercise}' in {library.root} than is graded here. Install the same version of the "
        "toolkit, or the same content, on every machine."
    )


@lru_cache(maxsize=1)
def _rehearsal(contents: tuple[Content, ...]) -> tuple[str, ...]:
    """Return what forks have rehearsed: every exercise of the run, so that one zygote serves them all; nothing where none can be."""
    return () if why_not_warm(KERNEL) else tuple(chain.from_iterable(rehearsal(*_exercise(content)) for content in contents))


def _grade(task: Task, batch: Batch, spec: ExerciseSpec, library: Library, rehearsed: tuple[str, ...]) -> Outcome:
    try:
        return _graded(task, batch, spec, library, rehearsed)
    except AnswersError as error:
        return Outcome(spec.id, task.file, task.learner, code=error.code, reason=str(error))
    except GradingError as error:
        return Outcome(spec.id, task.file, task.learner, code="E_RUN", reason=str(error))
    except Exception as error:
        reason = f"the toolkit failed on these answers ({type(error).__name__}: {error}); please tell its maintainers"
        return Outcome(spec.id, task.file, task.learner, code="E_RUN", reason=reason)


def _graded(task: Task, batch: Batch, spec: ExerciseSpec, library: Library, rehearsed: tuple[str, ...]) -> Outcome:
    taken = handed_in(task.learner, task.raw, spec)
    if batch.how.notebooks:
        executed = run_notebook(spec, library, taken, rehearsed)
    else:
        executed = Executed("", mark(spec, taken.answers, library, taken.sha256), "")
    if executed.grade is None:
        return Outcome(spec.id, task.file, task.learner, notebook=executed.text, code="E_RUN", reason=executed.failure)
    page = batch.how.page(spec, taken.answers, executed.grade, task.learner) if batch.how.page and batch.how.notebooks else ""
    entry = Entry(
        learner=task.learner,
        handed_in=task.handed_in,
        content_sha256=batch.content.sha256,
        answers=taken.answers.items,
        grade=executed.grade,
    )
    return Outcome(spec.id, task.file, task.learner, Row.of(entry), entry.model_dump_json(), executed.text, page)


def batches(content: Content, tasks: Iterable[Task], how: How) -> Iterator[Batch]:
    """Yield the tasks of one exercise in batches, reading no further ahead than is asked for."""
    rest = iter(tasks)
    while held := tuple(islice(rest, BATCH)):
        yield Batch(content, held, how)


def do_all(work: Iterable[Batch], how: How, workers: int, cluster: str | None) -> Generator[Outcome]:
    """Yield what comes of each task as it is done, in any order: here, in `workers` processes, or on the cluster at an address."""
    if cluster is not None:
        with _on_cluster(cluster) as (executor, places):
            yield from map(_validated, _as_done(work, executor, places))
        return
    if how.notebooks and (rehearsed := _rehearsal(how.contents)):
        # Before there are workers, so that one zygote serves them all.
        start_forking(rehearsed)
    if workers == 1:
        yield from chain.from_iterable(map(grade_batch, work))
        return
    with _pool(workers) as executor:
        try:
            yield from _as_done(work, executor, workers)
        except BrokenProcessPool:
            raise GradingError(
                "A worker process was ended from outside; most often that is the system when memory runs out. What was graded is "
                "kept: run the same command again with --resume, and perhaps with fewer --workers."
            ) from None


def _as_done(work: Iterable[Batch], executor: Executor, places: int) -> Iterator[Outcome]:
    """Keep every worker busy with one batch in hand, and no more, so that memory does not grow with the cohort."""
    pending: set[Future[list[Outcome]]] = set()
    for batch in work:
        pending.add(executor.submit(grade_batch, batch))
        if len(pending) >= 2 * places:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from _results(done)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from _results(done)


def _validated(outcome: Outcome) -> Outcome:
    """Return what came from another machine, once it is sure that it is an entry."""
    return replace(outcome, row=Row.of(Entry.model_validate_json(outcome.entry))) if outcome.row else outcome


def _results(done: Iterable[Future[list[Outcome]]]) -> Iterator[Outcome]:
    for future in done:
        yield from future.result()


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    # Forks share with each other, and with this process, what has been imported; only Linux makes them well.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_belong_to_parent)
    try:
        with _control_c_later():
            # The first thing to do starts the workers.
            pool.submit(int)
        yield pool
    finally:
        with _control_c_later():
            pool.shutdown(cancel_futures=True)


@contextmanager
def _control_c_later() -> Iterator[None]:
    """Hold Ctrl-C back for a moment: a pool that is left while it starts or stops waits for ever when the process ends."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _belong_to_parent() -> None:
    """Let a worker end when the process that gives it work has been killed, and leave Ctrl-C to that process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        from toolkit.warm.zygote import end_with_parent  # of Linux alone

        end_with_parent()


@contextmanager
def _on_cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask scheduler. A batch of a worker that dies is given to another."""
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ModuleNotFoundError:
        raise GradingError("Grading on a cluster needs Dask: install the toolkit with its extra `cluster`, as the README says.") from None
    try:
        client: Any = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise GradingError(f"No Dask scheduler answers at {address}: {error}. Start one with `dask scheduler`.") from None
    with client:
        places = sum(client.nthreads().values())
        if not places:
            raise GradingError(f"The scheduler at {address} has no workers. Start some with `dask worker {address} --nthreads 1`.")
        try:
            yield client.get_executor(pure=False), places
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise GradingError(
                f"The cluster gave up: {error}. Most often its workers were ended because memory ran out. What was graded is kept: "
                "run the same command again with --resume."
            ) from None
