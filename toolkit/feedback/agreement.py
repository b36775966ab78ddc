"""How far raters agree: F1 where one of them is the reference or neither, kappa and alpha beyond chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from random import Random
from statistics import mean, quantiles
from typing import Final

FEWEST_UNITS: Final = 10
"""Things rated by two or more below which a coefficient says more about chance than about the raters."""

RESAMPLES: Final = 1_000


def f1(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return F1 of a yes/no label between two raters, 0 to 1; None when neither ever says yes.

    >>> f1([(True, True), (True, False), (False, False)])
    0.6667
    """
    both = sum(a and b for a, b in pairs)
    either = sum(a for a, _ in pairs) + sum(b for _, b in pairs)
    return round(2 * both / either, 4) if either else None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return agreement beyond chance, at most 1; None when chance alone would make them agree (Cohen 1960).

    >>> cohen_kappa([("good", "good"), ("poor", "poor"), ("good", "poor"), ("poor", "poor")])
    0.5
    """
    if not pairs:
        return None
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    return None if chance == 1 else round((agreed - chance) / (1 - chance), 4)


def auc(good: Sequence[float], poor: Sequence[float]) -> float | None:
    """Return the chance that a good one stands above a poor one, ties counting half; None without both kinds."""
    if not good or not poor:
        return None
    won = sum((a > b) + 0.5 * (a == b) for a in good for b in poor)
    return round(won / (len(good) * len(poor)), 4)


# --- levels in an order ---------------------------------------------------------------------------------------------


def squared(a: float, b: float) -> float:
    """Return how much it matters that one rater says `a` and the other `b`: twice as far apart is four times as bad."""
    return (a - b) ** 2


def weighted_kappa(
    pairs: Sequence[tuple[float, float]], disagreement: Callable[[float, float], float] = squared
) -> float | None:
    """Return agreement beyond chance that forgives near misses (Cohen 1968); None where chance leaves nothing to disagree on.

    Levels are told apart by what they are, not by which of them were used, so a level that nobody chose changes nothing.

    >>> weighted_kappa([(1, 2), (2, 2), (4, 4), (5, 4), (1, 1), (2, 4), (4, 5), (5, 5)])
    0.810811
    """
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum(disagreement(a, b) for a, b in pairs) * len(pairs)
    by_chance = sum(disagreement(a, b) * n * m for a, n in first.items() for b, m in second.items())
    return round(1 - seen / by_chance, 6) if by_chance else None


Difference = Callable[[float, float, Mapping[float, float]], float]
"""How far apart two values are, squared, given how often each value was used."""


def ordinal(a: float, b: float, used: Mapping[float, float]) -> float:
    """Return Krippendorff's ordinal difference: by how many of all the values the two are apart."""
    low, high = min(a, b), max(a, b)
    between = sum(n for value, n in used.items() if low <= value <= high)
    return (between - (used[a] + used[b]) / 2) ** 2


def krippendorff_alpha(units: Iterable[Sequence[float]], difference: Difference = ordinal) -> float | None:
    """Return alpha of units, each the values that its raters gave it (Krippendorff 2011); None when no value differs.

    A unit rated once says nothing about agreement and changes nothing.
    """
    return _alpha(Counter(tuple(sorted(unit)) for unit in units if len(unit) > 1), difference)


def _alpha(units: Mapping[tuple[float, ...], int], difference: Difference) -> float | None:
    """Return alpha of units of which the same ones are counted together."""
    together: defaultdict[tuple[float, float], float] = defaultdict(float)
    for values, count in units.items():
        for pair in permutations(values, 2):
            together[pair] += count / (len(values) - 1)
    used: defaultdict[float, float] = defaultdict(float)
    for (a, _), n in together.items():
        used[a] += n
    apart = {(a, b): difference(a, b, used) for a in used for b in used if a != b}
    by_chance = sum(used[a] * used[b] * d for (a, b), d in apart.items())
    if not by_chance:
        return None
    seen = sum(n * apart[pair] for pair, n in together.items() if pair in apart)
    return round(1 - (sum(used.values()) - 1) * seen / by_chance, 6)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far raters agree about the things that two or more of them rated."""

    units: int
    """Things rated by two or more."""
    raters: int
    exact: float | None
    """Share of pairs of ratings that are the same; None when nothing was rated twice."""
    kappa: float | None
    """Quadratic-weighted; only where there are two raters."""
    alpha: float | None
    """Ordinal."""
    interval: tuple[float, float] | None
    """Where alpha lies in 95 of 100 samples drawn anew from these units; None where too few of them have an alpha."""
    lacking: str = ""
    """Why there is no coefficient; empty where there is one."""


def agreement(units: Iterable[Mapping[str, float]], seed: int = 0) -> Agreement:
    """Return how far raters agree about units, each rater → the place of the level chosen on the scale.

    The places are those on the whole scale, whether or not every level was used.
    """
    rated = [unit for unit in units if len(unit) > 1]
    raters = sorted({rater for unit in rated for rater in unit})
    pairs = [pair for unit in rated for pair in combinations(unit.values(), 2)]
    exact = round(sum(a == b for a, b in pairs) / len(pairs), 4) if pairs else None
    if len(rated) < FEWEST_UNITS:
        return Agreement(len(rated), len(raters), exact, None, None, None, "too few")
    counted = Counter(tuple(sorted(unit.values())) for unit in rated)
    alpha = _alpha(counted, ordinal)
    if alpha is None:
        return Agreement(len(rated), len(raters), exact, None, None, None, "undefined: no variation")
    kappa = weighted_kappa([(unit[raters[0]], unit[raters[1]]) for unit in rated]) if len(raters) == 2 else None
    return Agreement(len(rated), len(raters), exact, kappa, alpha, _interval(counted, seed))


def _interval(units: Counter[tuple[float, ...]], seed: int) -> tuple[float, float] | None:
    chance = Random(seed)  # noqa: S311 - the same data must give the same interval
    kinds = sorted(units)
    drawn = (Counter(chance.choices(kinds, [units[kind] for kind in kinds], k=units.total())) for _ in range(RESAMPLES))
    found = [alpha for one in drawn if (alpha := _alpha(one, ordinal)) is not None]
    if len(found) < RESAMPLES / 2:
        return None
    cuts = quantiles(found, n=40)
    return round(cuts[0], 3), round(cuts[-1], 3)


def rater_bias(units: Iterable[Mapping[str, float]]) -> dict[str, tuple[float, int]]:
    """Return rater → (how much more they give than the others on the same things, on how many); below 0 is stricter."""
    apart: dict[str, list[float]] = {}
    for unit in units:
        for rater, given in unit.items():
            if others := [value for other, value in unit.items() if other != rater]:
                apart.setdefault(rater, []).append(given - mean(others))
    return {rater: (round(mean(found), 2), len(found)) for rater, found in sorted(apart.items())}
