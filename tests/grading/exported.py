"""Gradebooks to export, and what came of it as cells."""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from pathlib import Path

from tests.grading.graded import (
    HOSTILE,
)
from toolkit.grading.roster import Person

_CATEGORIES = {"Cc", "Cf", "Me", "Mn", "Zl", "Zp", "Zs"}
UNSEEN = "".join(re.escape(sign) for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign) in _CATEGORIES)
FORMULA = re.compile(rf"[\t\r\n\0]|[{UNSEEN}]*[=+\-@＝＋－＠|%]")
"""What must not stand at the start of a text in a cell."""

PEOPLE = tuple(Person(f"{text}{n}", name=text, section=text, sis_user_id=text) for n, text in enumerate(HOSTILE))


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def plain_text(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell


def records(path: Path) -> list[dict[str, str]]:
    header, *rows = cells(path)
    return [dict(zip(header, row, strict=True)) for row in rows]
