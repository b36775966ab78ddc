"""Pictures of a talk as SVG, drawn by hand so that they show everywhere and offline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from toolkit.content import Act
from toolkit.feedback import Analysis
from toolkit.views.html import join, tag

WIDTH: Final = 640
BAR: Final = 34

FILLS: Final[dict[Act, str]] = {"question": "#1a56b0", "reflection": "#1b6e3c", "tell": "#9a3412", "other": "#595959"}
"""Act → its colour wherever acts are drawn."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar."""

    label: str
    share: float
    """0 to 1."""
    fill: str
    """Dark enough for white letters."""


YOU: Final = "You"
"""The manager of a talk that is the reader's own."""


def talk_share_picture(analysis: Analysis, name: str, manager: str = YOU) -> Markup | None:
    """Return who had how much of the words; None when nobody said any. Only to the reader it says how much should be whose."""
    share = analysis.transcript.talk_share
    if share is None:
        return None
    return bar(
        "Who talked",
        [Part(manager, share, "#1a56b0"), Part(name, 1 - share, "#5b4a8a")],
        note="Half of the words or more should be theirs." if manager == YOU else "",
        mark=0.5,
    )


def telling_picture(analysis: Analysis, manager: str = YOU) -> Markup | None:
    """Return what the manager's words did; None when there were none."""
    total = sum(analysis.words.values())
    if not total:
        return None
    share = {act: words / total for act, words in analysis.words.items()}
    return bar(
        "What your words did" if manager == YOU else "What the manager's words did",
        [
            Part("gave back", share["reflection"], FILLS["reflection"]),
            Part("asked", share["question"], FILLS["question"]),
            Part("told", share["tell"], FILLS["tell"]),
            Part("other", share["other"], FILLS["other"]),
        ],
        note="Other: greetings, thanks, promises, nods." if manager == YOU else "",
    )


def bar(title: str, parts: Sequence[Part], note: str = "", mark: float | None = None) -> Markup:
    """Return one bar cut into parts, with every figure also in words."""
    shown = [part for part in parts if part.share > 0]
    said = ", ".join(f"{part.label} {part.share:.0%}" for part in shown)
    drawn: list[Markup] = []
    x = 0.0
    for part in shown:
        # The last label stands at the right, clear of the mark.
        drawn += _part(part, x, from_right=part is shown[-1])
        x += part.share * WIDTH
    if mark is not None:
        at = mark * WIDTH
        drawn.append(
            tag("line", x1=at, x2=at, y1=-4, y2=BAR + 4, stroke="currentColor", stroke_width=2, stroke_dasharray="4 3")
        )
    picture = tag(
        "svg", *drawn, viewBox=f"0 -6 {WIDTH} {BAR + 12}", role="img", aria_label=f"{title}: {said}"
    )  # fmt: skip
    return tag(
        "figure",
        tag("figcaption", tag("strong", title), f": {said}. {note}"),
        picture,
        style="margin:.8em 0;max-width:40rem",
    )


def _part(part: Part, x: float, *, from_right: bool) -> list[Markup]:
    width = part.share * WIDTH
    rect = tag("rect", x=round(x, 1), y=0, width=round(max(width - 1.5, 1), 1), height=BAR, fill=part.fill, rx=3)
    label = f"{part.label} {part.share:.0%}"
    # A letter takes about 8.5 units; a label that does not fit stands in the caption only.
    if width < 8.5 * len(label) + 12:
        return [rect]
    at, anchor = (x + width - 10, "end") if from_right else (x + 8, "start")
    text = tag("text", label, x=round(at, 1), y=BAR / 2 + 5, fill="#fff", font_size=15, text_anchor=anchor)
    return [rect, text]


def figures(*pictures: Markup | None) -> Markup:
    """Return the pictures that there are."""
    return join(picture for picture in pictures if picture is not None)


def side_by_side(*pictures: Markup) -> Markup:
    """Return pictures beside each other where there is room, below each other where there is none."""
    return tag("div", *pictures, style="display:flex;flex-wrap:wrap;gap:0 1.5rem")


PLOT: Final = (26, 8, 286, 128)
"""Left, top, right and bottom of the field in which curves are drawn."""


def curves(title: str, first: Sequence[int], second: Sequence[int], part: int) -> Markup:
    """Return how a figure from 0 to 100 went in two versions of a talk, which part after `part` of the manager's lines."""
    left, top, right, bottom = PLOT
    steps = max(len(first), len(second)) - 1
    said = f"first version from {first[0]} to {first[-1]}, this version from {second[0]} to {second[-1]}, of 100"
    at = _place(part, 0, steps)[0]
    # On white of its own, because the colours must be told apart in a dark theme too.
    drawn = [
        tag("rect", width=296, height=150, rx=4, fill="#fff"),
        tag("rect", x=left, y=top, width=right - left, height=bottom - top, fill="none", stroke="#767676"),
        *(_text(str(value), left - 4, _place(0, value, 1)[1] + 4, "end") for value in (0, 50, 100)),
        tag("line", x1=at, x2=at, y1=top, y2=bottom, stroke="#595959", stroke_dasharray="2 3"),
        _curve(first, steps, stroke="#9a3412", stroke_dasharray="6 4"),
        _curve(second, steps, stroke="#1a56b0"),
        tag("line", x1=left, x2=left + 24, y1=142, y2=142, stroke="#9a3412", stroke_dasharray="6 4", stroke_width=2.5),
        _text("first version", left + 30, 146),
        tag("line", x1=left + 120, x2=left + 144, y1=142, y2=142, stroke="#1a56b0", stroke_width=2.5),
        _text("this version", left + 150, 146),
    ]
    picture = tag("svg", *drawn, viewBox="0 0 296 150", role="img", aria_label=f"{title}: {said}")
    caption = tag("figcaption", tag("strong", title), f": {said}. The dotted line is where they part.")
    return tag("figure", caption, picture, style="margin:.8em 0;flex:1 1 17rem;max-width:25rem")


def over_time(title: str, values: Sequence[tuple[str, int]]) -> Markup:
    """Return how a figure from 0 to 100 went from talk to talk, each with its label, every figure also in words."""
    left, top, right, bottom = PLOT
    steps = len(values) - 1
    said = ", ".join(f"{label} {value}" for label, value in values)
    dots = (
        tag("circle", tag("title", f"{label}: {value}"), cx=x, cy=y, r=3.5, fill="#1a56b0")
        for n, (label, value) in enumerate(values)
        for x, y in [_place(n, value, steps)]
    )
    drawn = [
        tag("rect", width=296, height=136, rx=4, fill="#fff"),
        tag("rect", x=left, y=top, width=right - left, height=bottom - top, fill="none", stroke="#767676"),
        *(_text(str(value), left - 4, _place(0, value, 1)[1] + 4, "end") for value in (0, 50, 100)),
        _curve([value for _, value in values], steps, stroke="#1a56b0"),
        *dots,
    ]
    picture = tag("svg", *drawn, viewBox="0 0 296 136", role="img", aria_label=f"{title}: {said}")
    caption = tag("figcaption", tag("strong", title), f": {said}.")
    return tag("figure", caption, picture, style="margin:.8em 0;flex:1 1 17rem;max-width:25rem")


def _text(text: str, x: float, y: float, anchor: str = "start") -> Markup:
    return tag("text", text, x=x, y=y, font_size=11, text_anchor=anchor, fill="#1b1b1b")


def _curve(values: Sequence[int], steps: int, **stroke: str) -> Markup:
    points = " ".join("{},{}".format(*_place(i, value, steps)) for i, value in enumerate(values))
    return tag("polyline", points=points, fill="none", stroke_width=2.5, stroke_linejoin="round", **stroke)


def _place(step: int, value: int, steps: int) -> tuple[float, float]:
    left, top, right, bottom = PLOT
    return round(left + (right - left) * step / max(steps, 1), 1), round(bottom - (bottom - top) * value / 100, 1)
