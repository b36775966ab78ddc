"""The parts of a gradebook's page, each from the rows that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from toolkit.views.gradebook.cohort import BINS, Cohort, Row, about_item, looks, shade, went
from toolkit.views.gradebook.pictures import distribution, item_picture, share_bar
from toolkit.views.html import join, quote, tag

MOST_ROWS: Final = 50
"""Rows of a table of people: more is not read, and stands in the CSV file."""

MOST_GOES_WRONG: Final = 10

Cell = str | Markup


def count(n: int, one: str, more: str = "") -> str:
    """Return so many of something.

    >>> count(1, "learner"), count(2, "learner")
    ('1 learner', '2 learners')
    """
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]], class_: str = "gb-table") -> Markup:
    """Return a table that scrolls within itself where it is too wide; the first cell of each row names it."""
    heading = tag("thead", tag("tr", *(tag("th", text, scope="col") for text in head)))
    body = (tag("tr", tag("th", first, scope="row"), *(tag("td", cell) for cell in cells)) for first, *cells in rows)
    made = tag("table", tag("caption", caption), heading, tag("tbody", *body), class_=class_)
    return tag("div", made, class_="gb-scroll", tabindex="0", role="region", aria_label=caption)


def _more(total: int, shown: int) -> Markup:
    rest = total - shown
    return tag("p", f"And {rest:,} more. All of them are in the CSV and Excel files.") if rest > 0 else Markup("")


def summary(cohort: Cohort) -> Markup:
    """Return in two sentences how far a cohort is."""
    rows = cohort.grades
    begun = sum(row["attempt"] is not None for row in rows)
    policy = {"best": "Of several attempts the one with most points counts.", "last": "Of several attempts the last one counts."}
    facts = [
        f"{count(len(cohort.learners), 'learner')}, {count(len(cohort.exercises), 'exercise')}: {begun:,} of {len(rows):,} handed in and graded",
        f"{sum(row['state'] == 'unattempted' for row in rows):,} not begun",
        *(f"{n:,} {what}" for what, n in _sums(cohort).items() if n),
    ]
    return tag("p", "; ".join(facts), ". ", policy[cohort.policy], role="status")


def _sums(cohort: Cohort) -> dict[str, int]:
    return {
        "late": sum(bool(row["late"]) for row in cohort.grades),
        "waiting for a person": sum(row["open"] > 0 for row in cohort.grades),
        "file refused" if len(cohort.refused) == 1 else "files refused": len(cohort.refused),
    }


# --- who is where ---------------------------------------------------------------------------------------------------


def heat_map(cohort: Cohort, most: int) -> Markup:
    """Return a table of learners by exercises, darker where there are more points; the figure stands in each field."""
    by = {(row["learner"], row["exercise"]): row for row in cohort.grades}
    learners, exercises = cohort.learners, cohort.exercises
    if not by:
        return tag("p", "Nobody is left with what is chosen above.")
    narrow = len(exercises) > 6
    heads = [cohort.number(one) if narrow else f"{cohort.number(one)} {cohort.titles[one]}" for one in exercises]
    head = tag("thead", tag("tr", tag("th", "Learner", scope="col"), *(tag("th", text, scope="col") for text in heads)))
    body = (
        tag("tr", tag("th", cohort.names[learner], scope="row"), *(_field(by.get((learner, one))) for one in exercises))
        for learner in learners[:most]
    )
    caption = "Learners by exercises, in percent of the points that were scored"
    made = tag("table", tag("caption", caption), head, tag("tbody", *body), class_="gb-heat")
    scrolls = tag("div", made, class_="gb-scroll", tabindex="0", role="region", aria_label=caption)
    return join([_legend(), scrolls, _more(len(learners), most), _key(cohort) if narrow else ""])


def _field(row: Row | None) -> Markup:
    if row is None:
        return tag("td")
    notes = [
        *(["late"] if row["late"] else []),
        *([f"{row['open']} open"] if row["open"] else []),
        *(["in part"] if row["partly"] and row["share"] is not None else []),
    ]
    if row["share"] is None:
        text = {"unattempted": "not begun", "refused": "refused"}.get(row["state"], "no points yet")
        return tag("td", text, *_notes(notes), class_="gb-none gb-refused" if row["state"] == "refused" else "gb-none")
    return tag("td", f"{row['share']:.0%}", *_notes(notes), class_=f"gb-{shade(row['share'])}")


def _notes(notes: Sequence[str]) -> list[Markup]:
    return [tag("span", ", ".join(notes), class_="gb-note")] if notes else []


def _legend() -> Markup:
    step = 100 // BINS
    shades = (tag("span", f"{n * step} to {n * step + step}%", class_=f"gb-key gb-{n}") for n in range(BINS))
    said = (
        "The percent are of what was scored; the rest counts neither right nor wrong. Open: so many criteria wait for a person, in "
        "facilitator_queue.ipynb. In part: something was left out, or too short to tell."
    )
    return tag("p", *shades, tag("span", "not begun", class_="gb-key gb-none"), " ", said)


def _key(cohort: Cohort) -> Markup:
    return tag("p", "; ".join(f"{cohort.number(one)}: {cohort.titles[one]}" for one in cohort.exercises), ".", class_="oo-quiet")


def needs_a_look(cohort: Cohort) -> Markup:
    """Return those with something to look after, those with most of it first."""
    found = looks(cohort)
    if not found:
        return tag("p", "Everybody has handed in everything, whole, in time and with half of the points or more.")
    rows = ((cohort.names[one.learner], one.why) for one in found[:MOST_ROWS])
    intro = f"{count(len(found), 'learner')} of {len(cohort.learners):,} with something to ask them about; those with most come first."
    return join([tag("p", intro), table("Who needs a look, and why", ("Learner", "Exercises"), rows), _more(len(found), MOST_ROWS)])


# --- how it went ----------------------------------------------------------------------------------------------------


def distributions(cohort: Cohort) -> Markup:
    """Return how each exercise went: a picture, and the same in words."""
    shown = []
    for one in went(cohort):
        title = f"{cohort.number(one.exercise)} {cohort.titles[one.exercise]}"
        half = "nothing to show yet" if one.middle is None else f"half of them got {one.middle:.0%} or more"
        half = half if len(one.shares) != 1 else f"{one.middle:.0%}"
        others = {"not begun": one.unattempted, "refused": one.refused, "late": one.late}
        facts = [f"{len(one.shares):,} with points: {half}", *(f"{n:,} {what}" for what, n in others.items() if n)]
        caption = tag("figcaption", tag("strong", title), tag("br"), "; ".join(facts), ".")
        shown.append(tag("figure", caption, distribution(one, title), class_="gb-went"))
    return tag("div", *shown, class_="gb-side")


_FEW: Final = "Figures come with ten learners: from fewer they would say more of chance than of the item."
_FEW_WHOLE: Final = (
    "How well an item tells learners apart, and the picture of it, takes ten learners with points for every item of the same "
    "exercise. Too many have left something out; how hard the items are stands in the table."
)


def items_part(cohort: Cohort) -> Markup:
    """Return which items are hard, and which tell learners apart."""
    if not cohort.items:
        return tag("p", "Nobody has handed in anything yet.")
    picture = item_picture(cohort.items)
    few = "" if picture else tag("p", _FEW if all(row["difficulty"] is None for row in cohort.items) else _FEW_WHOLE)
    rows = [
        (f"{n}. {row['title']}", cohort.number(row["exercise"]), about_item(row), _percent(row["difficulty"]), _two(row["discrimination"]),
         _percent(row["unanswered"]), f"{row['n']:,}")
        for n, row in enumerate(cohort.items, start=1)
    ]  # fmt: skip
    look = [row for row in rows if row[2]]
    head = ("Item", "Exercise", "Worth a look", "Mean of points", "Tells apart", "Left out", "Learners")
    every = tag("details", tag("summary", f"All {len(rows)} items with their figures"), table("All items", head, rows))
    explained = (
        "A square with a number is an item worth a look. To the right items are easy; high up those who do well in the rest of "
        "the exercise also do well here (1 is always, 0 is by chance)."
    )
    return join(
        [
            tag("p", explained) if picture else few,
            picture or "",
            table("Items worth a look", head, look) if look else "",
            every,
        ]
    )


def goes_wrong(cohort: Cohort) -> Markup:
    """Return the criteria in which a cohort loses most points, worst first, with quotes where they were asked for."""
    known = [row for row in cohort.criteria if row["mean"] is not None]
    if not known:
        return tag("p", "This needs ten learners with points for the same criterion; from fewer it would be about single people.")
    rows = (
        (
            row["title"],
            cohort.number(row["exercise"]),
            join([share_bar(row["mean"]), " ", _percent(row["mean"])]),
            _levels(row["levels"]),
            _quotes(row.get("quotes") or ""),
        )
        for row in known[:MOST_GOES_WRONG]
    )
    head = ("Criterion", "Exercise", "Mean of points", "How many got what", "In their words")
    quoted = any(row.get("quotes") for row in known)
    made = table("Where most points are lost", head if quoted else head[:4], rows if quoted else (row[:4] for row in rows))
    note = " The words are those of learners: do not read them out with names." if quoted else ""
    return join([tag("p", f"The worst {count(min(len(known), MOST_GOES_WRONG), 'criterion', 'criteria')} of {len(known)}. What is low for nearly everybody wants another explanation, not more effort.{note}"), made])


def _levels(text: str) -> str:
    """Return `0: 3, 2: 9` as it is read aloud."""
    return ", ".join(f"{learners} got {points}" for points, learners in (one.split(": ") for one in text.split(", ") if one))


def _quotes(text: str) -> Markup:
    return join(tag("p", quote(one)) for one in text.split("\n") if one)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


# --- what is left to do ---------------------------------------------------------------------------------------------


def waiting(cohort: Cohort) -> Markup:
    """Return what only a person can decide and nobody has yet."""
    found = {
        exercise: [row for row in cohort.grades if row["exercise"] == exercise and row["open"]] for exercise in cohort.exercises
    }
    rows = [
        (f"{cohort.number(exercise)} {cohort.titles[exercise]}", f"{len(of):,}", f"{sum(row['open'] for row in of):,}")
        for exercise, of in found.items()
        if of
    ]
    if not rows:
        return tag("p", "Nothing waits for a person.")
    text = "These criteria no rule can decide. They count neither for nor against anybody until somebody has read the answers in facilitator_queue.ipynb."
    return join([tag("p", text), table("What waits for a person", ("Exercise", "Learners", "Criteria"), rows)])


def refused(cohort: Cohort) -> Markup:
    """Return the files that could not be graded, each with the reason."""
    if not cohort.refused:
        return tag("p", "No file was refused.")
    rows = ((row["file"], cohort.number(row["exercise"]), row["reason"]) for row in cohort.refused[:MOST_ROWS])
    made = table("Files that could not be graded", ("File", "Exercise", "Why"), rows)
    todo = (
        "Nothing of them counts. Where the name is wrong, rename the file and grade again; about the others tell whoever sent them."
    )
    return join([tag("p", todo), made, _more(len(cohort.refused), MOST_ROWS)])


def flagged(cohort: Cohort) -> Markup:
    """Return what is flagged, apart from all grades."""
    careful = (
        "These answers share words with something else, or have something unusual in their letters. Each has harmless causes "
        "too. Nothing was taken off for it, and no learner sees it. Look, and ask; do not judge by this list."
    )
    titles = {(row["exercise"], row["item"]): row["title"] for row in cohort.items}
    rows = (
        (
            cohort.names.get(row["learner"], row["learner"]),
            cohort.number(row["exercise"]),
            titles.get((row["exercise"], row.get("item")), row.get("item")) or "the whole file",
            row["text"],
            quote(row["quote"]) if row.get("quote") else "",
        )
        for row in cohort.flags[:MOST_ROWS]
    )
    head = ("Learner", "Exercise", "Item", "What was seen", "Words")
    quoted = any(row.get("quote") for row in cohort.flags)
    made = table("To look at, not to judge", head if quoted else head[:4], rows if quoted else (row[:4] for row in rows))
    return tag("div", tag("p", careful), made, _more(len(cohort.flags), MOST_ROWS), class_="gb-flags")
