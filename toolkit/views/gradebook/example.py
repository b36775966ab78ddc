"""A folder of grades to try things on, made of the reference answers that ship with the exercises."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from toolkit.content import ExerciseSpec, Library
from toolkit.grading import Answers, Grade, mark, read_answers

if TYPE_CHECKING:
    from toolkit.grading.flags import Flag

EXERCISES: Final = ("01_first_one_on_one", "07_an_agenda_they_own", "09_giving_back")
"""One with a talk, one in which a criterion waits for a person, one with codes."""

DUE: Final = {exercise: f"2026-03-{day}T18:00:00Z" for exercise, day in zip(EXERCISES, ("06", "13", "20"), strict=True)}
"""Until when the example's exercises were to be handed in."""

_LEARNERS: Final = (
    *("adaeze", "bartek", "chiara", "duarte", "elif", "farid", "greta", "hinata", "ingrid"),
    *("jonas", "kavya", "liam", "marisol", "nikos", "oksana", "pilar", "quentin", "rosa"),
)
_REFUSED: Final = "exercise,file,code,reason\n09_giving_back,stefan.json,E_JSON,is not JSON; hand in the file as the exercise saved it\n"
_FLAGGED: Final = {"01_first_one_on_one": ("adaeze", "elif"), "09_giving_back": ("jonas",)}
_LATE: Final = 7
_TWICE: Final = 4
_NOT_BEGUN: Final = 5
"""Every so-many-th learner was late, tried twice, or has not begun an exercise yet."""

_QUALITIES: Final = (2, 0, 3, 1, 2, 4, 1, 3, 2, 5, 2)
"""How good each learner's answers are, in turn; 0 is the best."""


def example_grades(folder: Path, library: Library | None = None) -> Path:
    """Make a folder of grades of invented learners in an empty folder; return it. It is the same each time.

    Each learner has, item by item, the answers of one of the references, and what these are worth.
    """
    # Here, because a ledger is opened only where there is a disk.
    from toolkit.grading.flags import FLAG_COLUMNS, flag_rows
    from toolkit.grading.ledger import Entry, open_ledger
    from toolkit.grading.tables import write_table

    content = library or Library.default()
    for number, id in enumerate(EXERCISES):
        spec = content.exercise(id)
        known = _references(spec, content)
        (folder / id).mkdir()
        with open_ledger(folder / id) as ledger:
            for learner, attempt, (answers, grade) in _mixed(spec, known, number):
                late = (_LEARNERS.index(learner) + 2 * number) % _LATE == 0
                day = f"{DUE[id][:8]}{int(DUE[id][8:10]) + 3 * late + attempt - 2:02}"
                ledger.append(
                    Entry(learner=learner, handed_in=f"{day}T09:30:00Z", content_sha256="", answers=answers.items, grade=grade)
                )
    (folder / "refused.csv").write_text(_REFUSED, encoding="utf-8")
    write_table(folder / "flags.csv", flag_rows(_flags(folder, content)), FLAG_COLUMNS)
    return folder


def _flags(folder: Path, library: Library) -> Iterator[Flag]:
    """Yield what there is to look at in the answers of three learners; all others would be flagged for the references."""
    from toolkit.grading.flags import flags_of
    from toolkit.grading.ledger import read_ledger

    for exercise, of in _FLAGGED.items():
        entries = [entry for entry in read_ledger(folder / exercise) if entry.learner in of]
        yield from (flag for flag in flags_of(entries, library.exercise(exercise), library) if flag.kind != "copied_from_model")


Marked = tuple[Answers, Grade]


def _references(spec: ExerciseSpec, library: Library) -> list[Marked]:
    """Return the reference answers with their grades, the best first."""
    files = sorted((library.root / "exercises" / spec.id / "reference").glob("*.json"))
    answers = [read_answers(path, spec).answers for path in files]
    marked = [(one, mark(spec, one, library)) for one in answers]
    return sorted(marked, key=lambda one: -one[1].points)


def _mixed(spec: ExerciseSpec, known: list[Marked], number: int) -> Iterator[tuple[str, int, Marked]]:
    """Yield learner, attempt and what was handed in; a second attempt is a better one."""
    for at, learner in enumerate(_LEARNERS):
        if (at + 2 * number) % _NOT_BEGUN == 1:
            continue
        quality = _QUALITIES[at % len(_QUALITIES)]
        yield learner, 0, _mix(spec, known, quality, at)
        if at % _TWICE == number:
            yield learner, 1, _mix(spec, known, max(quality - 1, 0), at)


def _mix(spec: ExerciseSpec, known: list[Marked], quality: int, seed: int) -> Marked:
    """Return answers that come, item by item, from references of about one quality; 0 is the best."""
    places = (quality + (seed * 5 + place * 3) % 4 - 1 for place in range(len(spec.items)))
    chosen = [known[min(max(place, 0), len(known) - 1)] for place in places]
    items = {item.id: of.items[item.id] for item, (of, _) in zip(spec.items, chosen, strict=True) if item.id in of.items}
    answers = Answers(schema_version=1, exercise=spec.id, items=items)
    graded = tuple(grade.items[place] for place, (_, grade) in enumerate(chosen))
    sha = hashlib.sha256(json.dumps(answers.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    points = round(sum(one.points or 0.0 for one in graded), 1)
    return answers, chosen[0][1].model_copy(update={"items": graded, "points": points, "answer_sha256": sha})
