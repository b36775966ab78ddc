"""Seeing what the manager did: in one line while a talk goes on, or in a whole transcript afterwards.

    Line -> observe -> Observation…        Transcript -> analyse -> Analysis
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from toolkit.content import Act
from toolkit.conversation import Transcript
from toolkit.feedback.behaviours import BEHAVIOURS
from toolkit.feedback.reader import Reader, Reading, default_reader
from toolkit.feedback.text import Line, Sentence

_ACTS: Final[tuple[tuple[Act, frozenset[str]], ...]] = (
    ("tell", frozenset({"advice", "self_reference", "dismissal"})),
    ("question", frozenset({"open_question", "closed_question", "leading_question", "permission"})),
    ("other", frozenset({"affirmation", "commitment", "confidentiality_promise", "apology", "encourager", "greeting"})),
    ("reflection", frozenset({"reflection", "feeling_named"})),
    ("tell", frozenset({"information"})),
)
"""Which act a sentence counts as when several behaviours are in it: the first row that has one of them."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One behaviour seen in one turn, with the words that show it."""

    behaviour: str
    turn: int
    """Index of the turn in its transcript."""
    start: int
    end: int
    quote: str
    """`text[start:end]` of the turn, word for word."""
    confidence: float
    """How sure the rule is, above 0 and at most 1."""


@dataclass(frozen=True, slots=True)
class ActSpan:
    """A sentence of the manager and the main thing it does."""

    act: Act
    turn: int
    quote: str
    words: int


@dataclass(frozen=True)
class Analysis:
    """A transcript with everything that was seen in it."""

    transcript: Transcript
    observations: tuple[Observation, ...]
    acts: tuple[ActSpan, ...]
    """Every sentence of the manager, in order."""
    readings: dict[int, Reading]
    """Index of a turn of the manager → how likely it does what, by the fitted reader."""

    def seen(self, *behaviours: str) -> tuple[Observation, ...]:
        """Return the observations of these behaviours, in order."""
        return tuple(o for o in self.observations if o.behaviour in behaviours)

    @cached_property
    def words(self) -> dict[Act, int]:
        """The manager's words by what they did."""
        counted: dict[Act, int] = {"question": 0, "reflection": 0, "tell": 0, "other": 0}
        for span in self.acts:
            counted[span.act] += span.words
        return counted


def observe(text: str, before: str = "", turn: int = 0) -> tuple[Observation, ...]:
    """Return what the manager did in one line. `before` is what the report had just said.

    >>> [o.behaviour for o in observe("So being the default is the problem.")]
    ['reflection']
    """
    line = Line(text, before)
    return tuple(observation for sentence in line.sentences for observation in _of(sentence, line, turn))


def _of(sentence: Sentence, line: Line, turn: int) -> Iterable[Observation]:
    for name, behaviour in BEHAVIOURS.items():
        if confidence := behaviour.detect(sentence, line):
            yield Observation(name, turn, sentence.start, sentence.end, sentence.text, confidence)


def act_of(behaviours: Iterable[str]) -> Act:
    """Return the main thing that a sentence with these behaviours does."""
    found = frozenset(behaviours)
    return next((act for act, names in _ACTS if found & names), "other")


def analyse(transcript: Transcript, reader: Reader | None = None) -> Analysis:
    """Return everything seen in the manager's turns of a transcript."""
    observations: list[Observation] = []
    acts: list[ActSpan] = []
    readings: dict[int, Reading] = {}
    previous = ""
    for index in transcript.manager_turns:
        text = transcript.turns[index].text
        line = Line(text, transcript.heard_before(index))
        readings[index] = (reader or default_reader()).read(text, line.before, previous)
        previous = text
        for sentence in line.sentences:
            seen = tuple(_of(sentence, line, index))
            observations += seen
            act = act_of(o.behaviour for o in seen)
            acts.append(ActSpan(act, index, sentence.text, len(sentence.words)))
    return Analysis(transcript, tuple(observations), tuple(acts), readings)
