"""Who said what, in order: the values that everything else reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, get_args

Speaker = Literal["manager", "report", "other"]
"""The role of whoever speaks. *report* is the employee; *other* is any third person in the room."""

SPEAKERS: Final[tuple[Speaker, ...]] = get_args(Speaker)

RECENT: Final = 3
"""How many of the other's turns a reflection reaches back over."""

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_CUE = re.compile(r"\[[^\[\]]*\]")


def words(text: str) -> list[str]:
    """Return the spoken words of a text; stage directions in square brackets are not spoken.

    >>> words("[looks up] It's fine -- really.")
    ["It's", 'fine', 'really']
    """
    return _WORD.findall(_CUE.sub(" ", text))


def clean(text: str) -> str:
    """Return the text as it may be kept: no control characters, line ends as newlines, no blank edges.

    Joiners and marks that scripts other than Latin need are left alone.
    """
    if text.isprintable():
        return " ".join(text.split())  # the usual line, thousands of times in a long meeting
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Turn:
    """What one person said until the other took over."""

    speaker: Speaker
    text: str
    name: str = ""
    """The name in the source, when there was one."""
    start: float | None = None
    """Seconds from the beginning of the talk."""
    end: float | None = None
    interrupts: bool = False
    """Began while somebody else was still speaking; known only where the source has both times."""

    @cached_property
    def words(self) -> int:
        """Number of spoken words."""
        return len(words(self.text))


@dataclass(frozen=True)
class Transcript:
    """A talk. Turns are numbered from 1 wherever people see a number, from 0 in code."""

    turns: tuple[Turn, ...]

    @cached_property
    def manager_turns(self) -> tuple[int, ...]:
        """Indices of the manager's turns."""
        return tuple(i for i, turn in enumerate(self.turns) if turn.speaker == "manager")

    @cached_property
    def talk_share(self) -> float | None:
        """The manager's share of the words of manager and report, 0 to 1; None when neither said a word."""
        said = {who: sum(turn.words for turn in self.turns if turn.speaker == who) for who in SPEAKERS}
        both = said["manager"] + said["report"]
        return said["manager"] / both if both else None

    def heard_before(self, index: int) -> str:
        """Return what the report said in the last turns before `index`: what a reflection may give back."""
        said = [turn.text for turn in self.turns[:index] if turn.speaker == "report"]
        return "\n".join(said[-RECENT:])

    def __str__(self) -> str:
        """Return the talk as `Name: text` lines, which `from_text` reads back."""
        return "\n".join(_as_lines(turn) for turn in self.turns)


def _as_lines(turn: Turn) -> str:
    first, *rest = turn.text.split("\n")
    label = turn.name or turn.speaker.capitalize()
    # Continuation lines are indented, so that a line like "Note: call Ana" inside a turn starts no new turn.
    return "\n".join([f"{label}: {first}", *(f"    {line}" for line in rest)])


def talk(*lines: tuple[Speaker, str]) -> Transcript:
    """Return a transcript of `(speaker, text)` pairs."""
    return Transcript(tuple(Turn(speaker, text) for speaker, text in lines))


def join_turns(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Return the turns with neighbours of the same person made one, as captions cut a turn into many."""
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and (runs[-1][0].speaker, runs[-1][0].name) == (turn.speaker, turn.name):
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return tuple(_as_one(run) for run in runs)


def _as_one(run: list[Turn]) -> Turn:
    if len(run) == 1:
        return run[0]
    ends = [turn.end for turn in run if turn.end is not None]
    return replace(run[0], text="\n".join(turn.text for turn in run), end=max(ends, default=None))
