"""Folders of grades as `one-on-one grade` leaves them, made of the reference answers of shipped exercises."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from toolkit.content import Library
from toolkit.grading import Answers, Grade, ItemGrade, Remark, mark, read_answers
from toolkit.grading.ledger import Entry, open_ledger

FIRST, AGENDA, GIVING = "01_first_one_on_one", "07_an_agenda_they_own", "09_giving_back"
"""Exercises; in the second one a criterion waits for a person."""

MORNING = "2026-11-30T09:00:00Z"
EVENING = "2026-12-01T17:00:01Z"

LIBRARY = Library.default()

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "  =1+1", "＝1+1", "＋1", "－1", "＠SUM", "|cmd", "%0A=1",
    '=HYPERLINK("http://x","y")', "\ufeff=1", "\u200b=1", "\u00a0=1", "\u2060=1", "x;=1+1", "- good listening",
    "=cmd|' /C calc'!A0", '"=1', "Smith, Jr\n=cmd|x", "\0=1",
)  # fmt: skip
"""What a spreadsheet may take for a formula, and what looks like one and is none."""


@cache
def reference(exercise: str, name: str) -> Entry:
    """Return the grade of a reference answer, under its own name."""
    spec = LIBRARY.exercise(exercise)
    handed_in = read_answers(LIBRARY.root / "exercises" / exercise / "reference" / f"{name}.json", spec)
    return entry_of(exercise, name, handed_in.answers, handed_in.sha256)


def entry_of(exercise: str, learner: str, answers: Answers, sha256: str = "") -> Entry:
    """Return the entry of somebody's answers."""
    sha = sha256 or hashlib.sha256(answers.model_dump_json().encode()).hexdigest()
    grade = mark(LIBRARY.exercise(exercise), answers, LIBRARY, sha)
    return Entry(learner=learner, handed_in=MORNING, content_sha256="0" * 64, answers=answers.items, grade=grade)


def by(learner: str, entry: Entry, handed_in: str = MORNING) -> Entry:
    """Return the same answers handed in by somebody, at some time."""
    return entry.model_copy(update={"learner": learner, "handed_in": handed_in})


def entry_with(learner: str, points: Mapping[str, float | None], *, sha: str = "a" * 64, handed_in: str = MORNING, exercise: str = FIRST, most: float = 10) -> Entry:
    """Return an entry with these points for these items, whatever was answered."""
    items = tuple(
        ItemGrade(id=id, title=id.title(), answered=got is not None, points=got, max_points=most, remarks=()) for id, got in points.items()
    )
    total = round(sum(one.points or 0.0 for one in items), 1)
    grade = Grade(
        exercise=exercise, points=total, max_points=most * len(items), items=items, answer_sha256=sha, rubric_version="1", toolkit_version="1"
    )
    return Entry(learner=learner, handed_in=handed_in, content_sha256="0" * 64, answers={}, grade=grade)


def entry_held_to(learner: str, points: float | None, quotes: Sequence[str] = (), criterion: str = "promise") -> Entry:
    """Return an entry in which one criterion of the note got these points out of two."""
    remark = Remark(title="Who does what by when", criterion=criterion, quotes=tuple(quotes), text=".", points=points, max_points=2)
    item = ItemGrade(id="note", title="The note", answered=True, points=points, max_points=6, remarks=(remark,))
    grade = entry_with(learner, {}).grade.model_copy(update={"items": (item,), "max_points": 20.0, "points": points or 0.0})
    return entry_with(learner, {}).model_copy(update={"grade": grade})


def write(folder: Path, entries: Iterable[Entry]) -> Path:
    """Add entries to the ledgers of a folder of grades."""
    for entry in entries:
        (folder / entry.grade.exercise).mkdir(parents=True, exist_ok=True)
        with open_ledger(folder / entry.grade.exercise) as ledger:
            ledger.append(entry)
    return folder


def refuse(folder: Path, *rows: tuple[str, str, str, str]) -> Path:
    """Write the list of refused files."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["exercise,file,code,reason", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
    (folder / "refused.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def cohort(folder: Path) -> Path:
    """Make a folder in which ana did everything, bo one exercise twice, cy began and dee was refused."""
    return refuse(
        write(
            folder,
            [
                by("ana", reference(FIRST, "good")),
                by("bo", reference(FIRST, "middling"), MORNING),
                by("bo", reference(FIRST, "poor"), EVENING),
                by("ana", reference(AGENDA, "good")),
                by("cy", reference(AGENDA, "poor"), EVENING),
                by("ana", reference(GIVING, "middling")),
            ],
        ),
        (GIVING, "dee.json", "E_JSON", "is not JSON; hand in the file as the exercise saved it"),
    )
