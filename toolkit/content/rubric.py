"""A rubric: what a talk or a text is held to, who decides it, and what it cannot judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from toolkit.content.values import BrokenRulesError, Id, Text, Unique, Value

DecidedBy = Literal["rule", "key", "report", "observer", "facilitator"]
"""Who decides: a rule over the words, the scenario's key, the report player, the observer or the facilitator."""


class Level(Value):
    """One step of a criterion. Levels stand from best to worst; the first whose bounds hold is the level."""

    score: Annotated[int, Field(ge=0, le=10)]
    at_least: float | None = None
    at_most: float | None = None
    looks_like: Text
    next_try: Text = "Keep this up."

    def holds(self, value: float) -> bool:
        """Return whether the value lies within the bounds, both of which count as inside."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


class Example(Value):
    """A short talk and the score it must get: the criterion's own test."""

    talk: Annotated[str, Field(min_length=1)]
    """`Manager: …` and `Report: …` lines; a text without names is one turn of the manager."""
    score: int


class Criterion(Value):
    """One thing a rubric looks at."""

    id: Id
    title: Text
    why: Text
    decided_by: DecidedBy
    measure: Id
    """The name of a measure; the next three are parameters of the measures that need them."""
    behaviour: Id | None = None
    mentions: tuple[Text, ...] = ()
    elements: dict[Text, Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]] = {}
    """What is looked for, in words for people → ways to put it: all words of one of them stand in one sentence."""
    graded: bool = True
    """False: shown as information, no points."""
    needs: tuple[Id, ...] = ()
    """Criteria of the same rubric without which this one gives no points: to refrain is not yet to listen."""
    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    cannot_judge: Text
    examples: tuple[Example, ...] = ()

    @property
    def max_points(self) -> int:
        """Points of the best level; 0 when the criterion is only shown."""
        return max(level.score for level in self.levels) if self.graded else 0

    def level(self, value: float) -> Level:
        """Return the level that the value reaches."""
        return next(level for level in self.levels if level.holds(value))

    @model_validator(mode="after")
    def _holds_together(self) -> Criterion:
        if broken := list(self._broken_rules()):
            raise BrokenRulesError(broken)
        return self

    def _broken_rules(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        last = self.levels[-1]
        if last.at_least is not None or last.at_most is not None:
            at = ("levels", len(self.levels) - 1)
            yield at, f"criterion '{self.id}': the last level has no bounds, so that every value has one"
        if self.decided_by == "rule" and not self.examples:
            yield (), f"criterion '{self.id}' is decided by a rule and needs examples"
        scores = {level.score for level in self.levels}
        for i, example in enumerate(self.examples):
            if example.score not in scores:
                yield (
                    ("examples", i, "score"),
                    f"criterion '{self.id}': an example has score {example.score}, no level has",
                )


class Rubric(Value):
    """A set of criteria."""

    id: Id
    title: Text
    version: Annotated[int, Field(ge=1)]
    """Raised whenever a grade could change."""
    minimum_turns: Annotated[int, Field(ge=0)] = 8
    """Fewer turns of the manager than this are not scored: too little was said to tell."""
    minimum_words: Annotated[int, Field(ge=0)] = 0
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1), Unique]

    @property
    def max_points(self) -> int:
        """Points of a perfect scorecard."""
        return sum(criterion.max_points for criterion in self.criteria)

    @property
    def texts(self) -> Iterator[str]:
        """Every text of it that a learner may have read."""
        for criterion in self.criteria:
            yield from (criterion.title, criterion.why, criterion.cannot_judge, *criterion.elements)
            yield from (example.talk for example in criterion.examples)
            yield from (text for level in criterion.levels for text in (level.looks_like, level.next_try))

    @property
    def ways(self) -> Iterator[str]:
        """Every mention and every way to put an element: what is looked for in a text."""
        for criterion in self.criteria:
            yield from criterion.mentions
            yield from (way for ways in criterion.elements.values() for way in ways)
