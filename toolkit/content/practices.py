"""The practices that the course trains, the conflicts between their sources, and which exercise item asks for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, model_validator

from toolkit.content.exercise import ExerciseSpec
from toolkit.content.items import Conflict as ConflictId
from toolkit.content.items import ConversationItem, Item, TextItem
from toolkit.content.items import Practice as PracticeId
from toolkit.content.values import BrokenRulesError, Id, Text, Unique, Value


class Practice(Value):
    """One thing to do well."""

    id: PracticeId
    title: Text
    do: Text
    source: Id


class Conflict(Value):
    """Two practices that cannot both be followed to the letter: something to discuss, not a rule."""

    id: ConflictId
    title: Text
    one: Text
    other: Text
    practices: tuple[PracticeId, ...]


class Practices(Value):
    """All practices and conflicts, and the texts in which they were found."""

    sources: dict[Id, Text]
    practices: Annotated[tuple[Practice, ...], Field(min_length=1), Unique]
    conflicts: Annotated[tuple[Conflict, ...], Unique] = ()

    @model_validator(mode="after")
    def _names_agree(self) -> Practices:
        known = {practice.id for practice in self.practices}
        broken: list[tuple[tuple[str | int, ...], str]] = [
            (("practices", i, "source"), f"'{practice.source}' is none of the sources")
            for i, practice in enumerate(self.practices)
            if practice.source not in self.sources
        ]
        broken += [
            (("conflicts", i, "practices"), f"'{id}' is no practice")
            for i, conflict in enumerate(self.conflicts)
            for id in conflict.practices
            if id not in known
        ]
        if broken:
            raise BrokenRulesError(broken)
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that asks for a practice or discusses a conflict."""

    exercise: str
    item: str
    graded: str
    """How it is graded, in words."""


_BY_KEY: Final = {
    "choice": "a choice, by key",
    "sort": "sorting, by key",
    "order": "an order, by key",
    "plan": "a plan, by rules",
    "coding": "coding, against the shipped codes",
    "ratings": "ratings, against the authors'",
    "log": "a log, against the other's",
}


def coverage(specs: Iterable[ExerciseSpec]) -> dict[str, tuple[Asked, ...]]:
    """Return practice or conflict → the items that ask for it."""
    found: dict[str, list[Asked]] = {}
    for spec in specs:
        for item in spec.items:
            for id in _asks_for(item):
                found.setdefault(id, []).append(Asked(spec.id, item.id, graded(item)))
    return {id: tuple(found[id]) for id in sorted(found)}


def _asks_for(item: Item) -> Iterator[str]:
    yield from item.practices
    if item.conflict:
        yield item.conflict


def graded(item: Item) -> str:
    """Return how an item is graded, in words."""
    match item:
        case ConversationItem():
            return f"a talk with {item.scenario}, by rubric"
        case TextItem():
            return f"a text, by rubric {item.rubric}"
    return _BY_KEY[item.kind]


def coverage_table(listed: Practices, specs: Iterable[ExerciseSpec]) -> str:
    """Return a table in Markdown: practice or conflict, and every item that asks for it with how it is graded."""
    asked = coverage(specs)
    titles = {one.id: one.title for one in listed.practices} | {one.id: one.title for one in listed.conflicts}
    rows = [row for id, title in titles.items() for row in _rows(id, title, asked.get(id, ()))]
    return "\n".join(["| | Practice | Exercise | Item | How it is graded |", "|---|---|---|---|---|", *rows]) + "\n"


def _rows(id: str, title: str, asked: Iterable[Asked]) -> list[str]:
    return [f"| {id} | {title} | {one.exercise} | {one.item} | {one.graded} |" for one in asked] or [f"| {id} | {title} | **none** | | |"]
