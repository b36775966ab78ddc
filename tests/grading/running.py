"""Runs of `grade` on a tiny exercise, in this process and in others."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.content import Library
from toolkit.grading.cohort import CohortResult, grade_cohort
from toolkit.grading.ledger import read_ledger

Make = Callable[..., Library]
NOTES = ("You told me about the slide and the form and the printer.", "I will fix the printer by Friday.", "Thanks.")


def hand_in(folder: Path, count: int, seed: int = 0) -> Path:
    """Write the answers of some learners to the tiny exercise, each different."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    for number in range(count):
        items = {"note": f"{dice.choice(NOTES)} I am number {number}.", "pick": dice.choice(("left", "right"))}
        learner = {"schema_version": 1, "exercise": "01_tiny", "items": items}
        (folder / f"learner_{number:03}.json").write_text(json.dumps(learner), encoding="utf-8")
    return folder


def run(library: Library, answers: Path, out: Path, **options: Any) -> CohortResult:
    return grade_cohort([(library.exercise("01_tiny"), library)], answers, out, **{"notebooks": False, **options})


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entries(out: Path) -> int:
    return len(list(read_ledger(out / "01_tiny")))


CHILD = """
import random, sys
from pathlib import Path
from toolkit.content import Library
from toolkit.grading import hand_ins
from toolkit.grading.cohort import grade_cohort
root, answers, out, workers, seed = sys.argv[1:]
found = hand_ins.answer_files
def shuffled(answers):
    files = found(answers)
    random.Random(seed).shuffle(files)
    return files
hand_ins.answer_files = shuffled
library = Library(Path(root))
grade_cohort([(library.exercise("01_tiny"), library)], Path(answers), Path(out), notebooks=False, workers=int(workers))
"""
