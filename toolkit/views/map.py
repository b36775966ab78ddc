"""A scenario as a picture for its author: facts by depth, what each takes, what comes before what, and how soon it can be out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from toolkit.content import Fact, Scenario
from toolkit.practice.moods import trust_for
from toolkit.practice.search import search
from toolkit.views.html import tag

BOX_WIDTH: Final = 250
BOX_HEIGHT: Final = 74
COLUMN: Final = 340
ROW: Final = 96
TOP: Final = 64
LETTERS: Final = 33
"""Letters that fit on one line of a box."""

_DEPTHS: Final = ("anyone would say it", "after somebody has listened", "told nobody at work")
_FILLS: Final = ("#e8f0fb", "#eef6ee", "#f6ecf4")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a fact stands in the picture."""

    fact: Fact
    x: int
    y: int


def scenario_map(scenario: Scenario) -> Markup:
    """Return the picture as one SVG that stands alone."""
    boxes = _placed(scenario)
    soonest = search(scenario).lines_to
    rows = max(sum(box.fact.depth == depth for box in boxes.values()) for depth in (1, 2, 3))
    width, height = 3 * COLUMN, TOP + rows * ROW + 10
    arrows = [_arrow(boxes[first], box) for box in boxes.values() for first in box.fact.gate.after]
    drawn = [_box(scenario, box, soonest.get(box.fact.id)) for box in boxes.values()]
    return tag(
        "svg",
        tag("title", f"{scenario.title}: what leads where"),
        tag("desc", _in_words(scenario, soonest)),
        tag("defs", _arrow_head()),
        *(_heading(scenario, depth) for depth in (1, 2, 3)),
        *arrows,
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        font_family="system-ui, sans-serif",
    )


def _placed(scenario: Scenario) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for depth in (1, 2, 3):
        facts = [fact for fact in scenario.facts if fact.depth == depth]
        for row, fact in enumerate(facts):
            boxes[fact.id] = Box(fact, (depth - 1) * COLUMN + 20, TOP + row * ROW)
    return boxes


def _heading(scenario: Scenario, depth: int) -> Markup:
    start = f" Trust {scenario.mood.trust}, openness {scenario.mood.openness} at the start." if depth == 1 else ""
    return tag(
        "text",
        f"Depth {depth}: {_DEPTHS[depth - 1]}.",
        tag("tspan", start.strip(), x=(depth - 1) * COLUMN + 20, dy=20) if start else "",
        x=(depth - 1) * COLUMN + 20,
        y=22,
        font_size=14,
        font_weight="600",
        fill="#222",
    )


def _box(scenario: Scenario, box: Box, lines: int | None) -> Markup:
    fact = box.fact
    takes = f"trust {trust_for(scenario, fact)}, openness {fact.gate.openness}"
    when = "never" if lines is None else f"from line {lines} on"
    said = [(scenario.areas[fact.area], "600"), (fact.id, "400"), (f"{takes}: {when}", "400")]
    texts = [
        tag("text", _short(text, LETTERS if i < 2 else LETTERS + 8), x=box.x + 10, y=box.y + 21 + 20 * i,
            font_size=14 if i < 2 else 11.5, font_weight=weight, fill="#222")
        for i, (text, weight) in enumerate(said)
    ]  # fmt: skip
    rect = tag(
        "rect", x=box.x, y=box.y, width=BOX_WIDTH, height=BOX_HEIGHT, rx=8, fill=_FILLS[fact.depth - 1],
        stroke="#9a3412" if lines is None else "#667", stroke_width=3 if lines is None else 1,
    )  # fmt: skip
    return tag("g", tag("title", fact.text), rect, *texts)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _arrow(first: Box, then: Box) -> Markup:
    """Draw from a fact to one that comes after it: across to the next column, or down the side of the same one."""
    y1, y2 = first.y + BOX_HEIGHT / 2, then.y + BOX_HEIGHT / 2
    if first.x == then.x:
        x = first.x + BOX_WIDTH
        path = f"M{x},{y1} C{x + 50},{y1} {x + 50},{y2} {x + 4},{y2}"
    else:
        x1, x2 = first.x + BOX_WIDTH, then.x - 4
        path = f"M{x1},{y1} C{x1 + 45},{y1} {x2 - 45},{y2} {x2},{y2}"
    return tag("path", d=path, fill="none", stroke="#445", stroke_width=1.5, marker_end="url(#tip)")


def _arrow_head() -> Markup:
    tip = tag("path", d="M0,0 L8,4 L0,8 z", fill="#445")
    return tag("marker", tip, id="tip", markerWidth=8, markerHeight=8, refX=7, refY=4, orient="auto")


def _in_words(scenario: Scenario, soonest: dict[str, int]) -> str:
    """Say the picture for those who do not see it."""
    told = []
    for fact in scenario.facts:
        after = f", after {' and '.join(fact.gate.after)}" if fact.gate.after else ""
        when = f"line {soonest[fact.id]}" if fact.id in soonest else "never"
        told.append(f"{fact.id} (depth {fact.depth}): trust {trust_for(scenario, fact)}, openness {fact.gate.openness}{after}; {when}.")
    return " ".join(told)
