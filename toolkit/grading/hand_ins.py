"""Finding what was handed in: for each exercise the answers files of its learners."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from toolkit.content import ExerciseSpec, Library
from toolkit.errors import GradingError


def exercise_at(where: str | Path, library: Library) -> tuple[ExerciseSpec, Library]:
    """Return the exercise in a folder (or with an id) and the library that the folder belongs to."""
    folder = Path(where)
    if os.path.isfile(folder / "exercise.yaml"):
        own = Library(folder.resolve().parent.parent)
        return own.exercise(folder.resolve().name), own
    return library.exercise(folder.name), library


def hand_ins(answers: Path, exercises: Sequence[str]) -> dict[str, list[Path]]:
    """Return exercise → answers files. With one exercise they may lie in the folder itself; with more, each in its own."""
    try:
        folders = {exercise: answers / exercise for exercise in exercises if (answers / exercise).is_dir()}
        if not folders and len(exercises) == 1:
            return {exercises[0]: answer_files(answers)}
        found = {exercise: _files(folder) for exercise, folder in folders.items()}
    except OSError as error:
        raise GradingError(f"{answers} cannot be read: {error.strerror}.") from None
    if not any(found.values()):
        raise GradingError(
            f"{answers} has no folder with answers that is named like one of the exercises. Put the answers to {exercises[0]} in "
            f"{answers / exercises[0]}, and so on."
        )
    return {exercise: found.get(exercise, []) for exercise in exercises}


def of_learners(files: Mapping[str, list[Path]], only: Collection[str]) -> dict[str, list[Path]]:
    """Return the files of some learners alone, or all when none is named; raise `GradingError` for one who handed in nothing."""
    if not only:
        return dict(files)
    wanted = {unicodedata.normalize("NFC", name) for name in only}
    found = {exercise: [file for file in of if _named(file) in wanted] for exercise, of in files.items()}
    missing = wanted - {_named(file) for of in found.values() for file in of}
    if missing:
        raise GradingError(f"There is no answers file of {', '.join(sorted(missing))}; a learner's file is called NAME.json.")
    return found


def _named(file: Path) -> str:
    return unicodedata.normalize("NFC", file.name).removesuffix(".json")


def answer_files(answers: Path) -> list[Path]:
    """Return the answers files at a path, in order of name."""
    try:
        if answers.is_dir():
            if files := _files(answers):
                return files
            raise GradingError(f"There is no answers file in {answers}. Put each learner's NAME.json there.")
        if answers.exists() or answers.is_symlink():
            return [answers]
    except OSError as error:
        raise GradingError(f"{answers} cannot be read: {error.strerror}.") from None
    raise GradingError(f"There is nothing at {answers}. Give an answers file, or a folder of them.")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and not path.is_dir())


def twins(files: Sequence[Path]) -> frozenset[Path]:
    """Return the files whose names are one name on a disk that does not tell upper from lower case."""
    names = {file: unicodedata.normalize("NFC", file.name).casefold() for file in files}
    counts = Counter(names.values())
    return frozenset(file for file in files if counts[names[file]] > 1)


def printable(name: str) -> str:
    """Return a file's name as one line: names may hold newlines, terminal codes and bytes that are no text."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)
