"""The question bank: questions to ask in a 1:1, each with what it is for, whom it suits, its risk and what to ask next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from toolkit.content.scenario import Relationship
from toolkit.content.values import BrokenRulesError, Id, Spoken, Text, Unique, Value

Purpose = Literal["start", "progress", "wellbeing", "feedback", "clarity", "growth", "next_steps"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

QuestionSet = Literal["general", "skip_level", "career", "manager_of_managers"]

QuestionForm = Literal["open", "closed", "scale", "choice", "half_sentence", "request"]
"""Closed, scale and choice are answered in a word, and are worth asking for what the probe brings after them."""

Risk = Literal["low", "some", "high"]


class BankQuestion(Value):
    """One question, as a person would say it."""

    id: Id
    text: Spoken
    purpose: Purpose
    set: QuestionSet = "general"
    form: QuestionForm = "open"
    depth: Annotated[int, Field(ge=1, le=3)]
    """1 for anybody; 2 for somebody who has seen you listen; 3 where trust is old."""
    risk: Risk
    """How much somebody may give away, or be hurt, by answering it to you."""
    risk_because: Text | None = None
    """What the risk is, and what to have ready, where it is high."""
    suits: Annotated[tuple[Relationship, ...], Field(min_length=1)]
    """Who the person may be to you."""
    probe: Spoken
    """What to ask when they stop after the first sentence."""
    not_in_skip_level: Text | None = None
    """Why a question for your own people is none for theirs."""

    @model_validator(mode="after")
    def _holds_together(self) -> BankQuestion:
        if broken := list(self._broken_rules()):
            raise BrokenRulesError(broken)
        return self

    def _broken_rules(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        if (self.risk == "high") != (self.risk_because is not None):
            yield ("risk",), f"'{self.id}': a high risk, and only that, says what it is in `risk_because`"
        if "skip" in self.suits and self.not_in_skip_level:
            yield ("suits",), f"'{self.id}' suits a skip-level and says why it does not; one of the two is wrong"
        if "direct" in self.suits and "skip" not in self.suits and not self.not_in_skip_level:
            yield ("suits",), f"'{self.id}' is for direct reports and not for a skip-level: say why in `not_in_skip_level`"
        if self.set == "skip_level" and "skip" not in self.suits:
            yield ("suits",), f"'{self.id}' is in the set for skip-levels and does not suit one"


class QuestionBank(Value):
    """Every question there is."""

    id: Id
    questions: Annotated[tuple[BankQuestion, ...], Field(min_length=1), Unique]

    def suited(
        self, relationship: Relationship, purpose: Purpose | None = None, *, deepest: int = 3, without: Collection[str] = ()
    ) -> tuple[BankQuestion, ...]:
        """Return what can be asked of somebody, up to a depth, in the bank's order; `without` are ids to leave out.

        What was written for this relationship alone comes first.
        """
        fitting = [
            one
            for one in self.questions
            if relationship in one.suits and purpose in (None, one.purpose) and one.depth <= deepest and one.id not in without
        ]
        return tuple(sorted(fitting, key=lambda one: len(one.suits) > 1))

    def question(self, id: str) -> BankQuestion | None:
        """Return a question by its id; None when there is none, because a newer bank may have dropped it."""
        return next((one for one in self.questions if one.id == id), None)
