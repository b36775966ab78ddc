"""Which items tell learners apart, and where a cohort goes wrong: classical test theory over the attempts that count.

The figures and their names are those of classical test theory (M. J. Allen and W. M. Yen, *Introduction to Measurement
Theory*, 1979; the correlation without the item itself is S. Henrysson's correction, *Psychometrika* 28, 1963). They say
something of a cohort, never of a learner, and nothing below `FEWEST` learners: then the table says so and gives no figure.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from toolkit.grading.gradebook import Gradebook

FEWEST: Final = 10
"""Learners below which a figure would tell more of chance, and of single people, than of the item."""

TOO_FEW: Final = "too few"
NO_VARIATION: Final = "no variation"

MOST_QUOTES: Final = 3

_ITEM: Final = ["exercise", "item"]
_CRITERION: Final = ["exercise", "item", "criterion"]


def item_analysis(book: Gradebook) -> pd.DataFrame:
    """Return a row for each item that somebody attempted, in the content's order.

    exercise, item, title (string); n (Int64): learners with a score; difficulty (Float64, 0 to 1): their mean share of the
    points, so that easy is high; discrimination (Float64, -1 to 1): the correlation of the item's points with the sum of the
    exercise's other items, over learners with a score in all of them, where items in which fewer than `FEWEST` have one are
    not counted; unanswered (Float64, 0 to 1): share of the attempts that left it out; note (string): `too few` or `no variation` where a figure is `<NA>` for that reason.
    """
    rows = book.items[book.items["counts"]]
    by = rows.assign(share=rows["points"] / rows["max_points"].where(rows["max_points"] > 0)).groupby(_ITEM, sort=False)
    table = by.agg(title=("title", "last"), n=("points", "count"), handed_in=("learner", "size"), difficulty=("share", "mean"))
    table["unanswered"] = 1 - by["answered"].mean()
    table = table.join(_discrimination(rows))
    few = table["n"] < FEWEST
    table["note"] = table["note"].mask(few, TOO_FEW)
    for name, too_few in {"difficulty": few, "discrimination": few, "unanswered": table["handed_in"] < FEWEST}.items():
        table[name] = table[name].astype("Float64").mask(too_few)
    columns = ["title", "n", "difficulty", "discrimination", "unanswered", "note"]
    return _in_order(table[columns], book.columns["items"]).astype({"n": "Int64", "note": "string"})


def _discrimination(rows: pd.DataFrame) -> pd.DataFrame:
    """Return for each item its correlation with the rest of its exercise, or why there is none."""
    found: list[tuple[str, str, float | None, str]] = []
    for exercise, of in rows.groupby("exercise", sort=False):
        wide = of.pivot(index="learner", columns="item", values="points")
        # An item that hardly anybody has a score in would leave out nearly everybody for all the others.
        points = wide.dropna(axis="columns", thresh=FEWEST).dropna().astype("float64")
        # Rounded: what is left of a sum after taking away its parts varies in the last bit.
        rest = points.mul(-1).add(points.sum(axis=1), axis=0).round(6)
        vary = points.columns[(points.nunique() > 1) & (rest.nunique() > 1)]
        enough = len(points) >= FEWEST
        correlated = points[vary].corrwith(rest[vary]).to_dict() if enough and len(vary) else {}
        why = NO_VARIATION if enough else TOO_FEW
        found += [(str(exercise), str(item), correlated.get(item), "" if item in correlated else why) for item in wide.columns]
    return pd.DataFrame(found, columns=[*_ITEM, "discrimination", "note"]).set_index(_ITEM)


def criterion_analysis(book: Gradebook, *, quotes: bool = False) -> pd.DataFrame:
    """Return a row for each criterion that somebody was held to, those where the cohort loses most first.

    exercise, item, criterion, title, decided_by (string); n (Int64): learners with a score; mean (Float64, 0 to 1): their
    mean share of the points, `<NA>` below `FEWEST`; levels (string): how often each score, as `0: 3, 2: 9`, empty below
    `FEWEST`; note (string): `too few` or empty. With `quotes`, which are people's words, also quotes (string): up to three
    from those who got least, one a line.
    """
    rows = book.criteria[book.criteria["counts"]]
    rows = rows.assign(share=rows["points"] / rows["max_points"].where(rows["max_points"] > 0))
    by = rows.groupby(_CRITERION, sort=False)
    table = by.agg(title=("title", "last"), decided_by=("decided_by", "last"), n=("points", "count"), mean=("share", "mean"))
    few = table["n"] < FEWEST
    table["mean"] = table["mean"].mask(few)
    table["levels"] = _levels(book).reindex(table.index).fillna("")
    table["note"] = pd.Series(TOO_FEW, index=table.index).where(few, "")
    if quotes:
        table["quotes"] = _quotes(rows).reindex(table.index).where(~few).fillna("")
    ordered = _in_order(table, book.columns["criteria"])
    return ordered.sort_values("mean", kind="stable", na_position="last", ignore_index=True).astype(
        {"n": "Int64", "levels": "string", "note": "string", **({"quotes": "string"} if quotes else {})}
    )


def level_counts(book: Gradebook) -> pd.DataFrame:
    """Return how often each score was given, of criteria with a score of at least `FEWEST` learners.

    exercise, item, criterion (string); points (Float64); learners (int64).
    """
    rows = book.criteria[book.criteria["counts"] & book.criteria["points"].notna()]
    rows = rows[rows.groupby(_CRITERION)["points"].transform("size") >= FEWEST]
    return rows.groupby([*_CRITERION, "points"], sort=True).size().rename("learners").reset_index()


def _levels(book: Gradebook) -> pd.Series[str]:
    counted = level_counts(book)
    counted["text"] = [f"{points:g}: {n}" for points, n in zip(counted["points"], counted["learners"], strict=True)]
    return counted.groupby(_CRITERION)["text"].agg(", ".join).astype("string")


def _quotes(rows: pd.DataFrame) -> pd.Series[str]:
    """Return up to three quotes of those who got least; the same quotes whatever the order of the rows."""
    quoted = rows[(rows["quote"] != "") & (rows["share"] < 1).fillna(False)]
    lowest = quoted.sort_values(["share", "quote"]).drop_duplicates([*_CRITERION, "quote"])
    return lowest.groupby(_CRITERION, sort=False).head(MOST_QUOTES).groupby(_CRITERION)["quote"].agg("\n".join).astype("string")


def _in_order(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows in the order of a gradebook's columns, with what names them as columns."""
    places = {name: at for at, name in enumerate(columns)}
    order = pd.Index(["/".join(key) for key in table.index]).map(places)
    return table.iloc[order.argsort(kind="stable")].reset_index()
