"""Pictures of a cohort as SVG. Every figure in them stands beside them in words or in a table too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from toolkit.views.gradebook.cohort import Row, Went, about_item
from toolkit.views.html import join, tag

BLUE: Final = "#1a56b0"
RUST: Final = "#9a3412"
"""Told apart by people who do not see red and green alike, and by shape as well."""

_INK: Final = "#1b1b1b"
_EDGE: Final = "#767676"


def distribution(one: Went, title: str) -> Markup:
    """Return how the points of an exercise are spread, a bar for each tenth."""
    counts = one.tenths()
    most = max([*counts, 1])
    bars = (_column(n, count, 54 * count / most) for n, count in enumerate(counts) if count)
    said = ", ".join(f"{n * 10} to {n * 10 + 10}%: {count}" for n, count in enumerate(counts) if count)
    drawn = [
        tag("rect", width=264, height=96, rx=4, fill="#fff"),
        *bars,
        tag("line", x1=12, x2=252, y1=74, y2=74, stroke=_EDGE),
        *(_text(f"{share}%", 12 + 2.4 * share, 89, anchor, size=12) for share, anchor in ((0, "start"), (50, "middle"), (100, "end"))),
    ]
    label = f"{title}, learners by share of the points: {said or 'nobody yet'}"
    return tag("svg", *drawn, viewBox="0 0 264 96", role="img", aria_label=label, class_="gb-small")


def _column(n: int, count: int, height: float) -> Markup:
    bar = tag("rect", x=12 + n * 24, y=round(74 - height, 1), width=22, height=round(height, 1), fill=BLUE)
    return join([bar, _text(str(count), 23 + n * 24, 71 - height, "middle", size=10 if count < 1000 else 8)])


_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 14, 624, 334
_LEAST: Final = -0.4
"""The lowest discrimination that is drawn in its place; lower ones lie on the edge."""


def item_picture(items: Sequence[Row]) -> Markup | None:
    """Return items by how easy they are and how well they tell learners apart; None where nothing can be placed.

    An item worth a look is a square with the number that it has in the table below.
    """
    placed = [(n, row) for n, row in enumerate(items, start=1) if row["difficulty"] is not None and row["discrimination"] is not None]
    if not placed:
        return None
    marks = [_mark(n, row) for n, row in placed]
    drawn = [
        tag("rect", width=640, height=384, rx=4, fill="#fff"),
        tag("rect", x=_LEFT, y=_TOP, width=_RIGHT - _LEFT, height=_BOTTOM - _TOP, fill="none", stroke=_EDGE),
        *(_line_across(at, dashed=at == 0) for at in (0.0, 0.5)),
        *(_text(f"{at:g}", _LEFT - 6, _y(at) + 4, "end") for at in (0.0, 0.5, 1.0)),
        *(_text(f"{share}%", _x(share / 100), _BOTTOM + 18, "end" if share == 100 else "middle") for share in (0, 25, 50, 75, 100)),
        _text("How much of the points learners get on average (right: easy)", (_LEFT + _RIGHT) / 2, 374, "middle"),
        _text("tells learners apart", 0, 0, "middle", transform=f"translate(20 {(_TOP + _BOTTOM) / 2}) rotate(-90)"),
        *marks,
    ]
    look = [f"{n}, {row['title']}" for n, row in placed if about_item(row)]
    said = f"{len(placed)} items; worth a look: {', '.join(look) or 'none'}. Every figure stands in the table."
    picture = tag("svg", *drawn, viewBox="0 0 640 384", role="img", aria_label=f"How easy items are and how well they tell learners apart: {said}")
    return tag("figure", picture, class_="gb-wide")


def _mark(number: int, row: Row) -> Markup:
    x, y = _x(row["difficulty"]), _y(max(row["discrimination"], _LEAST))
    title = tag("title", f"{number}. {row['title']}: {row['difficulty']:.0%}, {row['discrimination']:.2f}")
    if not about_item(row):
        return tag("circle", title, cx=x, cy=y, r=5, fill=BLUE, fill_opacity=0.75)
    # Beside the mark, on the side where there is room.
    at, anchor = (x - 9, "end") if x > _RIGHT - 30 else (x + 9, "start")
    return join([tag("rect", title, x=round(x - 5, 1), y=round(y - 5, 1), width=10, height=10, fill=RUST), _text(str(number), at, y + 4, anchor)])


def _line_across(at: float, *, dashed: bool) -> Markup:
    return tag("line", x1=_LEFT, x2=_RIGHT, y1=_y(at), y2=_y(at), stroke=_EDGE, stroke_width=1 if dashed else 0.4, stroke_dasharray="5 4" if dashed else None)


def _x(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * share, 1)


def _y(discrimination: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * (discrimination - _LEAST) / (1 - _LEAST), 1)


def share_bar(share: float) -> Markup:
    """Return a bar as long as a share; the figure stands beside it."""
    drawn = [
        tag("rect", width=120, height=12, rx=2, fill="#fff", stroke=_EDGE),
        tag("rect", x=1, y=1, width=round(118 * share, 1), height=10, fill=BLUE),
    ]
    return tag("svg", *drawn, viewBox="0 0 120 12", aria_hidden="true", class_="gb-bar")


def _text(text: str, x: float, y: float, anchor: str, transform: str | None = None, size: int = 15) -> Markup:
    return tag("text", text, x=round(x, 1), y=round(y, 1), font_size=size, text_anchor=anchor, fill=_INK, transform=transform)
