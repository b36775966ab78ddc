"""The one reader of YAML: plain data with the line of everything, so that each problem says where it is.

YAML 1.2 without its dangerous corners: no aliases, no tags, no duplicate keys, no nesting past sixteen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

from toolkit.content.values import BrokenRulesError, Value
from toolkit.errors import ContentError, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_DIGITS = 18

_TOP_LEVEL = re.compile(r"([A-Za-z_]\w*):")
_LOOKS_LIKE_MORE = re.compile(r"\s*(?:- )?(?:\w+: )?[\[{*&!%@`]")

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
        except ValidationError as error:
            items = error.errors(include_url=False)
            raise ContentError(
                [problem for item in items if not _follows(item, items) for problem in self._problems(item)]
            ) from None

    def _problems(self, item: ErrorDetails) -> list[Problem]:
        at = item["loc"]
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, BrokenRulesError):
            return [
                self.problem(_known((*at, *inside), self.data), message) for inside, message in cause.broken
            ]
        return [self.problem(_known(at, self.data), _plain(item["type"], item["msg"]))]


def read_source(path: Path, shown_as: str | None = None, only: Collection[str] = ()) -> Source:
    """Return what a YAML file holds. `shown_as` is the file's name in messages; with `only`, no other keys are read."""
    name = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError([Problem(name, 0, f"larger than {MAX_BYTES // 1_000} kB; split it")])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError([Problem(name, 0, "is not UTF-8 text; save it as UTF-8")]) from None
    except OSError as error:
        raise ContentError([Problem(name, 0, f"cannot be read: {error.strerror or error}")]) from None
    if only:
        text = _blocks(text, only)
    try:
        _refuse_dangerous_corners(text, name)
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError(
            [Problem(name, line, f"is not YAML: {error.problem}{_hint(text, line)}")]
        ) from None
    except YAMLError as error:
        raise ContentError([Problem(name, 0, f"is not YAML: {error}")]) from None
    if not isinstance(data, dict):
        raise ContentError([Problem(name, 1, "must be a list of `name: value` lines at the top")])
    return Source(name, data)


def _blocks(text: str, only: Collection[str]) -> str:
    """Return the text with the blocks of all other keys left blank, so that every line keeps its number."""
    kept, wanted = [], True
    for line in text.splitlines():
        if key := _TOP_LEVEL.match(line):
            wanted = key[1] in only
        kept.append(line if wanted else "")
    return "\n".join(kept)


def _refuse_dangerous_corners(text: str, name: str) -> None:
    """Look at the events before anything is built: an alias or ten thousand brackets cost nothing here."""
    depth = 0
    reader = YAML(typ="rt")
    for event in reader.parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, events.AliasEvent):
            raise ContentError([Problem(name, line, "aliases (*name) are not used; write the value out")])
        if str(getattr(event, "tag", None) or "").startswith(("tag:", "!")):
            raise ContentError([Problem(name, line, "tags (!…) are not used; remove it")])
        if isinstance(event, events.ScalarEvent):
            kind = reader.resolver.resolve(ScalarNode, event.value, event.implicit)
            if str(kind).endswith(":timestamp"):
                raise ContentError(
                    [Problem(name, line, "dates and times go in quotes, so that they stay text")]
                )
            if str(kind).endswith(":int") and len(event.value) > MAX_DIGITS:
                raise ContentError([Problem(name, line, f"a number has at most {MAX_DIGITS} digits")])
        depth += isinstance(event, events.CollectionStartEvent)
        depth -= isinstance(event, events.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ContentError([Problem(name, line, f"nested deeper than {MAX_DEPTH} levels")])


def _hint(text: str, line: int) -> str:
    """Say the cure where the cause is the usual one: a text that begins like something else in YAML."""
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return "; put the text in quotes" if _LOOKS_LIKE_MORE.match(written) else ""


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


def _follows(item: ErrorDetails, items: Sequence[ErrorDetails]) -> bool:
    """Return whether a list seems too short only because pydantic leaves out the items that are wrong."""
    at = item["loc"]
    return item["type"] == "too_short" and any(
        other["loc"][: len(at)] == at and other is not item for other in items
    )


def _dotted(at: Path_) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).lstrip(".")


def _plain(kind: str, message: str) -> str:
    texts = {
        "missing": "is missing; add it",
        "extra_forbidden": "is not a known field; remove it or correct its name",
        "string_type": "must be text; put it in quotes",
    }
    return texts.get(kind, message.removeprefix("Value error, "))
