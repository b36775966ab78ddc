"""An exercise: items that a learner answers, and the points that its reference answers must get."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from toolkit.content.values import BrokenRulesError, Id, Text, Unique, Value

Points = Annotated[int, Field(ge=1, le=100)]


class _Item(Value):
    id: Id
    title: Text
    prompt: Text
    points: Points


class ConversationItem(_Item):
    """A talk with a simulated report. The answer is what the manager said, line by line."""

    kind: Literal["conversation"]
    scenario: Id
    max_lines: Annotated[int, Field(ge=8, le=200)] = 60


class TextItem(_Item):
    """A written text. The answer is the text."""

    kind: Literal["text"]
    rubric: Id
    max_words: Annotated[int, Field(ge=10, le=3_000)]


class Option(Value):
    """One thing to choose, right or wrong, and why."""

    id: Id
    text: Text
    right: bool
    because: Text


class ChoiceItem(_Item):
    """A choice of one option. The answer is its id."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8), Unique]

    @model_validator(mode="after")
    def _one_is_right(self) -> ChoiceItem:
        if sum(option.right for option in self.options) != 1:
            raise BrokenRulesError([(("options",), f"item '{self.id}': exactly one option is right")])
        return self


Item = Annotated[ConversationItem | TextItem | ChoiceItem, Field(discriminator="kind")]


class ExerciseSpec(Value):
    """What an exercise asks and what it is worth."""

    id: Annotated[str, Field(pattern=r"^\d\d_[a-z0-9_]+$")]
    title: Text
    version: Annotated[int, Field(ge=1)]
    """Raised whenever a grade could change."""
    practices: tuple[Annotated[str, Field(pattern=r"^P\d\d$")], ...]
    minutes: Annotated[int, Field(ge=1, le=120)]
    items: Annotated[tuple[Item, ...], Field(min_length=1), Unique]
    references: dict[Literal["good", "middling", "poor"], float]
    """Reference answers → the points that they must get, exactly."""

    @property
    def max_points(self) -> int:
        """Points for everything right."""
        return sum(item.points for item in self.items)

    @model_validator(mode="after")
    def _references_are_ranked(self) -> ExerciseSpec:
        points = [self.references.get(name) for name in ("good", "middling", "poor")]
        if None in points:
            raise BrokenRulesError([(("references",), "states the points of good, middling and poor")])
        good, middling, poor = (float(p or 0) for p in points)
        if not self.max_points >= good > middling > poor >= 0:
            raise BrokenRulesError(
                [(("references",), "good gets more than middling, and middling more than poor")]
            )
        return self
