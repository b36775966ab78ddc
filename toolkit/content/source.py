"""The one reader of YAML: plain data with the line of everything, so that each problem says where it is.

YAML 1.2 without its dangerous corners: no aliases, no tags, no duplicate keys, no nesting past sixteen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from toolkit.content.values import Value
from toolkit.errors import ContentError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 16

V = TypeVar("V", bound=Value)
Path_ = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Source:
    """A content file that was read: its plain data and where each part of it stands."""

    file: str
    data: Any

    def problem(self, at: Path_, message: str) -> Problem:
        """Return a problem with the line of the deepest part of `at` that the file has."""
        return Problem(self.file, _line(self.data, at), message, _dotted(at))

    def to(self, kind: type[V]) -> V:
        """Return the file's value; raise `ContentError` with all problems when it breaks a rule."""
        try:
            # JSON is the strict mode in which a YAML list may become a tuple and still no text a number.
            return kind.model_validate_json(json.dumps(self.data))
        except TypeError:
            raise ContentError([self.problem((), "dates and times go in quotes, so that they stay text")]) from None
        except ValidationError as error:
            raise ContentError(
                [
                    self.problem(_known(item["loc"], self.data), _plain(item["type"], item["msg"]))
                    for item in error.errors(include_url=False)
                ]
            ) from None


def read_source(path: Path, shown_as: str | None = None) -> Source:
    """Return what a YAML file holds. `shown_as` is the file's name in messages."""
    name = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError([Problem(name, 0, f"larger than {MAX_BYTES // 1_000} kB; split it")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError([Problem(name, 0, "is not UTF-8 text; save it as UTF-8")]) from None
    except OSError as error:
        raise ContentError([Problem(name, 0, f"cannot be read: {error.strerror or error}")]) from None
    try:
        _refuse_dangerous_corners(text, name)
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([Problem(name, line, f"is not YAML: {error.problem}{_hint(text, line)}")]) from None
    except YAMLError as error:
        raise ContentError([Problem(name, 0, f"is not YAML: {error}")]) from None
    if not isinstance(data, dict):
        raise ContentError([Problem(name, 1, "must be a list of `name: value` lines at the top")])
    return Source(name, data)


def _refuse_dangerous_corners(text: str, name: str) -> None:
    """Look at the events before anything is built: an alias or ten thousand brackets cost nothing here."""
    depth = 0
    for event in YAML(typ="rt").parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, events.AliasEvent):
            raise ContentError([Problem(name, line, "aliases (*name) are not used; write the value out")])
        if str(getattr(event, "tag", None) or "").startswith(("tag:", "!")):
            raise ContentError([Problem(name, line, "tags (!…) are not used; remove it")])
        depth += isinstance(event, events.CollectionStartEvent)
        depth -= isinstance(event, events.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ContentError([Problem(name, line, f"nested deeper than {MAX_DEPTH} levels")])


def _hint(text: str, line: int) -> str:
    """Say the cure where the cause is the usual one: a text that begins like something else in YAML."""
    lines = text.splitlines()
    written = lines[line - 1].strip().removeprefix("- ") if 0 < line <= len(lines) else ""
    return "; put the text in quotes" if written.startswith(("[", "{", "*", "&", "!", "%", "@", "`")) else ""


def _line(data: Any, at: Path_) -> int:
    line = 1
    for step in at:
        lines = getattr(data, "lc", None)
        try:
            found = lines.key(step) if isinstance(data, dict) else lines.item(step)  # type: ignore[union-attr]
            line, data = found[0] + 1, data[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _known(at: Path_, data: Any) -> Path_:
    """Leave out the steps that pydantic adds for unions, which the file does not have."""
    kept: list[str | int] = []
    for i, step in enumerate(at):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            if i < len(at) - 1:
                continue
        kept.append(step)
    return kept


def _dotted(at: Path_) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).lstrip(".")


def _plain(kind: str, message: str) -> str:
    texts = {
        "missing": "is missing; add it",
        "extra_forbidden": "is not a known field; remove it or correct its name",
        "string_type": "must be text; put it in quotes",
    }
    return texts.get(kind, message.removeprefix("Value error, "))
