"""Holding a talk to a rubric: Analysis + Rubric -> score -> Scorecard, each verdict with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from toolkit.content import Criterion, Level, Rubric
from toolkit.conversation import Transcript, from_text, talk
from toolkit.errors import ConversationError
from toolkit.feedback.measures import MEASURES, Found, Quote, problem_with
from toolkit.feedback.observe import Analysis, analyse
from toolkit.feedback.text import is_prose, repetition

SAME_FRAME: Final = 0.3
"""Repetition of a written text from which on it is a row of words in one frame."""


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """What one criterion says about a talk."""

    criterion: Criterion
    level: Level | None
    """None when there was nothing to measure; never a silent zero."""
    value: float | None
    evidence: tuple[Quote, ...]
    missing: tuple[str, ...] = ()
    """What was looked for and is not there."""
    withheld: str = ""
    """Why the level gives no points this time; empty when it does."""

    @property
    def points(self) -> int:
        """Points of the level; 0 when the criterion is only shown or its points are withheld."""
        return self.level.score if self.level and self.criterion.graded and not self.withheld else 0

    @property
    def verdict(self) -> str:
        """What the level looks like, and why it gives no points if so."""
        looks_like = self.level.looks_like if self.level else ""
        return f"{looks_like} {self.withheld}".strip()

    @property
    def next_try(self) -> str:
        """What to try next; empty at the best level or with nothing to measure."""
        best = self.criterion.levels[0]
        return self.level.next_try if self.level and self.level is not best else ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A talk held to a rubric."""

    rubric: Rubric
    scores: tuple[CriterionScore, ...]
    too_short: str = ""
    """Why nothing is scored; empty when it is."""

    @property
    def graded(self) -> tuple[CriterionScore, ...]:
        """The criteria that give points and had something to measure."""
        return tuple(s for s in self.scores if s.criterion.graded and s.level is not None)

    @property
    def shown(self) -> tuple[CriterionScore, ...]:
        """The criteria that are only shown and had something to measure."""
        return tuple(s for s in self.scores if not s.criterion.graded and s.level is not None)

    @property
    def points(self) -> int | None:
        """Points reached; None when the talk was too short to score."""
        return None if self.too_short else sum(score.points for score in self.graded)

    @property
    def max_points(self) -> int:
        """Points that could be reached by the criteria that had something to measure."""
        return sum(score.criterion.max_points for score in self.graded)

    @property
    def one_thing(self) -> CriterionScore | None:
        """The graded criterion that lost the largest part of its points; None when none lost any."""
        lost = [s for s in self.graded if s.points < s.criterion.max_points]
        return min(lost, key=lambda s: s.points / s.criterion.max_points, default=None)


def score(analysis: Analysis, rubric: Rubric, found: Found | None = None) -> Scorecard:
    """Return the scorecard of a talk. `found` is what a simulated report disclosed, where there was one."""
    too_short = _too_short(analysis, rubric)
    if too_short:
        return Scorecard(rubric, (), too_short)
    scores = tuple(score_one(analysis, c, found) for c in rubric.criteria)
    return Scorecard(rubric, tuple(_withhold(one, scores) for one in scores))


def _withhold(one: CriterionScore, scores: Iterable[CriterionScore]) -> CriterionScore:
    """Take the points from a criterion when one that it needs stands at its worst level."""
    needed = (s for s in scores if s.criterion.id in one.criterion.needs)
    worst = next((s for s in needed if s.level is s.criterion.levels[-1]), None)
    return replace(one, withheld=f"It counts once “{worst.criterion.title}” does too.") if worst else one


def score_one(analysis: Analysis, criterion: Criterion, found: Found | None = None) -> CriterionScore:
    """Return what one criterion says, however short the talk."""
    if criterion.decided_by not in ("rule", "key"):
        return CriterionScore(criterion, None, None, ())
    measured = MEASURES[criterion.measure](analysis, criterion, found)
    level = None if measured.value is None else criterion.level(measured.value)
    return CriterionScore(criterion, level, measured.value, measured.evidence, measured.missing)


def _too_short(analysis: Analysis, rubric: Rubric) -> str:
    turns = len(analysis.transcript.manager_turns)
    if turns < rubric.minimum_turns:
        return (
            f"You spoke {'once' if turns == 1 else f'{turns} times'}. Below {rubric.minimum_turns} turns a figure says more about chance than "
            "about you, so there is no score."
        )
    words = sum(analysis.transcript.turns[i].words for i in analysis.transcript.manager_turns)
    if words < rubric.minimum_words:
        return f"There are {words} words here. With fewer than {rubric.minimum_words} there is nothing to judge."
    said = [analysis.transcript.turns[i].text for i in analysis.transcript.manager_turns]
    if sum(map(is_prose, said)) < len(said) / 2:
        return "Most of your turns are rows of words and no sentences, so there is nothing to judge."
    if len(said) == 1 and repetition(sentence for _, sentence in analysis.sentences) > SAME_FRAME:
        return "Most of it is one sentence again and again with other words in it, so there is nothing to judge."
    return ""


def example_problems(criterion: Criterion) -> Iterator[tuple[int, str]]:
    """Yield (number of the example, what is wrong) for each example that does not get its stated score."""
    if problem := problem_with(criterion):
        yield -1, problem
        return
    for i, example in enumerate(criterion.examples):
        got = score_one(analyse(example_talk(example.talk)), criterion)
        if got.level is None or got.level.score != example.score:
            value = "nothing to measure" if got.value is None else f"{got.value:.2f}"
            reached = got.level.score if got.level else None
            yield i, f"the example must get {example.score} and gets {reached} ({value})"


def example_talk(text: str) -> Transcript:
    """Return the talk of an example; text without names is one turn of the manager."""
    try:
        return from_text(text)
    except ConversationError:
        return talk(("manager", text))
