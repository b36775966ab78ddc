"""What an author of content needs: a file to begin with, and the schema by which an editor completes and checks it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from toolkit.content.annotated import AnnotatedTalk
from toolkit.content.exercise import ExerciseSpec
from toolkit.content.library import Library
from toolkit.content.paths import Course
from toolkit.content.practices import Practices
from toolkit.content.questions import QuestionBank
from toolkit.content.rubric import Rubric
from toolkit.content.scenario import Scenario
from toolkit.content.values import Value
from toolkit.errors import ContentError, Problem, UnknownNameError

KINDS: Final[dict[str, type[Value]]] = {
    "scenario": Scenario,
    "rubric": Rubric,
    "exercise": ExerciseSpec,
    "annotated talk": AnnotatedTalk,
    "practices": Practices,
    "course": Course,
    "questions": QuestionBank,
}
"""What content files there are, and what each is read as."""

_LARGE: Final = frozenset(
    "manager_card observer_card report mood areas facts lines closed_lines sore_points owed later quiz walkthroughs".split()
)

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of content file, with the meaning of each field."""
    if kind not in KINDS:
        raise UnknownNameError("kind of content", kind, KINDS)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **KINDS[kind].model_json_schema()}


def schema_text(kind: str) -> str:
    """Return the schema as it is published beside the files."""
    return json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n"


def new_scenario(library: Library, id: str, folder: Path | None = None) -> Path:
    """Write a small scenario that works under a new name, to be written over, and return its file."""
    path = (folder or library.root / "exercises" / "scenarios") / f"{id}.yaml"
    if not _NAME.fullmatch(id):
        raise _refused(path, f"'{id}' is no id: small letters, digits and underscores, beginning with a letter")
    if path.exists() or id in library.scenario_files():
        raise _refused(path, "there is a scenario of that name already; choose another, nothing was written")
    template = (library.root / "exercises" / "templates" / "scenario.yaml").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    named = template.replace("$schema=../scenarios/schema.json", "$schema=schema.json").replace("\nid: template\n", f"\nid: {id}\n")
    path.write_text(named, encoding="utf-8")
    return path


def scenario_text(values: Mapping[str, Any]) -> str:
    """Return a scenario file with these values, which must be plain data, in the order in which they are given."""
    parts = [f"{_key_line(key)}{_yaml({key: value})}" for key, value in values.items()]
    return "# yaml-language-server: $schema=schema.json\n" + "".join(parts)


def _key_line(key: str) -> str:
    """Return the blank line above the larger parts, so that a person finds their way in the file."""
    return "\n" if key in _LARGE else ""


def _yaml(values: Mapping[str, Any]) -> str:
    writer, written = YAML(), io.StringIO()
    writer.width = 120
    writer.indent(mapping=2, sequence=4, offset=2)
    # Copied, because a value that stands in two places would be written as an alias, which no reader here takes.
    writer.dump(json.loads(json.dumps(values)), written)
    return written.getvalue()


def _refused(path: Path, message: str) -> ContentError:
    return ContentError([Problem(str(path), 0, message)])
