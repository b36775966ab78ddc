"""Where content lives and how it is found by name: file name = id."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from toolkit.content.annotated import AnnotatedTalk
from toolkit.content.exercise import ExerciseSpec
from toolkit.content.items import ConversationItem, Item, TextItem
from toolkit.content.paths import Course
from toolkit.content.practices import Practices
from toolkit.content.questions import QuestionBank
from toolkit.content.rubric import Rubric
from toolkit.content.scenario import Listing, Scenario
from toolkit.content.source import Source, parsed, read_source, read_text
from toolkit.content.values import Value
from toolkit.errors import ContentError, UnknownNameError

V = TypeVar("V", bound=Value)

_PACKAGE = Path(__file__).resolve().parents[1]


def default_root() -> Path:
    """Return the folder that holds `exercises/` and `rubrics/`: ONE_ON_ONE_CONTENT, the clone, or the wheel's own."""
    if given := os.environ.get("ONE_ON_ONE_CONTENT"):
        return Path(given)
    clone = _PACKAGE.parent
    return clone if (clone / "exercises").is_dir() else _PACKAGE / "_shipped"


@dataclass(frozen=True, slots=True)
class Library:
    """The content under one folder. Nothing is read before it is asked for."""

    root: Path

    @staticmethod
    def default() -> Library:
        """Return the library that ships with the toolkit, or the one ONE_ON_ONE_CONTENT names."""
        return Library(default_root())

    def scenario(self, id: str) -> Scenario:
        """Return a scenario by its id."""
        return self._one("scenario", id, self.scenario_files(), Scenario)

    def listings(self) -> tuple[Listing, ...]:
        """Return what the list of people says of each scenario, without reading the whole files."""
        only = tuple(Listing.model_fields)
        return tuple(load(self.source(path, only), id, Listing) for id, path in self.scenario_files().items())

    def rubric(self, id: str) -> Rubric:
        """Return a rubric by its id."""
        return self._one("rubric", id, self.rubric_files(), Rubric)

    def rubric_of(self, item: Item) -> Rubric | None:
        """Return what an item's answer is held to; None where a key decides."""
        match item:
            case TextItem():
                return self.rubric(item.rubric)
            case ConversationItem():
                return self.rubric(self.scenario(item.scenario).rubric)
        return None

    def exercise(self, id: str) -> ExerciseSpec:
        """Return what an exercise asks, by its id."""
        return self._one("exercise", id, self.exercise_files(), ExerciseSpec)

    def scenario_files(self) -> dict[str, Path]:
        """Return scenario id → file."""
        return _yaml_files(self.root / "exercises/scenarios")

    def rubric_files(self) -> dict[str, Path]:
        """Return rubric id → file."""
        return _yaml_files(self.root / "rubrics")

    def exercise_files(self) -> dict[str, Path]:
        """Return exercise id → its `exercise.yaml`."""
        return {path.parent.name: path for path in sorted((self.root / "exercises").glob("*/exercise.yaml"))}

    def talk_files(self) -> dict[str, Path]:
        """Return annotated talk id → file."""
        return _yaml_files(self.root / "exercises/transcripts")

    def talk(self, id: str) -> AnnotatedTalk:
        """Return an annotated talk by its id."""
        return self._one("annotated talk", id, self.talk_files(), AnnotatedTalk)

    def questions(self) -> QuestionBank:
        """Return the question bank."""
        return self._one("question bank", "questions", self.question_files(), QuestionBank)

    def question_files(self) -> dict[str, Path]:
        """Return `questions` → its file, or nothing in a library that has none."""
        return self._only("questions")

    def practices(self) -> Practices:
        """Return the practices that the course trains."""
        return self._one("list of practices", "practices", self.practice_files(), Practices)

    def course(self) -> Course:
        """Return the lessons and the paths through them."""
        return self._one("course", "paths", self.course_files(), Course)

    def course_files(self) -> dict[str, Path]:
        """Return `paths` → its file, or nothing in a library that has none."""
        return self._only("paths")

    def practice_files(self) -> dict[str, Path]:
        """Return `practices` → its file, or nothing in a library that has none."""
        return self._only("practices")

    def _only(self, id: str) -> dict[str, Path]:
        path = self.root / "exercises" / f"{id}.yaml"
        return {id: path} if path.is_file() else {}

    def source(self, path: Path, only: Collection[str] = ()) -> Source:
        """Return a content file with the lines of its parts; shown relative to the library in messages."""
        return read_source(path, self._shown(path), only)

    def _shown(self, path: Path) -> str:
        file, root = path.resolve(), self.root.resolve()
        return str(file.relative_to(root) if file.is_relative_to(root) else path)

    def _one(self, what: str, id: str, files: dict[str, Path], kind: type[V]) -> V:
        if id not in files:
            raise UnknownNameError(what, id, files)
        shown = self._shown(files[id])
        return _value(read_text(files[id], shown), shown, id, kind)  # type: ignore[return-value]


@dataclass(frozen=True)
class ReadOnce(Library):
    """A library that reads each rubric and scenario once: a cohort asks for the same few tens of thousands of times."""

    rubrics: dict[str, Rubric] = field(default_factory=dict)
    scenarios: dict[str, Scenario] = field(default_factory=dict)

    def rubric(self, id: str) -> Rubric:
        """Return a rubric by its id."""
        if id not in self.rubrics:
            self.rubrics[id] = super().rubric(id)
        return self.rubrics[id]

    def scenario(self, id: str) -> Scenario:
        """Return a scenario by its id."""
        if id not in self.scenarios:
            self.scenarios[id] = super().scenario(id)
        return self.scenarios[id]


def _yaml_files(folder: Path) -> dict[str, Path]:
    """Return name → file of the YAML files in a folder, in order; nothing where there is no such folder."""
    # By the names alone: every value that is asked for looks here first, and a `Path.glob` takes ten times as long.
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    return {name.removesuffix(".yaml"): folder / name for name in names if name.endswith(".yaml")}


# A talk, its grade and its check ask for the same rubric again and again. By its text, so that a change is never missed.
@lru_cache(maxsize=128)
def _value(text: str, shown_as: str, id: str, kind: type[Value]) -> Value:
    return load(parsed(text, shown_as), id, kind)


def load(source: Source, id: str, kind: type[V]) -> V:
    """Return the value in a source, whose id must be the file's name (or its folder's)."""
    value = source.to(kind)
    if getattr(value, "id", id) != id:
        raise ContentError(
            [source.problem(("id",), f"is '{value.id}', but the file is named '{id}'")]  # type: ignore[attr-defined]
        )
    return value


