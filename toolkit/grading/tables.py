"""Tables that leave the toolkit for a spreadsheet. The one place where text is made harmless for one."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from toolkit.errors import GradingError
from toolkit.grading.files import write_whole

Cell = str | float | int | None

_STARTS: Final = frozenset("=+-@＝＋－＠|%")
"""What a spreadsheet may take for the start of a formula (OWASP ASVS 1.2.10), also behind what nobody sees."""

_CELL_ENDS: Final = frozenset("\t\r\n\0")
"""What some spreadsheets take for the end of a cell, and a formula behind it for the next."""

_UNSEEN: Final = frozenset(("Cc", "Cf", "Me", "Mn", "Zl", "Zp", "Zs"))
"""Unicode's categories of controls, marks without a width, and blanks."""


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> harmless("=1+1"), harmless(-2.5), harmless("fine")
    ("'=1+1", -2.5, 'fine')
    """
    if not isinstance(cell, str):
        return cell
    seen = next((sign for sign in cell if unicodedata.category(sign) not in _UNSEEN), "")
    return f"'{cell}" if seen in _STARTS or cell[:1] in _CELL_ENDS else cell


def write_table(path: Path, rows: Iterable[Mapping[str, Cell]], columns: Sequence[str]) -> None:
    """Write a CSV file whole or not at all, every text quoted and none of them a formula."""
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    table.writerow(columns)
    table.writerows([harmless(row.get(column)) for column in columns] for row in rows)
    try:
        write_whole(path, written.getvalue())
    except OSError as error:
        raise GradingError(f"{path} could not be written: {error.strerror}. The grades are in the ledgers.") from None


def read_table(path: Path, needed: Sequence[str] = ()) -> list[dict[str, Cell]]:
    """Return the rows of a table that `write_table` wrote, cells as they stand there; none where there is no file.

    Raise `GradingError` when it is another table, or one without the columns that are needed.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.reader(file, quoting=csv.QUOTE_NONNUMERIC)
            columns = next(table, list(needed))
            if missing := [column for column in needed if column not in columns]:
                raise ValueError(f"it has no column {missing[0]}")
            return [dict(zip(columns, row, strict=True)) for row in table if row]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, csv.Error) as error:
        raise GradingError(f"{path} cannot be read as the table that was written there ({error}). Move it away and grade again.") from None
