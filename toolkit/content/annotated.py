"""An annotated 1:1: a written talk in which somebody has said what each turn of the manager does."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from toolkit.content.scenario import Relationship
from toolkit.content.values import Id, Text, Value

Act = Literal["question", "reflection", "tell", "other"]
"""The main thing that a turn, or a sentence of one, does."""

Rating = Literal["good", "middling", "poor"]


class ManagerTurn(Value):
    """A turn of the manager with its labels."""

    m: Annotated[str, Field(min_length=1, max_length=2_000)]
    main: Act
    also: tuple[Id, ...] = ()
    """Every finer behaviour in the turn, by its name in `toolkit.feedback`."""


class ReportTurn(Value):
    """A turn of the report."""

    r: Annotated[str, Field(min_length=1, max_length=2_000)]


class AnnotatedTalk(Value):
    """A written 1:1, what each turn of the manager does, and how good it is. Synthetic: nobody's real meeting."""

    id: Id
    relationship: Relationship
    sector: Text
    setting: Text
    rating: Rating
    why: Text
    asr: bool
    """Written as a speech recogniser would write it: no capitals, no punctuation."""
    turns: Annotated[tuple[ManagerTurn | ReportTurn, ...], Field(min_length=8)]
