"""Coming back: four short drills in six months, on what went least well, with people of rising difficulty.

Without practice after a course its effect on conversations fades within half a year; three or four sessions with feedback
hold it (Schwalbe et al. 2014, a meta-analysis of training in motivational interviewing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from toolkit.content import Listing
from toolkit.learning.held import HeldTalk

WEEKS: Final = (2, 6, 13, 24)
"""After how many weeks each drill is due: soon first, then ever further apart."""

RECENT: Final = 5
"""Talks that are looked at; what was long ago is no longer how somebody talks."""

LESSONS: Final[Mapping[str, str]] = {
    "giving_back": "09_giving_back",
    "telling_less": "10_holding_back_advice",
    "early_advice": "10_holding_back_advice",
    "following_up": "08_opening_and_asking",
    "listening_balance": "08_opening_and_asking",
    "no_waving_away": "13_load_and_power",
    "facts_found": "09_giving_back",
}
"""Criterion → the lesson to leaf through before the drill."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One short drill."""

    day: date
    criterion: str
    title: str
    """The criterion in words."""
    scenario: str
    name: str
    lesson: str
    share: float
    """Share of the criterion's points reached of late, 0 to 1."""


def shares(talks: Sequence[HeldTalk]) -> dict[str, float]:
    """Return criterion → share of its points reached in the last talks, 0 to 1, the weakest first."""
    got: dict[str, list[float]] = {}
    for talk in talks[-RECENT:]:
        for score in talk.scorecard.graded:
            got.setdefault(score.criterion.id, []).append(score.points / score.criterion.max_points)
    means = {criterion: sum(values) / len(values) for criterion, values in got.items()}
    return dict(sorted(means.items(), key=lambda pair: pair[1]))


def drills(talks: Sequence[HeldTalk], people: Sequence[Listing], start: date) -> tuple[Drill, ...]:
    """Return the drills from a day on: nothing without a scored talk, for then nothing is known to be weak."""
    weakest = shares(talks)
    if not weakest or not people:
        return ()
    titles = {s.criterion.id: s.criterion.title for talk in talks for s in talk.scorecard.graded}
    partners = _partners(talks, people)
    # The two weakest take turns: a behaviour settles when it is met again, not when it is ticked off.
    focus = list(weakest)[:2]
    planned = []
    for n, weeks in enumerate(WEEKS):
        criterion, partner = focus[n % len(focus)], partners[n % len(partners)]
        lesson = LESSONS.get(criterion, "09_giving_back")
        day = start + timedelta(weeks=weeks)
        planned.append(
            Drill(day, criterion, titles[criterion], partner.id, partner.report.name, lesson, weakest[criterion])
        )
    return tuple(planned)


def _partners(talks: Sequence[HeldTalk], people: Sequence[Listing]) -> list[Listing]:
    """Return people to drill with: those not met yet, none easier than the hardest that went well; then the others."""
    met = {talk.scenario for talk in talks}
    level = {one.id: one.difficulty for one in people}
    done = [level[talk.scenario] for talk in talks if talk.scenario in level and _went_well(talk)]
    reached = max(done, default=1)
    return sorted(people, key=lambda one: (one.id in met, one.difficulty < reached, one.difficulty, one.id))


def _went_well(talk: HeldTalk) -> bool:
    points, most = talk.scorecard.points, talk.scorecard.max_points
    return points is not None and points >= 0.6 * most
