"""What grading takes with papermill's own API and its own engine, one learner after another: the peer of our command.

    python -m tests.bench.plain NOTEBOOK ANSWERS_FOLDER OUT_FOLDER
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path


def grade_plainly(notebook: Path, answers: Path, out: Path) -> None:
    """Execute the notebook on each answers file, as papermill does when nothing else is asked of it."""
    import papermill

    for file in sorted(answers.glob("*.json")):
        with tempfile.TemporaryDirectory() as work:
            shutil.copyfile(file, Path(work, "answers.json"))
            papermill.execute_notebook(
                notebook,
                out / f"{file.stem}.ipynb",
                parameters={"exercise_id": notebook.parent.name, "answers": "answers.json", "seed": 0},
                cwd=work,
                kernel_name="python3",
                progress_bar=False,
            )


if __name__ == "__main__":
    grade_plainly(*map(Path, sys.argv[1:]))
