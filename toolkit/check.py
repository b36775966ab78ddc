"""Checking content: every problem of every file at once, with its line.

What a file says is read by `content`; what it promises is proved by `feedback`, `practice` and `grading`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Final

from toolkit.content import (
    AnnotatedTalk,
    CodingItem,
    Course,
    ExerciseSpec,
    Library,
    ManagerTurn,
    Practices,
    QuestionBank,
    Rubric,
    Scenario,
    Source,
    coverage,
    load,
)
from toolkit.errors import AnswersError, ContentError, Problem, ToolkitError, UnknownNameError
from toolkit.feedback import BEHAVIOURS, example_problems
from toolkit.feedback.drafts import bank_faults
from toolkit.feedback.measures import problem_with
from toolkit.grading import gold_codes, mark, read_answers
from toolkit.practice import scenario_problems


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at and what was wrong."""

    files: int
    problems: tuple[Problem, ...]


def check(paths: Sequence[Path], library: Library, on_done: Callable[[Path], object] | None = None) -> Checked:
    """Return all problems of the content files at the paths, or of the whole library when no path is given.

    `on_done` is called after each file.
    """
    files = content_files(paths, library)
    problems: list[Problem] = []
    for file, found in _in_parallel(files, library):
        problems += found
        if on_done:
            on_done(file)
    # A fault of a scenario is met again in each exercise that uses it.
    return Checked(len(files), tuple(sorted(set(problems))))


MANY: Final = 60
"""Files from which on several processes share the work: starting them takes a second."""


def _in_parallel(files: list[Path], library: Library) -> Iterator[tuple[Path, list[Problem]]]:
    """Yield each file with its problems, in order."""
    if len(files) < MANY or (os.cpu_count() or 1) < 2:
        yield from ((file, _all_problems(file, library)) for file in files)
        return
    with ProcessPoolExecutor() as pool:
        yield from zip(files, pool.map(_all_problems, files, repeat(library), chunksize=4), strict=True)


def _all_problems(file: Path, library: Library) -> list[Problem]:
    return list(_problems(file, library))


def content_files(paths: Sequence[Path], library: Library) -> list[Path]:
    """Return the content files at the paths, or of the whole library when no path is given."""
    return [file for path in paths for file in _files(path)] if paths else list(_all_files(library))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        # Hidden folders hold other people's files: an environment, a repository's own.
        found = (f for f in path.rglob("*.yaml") if not any(p.startswith(".") for p in f.relative_to(path).parts))
        return sorted(found)
    return [path]


def _all_files(library: Library) -> Iterator[Path]:
    yield from library.scenario_files().values()
    yield from library.rubric_files().values()
    yield from library.exercise_files().values()
    yield from library.talk_files().values()
    yield from library.question_files().values()
    yield from library.practice_files().values()
    yield from library.course_files().values()


def _problems(file: Path, library: Library) -> Iterator[Problem]:
    home = _home(file, library)
    try:
        source = home.source(file)
        yield from _prover(file)(source, home)
    except ContentError as error:
        yield from error.problems
    except ToolkitError as error:
        yield Problem(str(file), 0, str(error))


def _home(file: Path, library: Library) -> Library:
    """Return the library that a file belongs to: the one above it that has `exercises/` and `rubrics/`."""
    for folder in file.resolve().parents:
        if (folder / "exercises").is_dir() and (folder / "rubrics").is_dir():
            return Library(folder)
    return library


def _prover(file: Path) -> Callable[[Source, Library], Iterator[Problem]]:
    named = {"exercise.yaml": _exercise_problems, "practices.yaml": _practice_problems, "paths.yaml": _course_problems, "questions.yaml": _question_problems}
    if file.name in named:
        return named[file.name]
    provers = {"rubrics": _rubric_problems, "transcripts": _talk_problems}
    return provers.get(file.resolve().parent.name, _scenario_problems)


def _talk_problems(source: Source, library: Library) -> Iterator[Problem]:
    talk = load(source, Path(source.file).stem, AnnotatedTalk)
    for i, turn in enumerate(talk.turns):
        if isinstance(turn, ManagerTurn):
            for name in set(turn.also) - BEHAVIOURS.keys():
                known = ", ".join(sorted(BEHAVIOURS))
                yield source.problem(("turns", i), f"no behaviour is called '{name}'; known: {known}")


def _question_problems(source: Source, library: Library) -> Iterator[Problem]:
    bank = load(source, Path(source.file).stem, QuestionBank)
    for i, question in enumerate(bank.questions):
        for fault in bank_faults(question):
            yield source.problem(("questions", i, "text"), f"'{question.id}' is {fault.name}: “{fault.quote}”. {fault.why}")


def _scenario_problems(source: Source, library: Library) -> Iterator[Problem]:
    scenario = load(source, Path(source.file).stem, Scenario)
    try:
        rubric = library.rubric(scenario.rubric)
    except UnknownNameError as error:
        yield source.problem(("rubric",), str(error))
        return
    if not _measures(rubric):
        yield source.problem(("rubric",), f"the rubric '{rubric.id}' has problems of its own; mend them first")
        return
    yield from scenario_problems(source, scenario, rubric)


def _measures(rubric: Rubric) -> bool:
    """Return whether a rubric names measures that there are, so that something can be held to it."""
    return not any(problem_with(criterion) for criterion in rubric.criteria)


def _rubric_problems(source: Source, library: Library) -> Iterator[Problem]:
    rubric = load(source, Path(source.file).stem, Rubric)
    for i, criterion in enumerate(rubric.criteria):
        for n, message in example_problems(criterion):
            at = ("criteria", i, "measure") if n < 0 else ("criteria", i, "examples", n)
            yield source.problem(at, message)


def _exercise_problems(source: Source, library: Library) -> Iterator[Problem]:
    folder = library.root / Path(source.file).parent
    spec = load(source, folder.name, ExerciseSpec)
    missing = list(_unknown_names(source, spec, library))
    yield from missing
    if not missing:
        yield from _reference_problems(source, spec, library, folder)


def _course_problems(source: Source, library: Library) -> Iterator[Problem]:
    course = load(source, "paths", Course)
    notebooks = library.root / "notebooks"
    for i, lesson in enumerate(course.lessons):
        # An installed package carries the exercises without the notebooks around them.
        if notebooks.is_dir() and not (notebooks / f"{lesson.id}.ipynb").is_file():
            yield source.problem(("lessons", i, "id"), f"there is no notebooks/{lesson.id}.ipynb")


def _practice_problems(source: Source, library: Library) -> Iterator[Problem]:
    """Yield every practice that no exercise asks for, and every conflict that none discusses."""
    listed = load(source, "practices", Practices)
    asked = coverage(map(library.exercise, library.exercise_files()))
    for i, practice in enumerate(listed.practices):
        if practice.id not in asked:
            yield source.problem(("practices", i, "id"), f"no exercise asks for {practice.id}, '{practice.title}'")
    for i, conflict in enumerate(listed.conflicts):
        if conflict.id not in asked:
            yield source.problem(("conflicts", i, "id"), f"no exercise discusses {conflict.id}, '{conflict.title}'")


def _unknown_names(source: Source, spec: ExerciseSpec, library: Library) -> Iterator[Problem]:
    for i, item in enumerate(spec.items):
        try:
            rubric = library.rubric_of(item)
            if isinstance(item, CodingItem) and len(gold_codes(item, library)) < 4:
                yield source.problem(("items", i), "fewer than four turns of the manager are to be coded")
            if rubric and not _measures(rubric):
                yield source.problem(("items", i), f"the rubric '{rubric.id}' has problems of its own; mend them first")
        except UnknownNameError as error:
            yield source.problem(("items", i), str(error))


def _reference_problems(
    source: Source, spec: ExerciseSpec, library: Library, folder: Path
) -> Iterator[Problem]:
    if not (folder / "exercise.ipynb").is_file():
        yield source.problem((), "has no exercise.ipynb beside it")
    for name, stated in spec.references.items():
        at = ("references", name)
        try:
            handed_in = read_answers(folder / "reference" / f"{name}.json", spec)
        except AnswersError as error:
            yield source.problem(at, f"reference/{name}.json {error}")
            continue
        points = mark(spec, handed_in.answers, library).points
        if points != stated:
            yield source.problem(at, f"reference/{name}.json gets {points:g} points, not {stated:g}")
