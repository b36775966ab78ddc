"""A folder of grades to try the facilitator's queue on: the reference answers that ship, which a colleague has begun to read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Final

from toolkit.content import Library
from toolkit.grading import mark, read_answers
from toolkit.grading.ledger import Entry, open_ledger
from toolkit.grading.queue import read_waiting
from toolkit.grading.ratings import BY_PEOPLE, Rating, asked_of, keep_rating

EXAMPLE_SIZE: Final = 10
"""Things to decide from which on an example has enough of them."""


def write_example(folder: Path, library: Library, at: str) -> None:
    """Make a folder of grades out of the library's own reference answers, a part of them read by somebody else already."""
    made = 0
    for id in library.exercise_files():
        spec = library.exercise(id)
        if not any(c.decided_by in BY_PEOPLE for item in spec.items if (r := library.rubric_of(item)) for c in r.criteria):
            continue
        (folder / id).mkdir()
        with open_ledger(folder / id) as ledger:
            for path in sorted((library.root / "exercises" / id / "reference").glob("*.json")):
                file = read_answers(path, spec)
                grade = mark(spec, file.answers, library, file.sha256)
                entry = Entry(learner=file.learner, handed_in=at, content_sha256="", answers=file.answers.items, grade=grade)
                ledger.append(entry)
                made += len(asked_of(entry, spec, library))
        if made >= EXAMPLE_SIZE:
            break
    for number, (one, thing) in enumerate(sorted(read_waiting(folder, library).items())):
        if number % 2:
            level = thing.criterion.levels[0 if number % 4 == 1 else -1]
            keep_rating(folder, Rating(**asdict(one), score=level.score, rater="a colleague", at=at))
