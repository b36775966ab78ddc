"""What may be kept, written in one way only, and the digest by which damage is noticed.

SQLite's own integrity check finds few flipped bits (about 3 in 100), because text is text to it. A digest over each
row's content finds nearly all of them, and the chain from event to event finds a row that was lost or moved.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import UTC, datetime

from toolkit.errors import StoreError
from toolkit.records.values import Json

DEEPEST = 100
LONGEST_NAME = 200

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def canonical(value: Json) -> str:
    """The JSON text of a value, the same for equal values.

    Text that no database can keep is a StoreError, because it comes from people; a value that is not JSON at all is a
    ValueError, because it comes from code.

    >>> canonical({"b": 1, "a": [None, "ü"]})
    '{"a":[null,"ü"],"b":1}'
    """
    _check(value, "value", DEEPEST)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _check(value: Json, at: str, depth: int) -> None:
    if depth == 0:
        raise ValueError(f"{at} is nested more than {DEEPEST} levels deep.")
    match value:
        case None | bool() | int():
            pass
        case str():
            _check_text(value, at)
        case float():
            # SQLite would turn NaN into NULL without a word, and JSON has neither NaN nor Infinity
            if not math.isfinite(value):
                raise ValueError(
                    f"{at} is {value}, which cannot be kept: use None when there is nothing to measure."
                )
        case list():
            for index, item in enumerate(value):
                _check(item, f"{at}[{index}]", depth - 1)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise ValueError(f"{at} has the key {key!r}, which is not text.")
                _check_text(key, f"a key of {at}")
                _check(item, f"{at}.{key}", depth - 1)
        case _:
            raise ValueError(f"{at} is a {type(value).__name__}, which is not a JSON value.")


def _check_text(text: str, at: str) -> None:
    if found := _UNKEEPABLE.search(text):
        what = "a NUL character" if found[0] == "\x00" else f"half a character (U+{ord(found[0]):04X})"
        raise StoreError(
            f"{at} holds {what} at position {found.start() + 1}, which cannot be kept. "
            "Delete it and try again; what you typed is still on the screen."
        )


def body_text(body: dict[str, Json]) -> str:
    """The JSON text of an event's body, which must be a JSON object."""
    if not isinstance(body, dict):
        raise ValueError(f"An event's body is a dict, not a {type(body).__name__}.")
    return canonical(body)


def name(what: str, text: str) -> str:
    """The text itself, when it can serve as the name of a learner, a subject, an item or a kind of event."""
    if not isinstance(text, str):
        raise ValueError(f"{what} must be text, not {text!r}.")
    if not text.strip():
        raise StoreError(f"{what} is empty. Give it a name.")
    if len(text) > LONGEST_NAME:
        raise StoreError(f"{what} is {len(text)} characters long; at most {LONGEST_NAME} can be kept.")
    if found := _CONTROL.search(text):
        raise StoreError(
            f"{what} holds the character U+{ord(found[0]):04X}, which a name cannot have: {text!r}."
        )
    return text


def stamp(moment: datetime) -> str:
    """The moment in UTC, to the millisecond.

    >>> stamp(datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    '2026-02-28T23:30:00.000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("The clock gave a time without a time zone; use datetime.now(UTC).")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def digest(*fields: object) -> str:
    """The SHA-256 of a row's content.

    Any object is taken, since a flipped bit can turn a number into bytes: such a row must get another digest, not a
    TypeError.
    """
    content = json.dumps(fields, ensure_ascii=False, default=repr, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
