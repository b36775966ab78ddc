"""Seeing what the manager did: in one line while a talk goes on, or in a whole transcript afterwards.

    Line -> observe -> Observation…        Transcript -> analyse -> Analysis
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.content import Act
from toolkit.conversation import Transcript
from toolkit.feedback.behaviours import Seen, see
from toolkit.feedback.features import moments
from toolkit.feedback.reader import ACTS, Reader, Reading, default_reader
from toolkit.feedback.text import Line, Sentence, is_prose


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


@dataclass(frozen=True)
class Analysis:
    """A transcript with everything that was seen in it."""

    transcript: Transcript
    observations: tuple[Observation, ...]
    sentences: tuple[tuple[int, Sentence], ...]
    """Every sentence of the manager with the index of its turn, in order."""
    readings: dict[int, Reading]
    """Index of a turn of the manager → how likely it does what, by the fitted reader."""

    def seen(self, *behaviours: str) -> tuple[Observation, ...]:
        """Return the observations of these behaviours, in order."""
        return tuple(o for o in self.observations if o.behaviour in behaviours)

    @cached_property
    def prose(self) -> tuple[tuple[int, Sentence], ...]:
        """The sentences that are no rows of keywords."""
        return tuple((turn, sentence) for turn, sentence in self.sentences if is_prose(sentence.text))

    @cached_property
    def said_once(self) -> tuple[tuple[int, Reading], ...]:
        """The readings of the turns in which something is said, each wording once: a row of keywords says nothing."""
        turns = self.transcript.turns
        once = {turns[i].text: (i, reading) for i, reading in self.readings.items() if is_prose(turns[i].text)}
        return tuple(once.values())

    @cached_property
    def words(self) -> dict[Act, float]:
        """The manager's words by what they did, each turn's words dealt out by its likelihoods."""
        turns = self.transcript.turns
        return {
            act: sum(turns[i].words * float(getattr(reading, act)) for i, reading in self.readings.items())
            for act in ACTS
        }


def observe(text: str, before: str = "", turn: int = 0) -> tuple[Observation, ...]:
    """Return what the manager did in one line. `before` is what the report had just said.

    >>> [o.behaviour for o in observe("So being the default is the problem.")]
    ['reflection']
    """
    return observe_line(Line(text, before), turn)


def observe_line(line: Line, turn: int = 0) -> tuple[Observation, ...]:
    """Return what the manager did in a line; what was seen in it is remembered with the line."""
    return tuple(_observations(see(line), turn))


def _observations(seen: Iterable[Seen], turn: int) -> Iterator[Observation]:
    for one in seen:
        at = one.sentence
        for name, sure in one.behaviours.items():
            yield Observation(name, turn, at.start, at.end, at.text, sure)


def analyse(transcript: Transcript, reader: Reader | None = None, lines: Sequence[Line] = ()) -> Analysis:
    """Return everything seen in the manager's turns of a transcript. `lines` are those turns, where they were observed before."""
    reader = reader or default_reader()
    at = dict(moments(transcript, lines))
    return Analysis(
        transcript,
        observations=tuple(o for i, moment in at.items() for o in _observations(moment.seen, i)),
        sentences=tuple((i, one.sentence) for i, moment in at.items() for one in moment.seen),
        readings={i: reader.read(moment) for i, moment in at.items()},
    )
