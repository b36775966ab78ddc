"""Transcripts that are lines of text: what Zoom and Otter save, Meet's document, and `Name: text` by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.conversation.captions import join_pieces, seconds
from toolkit.conversation.labels import (
    MANAGER_WORDS,
    REPORT_WORDS,
    UNKNOWN,
    People,
    Said,
    is_heading,
    key,
    labels_of,
    looks_like_a_name,
    split_label,
    tidy,
)
from toolkit.conversation.transcript import clean
from toolkit.errors import ConversationError

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_ZOOM = (
    re.compile(r"\[(?P<name>[^\[\]]{1,80})\]\s+(?P<time>\d{1,2}:\d{2}:\d{2})\s*(?P<text>)"),
    re.compile(
        r"(?:\d{4}-\d\d-\d\d\s+)?(?P<time>\d{1,2}:\d{2}:\d{2})\s+From\s+(?P<name>\S.{0,80}?)"
        r"(?:\s{1,3}to\s{1,3}.{1,80}?)?\s{0,3}:(?:\s+(?P<text>.*))?"
    ),
    re.compile(r"(?P<time>\d{1,2}:\d{2}:\d{2})\t\s*(?P<name>[^\t]{1,80}?)[ ]{0,3}:?[ ]{0,3}\t(?P<text>.*)"),
)
_REACTION = re.compile(r"\s*(?:Reacted to|Replying to|Removed a \S+ reaction from) [\"“].*")
_OTTER = re.compile(rf"(?P<name>\S(?:[^:\uff1a]{{0,60}}\S)?)\s+(?P<time>{_CLOCK})\s*")
_OTTER_FOOT = re.compile(r"\s*Transcribed by https?://otter\.ai\S*\s*", re.IGNORECASE)
_STAMP = re.compile(rf"[\[(]?(?P<time>{_CLOCK})(?:\.\d+)?[\])]?[ \t]+(?P<rest>.+)")
_STAMP_BEHIND = re.compile(
    rf"(?P<name>[^:\uff1a\n]{{1,60}}?)\s*[\[(](?P<time>{_CLOCK})[\])]\s*[:\uff1a]\s*(?P<text>.*)"
)
_DIARISED = re.compile(
    r"\[?(?P<name>speaker[ _]\d{1,3})\]?(?:\s*[:\uff1a]\s*|\s+|$)(?P<text>.*)", re.IGNORECASE
)
_MEET_FOOT = re.compile(
    r"(?:Meeting|Transcription) ended after .*|This editable transcript was computer generated.*"
)
_DAY = 86_400.0


def is_zoom_text(text: str) -> bool:
    """Return whether the first line is how Zoom saves captions or chat as text."""
    first = next((line.strip("\ufeff ") for line in text.splitlines() if line.strip()), "")
    return _zoom_opens(first) is not None


def read_zoom_text(text: str) -> list[Said]:
    """Return what Zoom saved. It writes the time of day, which becomes seconds from the first line."""
    pieces: list[tuple[str, float, list[str]]] = []
    for line in text.splitlines():
        match = _zoom_opens(line.strip(" "))
        if match:
            at = seconds(match["time"])
            if pieces and at < pieces[-1][1] - _DAY / 2:
                at += _DAY
            pieces.append((tidy(match["name"]), at, [match["text"] or ""]))
        elif pieces and not _REACTION.fullmatch(line):
            pieces[-1][2].append(line)
    said = [
        Said(name, words, at - pieces[0][1])
        for name, at, lines in pieces
        if (words := clean("\n".join(lines)))
    ]
    is_speech = _ZOOM[0].search(text) is not None
    return join_pieces(said) if is_speech else said


def _zoom_opens(line: str) -> re.Match[str] | None:
    return next((match for form in _ZOOM if (match := form.fullmatch(line))), None)


def is_otter_text(text: str) -> bool:
    """Return whether lines with a name and a time head the paragraphs, as Otter saves them and Teams shows them."""
    lines = [line for line in text.splitlines() if line[:1].strip()]
    rest = [line for line in lines if not _otter_head(line)]
    return len(lines) - len(rest) > sum(1 for label in labels_of(rest) if looks_like_a_name(label))


def read_otter_text(text: str) -> list[Said]:
    """Return the paragraphs under their names. What stands above the first name is a title, not speech."""
    pieces: list[tuple[str, float, list[str]]] = []
    for line in text.splitlines():
        head = _otter_head(line)
        if head:
            pieces.append((tidy(head["name"]), seconds(head["time"]), []))
        elif pieces and not _OTTER_FOOT.fullmatch(line):
            pieces[-1][2].append(line)
    return [Said(name, said, at) for name, at, lines in pieces if (said := clean("\n".join(lines)))]


def _otter_head(line: str) -> re.Match[str] | None:
    match = None if line[:1].isspace() else _OTTER.fullmatch(line)
    if match is None or not (tidy(match["name"]) == UNKNOWN or looks_like_a_name(match["name"])):
        return None
    return match


def is_meet_text(text: str) -> bool:
    """Return whether this is the document that Meet writes, with its attendees above the talk."""
    return _meet_parts(text) is not None


def _meet_parts(text: str) -> tuple[list[str], list[str]] | None:
    """Return the lines with the attendees, and those of the talk."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    head = [line.casefold() for line in lines[:40]]
    if "attendees" not in head or "transcript" not in head[head.index("attendees") :]:
        return None
    first = head.index("attendees") + 1
    last = head.index("transcript", first)
    return lines[first:last], lines[last + 1 :]


def read_meet_text(text: str, people: People) -> list[Said]:
    """Return what was said. Meet lists who was there, so somebody else must be named twice to be a speaker."""
    listed, talk = _meet_parts(text) or ([], [])
    attendees = tuple(tidy(name) for line in listed for name in line.split(",") if tidy(name) != UNKNOWN)
    lines = [line for line in talk if not _MEET_FOOT.fullmatch(line.strip())]
    known = People((*people.given, *attendees), people.closed).among(labels_of(lines), often=2)
    said: list[tuple[str, float | None, list[str]]] = []
    at: float | None = None
    for line in lines:
        label = split_label(line)
        if re.fullmatch(_CLOCK, line.strip()):
            at = seconds(line.strip())
        elif label and key(label[0]) in known:
            said.append((label[0], at, [label[1]]))
            at = None
        elif said:
            said[-1][2].append(line)
    return [Said(name, words, start) for name, start, lines in said if (words := clean("\n".join(lines)))]


def read_lines(text: str, people: People) -> list[Said]:
    """Return the turns of `Name: text` lines; indented lines and lines without a name go on with the turn before.

    A time before or behind the name is read where the first line has one. Labels of a speech recogniser need no colon.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    while lines and is_heading(lines[0]) and key(lines[0].partition(":")[0]) not in map(key, people.given):
        lines.pop(0)
    said: list[tuple[str, float | None, list[str]]] = []
    for i, (line, opened) in enumerate(zip(lines, _openings(lines, people), strict=True)):
        if opened and (i == 0 or not line[0].isspace()):
            name, at, words = opened
            said.append((name, at, [words]))
        elif said:
            said[-1][2].append(line)
        else:
            raise ConversationError(
                f"The first line names no speaker: {line.strip()[:60]!r}. Write the name first: 'Ana: …'"
            )
    return [Said(name, words, at) for name, at, lines in said if (words := clean("\n".join(lines)))]


def _openings(lines: list[str], people: People) -> Iterator[tuple[str, float | None, str] | None]:
    """Yield for each line the name, time and words with which a turn opens there, or None."""
    first = lines[0].strip() if lines else ""
    roles = MANAGER_WORDS | REPORT_WORDS | set(map(key, people.given))
    stamped = _STAMP.fullmatch(first) is not None
    diarised = _DIARISED.fullmatch(_unstamped(first)[1]) is not None
    alone = ":" not in first and key(first) in roles
    opened = [_opening(line, stamped, diarised) for line in lines]
    outside = [
        one[0]
        for line, one in zip(lines, opened, strict=True)
        if one and (line == lines[0] or line[:1].strip())
    ]
    numbered = (name for name in outside if diarised and _DIARISED.fullmatch(name))
    known = People((*people.given, *numbered), people.closed).among(outside)
    for line, one in zip(lines, opened, strict=True):
        if alone and ":" not in line and key(line) in roles:
            yield tidy(line), None, ""
        else:
            yield one if one and key(one[0]) in known else None


def _opening(line: str, stamped: bool, diarised: bool) -> tuple[str, float | None, str] | None:
    at, line = _unstamped(line.strip()) if stamped else (None, line.strip())
    if diarised and (match := _DIARISED.fullmatch(line)):
        return tidy(match["name"]), at, match["text"]
    if behind := _STAMP_BEHIND.fullmatch(line):
        return tidy(behind["name"]), seconds(behind["time"]), behind["text"]
    label = split_label(re.sub(r"^>>\s*", "", line))
    return (label[0], at, label[1]) if label else None


def _unstamped(line: str) -> tuple[float | None, str]:
    match = _STAMP.fullmatch(line)
    return (seconds(match["time"]), match["rest"]) if match else (None, line)
