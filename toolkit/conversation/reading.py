"""Reading a transcript that a program saved or somebody pasted; what it is, is told from its content.

    text -> pieces with names (captions, lines, chat) -> roles -> turns

Who of the people is the manager is given or plainly written (`Manager:`), never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from toolkit.conversation.captions import are_captions, read_captions
from toolkit.conversation.chat import is_chat, read_chat
from toolkit.conversation.labels import MANAGER_WORDS, REPORT_WORDS, UNKNOWN, People, Said, bare_key, key
from toolkit.conversation.lines import (
    is_meet_text,
    is_otter_text,
    is_zoom_text,
    read_lines,
    read_meet_text,
    read_otter_text,
    read_zoom_text,
)
from toolkit.conversation.transcript import Speaker, Transcript, Turn, join_turns, words
from toolkit.errors import ConversationError

MAX_BYTES = 5_000_000
"""A three-hour meeting is about 200 kB of text; anything larger is not a transcript of one talk."""

_BOLD_NAME: Final = re.compile(r"^(?:[-*+>][ \t]+)?\*\*(?P<name>[^*\n]{1,60})\*\*(?=[ \t]*:|(?<=:\*\*)|[ \t]+[\[(]?\d)", re.MULTILINE)
"""`**Ana:** …`, `**Ana**: …` or `**Ana** 00:12` at the start of a line."""
_HEADING: Final = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)

_SELF: Final = ("Me", "You")
"""What people call themselves in a talk that they wrote down; elsewhere these words open a sentence."""

_NOT_PLAIN: Final = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0")
"""How files of Word, old and new, and PDF begin."""

INTERRUPTION: Final = 0.3
"""Seconds two people must speak at once before the second is said to interrupt: less is the give and take of talk."""


def read_transcript(
    path: str | Path,
    manager: str | None = None,
    report: str | None = None,
    *,
    others: Sequence[str] | None = None,
) -> Transcript:
    """Return the talk in a file: WebVTT, SRT, text of Zoom, Otter or Meet, a JupyterLab chat, or `Name: text`.

    `manager`, `report` and `others` are names as the file writes them. Once `others` is given, be it empty, nobody
    else speaks: `Budget: …` in somebody's speech is then no person called Budget.
    """
    path = Path(path)
    text = _read(path)
    try:
        return from_text(text, manager, report, others=others)
    except ConversationError as error:
        raise ConversationError(f"{path}: {error}") from None


def from_text(
    text: str,
    manager: str | None = None,
    report: str | None = None,
    *,
    others: Sequence[str] | None = None,
) -> Transcript:
    """Return the talk in a text, of any form that `read_transcript` reads.

    >>> from_text("Ana: How was the night shift?\\nBo: Long.", manager="Ana").turns[1].speaker
    'report'
    """
    given = tuple(name for name in (manager, report, *(others or ())) if name)
    said = _said(text, People(given, closed=others is not None))
    names = list(dict.fromkeys(piece.name for piece in said))
    if names == [UNKNOWN]:
        raise ConversationError(
            "No speaker is named here. Save the transcript with the speakers' names, or write the name before each turn: 'Ana: …'"
        )
    roles = _roles(names, manager, report)
    # Names that say no more than the role are not kept, so that a printed talk reads back as it was.
    turns = join_turns(
        Turn(roles[p.name], p.text, "" if p.name.casefold() == roles[p.name] else p.name, p.start, p.end)
        for p in said
    )
    return Transcript(tuple(_with_interruptions(turns)))


def speakers(source: str | Path) -> tuple[tuple[str, int], ...]:
    """Return who speaks in a file (a `Path`) or a text (a `str`), with their number of words, in order of speaking.

    For a form that asks who is who, before anybody has said.

    >>> speakers("Ana: How was the night shift?\\nBo: Long.")
    (('Ana', 5), ('Bo', 1))
    """
    said = _said(_read(source) if isinstance(source, Path) else source, People(_SELF))
    counts: dict[str, int] = {}
    for piece in said:
        counts[piece.name] = counts.get(piece.name, 0) + len(words(piece.text))
    return tuple(counts.items())


def text_of(raw: bytes, name: str | Path) -> str:
    """Return the text in the bytes of a file; `name` is what a mistake calls it."""
    if len(raw) > MAX_BYTES:
        raise ConversationError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; is it a transcript?")
    if raw.startswith(_NOT_PLAIN):
        raise ConversationError(
            f"{name} is a Word or PDF file, or a packed one. Open it, save it as plain text (.txt, UTF-8), and try again."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConversationError(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConversationError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; is it a transcript?")
        return text_of(path.read_bytes(), path)
    except OSError as error:
        raise ConversationError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise ConversationError(f"{str(path)!r} cannot be the name of a file.") from error


def _said(text: str, people: People) -> list[Said]:
    """Return the pieces of speech in a text, each person under one spelling."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_BYTES:
        raise ConversationError(f"The text is longer than {MAX_BYTES:,} characters; is it a transcript?")
    said = _by_form(text, people)
    if not said:
        raise ConversationError(
            "No turn was found. Write one turn a line, the name first: 'Ana: How was the night shift?'"
        )
    spelt: dict[str, str] = {}
    return [piece._replace(name=spelt.setdefault(key(piece.name), piece.name)) for piece in said]


def _by_form(text: str, people: People) -> list[Said]:
    if are_captions(text):
        return read_captions(text, people)
    if is_chat(text):
        return read_chat(text)
    text = _without_markdown(text)
    if is_zoom_text(text):
        return read_zoom_text(text)
    if is_meet_text(text):
        return read_meet_text(text, people)
    if is_otter_text(text):
        return read_otter_text(text)
    return read_lines(text, people)


def _without_markdown(text: str) -> str:
    """Return a text whose names are bold, as chatbots and note programs write them, without its marks and headings."""
    if not _BOLD_NAME.search(text):
        return text
    return _BOLD_NAME.sub(r"\g<name>", _HEADING.sub("", text))


def _with_interruptions(turns: Iterable[Turn]) -> Iterable[Turn]:
    """Yield the turns, marked where they began before somebody else had ended."""
    ends: dict[tuple[Speaker, str], float] = {}
    for turn in turns:
        who = (turn.speaker, turn.name)
        others_end = max((end for other, end in ends.items() if other != who), default=None)
        over = (
            turn.start is not None
            and others_end is not None
            and round(others_end - turn.start, 3) >= INTERRUPTION
        )
        yield replace(turn, interrupts=True) if over else turn
        if turn.end is not None:
            ends[who] = max(turn.end, ends.get(who, turn.end))


def _roles(names: Sequence[str], manager: str | None, report: str | None) -> dict[str, Speaker]:
    manager_name = _find(names, manager, MANAGER_WORDS, "manager")
    others = [name for name in names if name not in (manager_name, UNKNOWN)]
    # Of two people the one who is not the manager is the report; of three, nobody can tell from the text.
    if len(others) > 1 or report:
        candidates = [name for name in names if name != manager_name]
        report_name: str | None = _find(candidates, report, REPORT_WORDS, "report")
    else:
        report_name = others[0] if others else None
    return {
        name: "manager" if name == manager_name else "report" if name == report_name else "other"
        for name in names
    }


def _find(names: Sequence[str], given: str | None, role_words: frozenset[str], role: str) -> str:
    people = ", ".join(name for name in names if name != UNKNOWN)
    if given:
        found = [name for name in names if key(name) == key(given)]
        found = found or [name for name in names if bare_key(name) == bare_key(given)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ConversationError(f"{given!r} may be {' or '.join(found)}. Give the name as it is written.")
        raise ConversationError(f"Nobody called {given!r} speaks here. Speakers: {people}.")
    written = [name for name in names if key(name) in role_words]
    if written:
        return written[0]
    raise ConversationError(
        f"Who is the {role}? Give the name as it is written (--{role} NAME). Speakers: {people}."
    )
