"""A gradebook as a file for people and programs: CSV, an Excel workbook, xAPI statements. Canvas and Moodle stand in `lms`.

The same gradebook gives the same bytes, on any machine and at any time. Text is made harmless for spreadsheets by
`tables.harmless`; numbers stay numbers; what is not there is an empty cell and never 0.
"""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]

from toolkit.errors import GradingError
from toolkit.grading.analysis import criterion_analysis, item_analysis
from toolkit.grading.files import write_whole
from toolkit.grading.gradebook import By, Gradebook, plain
from toolkit.grading.tables import harmless


def write_csv(book: Gradebook, path: Path, by: By | None = None) -> None:
    """Write a row for each learner and exercise, or with `by` a row for each learner and a column for each of those."""
    write_frame(path, _long(book.grades) if by is None else book.table(by).reset_index())


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV, every text quoted and none of them a formula, in the heading neither."""
    text = harmless_frame(frame).to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    write_file(path, text)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; raise `GradingError` when it cannot be written."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise GradingError(f"{path} could not be written: {error.strerror}. Choose another place for it, or close it where it is open.") from None


def harmless_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text, in its heading neither, is taken for a formula."""
    texts = frame.select_dtypes(include=["string", "object"]).columns
    return frame.assign(**{name: frame[name].map(harmless, na_action="ignore") for name in texts}).rename(columns=harmless)


def _long(grades: pd.DataFrame) -> pd.DataFrame:
    """Return the grades as they are read in a spreadsheet: lateness in words, shares with four digits.

    `share` is that of the items that were scored, `points` and `max_points` are those of the whole exercise.
    """
    return grades.assign(
        handed_in=grades["handed_in"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype("string"),
        late=grades["late"].map({True: "late", False: "on time"}).astype("string"),
        share=grades["share"].round(4),
    )


# --- Excel ----------------------------------------------------------------------------------------------------------

_NEVER: Final = datetime(2000, 1, 1)  # noqa: DTZ001
"""When every workbook says it was made: the same grades are the same bytes."""

_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_LONGEST: Final = 32_767
"""What a worksheet holds, and a cell of it."""

_WIDEST: Final = 48

_COLOURS: Final = {
    "graded": "#E2EFDA",
    "partly scored": "#FFF2CC",
    "waiting for a person": "#FCE4D6",
    "refused": "#F8CBAD",
    "unattempted": "#EDEDED",
    "late": "#F8CBAD",
}


def write_xlsx(book: Gradebook, path: Path, *, quotes: bool = False) -> None:
    """Write an Excel workbook: grades, items, criteria, what came of the items and criteria, and what was refused."""
    criteria = criterion_analysis(book, quotes=quotes).rename(columns={"mean": "mean share"})
    sheets = {
        "grades": _long(book.grades).assign(handed_in=book.grades["handed_in"].dt.tz_localize(None)),
        "items": book.table("items").reset_index(),
        "criteria": book.table("criteria").reset_index(),
        "item analysis": item_analysis(book).round(4),
        "criterion analysis": criteria.round(4),
        "refused": book.refused,
    }
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": "Gradebook", "created": _NEVER})
    for name, frame in sheets.items():
        _write_sheet(workbook, name, harmless_frame(frame))
    workbook.close()
    write_file(path, buffer.getvalue())


def _write_sheet(workbook: Any, name: str, frame: pd.DataFrame) -> None:
    if len(frame) >= _MOST_ROWS or len(frame.columns) > _MOST_COLUMNS:
        raise GradingError(f"The sheet '{name}' would have {len(frame):,} rows and {len(frame.columns):,} columns; Excel takes fewer. Save it as CSV.")
    sheet = workbook.add_worksheet(name)
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    day = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, column in enumerate(frame.columns):
        is_day = frame[column].dtype.kind == "M"
        title = f"{column} (UTC)" if is_day else str(column)
        sheet.write_string(0, at, title, heading)
        widest = len(title)
        for row, value in enumerate(_values(frame[column]), start=1):
            if isinstance(value, str):
                sheet.write_string(row, at, value[:_LONGEST])
                widest = max(widest, len(value))
            elif is_day and value is not None:
                sheet.write_datetime(row, at, value, day)
            elif value is not None:
                sheet.write_number(row, at, value)
        sheet.set_column(at, at, 16 if is_day else min(widest, _WIDEST) + 2)
        if column in ("state", "late"):
            _colour(workbook, sheet, at, len(frame))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _values(column: pd.Series[Any]) -> list[Any]:
    """Return a column as plain values, None where there is nothing."""
    return column.astype(object).where(column.notna(), None).tolist()


def _colour(workbook: Any, sheet: Any, at: int, rows: int) -> None:
    for text, colour in _COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": workbook.add_format({"bg_color": colour})}
        sheet.conditional_format(1, at, max(rows, 1), at, rule)


# --- xAPI -----------------------------------------------------------------------------------------------------------

HOME_PAGE: Final = "https://one-on-one.invalid"
"""Stands for the system that the learners' names are accounts of, as long as nobody says which; it never resolves."""

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def write_xapi(book: Gradebook, path: Path, home_page: str = HOME_PAGE) -> None:
    """Write a statement of xAPI 1.0.3 for each attempt, one a line."""
    write_file(path, "".join(json.dumps(one, sort_keys=True) + "\n" for one in statements(book, home_page)))


def statements(book: Gradebook, home_page: str = HOME_PAGE) -> Iterator[dict[str, Any]]:
    """Yield a statement of xAPI 1.0.3 for each attempt.

    Its id follows from what it says: sent again it is the same statement, and a grade that has changed makes another.
    `scaled` is the share and `max` what it is a share of, the maximum of the items that were scored: what was left out counts
    neither right nor wrong, and `completion` is false.
    """
    if not _ABSOLUTE.fullmatch(home_page):
        raise GradingError(f"'{home_page}' is no address with its scheme. Say whose accounts the learners' names are: --home-page https://…")
    names = {person.learner: person.name for person in book.people}
    titles = {spec.id: spec.title for spec in book.exercises}
    scored = book.items["points"].notna()
    by_attempt = [book.items[name] for name in ("learner", "exercise", "attempt")]
    whole, most = scored.groupby(by_attempt).all(), book.items["max_points"].where(scored).groupby(by_attempt).sum()
    for row in plain(book.attempts):
        learner, exercise = row["learner"], row["exercise"]
        attempt = (learner, exercise, row["attempt"])
        done = bool(whole.get(attempt, False)) and row["open"] == 0
        verb = "attempted" if row["share"] is None else "scored"
        result: dict[str, Any] = {"completion": done}
        if verb == "scored":
            result["score"] = {
                "scaled": round(row["share"], 4),
                "raw": row["points"],
                "min": 0.0,
                "max": float(most[attempt]),
            }
        statement = {
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": home_page, "name": learner},
                **({"name": names[learner]} if names[learner] else {}),
            },
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en": verb}},
            "object": {
                "objectType": "Activity",
                "id": f"{home_page.rstrip('/')}/exercises/{exercise}",
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/assessment",
                    "name": {"en": titles[exercise]},
                },
            },
            "result": result,
            "context": {"platform": "one-on-one toolkit"},
            "timestamp": row["handed_in"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        says = json.dumps([statement, row["answer_sha256"]], sort_keys=True)
        yield {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, says)), **statement}
