"""What moves a person's mood and how much trust a fact takes: the figures of the simulated report, in one place.

Signs follow the evidence on listening and advice; sizes are ours, set so that the walkthroughs of the shipped scenarios
come out as their authors meant. A scenario may overrule any reaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from toolkit.content import Fact, Mood, Scenario, Shift

CLOSED_BELOW: Final = 25
"""Below this openness a person says less: their `closed_lines`."""

OPEN_FROM: Final = Mood(trust=60, openness=62)
"""From this mood on a person says a thing or two unasked."""

REACTIONS: Final[Mapping[str, Shift]] = MappingProxyType(
    {
        "reflection": Shift(trust=5, openness=8),
        "loose_reflection": Shift(trust=1, openness=2),
        "feeling_named": Shift(trust=3, openness=4),
        "open_question": Shift(trust=1, openness=4),
        "closed_run": Shift(trust=-2, openness=-4),
        "leading_question": Shift(trust=-2, openness=-4),
        "affirmation": Shift(trust=5, openness=3),
        "permission": Shift(trust=3, openness=2),
        "encourager": Shift(trust=1, openness=3),
        "advice": Shift(trust=-1, openness=-3),
        "early_advice": Shift(trust=-5, openness=-10),
        "information": Shift(openness=-1),
        "self_reference": Shift(trust=-2, openness=-5),
        "dismissal": Shift(trust=-10, openness=-14),
        "status_probe": Shift(trust=-1, openness=-5),
        "apology": Shift(trust=6, openness=4),
        "commitment": Shift(trust=4, openness=1),
        "confidentiality_promise": Shift(trust=4, openness=3),
        "over_promise": Shift(trust=-3, openness=-2),
        "insulted": Shift(trust=-20, openness=-25),
        "swamped": Shift(openness=-4),
        "breach": Shift(trust=-8, openness=-8),
        "promise_kept": Shift(trust=8, openness=6),
        "promise_forgotten": Shift(trust=-12, openness=-8),
    }
)
"""How most people's mood moves: by a behaviour, or by what it means here (`early_advice`, `breach` …)."""

STYLES: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "reserved": {"encourager": 2.0, "closed_run": 1.5, "self_reference": 1.2},
        "rambling": {"reflection": 1.15, "encourager": 0.7, "closed_run": 0.7},
        "pleasing": {"affirmation": 0.4, "feeling_named": 1.5, "leading_question": 1.5},
        "upset": {"feeling_named": 2.0, "apology": 1.5, "dismissal": 1.3, "status_probe": 2.0},
        "blunt": {"loose_reflection": -1.0, "affirmation": 0.6, "information": 0.0, "commitment": 1.5},
        "leaving": {"affirmation": 0.6, "commitment": 0.6, "reflection": 1.1, "advice": 1.5},
    }
)
"""How much more or less a behaviour moves somebody of a style than it moves most people."""

POWER: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {
        "direct": (0, 0, 0),
        "peer": (0, -3, -4),
        "skip": (0, 3, 6),
        "manager_of_managers": (0, 2, 5),
        "upward": (0, 2, 4),
    }
)
"""How much more trust a fact of depth 1, 2 and 3 takes than its gate says, by who sits across the table."""


def shift_of(scenario: Scenario, names: Iterable[str]) -> Shift:
    """Return how these behaviours together move this person."""
    trust = openness = 0.0
    for name in sorted(names):
        base = scenario.reactions.get(name) or REACTIONS.get(name, Shift())
        factor = 1.0 if name in scenario.reactions else STYLES[scenario.report.style].get(name, 1.0)
        trust, openness = trust + factor * base.trust, openness + factor * base.openness
    return Shift(trust=_within(round(trust), -50, 50), openness=_within(round(openness), -50, 50))


def added(one: Shift, other: Shift) -> Shift:
    """Return two shifts as one."""
    return Shift(
        trust=_within(one.trust + other.trust, -50, 50), openness=_within(one.openness + other.openness, -50, 50)
    )


def moved(mood: Mood, shift: Shift) -> Mood:
    """Return the mood after a shift; each of its sides stays between 0 and 100."""
    return Mood(
        trust=_within(mood.trust + shift.trust, 0, 100), openness=_within(mood.openness + shift.openness, 0, 100)
    )


def trust_for(scenario: Scenario, fact: Fact) -> int:
    """Return the trust that a fact takes from this learner, 0 to 100."""
    more = POWER[scenario.relationship][fact.depth - 1] if fact.gate.trust else 0
    return _within(fact.gate.trust + more, 0, 100)


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
