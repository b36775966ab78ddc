"""Reading a transcript that somebody pasted or saved as text: `Name: what they said`, a line a turn.

Who of the people is the manager is given or plainly written (`Manager:`), never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from toolkit.conversation.transcript import Speaker, Transcript, Turn, clean, join_turns
from toolkit.errors import ConversationError

MAX_BYTES = 5_000_000
"""A three-hour meeting is about 200 kB of text; anything larger is not a transcript of one talk."""

_SAID = re.compile(r"(?P<name>[^\W\d_][^:\n]{0,40}?)\s*:\s*(?P<text>.*)")
_MANAGER_WORDS = frozenset({"manager"})
_REPORT_WORDS = frozenset({"report", "employee"})


def read_transcript(
    path: str | Path, manager: str | None = None, report: str | None = None
) -> Transcript:
    """Return the talk in a text file. `manager` and `report` are names as the file writes them."""
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConversationError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; is it a transcript?")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConversationError(f"{path} is not UTF-8 text. Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise ConversationError(f"{path} cannot be read: {error.strerror or error}.") from error
    try:
        return from_text(text, manager, report)
    except ConversationError as error:
        raise ConversationError(f"{path}: {error}") from None


def from_text(text: str, manager: str | None = None, report: str | None = None) -> Transcript:
    """Return the talk in `Name: text` lines; indented lines and lines without a name go on with the turn before.

    >>> from_text("Ana: How was the night shift?\\nBo: Long.", manager="Ana").turns[1].speaker
    'report'
    """
    said = _named_turns(text)
    if not said:
        raise ConversationError(
            "No turn was found. Write one turn a line, the name first: 'Ana: How was the night shift?'"
        )
    names = list(dict.fromkeys(name for name, _ in said))
    roles = _roles(names, manager, report)
    # Names that say no more than the role are not kept, so that a printed talk reads back as it was.
    return Transcript(
        join_turns(
            Turn(roles[name], words, "" if name.casefold() == roles[name] else name) for name, words in said
        )
    )


def _named_turns(text: str) -> list[tuple[str, str]]:
    said: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = None if said and line[0].isspace() else _SAID.fullmatch(line.strip())
        if match:
            said.append((match["name"], [match["text"]]))
        elif said:
            said[-1][1].append(line)
        else:
            raise ConversationError(
                f"The first line names no speaker: {line.strip()[:60]!r}. Write the name first: 'Ana: …'"
            )
    return [(name, cleaned) for name, lines in said if (cleaned := clean("\n".join(lines)))]


def _roles(names: Sequence[str], manager: str | None, report: str | None) -> dict[str, Speaker]:
    manager_name = _find(names, manager, _MANAGER_WORDS, "manager")
    others = [name for name in names if name != manager_name]
    # Of two people the one who is not the manager is the report; of three, nobody can tell from the text.
    if len(others) > 1 or report:
        report_name: str | None = _find(others, report, _REPORT_WORDS, "report")
    else:
        report_name = others[0] if others else None
    return {
        name: "manager" if name == manager_name else "report" if name == report_name else "other"
        for name in names
    }


def _find(names: Sequence[str], given: str | None, role_words: frozenset[str], role: str) -> str:
    wanted = {given.strip().casefold()} if given else role_words
    found = [name for name in names if name.casefold() in wanted]
    if found:
        return found[0]
    people = ", ".join(names)
    if given:
        raise ConversationError(f"Nobody called {given!r} speaks here. Speakers: {people}.")
    raise ConversationError(
        f"Who is the {role}? Give the name as it is written (--{role} NAME). Speakers: {people}."
    )
