"""Captions with times: WebVTT (Teams, Zoom, Meet), SRT (Otter, Zoom) and SBV.

    text -> cues -> pieces with names -> pieces of one person joined

Names stand in voice tags (`<v Ana Ito>`), before a colon (`Ana Ito: …`) or on a line of their own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.conversation.labels import (
    UNKNOWN,
    People,
    Said,
    key,
    labels_of,
    looks_like_a_name,
    split_label,
    tidy,
)
from toolkit.conversation.transcript import clean
from toolkit.errors import ConversationError

_CLOCK = r"(?:\d{1,4}:)?\d{1,4}:\d{1,2}(?:[.,]\d{1,6})?"
_TIMES = re.compile(rf"\s*(?P<start>{_CLOCK})\s*(?:-->|(?<=\d),(?=\d))\s*(?P<end>{_CLOCK})(?:\s.*)?")
_BROKEN_TIMES = re.compile(r"\s*[\d:.,]+\s*-->.*|.*-->\s*[\d:.,]+\s*")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s+([^<>]*))?>", re.IGNORECASE)
_VOICE_END = re.compile(r"</v\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>|\{\\[^{}]*\}")
_DASH = re.compile(r"^\s*(?:-|–|—|>>)\s*")
_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f]['\"”’)\]]*$")
_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption."""

    start: float
    end: float
    lines: tuple[str, ...]


def are_captions(text: str) -> bool:
    """Return whether a text is WebVTT, SRT or SBV, by what stands at its beginning."""
    if re.match(r"\s*WEBVTT(?:\s|$)", text):
        return True
    head = [line for line in text[:2000].splitlines() if line.strip()][:2]
    return any(_TIMES.fullmatch(line) and not line[0].isspace() for line in head)


def read_captions(text: str, people: People) -> list[Said]:
    """Return what was said, by whom and when."""
    cues = sorted(_cues(text), key=lambda cue: cue.start)
    if any(_VOICE.search(line) for cue in cues for line in cue.lines):
        pieces = [piece for cue in cues for piece in _voices(cue)]
    else:
        pieces = _labelled(cues, people)
    return join_pieces([Said(p.name, said, p.start, p.end) for p in pieces if (said := clean(p.text))])


def join_pieces(pieces: Sequence[Said]) -> list[Said]:
    """Return the pieces with neighbours of one person made one; a sentence that was cut is put together again.

    Where a recogniser wrote no full stops at all, a pause of a second ends the line.
    """
    punctuated = any(mark in piece.text for piece in pieces for mark in ".!?…\u3002\uff01\uff1f")
    runs: list[tuple[Said, list[str], float | None]] = []
    for piece in pieces:
        text = " ".join(piece.text.split("\n"))
        if runs and runs[-1][0].name == piece.name:
            first, texts, end = runs[-1]
            paused = end is not None and piece.start is not None and piece.start - end >= _PAUSE
            line_ends = _SENTENCE_END.search(texts[-1]) if punctuated else paused
            texts += ["\n" if line_ends else " ", text]
            runs[-1] = (first, texts, piece.end if end is None or piece.end is None else max(end, piece.end))
        else:
            runs.append((piece, [text], piece.end))
    return [Said(first.name, "".join(texts), first.start, end) for first, texts, end in runs]


def _cues(text: str) -> list[Cue]:
    cues: list[Cue] = []
    lines: list[str] = []
    times: tuple[float, float] | None = None
    in_note, before = False, ""
    for line in text.splitlines():
        match = _TIMES.fullmatch(line)
        if match is None and "-->" in line and _BROKEN_TIMES.fullmatch(line):
            raise ConversationError(
                f"Cue {len(cues) + (times is not None) + 1} has no times that can be read: {line.strip()[:60]!r}."
            )
        if match:
            if times:
                cues.append(Cue(*times, tuple(_without_id(lines))))
            times, lines, in_note = _checked(match, len(cues) + 1), [], False
        elif not line.strip():
            in_note = False
            lines.append("")
        elif in_note or (not before.strip() and re.match(r"NOTE(?:\s|$)", line)):
            in_note = True
        else:
            lines.append(line)
        before = line
    if times:
        cues.append(Cue(*times, tuple(lines)))
    return [Cue(cue.start, cue.end, tuple(line for line in cue.lines if line)) for cue in cues]


def _without_id(lines: list[str]) -> list[str]:
    """Return the lines of a cue without the id of the cue that follows it."""
    if lines and lines[-1] and (len(lines) == 1 or not lines[-2] or lines[-1].strip().isdecimal()):
        # A cue with one line right before the next time has no blank line, and then that line is speech.
        return lines[:-1] if len(lines) > 1 or lines[-1].strip().isdecimal() else lines
    return lines


def _checked(match: re.Match[str], number: int) -> tuple[float, float]:
    start, end = seconds(match["start"]), seconds(match["end"])
    if end < start:
        raise ConversationError(
            f"Cue {number} ends before it starts: {match[0].strip()[:60]!r}. Export the transcript again, or correct the times."
        )
    return start, end


def seconds(clock: str) -> float:
    """Return a time of day or of a recording in seconds.

    >>> seconds("0:12"), seconds("01:02:03,500")
    (12.0, 3723.5)
    """
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _voices(cue: Cue) -> Iterator[Said]:
    text = " ".join(cue.lines)
    outside, *voices = _VOICE.split(text)
    yield Said(UNKNOWN, _plain(outside), cue.start, cue.end)
    for name, said in zip(voices[::2], voices[1::2], strict=True):
        inside, _, after = _VOICE_END.sub("\0", said.replace("\0", ""), count=1).partition("\0")
        yield Said(tidy(_plain(name or "")), _plain(inside), cue.start, cue.end)
        yield Said(UNKNOWN, _plain(after), cue.start, cue.end)


def _labelled(cues: Sequence[Cue], people: People) -> list[Said]:
    """Return the pieces of cues whose names stand in the text."""
    texts = [[plain for line in cue.lines if (plain := _DASH.sub("", _plain(line)).strip())] for cue in cues]
    firsts = [lines[0] for lines in texts if lines]
    known = people.among(labels_of(firsts))
    if not known:
        alone = _names_on_their_own(texts, people)
        texts = [
            [f"{_bare(lines[0])}:", *lines[1:]] if len(lines) > 1 and key(_bare(lines[0])) in alone else lines
            for lines in texts
        ]
        known = alone
    named = sum(1 for lines in texts if lines and _opens(lines[0], known))
    # Some programs name a speaker only where the speaker changes: then a cue without a name goes on.
    goes_on = named * 2 < len(firsts)
    pieces: list[Said] = []
    for cue, lines in zip(cues, texts, strict=True):
        name = pieces[-1].name if goes_on and pieces else UNKNOWN
        for line in lines:
            opened = _opens(line, known)
            name, said = opened or (name, line)
            pieces.append(Said(name, said, cue.start, cue.end))
    return pieces


def _opens(line: str, known: frozenset[str]) -> tuple[str, str] | None:
    label = split_label(line)
    return (tidy(_bare(label[0])), label[1]) if label and key(_bare(label[0])) in known else None


def _bare(line: str) -> str:
    """Return a name that stands alone on its line, without brackets around the whole and a colon behind."""
    line = re.sub(r"[:\uff1a\s]+$", "", line.strip())
    return line[1:-1] if line[:1] + line[-1:] in ("()", "[]") else line


def _names_on_their_own(texts: Sequence[list[str]], people: People) -> frozenset[str]:
    """Return the keys of names on lines of their own, where at least half of the cues begin with one."""
    firsts = [_bare(lines[0]) for lines in texts if len(lines) > 1]
    given = {key(name) for name in people.given}
    likely = [name for name in firsts if looks_like_a_name(name) and not _SENTENCE_END.search(name)]
    if people.closed or len(likely) * 2 < len([lines for lines in texts if lines]):
        likely = [name for name in likely if key(name) in given]
    return frozenset(map(key, likely))
