"""Reading what a learner handed in: data, never code, and refused as a whole before anything runs.

The learner is named by the file's name, never by its content.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import JsonValue, ValidationError

from toolkit.content import (
    ACTS,
    ChoiceItem,
    CodingItem,
    ConversationItem,
    ExerciseSpec,
    Item,
    LogItem,
    OrderItem,
    PlanItem,
    RatingsItem,
    SortItem,
    TextItem,
    Value,
)
from toolkit.errors import AnswersError

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 10
MAX_CHARACTERS: Final = 20_000
"""Longest single text in an answers file."""

_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))})


Answer = str | tuple[str, ...] | dict[str, str] | tuple[dict[str, str], ...]
"""What can be answered: a text or the id of a choice; lines or an order; one thing for each of several; rows of a log."""

MOST_ROWS: Final = 30
"""Rows that a log may have."""


class Answers(Value):
    """What one learner answered, by item."""

    schema_version: Literal[1]
    exercise: str
    items: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A checked answers file: who, what, and the fingerprint of its very bytes."""

    learner: str
    answers: Answers
    raw: bytes
    sha256: str


def read_answers(path: Path, spec: ExerciseSpec) -> HandedIn:
    """Return a checked answers file; raise `AnswersError` with a code when it cannot be taken."""
    return handed_in(learner_named_by(path), read_bytes(path)[0], spec)


def handed_in(learner: str, raw: bytes, spec: ExerciseSpec) -> HandedIn:
    """Return the checked bytes of one learner's file."""
    return HandedIn(learner, check_answers(raw, spec), raw, hashlib.sha256(raw).hexdigest())


def learner_named_by(path: Path) -> str:
    """Return the learner's name from the file's name: letters, digits and `. _ - @ +`, at most 64.

    >>> learner_named_by(Path("in/ana.lopez@example.org.json"))
    'ana.lopez@example.org'
    """
    name = unicodedata.normalize("NFC", path.name)
    learner = name.removesuffix(".json")
    good = (
        name.endswith(".json")
        and 1 <= len(learner) <= 64
        and learner[0].isalnum()
        and learner[-1] != "."
        and all(map(_may_name, learner))
        # What is handed back has the learner's name and a longer ending, and a file's name has at most 255 bytes.
        and len(learner.encode()) <= 240
        and learner.split(".")[0].casefold() not in _RESERVED
    )
    if not good:
        raise AnswersError(
            "E_NAME", "the file's name must be the learner's: at most 64 letters, digits and . _ - @ + without blanks, then .json"
        )
    return learner


def file_named_after(learner: str) -> str:
    """Return the name of a learner's answers file, which `learner_named_by` takes, whatever the account is called.

    >>> file_named_after("Ana Lopez")
    'Ana_Lopez.json'
    """
    kept = "".join(c if _may_name(c) else "_" for c in unicodedata.normalize("NFC", learner))
    named = kept.lstrip("._-@+")[:64].rstrip(".") or "learner"
    if not named[0].isalnum() or named.split(".")[0].casefold() in _RESERVED:
        named = f"learner_{named}"[:64].rstrip(".")
    return f"{named}.json"


def _may_name(character: str) -> bool:
    # Marks belong to the letters of many scripts: without them nobody in Delhi or Bangkok could be named.
    return character.isalnum() or character in "._-@+" or unicodedata.category(character).startswith("M")


def read_bytes(path: Path) -> tuple[bytes, float]:
    """Return a regular file's bytes and when it was written (POSIX time): read once, never through a link, never more than allowed."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        code = "E_NOT_A_FILE" if path.is_symlink() else "E_UNREADABLE"
        raise AnswersError(code, f"cannot be read: {error.strerror}; hand in the file itself") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise AnswersError("E_NOT_A_FILE", "is not a file; hand in the .json file itself")
        if status.st_size > MAX_BYTES:
            raise AnswersError("E_TOO_LARGE", f"has {status.st_size:,} bytes; {MAX_BYTES:,} are allowed")
        with os.fdopen(handle, "rb", closefd=False) as file:
            raw = file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)
    if not raw.strip():
        raise AnswersError("E_EMPTY", "is empty; save your answers once more and hand in the new file")
    return raw, status.st_mtime


def check_answers(raw: bytes, spec: ExerciseSpec) -> Answers:
    """Return the answers in the bytes of a file when they are answers to this exercise."""
    data = _plain_json(raw)
    version = data.get("schema_version")
    # `true` and `1.0` are 1 to Python, and so to pydantic's Literal.
    if "schema_version" in data and type(version) is not int:
        raise AnswersError("E_SCHEMA", "schema_version: input should be 1")
    if isinstance(version, int) and version > 1:
        raise AnswersError("E_VERSION", f"is written in form {version}; this toolkit reads form 1, so update it")
    try:
        answers = Answers.model_validate_json(json.dumps(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = ".".join(_shown(str(step)) for step in first["loc"][:2])
        raise AnswersError("E_SCHEMA", f"{at or 'the file'}: {first['msg'].lower()}") from None
    if answers.exercise != spec.id:
        raise AnswersError("E_OTHER_EXERCISE", f"answers '{_shown(answers.exercise)}', not '{spec.id}'")
    items = {item.id: item for item in spec.items}
    for id, answer in answers.items.items():
        if id not in items:
            raise AnswersError("E_UNKNOWN_ITEM", f"answers '{_shown(id)}'; the items are {', '.join(items)}")
        if problem := answer_problem(items[id], answer):
            raise AnswersError("E_VALUE", f"{id}: {problem}")
    return answers


def answer_problem(item: Item, answer: Answer) -> str | None:
    """Return why a value cannot be an answer to the item, or None. What is not answered yet is no problem."""
    match item:
        case ConversationItem():
            return _lines_problem(item, answer)
        case TextItem() if not isinstance(answer, str):
            return "must be a text"
        case TextItem():
            count = len(str(answer).split())
            return f"has {count} words; {item.max_words} are allowed" if count > item.max_words else None
        case ChoiceItem():
            known = [option.id for option in item.options]
            return None if answer in known else f"must be one of {', '.join(known)}"
        case OrderItem():
            return _order_problem([step.id for step in item.steps], answer)
        case SortItem():
            return _each_problem(answer, [card.id for card in item.cards], [pile.id for pile in item.piles])
        case PlanItem():
            return _each_problem(answer, [row.id for row in item.rows], [option.id for option in item.options])
        case RatingsItem():
            return _each_problem(answer, [clip.id for clip in item.clips], list("12345"))
        case CodingItem():
            return _each_problem(answer, [str(n) for n in range(item.first, item.last + 1)], list(ACTS))
        case LogItem():
            return _log_problem(item, answer)
    return None


def _lines_problem(item: ConversationItem, answer: Answer) -> str | None:
    if not isinstance(answer, tuple) or not all(isinstance(line, str) for line in answer):
        return "must be the list of the lines you said"
    if len(answer) > item.max_lines:
        return f"has {len(answer)} lines; {item.max_lines} are allowed"
    if any(not line.strip() or len(line) > 2_000 for line in answer if isinstance(line, str)):
        return "each line has 1 to 2,000 characters"
    return None


def _order_problem(known: list[str], answer: Answer) -> str | None:
    if isinstance(answer, tuple) and sorted(map(str, answer)) == sorted(known):
        return None
    return f"must be a list of {', '.join(known)}, each once"


def _each_problem(answer: Answer, things: list[str], values: list[str]) -> str | None:
    if not isinstance(answer, dict):
        return "must say one thing for each, as the exercise saves it"
    for thing, value in answer.items():
        if thing not in things:
            return f"there is no '{_shown(thing)}'; there are {', '.join(things[:30])}"
        if value not in values:
            return f"'{_shown(thing)}' is '{_shown(value)}'; it must be one of {', '.join(values)}"
    return None


def _log_problem(item: LogItem, answer: Answer) -> str | None:
    if not isinstance(answer, tuple) or not all(isinstance(row, dict) for row in answer):
        return "must be a list of rows with who, what and by"
    if len(answer) > MOST_ROWS:
        return f"has {len(answer)} rows; {MOST_ROWS} are allowed"
    known = {"who": [p.id for p in item.people], "by": [d.id for d in item.days]}
    for row in answer:
        if not isinstance(row, dict) or row.keys() != {"who", "what", "by"}:
            return "each row has who, what and by"
        for name, values in known.items():
            if row[name] and row[name] not in values:
                return f"{name} is '{_shown(row[name])}'; it must be one of {', '.join(values)}"
    return None


def _shown(name: str) -> str:
    """Return a name from the file as one short line that cannot play tricks on a terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name[:80])


def _plain_json(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnswersError("E_ENCODING", "is not UTF-8 text; save it as UTF-8") from None
    if _depth(text) > MAX_DEPTH:
        raise AnswersError("E_SCHEMA", f"is nested deeper than {MAX_DEPTH} levels")
    try:
        data = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except AnswersError:
        raise
    except (ValueError, RecursionError):
        raise AnswersError("E_JSON", "is not JSON; hand in the file as the exercise saved it") from None
    if not isinstance(data, dict):
        raise AnswersError("E_SCHEMA", "must hold an object, as the exercise saves it")
    _check_texts(data)
    return data


_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
"""A string without its end goes to the end of the text: a match that fails would be tried again at every quote."""


def _depth(text: str) -> int:
    """Return how deep brackets go, without building anything."""
    deepest = depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if match[0][0] == '"':
            continue
        depth += 1 if match[0] in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


def _no_twins(pairs: Iterable[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in found:
            raise AnswersError("E_DUPLICATE_KEY", f"holds '{_shown(key)}' twice; which one counts?")
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise AnswersError("E_VALUE", f"holds {name}, which is no number that an answer can have")


def _check_texts(value: Any) -> None:
    match value:
        case dict():
            for key, inner in value.items():
                _check_texts(key)
                _check_texts(inner)
        case list():
            for inner in value:
                _check_texts(inner)
        case str():
            if len(value) > MAX_CHARACTERS:
                raise AnswersError("E_VALUE", f"holds a text of {len(value):,} characters; {MAX_CHARACTERS:,} are allowed")
            if any(unicodedata.category(c) in ("Cs", "Cc") and c not in "\n\t\r" for c in value):
                raise AnswersError("E_VALUE", "holds control characters; retype the answer instead of pasting it")
