"""What the benchmark says: lines, figures with their limits, and how times grow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BAR = 40


@dataclass(frozen=True)
class Line:
    """A line or more of the benchmark's text, and whether it says that a limit was passed."""

    text: str
    failed: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure, and what it may be at most, or must be at least."""

    what: str
    value: float | None
    """None where it could not be measured; then it is neither kept nor missed."""
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""
    """How it was come by, or why it could not be."""

    @property
    def failed(self) -> bool:
        if self.value is None or self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def line(self) -> Line:
        value = "not measured" if self.value is None else f"{self.value:,.{1 if self.value < 100 else 0}f} {self.unit}"
        limit = "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"
        verdict = "" if None in (self.value, self.limit) else "missed" if self.failed else "kept"
        return Line(f"{self.what:<48}{value:>13}{limit:>12}  {verdict:<7} {self.note}".rstrip(), self.failed)


@dataclass(frozen=True)
class Point:
    """What a cohort of some size took."""

    learners: int
    seconds: float
    peak_mb: float | None = None


def stretches(points: Sequence[Point]) -> list[float]:
    """Return the seconds for one more learner between each size and the next."""
    return [(b.seconds - a.seconds) / (b.learners - a.learners) for a, b in pairwise(points)]


def seconds_at(points: Sequence[Point], learners: int) -> float | None:
    """Return what so many learners take: as measured, or straight on from the last two sizes; None when these tell nothing."""
    for point in points:
        if point.learners == learners:
            return point.seconds
    one_more = stretches(points)[-1]
    return points[-1].seconds + one_more * (learners - points[-1].learners) if one_more > 0 else None


def growth(points: Sequence[Point]) -> float | None:
    """Return the last stretch as a multiple of the first: 1 when time grows in a straight line; None when these tell nothing."""
    found = stretches(points)
    return found[-1] / found[0] if min(found) > 0 else None


def how_come_by(points: Sequence[Point], learners: int) -> str:
    """Return the words that say whether `seconds_at` measured or reckoned."""
    sizes = [point.learners for point in points]
    if learners in sizes:
        return "measured"
    if seconds_at(points, learners) is None:
        return TOO_BUSY
    return f"extrapolated from {sizes[-2]:,} and {sizes[-1]:,}"


TOO_BUSY = "more learners took less time: the machine was busy with something else"


def curve(points: Sequence[Point]) -> str:
    """Return how time and memory grow: a line for each size; the bar is time per learner, so equal bars mean a straight line."""
    lines = [f"{'learners':>10}{'seconds':>10}{'PSS MB':>9}{'ms each':>9}{'ms for one more':>17}"]
    longest = max(point.seconds / point.learners for point in points)
    for point, more in zip(points, [None, *stretches(points)], strict=True):
        each = point.seconds / point.learners
        memory = "" if point.peak_mb is None else f"{point.peak_mb:.0f}"
        one_more = "" if more is None else f"{more * 1e3:.1f}"
        bar = "#" * round(BAR * each / longest)
        lines.append(f"{point.learners:>10,}{point.seconds:>10.1f}{memory:>9}{each * 1e3:>9.1f}{one_more:>17}  {bar}")
    return "\n".join(lines)
