"""Who should be in a gradebook, and by which names other systems know them: a CSV file -> people."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass, fields
from pathlib import Path

from toolkit.errors import GradingError


@dataclass(frozen=True, slots=True)
class Person:
    """A learner, as the answers files name them, and what other systems call them; empty where that is not known."""

    learner: str
    name: str = ""
    email: str = ""
    idnumber: str = ""
    """The *ID number* of a Moodle profile."""
    canvas_id: str = ""
    sis_user_id: str = ""
    sis_login_id: str = ""
    section: str = ""


COLUMNS = tuple(field.name for field in fields(Person))


def read_roster(path: Path) -> tuple[Person, ...]:
    """Return the people of a CSV file with the column `learner` and any of the others, in the file's order.

    Columns with other names are for somebody else and are left alone.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GradingError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise GradingError(f"{path} is not UTF-8 text. Save it as CSV UTF-8 and try again.") from None
    header = text.partition("\n")[0]
    # Where a comma stands in numbers, Excel writes semicolons. Strict, because a quote that is never closed takes in everybody after it.
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",", strict=True)
    found: dict[str, Person] = {}
    try:
        rows.fieldnames = [name.strip().casefold() for name in rows.fieldnames or ()]
        if "learner" not in rows.fieldnames:
            raise GradingError(f"{path} has no column 'learner', the name of the answers file. Its first row names the columns: {', '.join(COLUMNS)}.")
        for row in rows:
            person = Person(**{name: _cell(row.get(name)) for name in COLUMNS})
            if person.learner in found:
                raise GradingError(f"{path}:{rows.line_num}: '{person.learner}' is there twice; which row counts?")
            if person.learner:
                found[person.learner] = person
    except csv.Error as error:
        raise GradingError(f"{path}:{rows.line_num}: cannot be read as CSV: {error}.") from None
    return tuple(found.values())


def _cell(text: str | None) -> str:
    # Composed, as the names of answers files are: else one person would stand there twice.
    return unicodedata.normalize("NFC", (text or "").strip())
