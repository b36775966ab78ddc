"""An exercise: items that a learner answers, and the points that its reference answers must get."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from toolkit.content.items import ConversationItem, Item
from toolkit.content.values import BrokenRulesError, Text, Unique, Value

Reference = Literal["good", "middling", "poor", "other_good", "another_good", "gamed"]
"""Answers that ship with an exercise: three that rank, two more good ones by other people, and one that plays for points."""

REFERENCES: Final[tuple[Reference, ...]] = get_args(Reference)


class ExerciseSpec(Value):
    """What an exercise asks and what it is worth."""

    id: Annotated[str, Field(pattern=r"^\d\d_[a-z0-9_]+$")]
    title: Text
    version: Annotated[int, Field(ge=1)]
    """Raised whenever a grade could change."""
    minutes: Annotated[int, Field(ge=1, le=120)]
    items: Annotated[tuple[Item, ...], Field(min_length=1), Unique]
    references: dict[Reference, float]
    """Reference answers → the points that they must get, exactly."""

    @property
    def max_points(self) -> int:
        """Points for everything right."""
        return sum(item.points for item in self.items)

    @property
    def practices(self) -> tuple[str, ...]:
        """The practices that its items ask for."""
        return tuple(sorted({practice for item in self.items for practice in item.practices}))

    @model_validator(mode="after")
    def _meetings_follow_each_other(self) -> ExerciseSpec:
        held: dict[str, str] = {}
        broken: list[tuple[tuple[str | int, ...], str]] = []
        for i, item in enumerate(self.items):
            if isinstance(item, ConversationItem):
                if item.after and held.get(item.after) != item.scenario:
                    broken.append((("items", i, "after"), f"'{item.after}' is no earlier talk with the same person"))
                held[item.id] = item.scenario
        if broken:
            raise BrokenRulesError(broken)
        return self

    @model_validator(mode="after")
    def _references_are_ranked(self) -> ExerciseSpec:
        of = self.references
        if missing := [name for name in REFERENCES if name not in of]:
            raise BrokenRulesError([(("references",), f"states no points of {', '.join(missing)}")])
        broken = []
        if not self.max_points >= of["good"] > of["middling"] > of["poor"] >= 0:
            broken.append("good gets more than middling, and middling more than poor")
        if not self.max_points >= min(of["other_good"], of["another_good"]) > of["middling"]:
            broken.append("every good answer gets more than the middling one, whoever wrote it")
        if of["gamed"] > of["poor"]:
            broken.append("playing for points gets no more than the poor answer")
        if broken:
            raise BrokenRulesError([(("references",), message) for message in broken])
        return self
