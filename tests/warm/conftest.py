"""Notebooks made of cells, run by an engine, and what of the result is not by chance."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

Cell = str | tuple[str, str]
"""Source, or source and a tag."""

_BY_CHANCE = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|0x[0-9a-f]{6,}|ipykernel_\d+/\d+")


def notebook(path: Path, cells: Iterable[Cell]) -> Path:
    """Write a notebook of code cells."""
    made = nbformat.v4.new_notebook()
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for cell in cells:
        source, tag = (cell, "") if isinstance(cell, str) else cell
        made.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": [tag] if tag else []}))
    nbformat.write(made, path)
    return path


def execute(source: Path, target: Path, engine: str, **options: Any) -> Any:
    """Run a notebook; return it as it was written, whether or not it failed."""
    given = {"parameters": {}, "kernel_name": "python3", "progress_bar": False, "request_save_on_cell_execute": False, **options}
    with contextlib.suppress(papermill.PapermillExecutionError):
        papermill.execute_notebook(str(source), str(target), engine_name=engine, extra_arguments=["--log-level=CRITICAL"], **given)
    return nbformat.read(target, as_version=4)


def without_chance(executed: Any) -> Any:
    """Return a notebook without times, and with ids numbered in the order in which they first stand in it."""
    plain = json.loads(nbformat.writes(executed))
    plain["metadata"]["papermill"] = {k: v for k, v in plain["metadata"]["papermill"].items() if k in ("exception", "parameters")}
    for cell in plain["cells"]:
        cell.pop("id")
        told = cell["metadata"].get("papermill", {})
        cell["metadata"]["papermill"] = {k: told.get(k) for k in ("exception", "status")}
        cell["metadata"]["execution"] = sorted(cell["metadata"].get("execution", {}))
        cell["outputs"] = _streams_joined(cell.get("outputs", []))
    # Widgets are told apart by random ids, and written in the order of these.
    for kept in plain["metadata"].get("widgets", {}).values():
        kept["state"] = sorted(_BY_CHANCE.sub("id", json.dumps(model, sort_keys=True)) for model in kept["state"].values())
    written = json.dumps(plain)
    for number, id in enumerate(dict.fromkeys(_BY_CHANCE.findall(written))):
        written = written.replace(id, f"id-{number}")
    return json.loads(written)


def _streams_joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join neighbouring streams of one name: where a stream is cut is a question of time."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] = [*last["text"], *output["text"]]
        else:
            joined.append(output)
    for output in joined:
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
    return joined


@pytest.fixture
def run_both(tmp_path: Path) -> Callable[..., tuple[Any, Any]]:
    """Run cells with plain papermill and with the warm engine; return what of the two notebooks is not by chance."""

    def run(*cells: Cell, **options: Any) -> tuple[Any, Any]:
        source = notebook(tmp_path / "source.ipynb", cells)
        plain, warm = (execute(source, tmp_path / f"{engine}.ipynb", engine, **options) for engine in ("nbclient", "warm"))
        return without_chance(plain), without_chance(warm)

    return run
