"""The one reader of YAML: plain data with the line of everything, so that each problem says where it is.

YAML 1.2 without its dangerous corners: no aliases, no tags, no duplicate keys, no nesting past sixteen. A text is gone
through once; what is refused is refused before anything is built on it.
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
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

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
    written: Node
    """The same as it is written, each part with its line."""

    def problem(self, at: Path_, message: str) -> Problem:
        """Return a problem with the line of the deepest part of `at` that the file has."""
        return Problem(self.file, _line(self.written, at), message, _dotted(at))

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
    text = read_text(path, name)
    return parsed(_blocks(text, only) if only else text, name)


def read_text(path: Path, name: str) -> str:
    """Return the text of a content file. `name` is what it is called in messages."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError([Problem(name, 0, f"larger than {MAX_BYTES // 1_000} kB; split it")])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ContentError([Problem(name, 0, "is not UTF-8 text; save it as UTF-8")]) from None
    except OSError as error:
        raise ContentError([Problem(name, 0, f"cannot be read: {error.strerror or error}")]) from None


def parsed(text: str, name: str) -> Source:
    """Return what a YAML text holds. `name` is what it is called in messages."""
    reader = YAML(typ="safe", pure=True)
    reader.Composer, reader.Constructor = _Strict, _Plain
    try:
        written = reader.compose(text)
        data = reader.constructor.construct_document(written) if written is not None else None
    except _RefusedError as error:
        raise ContentError([Problem(name, error.line, str(error))]) from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError(
            [Problem(name, line, f"is not YAML: {error.problem}{_hint(text, line)}")]
        ) from None
    except YAMLError as error:
        raise ContentError([Problem(name, 0, f"is not YAML: {error}")]) from None
    if not isinstance(data, dict):
        raise ContentError([Problem(name, 1, "must be a list of `name: value` lines at the top")])
    return Source(name, data, written)


def _blocks(text: str, only: Collection[str]) -> str:
    """Return the text with the blocks of all other keys left blank, so that every line keeps its number."""
    kept, wanted = [], True
    for line in text.splitlines():
        if key := _TOP_LEVEL.match(line):
            wanted = key[1] in only
        kept.append(line if wanted else "")
    return "\n".join(kept)


class _RefusedError(Exception):
    """Raised at a corner of YAML that content files keep out of."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _Strict(Composer):
    """Puts the parts of a text together, and looks at each before: an alias or ten thousand brackets cost nothing here."""

    level = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        collection = isinstance(event, events.CollectionStartEvent)
        self.level += collection
        self._look_at(event)
        node = super().compose_node(parent, index)
        if isinstance(node, ScalarNode):
            _look_at_scalar(node)
        elif isinstance(parent, MappingNode) and index is None:
            raise _RefusedError(node.start_mark.line + 1, "a list or a group cannot be a name; put it in quotes")
        self.level -= collection
        return node

    def _look_at(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, events.AliasEvent):
            raise _RefusedError(line, "aliases (*name) are not used; write the value out")
        if str(event.tag or "").startswith(("tag:", "!")):
            raise _RefusedError(line, "tags (!…) are not used; remove it")
        if self.level > MAX_DEPTH:
            raise _RefusedError(line, f"nested deeper than {MAX_DEPTH} levels")


def _look_at_scalar(node: ScalarNode) -> None:
    line = node.start_mark.line + 1
    kind = str(node.tag)
    if kind.endswith(":timestamp"):
        raise _RefusedError(line, "dates and times go in quotes, so that they stay text")
    if kind.endswith(":int") and len(node.value) > MAX_DIGITS:
        raise _RefusedError(line, f"a number has at most {MAX_DIGITS} digits")


class _Plain(SafeConstructor):
    """Makes plain values of the parts; where a text stands, `=` and `<<` are text like any other."""


for _sign in ("value", "merge"):
    _Plain.add_constructor(f"tag:yaml.org,2002:{_sign}", SafeConstructor.construct_yaml_str)


def _hint(text: str, line: int) -> str:
    """Say the cure where the cause is the usual one: a text that begins like something else in YAML."""
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return "; put the text in quotes" if _LOOKS_LIKE_MORE.match(written) else ""


def _line(written: Node, at: Path_) -> int:
    """Return the line of the deepest part of `at` that is there: of its name, or of its place in a list."""
    line = 1
    for step in at:
        found = _part(written, step)
        if found is None:
            break
        stands, written = found
        line = stands.start_mark.line + 1
    return line


def _part(written: Node, step: str | int) -> tuple[Node, Node] | None:
    """Return where a part stands, and the part; None where there is none of that name or number."""
    if isinstance(written, MappingNode):
        return next(((name, part) for name, part in written.value if name.value == step), None)
    if isinstance(written, SequenceNode) and isinstance(step, int) and step < len(written.value):
        return written.value[step], written.value[step]
    return None


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
