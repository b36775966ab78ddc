"""A gradebook as one page to keep, to print, and to look at in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from toolkit.views.feedback_page import standalone_page
from toolkit.views.gradebook import style, tables
from toolkit.views.gradebook.cohort import Cohort, Row, cohort_of
from toolkit.views.html import join, tag

if TYPE_CHECKING:
    from toolkit.grading.gradebook import Gradebook

MOST_LEARNERS: Final = 200
"""Above this, rows of names say nothing any more: those who need a look are listed, the others are in the distributions."""


def gradebook_page(book: Gradebook, flags: Sequence[Row] = (), *, quotes: bool = False) -> str:
    """Return a gradebook as a whole page; learners' own words stand in it only with `quotes`.

    `flags` are the rows of `flags.csv`. They make the page one for the facilitator alone.
    """
    cohort = cohort_of(book, flags, quotes=quotes)
    went = [tag("h2", "How each exercise went"), tables.distributions(cohort)]
    look = [tag("h2", "Who needs a look"), tables.needs_a_look(cohort)]
    many = len(cohort.learners) > MOST_LEARNERS
    everybody = [] if many else [tag("h2", "Who is where"), tables.heat_map(cohort, MOST_LEARNERS)]
    parts = [
        tag("div", tables.summary(cohort), tag("p", _private(cohort), class_="oo-quiet"), class_="status"),
        *everybody,
        *([*went, *look] if many else [*look, *went]),
        tag("h2", "Where the group goes wrong"),
        tables.goes_wrong(cohort),
        tag("h2", "Which items tell learners apart"),
        tables.items_part(cohort),
        tag("h2", "What still waits for a person"),
        tables.waiting(cohort),
        tag("h2", "Files that were refused"),
        tables.refused(cohort),
        *([tag("h2", "To look at, not to judge"), tables.flagged(cohort)] if cohort.flags else []),
    ]
    return standalone_page("Gradebook", join(parts), style.PARTS + style.PAGE)


def _private(cohort: Cohort) -> str:
    asked = " Flagged answers are in it: keep it to yourself." if cohort.flags else ""
    return f"Points are for learning and teaching. They are no judgement of a person, and must not be used as one.{asked}"

