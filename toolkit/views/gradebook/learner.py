"""Everything that a gradebook holds of one learner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from toolkit.views.gradebook.cohort import Row
from toolkit.views.gradebook.tables import table
from toolkit.views.html import join, quote, tag

if TYPE_CHECKING:
    from toolkit.grading.gradebook import Gradebook


_ROUNDING: Final = 0.005
"""Below this, a share of what was scored is that of all points in every percent that is shown."""


def learner_html(book: Gradebook, learner: str, name: str) -> Markup:
    """Return a learner's attempts at every exercise, and of those that count the items and criteria."""
    from toolkit.grading.gradebook import plain

    grades, attempts, items, criteria = (
        plain(frame[frame["learner"] == learner]) for frame in (book.grades, book.attempts, book.items, book.criteria)
    )
    titles = {spec.id: spec.title for spec in book.exercises}
    parts = [
        join([tag("h4", f"{grade['exercise'][:2]} {titles[grade['exercise']]}"), *_exercise(grade, attempts, items, criteria)])
        for grade in grades
    ]
    return join([tag("h3", name), *parts])


def _exercise(grade: Row, attempts: Sequence[Row], items: Sequence[Row], criteria: Sequence[Row]) -> Iterator[Markup]:
    if grade["attempt"] is None:
        yield tag("p", {"refused": "The file was refused; the reason stands below."}.get(grade["state"], "Not begun."))
        return
    of = [[row for row in rows if row["exercise"] == grade["exercise"]] for rows in (attempts, items, criteria)]
    waits = f" {grade['open']} still open for a person." if grade["open"] else ""
    yield tag("p", "; ".join(map(_attempt, of[0])), f".{waits}")
    counts = [row for row in of[1] if row["counts"]]
    yield table("Items", ("Item", "Points"), ((row["title"], _points(row)) for row in counts))
    held = [row for row in of[2] if row["counts"]]
    if held:
        in_item = {row["item"]: row["title"] for row in counts}
        rows = ([row["title"], in_item.get(row["item"], row["item"]), _points(row), *_quoted(row["quote"])] for row in held)
        made = table("What the points rest on", ("Criterion", "Item", "Points", "In their words"), rows)
        yield tag("details", tag("summary", "What the points rest on"), made)


def _attempt(row: Row) -> str:
    points = "no points yet" if row["points"] is None else f"{row['points']:g} of {row['max_points']:g}"
    part = row["share"] is not None and abs(row["share"] - row["points"] / row["max_points"]) > _ROUNDING
    notes = [*([f"{row['share']:.0%} of what was scored"] if part else []), *(["late"] if row["late"] else []), *(["counts"] if row["counts"] else [])]
    when = f"{row['handed_in']:%d %B %Y, %H:%M} UTC".lstrip("0")
    return f"Attempt {row['attempt']}, {when}: {points}" + (f" ({', '.join(notes)})" if notes else "")


def _quoted(text: str) -> list[str | Markup]:
    return [quote(text) if text else ""]


def _points(row: Row) -> str:
    if row["points"] is not None:
        return f"{row['points']:g} of {row['max_points']:g}"
    return "open" if row.get("decided_by") else "not scored" if row.get("answered", True) else "not answered"
