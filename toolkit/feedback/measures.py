"""Figures about a talk, each with the words it rests on. A measure that has nothing to measure gives None, never 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from toolkit.content import Act, Criterion
from toolkit.conversation import Transcript
from toolkit.feedback.behaviours import BEHAVIOURS
from toolkit.feedback.observe import Analysis, Observation
from toolkit.feedback.reader import SURE
from toolkit.feedback.text import entry_stems, stands_in, subject_stems, together

BASE_REFLECTIONS: Final = 2
"""Advice before this many reflections counts as early (evidence: input per turn, AUC .09 of good against poor).
Each piece of advice needs its own: with that, the talks coded by experts part better than with two for the whole talk."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the manager as evidence. `turn` is an index into the transcript."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and the words it rests on."""

    value: float | None
    evidence: tuple[Quote, ...] = ()
    missing: tuple[str, ...] = ()
    """What was looked for and is not there, in the rubric's words."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of a simulated report: the key to `facts_found`."""

    weights: Mapping[str, int] = field(default_factory=dict)
    """Every fact and its depth."""
    turns: Mapping[str, int] = field(default_factory=dict)
    """Found fact → index of the manager's turn that brought it out."""


Measure = Callable[[Analysis, Criterion, Found | None], Measured]
MEASURES: Final[dict[str, Measure]] = {}
"""Every measure by its name."""


def measure(function: Measure) -> Measure:
    """Register a function under its name."""
    MEASURES[getattr(function, "__name__", "")] = function
    return function


def tell_share(analysis: Analysis) -> float | None:
    """Return the share of the manager's words spent on advice, information, own stories and dismissals, 0 to 1.

    Each turn's words count as telling as far as the reader takes the turn for telling. In 133 conversations coded by
    experts this separates good from poor best.
    """
    words = sum(analysis.words.values())
    return analysis.words["tell"] / words if words else None


def listening_balance(analysis: Analysis) -> float | None:
    """Return (reflections + questions) / (reflections + questions + telling), from likelihoods, 0 to 1.

    A turn said again word for word counts once: it is no more listening.
    """
    turns = analysis.transcript.turns
    once = [reading for i, reading in analysis.said_once if turns[i].words]
    heard = sum(r.question + r.reflection for r in once)
    told = sum(r.tell for r in once)
    return heard / (heard + told) if heard + told else None


def _quotes(observations: tuple[Observation, ...], most: int = 4) -> tuple[Quote, ...]:
    return tuple(Quote(o.turn, o.quote) for o in observations[:most])


@measure
def telling(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """`tell_share`, with the turns that most surely tell."""
    return Measured(tell_share(analysis), _likeliest(analysis, "tell"))


@measure
def balance(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """`listening_balance`, with the surest questions; reflections have a criterion of their own."""
    return Measured(listening_balance(analysis), _likeliest(analysis, "question"))


@measure
def talk_share(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """The manager's share of all words."""
    return Measured(analysis.transcript.talk_share)


@measure
def open_share(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """Open questions among all questions; information only, it does not tell good talks from poor ones."""
    opened, closed = analysis.seen("open_question"), analysis.seen("closed_question")
    total = len(opened) + len(closed)
    return Measured(len(opened) / total if total else None, _quotes(opened))


@measure
def giving_back(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """The share of the manager's turns that give something back, from likelihoods, 0 to 1.

    The same words said again give nothing back, and neither does a turn without a word of substance.
    """
    if not analysis.readings:
        return Measured(None)
    turns = analysis.transcript.turns
    given = [reading.reflection for i, reading in analysis.said_once if len(subject_stems(turns[i].text)) >= 2]
    share = sum(given) / len(analysis.readings)
    return Measured(share, _likeliest(analysis, "reflection"))


@measure
def following_up(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """Of the manager's questions, the share that asks into what the report has just said, from likelihoods, 0 to 1.

    A question does so when it shares a subject word with it, or points back at it (*what happened then*, *they*, *that*).
    Known as uptake (Demszky et al. 2021). Where a count of questions says nothing, this separates good from poor.
    """
    asks = {i: reading.asks for i, reading in analysis.said_once}
    asked = sum(asks.values())
    if asked < LEAST_QUESTIONS:
        return Measured(None)
    taken_up = {i: sure for i, sure in asks.items() if _points_back(analysis.transcript, i)}
    return Measured(sum(taken_up.values()) / asked, _surest(analysis, taken_up))


LEAST_QUESTIONS: Final = 2
"""Below this many questions their share says nothing."""

_BACK = re.compile(
    r"\b(?:that|it|they|them|he|she|him|her|those|this|then|which|tell me more|say more|go on|what (?:happened|else|makes|did)|"
    r"how (?:so|come|long)|what do you mean|since when|when did|why|for example)\b"
)


def _points_back(transcript: Transcript, index: int) -> bool:
    text, before = transcript.turns[index].text, transcript.turns[index - 1].text if index else ""
    return bool(before) and bool(_BACK.search(text.lower()) or subject_stems(text) & subject_stems(before))


def _surest(analysis: Analysis, sure: Mapping[int, float]) -> tuple[Quote, ...]:
    """Return the turns that most surely do what is measured, in order; at most four."""
    most = sorted(sure, key=lambda i: -sure[i])[:4]
    return tuple(Quote(i, analysis.transcript.turns[i].text) for i in sorted(most) if sure[i] >= SURE)


def _likeliest(analysis: Analysis, act: Act) -> tuple[Quote, ...]:
    """Return the turns that most surely do what is measured, in order."""
    return _surest(analysis, {i: float(getattr(reading, act)) for i, reading in analysis.readings.items()})


@measure
def early_advice(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """Turns that advise before two reflections: two since the beginning, and two since the last advice."""
    early: dict[int, Observation] = {}
    reflections = 0
    for observation in sorted(analysis.seen("reflection", "advice"), key=lambda o: o.turn):
        if observation.behaviour == "reflection":
            reflections += 1
        elif observation.turn not in early:
            if reflections < BASE_REFLECTIONS:
                early[observation.turn] = observation
            reflections = 0
    return Measured(float(len(early)), _quotes(tuple(early.values())))


@measure
def turn_share(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """The share of the manager's turns in which the criterion's `behaviour` was seen, 0 to 1."""
    seen = analysis.seen(criterion.behaviour or "")
    return Measured(len({o.turn for o in seen}) / len(analysis.readings) if analysis.readings else None, _quotes(seen))


@measure
def opening_up(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """Words in the report's turns of the last third of the talk, for each word in those of the first third."""
    said = [turn.words for turn in analysis.transcript.turns if turn.speaker == "report"]
    third = len(said) // 3
    if not third or not sum(said[:third]):
        return Measured(None)
    return Measured(sum(said[-third:]) / sum(said[:third]))


@measure
def count(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """How often the criterion's `behaviour` was seen."""
    seen = analysis.seen(criterion.behaviour or "")
    return Measured(float(len(seen)), _quotes(seen))


@measure
def mentions(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """How many of the criterion's `mentions` occur in sentences; a row of keywords is none."""
    quotes: dict[str, Quote] = {}
    for turn, sentence in analysis.prose:
        if len(sentence.words) >= 5:
            fresh = [m for m in criterion.mentions if m not in quotes and sentence.vocabulary.issuperset(entry_stems(m))]
            quotes |= {mention: Quote(turn, sentence.text) for mention in fresh[:MOST_MENTIONS]}
    return Measured(float(len(quotes)), tuple(dict.fromkeys(quotes.values())))


@measure
def elements(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """How many of the criterion's `elements` are there: of each, one way to put it stands in one sentence.

    A sentence carries two elements at most, and a row of keywords carries none.
    """
    there: dict[str, Quote] = {}
    for turn, sentence in analysis.prose:
        if len(sentence.words) >= A_SENTENCE:
            left = ((element, ways) for element, ways in criterion.elements.items() if element not in there)
            fresh = [element for element, ways in left if any(stands_in(entry_stems(way), sentence) for way in ways)]
            there |= {element: Quote(turn, sentence.text) for element in fresh[:MOST_MENTIONS]}
    missing = tuple(element for element in criterion.elements if element not in there)
    return Measured(float(len(there)), tuple(dict.fromkeys(there.values())), missing)


@measure
def unwanted(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """How many sentences hold one of the criterion's `mentions`, its words standing together."""
    ways = [entry_stems(mention) for mention in criterion.mentions]
    quotes = [Quote(turn, sentence.text) for turn, sentence in analysis.sentences if any(together(w, sentence) for w in ways)]
    return Measured(float(len(quotes)), tuple(quotes[:4]))


@measure
def length(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """The manager's words."""
    return Measured(float(sum(analysis.transcript.turns[i].words for i in analysis.transcript.manager_turns)))


A_SENTENCE: Final = 4
"""Words from which on a sentence can carry something."""

MOST_MENTIONS: Final = 2
"""How many things one sentence can mention; more is a list."""


@measure
def unspoiled_mentions(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """`mentions`, but 0 with the spoiling words as evidence when the text also advises or waves away."""
    if spoiled := analysis.seen("advice", "dismissal"):
        return Measured(0.0, _quotes(spoiled))
    return mentions(analysis, criterion, found)


@measure
def facts_found(analysis: Analysis, criterion: Criterion, found: Found | None) -> Measured:
    """What came out, deeper facts counting more, 0 to 1; None without a scenario's key."""
    if found is None or not found.weights:
        return Measured(None)
    reached = sum(found.weights[fact] for fact in found.turns)
    turns = sorted(set(found.turns.values()))
    return Measured(
        reached / sum(found.weights.values()),
        tuple(Quote(turn, analysis.transcript.turns[turn].text) for turn in turns[-3:]),
    )


def problem_with(criterion: Criterion) -> str | None:
    """Return what is wrong with a criterion's measure and parameters, or None."""
    if criterion.measure not in MEASURES:
        return f"no measure is called '{criterion.measure}'; known: {', '.join(sorted(MEASURES))}"
    if criterion.measure in ("count", "turn_share") and criterion.behaviour not in BEHAVIOURS:
        return f"no behaviour is called '{criterion.behaviour}'; known: {', '.join(sorted(BEHAVIOURS))}"
    if criterion.measure == "elements" and not criterion.elements:
        return "the measure 'elements' needs a mapping `elements`: what is looked for → ways to put it"
    if (criterion.measure.endswith("mentions") or criterion.measure == "unwanted") and not criterion.mentions:
        return f"the measure '{criterion.measure}' needs a list `mentions`"
    return None
