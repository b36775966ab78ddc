"""What no engine can go below: a bare fork of a process that has everything imported, and exec of the same cells in it.

    python -m tests.bench.floor NOTEBOOK ANSWERS_FOLDER FILE     writes the seconds of each learner

No IPython, no messages, no notebook written. What a cell shows is worked out, because every engine has to. Before it forks,
the process has run the cells on the good reference, so all content that learners share has been read.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType
from typing import Any


def code_cells(notebook: Path) -> list[tuple[CodeType, bool]]:
    """Return the notebook's code, cell by cell, and of each whether it is the one that holds the parameters."""
    cells = [cell for cell in json.loads(notebook.read_bytes())["cells"] if cell["cell_type"] == "code"]
    return [(_compiled("".join(cell["source"])), "parameters" in cell["metadata"].get("tags", [])) for cell in cells]


def _compiled(source: str) -> CodeType:
    # In this mode a value that nobody takes goes to `sys.displayhook`.
    return compile(ast.Interactive(ast.parse(source).body), "<cell>", "single")


def execute(cells: Sequence[tuple[CodeType, bool]], parameters: dict[str, Any]) -> None:
    """Run the cells in a fresh namespace, with the parameters put in after the cell for them."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for code, holds_parameters in cells:
        exec(code, namespace)
        if holds_parameters:
            namespace.update(parameters)


def _show(value: Any) -> None:
    if value is not None:
        value._repr_mimebundle_()


def forked(cells: Sequence[tuple[CodeType, bool]], parameters: dict[str, Any]) -> float:
    """Return the seconds that a fork with one learner's run in it takes."""
    since = time.perf_counter()
    pid = os.fork()
    if not pid:
        try:
            execute(cells, parameters)
            os._exit(0)
        finally:
            os._exit(1)
    if os.waitpid(pid, 0)[1]:
        raise SystemExit(f"The cells failed on {parameters['answers']}.")
    return time.perf_counter() - since


def main(notebook: Path, answers: Path, out: Path) -> None:
    import toolkit.warm.kernel  # noqa: F401 - what our engine's forks have imported, so these weigh as much

    sys.displayhook = _show
    cells = code_cells(notebook)
    files = [notebook.parent / "reference/good.json", *sorted(answers.glob("*.json"))]
    first, *runs = ({"exercise_id": notebook.parent.name, "answers": str(file), "seed": 0} for file in files)
    execute(cells, first)
    gc.collect()
    gc.freeze()
    out.write_text(json.dumps([forked(cells, run) for run in runs]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
