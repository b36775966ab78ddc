"""How far two raters agree: F1 where one of them is the reference or neither, Cohen's kappa beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


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
