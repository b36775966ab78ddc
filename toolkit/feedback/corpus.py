"""Conversations that people have coded: read from CSV or from our own annotated talks, with punctuation or without."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from toolkit.content import AnnotatedTalk, Library, ManagerTurn
from toolkit.conversation import Transcript, Turn
from toolkit.errors import ConversationError

COLUMNS: Final = ("conversation", "quality", "turn", "speaker", "text", "main", "question", "question_form", "reflection", "tell")
_ASKING: Final = frozenset({"open_question", "closed_question", "leading_question"})
_POOR: Final = frozenset({"poor", "low"})
_GOOD: Final = frozenset({"good", "high"})


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person said a turn of the manager does."""

    main: str
    asks: bool
    form: str
    """`open`, `closed`, or empty when it does not ask or nobody said."""


@dataclass(frozen=True)
class CodedTalk:
    """A conversation with its labels: turn index → labels, for the manager's turns."""

    id: str
    good: bool | None
    """True for good or high quality, False for poor or low, None between."""
    transcript: Transcript
    labels: dict[int, Labels]


def read_corpus(path: Path) -> list[CodedTalk]:
    """Return the conversations of a labelled-corpus CSV: one row a turn, in order."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConversationError(f"{path} cannot be read as a CSV file in UTF-8: {error}.") from None
    missing = [name for name in COLUMNS if not rows or name not in rows[0]]
    if missing:
        raise ConversationError(f"{path} is no labelled corpus: it lacks {', '.join(missing)}.")
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["conversation"], []).append(row)
    return [_from_rows(id, group, path) for id, group in groups.items()]


def _from_rows(id: str, rows: Sequence[dict[str, str]], path: Path) -> CodedTalk:
    turns: list[Turn] = []
    labels: dict[int, Labels] = {}
    for i, row in enumerate(rows):
        speaker = row["speaker"]
        if speaker not in ("manager", "report"):
            raise ConversationError(f"{path}: conversation {id}, turn {i}: speaker is {speaker!r}, not manager or report.")
        turns.append(Turn("manager" if speaker == "manager" else "report", row["text"] or ""))
        if speaker == "manager" and row["main"]:
            labels[i] = Labels(row["main"], row["question"] in ("1", "1.0", "True"), row["question_form"] or "")
    return CodedTalk(id, _good(rows[0]["quality"]), Transcript(tuple(turns)), labels)


def _good(quality: str) -> bool | None:
    return True if quality in _GOOD else False if quality in _POOR else None


def own_talks(library: Library) -> list[CodedTalk]:
    """Return all annotated talks of a library as coded conversations."""
    return [from_annotated(library.talk(id)) for id in library.talk_files()]


def from_annotated(talk: AnnotatedTalk) -> CodedTalk:
    """Return one of our own annotated talks as a coded conversation."""
    turns: list[Turn] = []
    labels: dict[int, Labels] = {}
    for i, turn in enumerate(talk.turns):
        if isinstance(turn, ManagerTurn):
            turns.append(Turn("manager", turn.m))
            form = "open" if "open_question" in turn.also else "closed" if "closed_question" in turn.also else ""
            labels[i] = Labels(turn.main, bool(_ASKING & set(turn.also)), form)
        else:
            turns.append(Turn("report", turn.r))
    return CodedTalk(talk.id, _good(talk.rating), Transcript(tuple(turns)), labels)


def stripped(talks: Iterable[CodedTalk]) -> list[CodedTalk]:
    """Return the conversations as a speech recogniser writes them: no capitals, no punctuation."""
    return [
        replace(talk, transcript=Transcript(tuple(replace(t, text=strip(t.text)) for t in talk.transcript.turns)))
        for talk in talks
    ]


def strip(text: str) -> str:
    """Return a text without capitals and punctuation; apostrophes inside words stay.

    >>> strip("So it's the oven, then?")
    "so it's the oven then"
    """
    plain = text.lower().replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[^\w\s']|_", " ", plain).split())
