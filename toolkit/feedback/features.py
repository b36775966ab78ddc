"""What the fitted reader looks at in a turn: words, pieces of words, and what the rules saw. Pure Python.

The same function serves the fitting and the reading, so that both see the same. A feature is a name and a number;
`w:` names are words and rules, `c:` names pieces of words.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from toolkit.feedback.behaviours import BEHAVIOURS
from toolkit.feedback.text import Line, subject_stems

Features = Mapping[str, float]

_TOKEN = re.compile(r"\[[^\]]*\]|[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\?|[!.,;:…]|--?")
_FIRST: Final = frozenset("i i'm i'll i've i'd me my we we're we'll we've our us".split())
_SECOND: Final = frozenset("you your you're you've you'd you'll yourself".split())
_LENGTHS: Final = (1, 3, 6, 10, 20, 40)
MOST_TOKENS: Final = 400
"""Tokens looked at in one turn: three minutes of speech. What comes after changes no verdict."""


def tokens(text: str) -> list[str]:
    """Return words, numbers and marks in lower case; stage directions and numbers as one token each.

    >>> tokens("So it's 40 trays?")
    ['so', "it's", '<number>', 'trays', '?']
    """
    low = text.lower().replace("’", "'").replace("‘", "'")
    found = _TOKEN.findall(low)[:MOST_TOKENS]
    return ["<number>" if t.isdigit() else "<cue>" if t.startswith("[") else t for t in found]


def features(text: str, before: str = "", previous: str = "") -> dict[str, float]:
    """Return the features of a turn. `before` is what the report just said, `previous` the manager's turn before."""
    said = tokens(text)
    return {
        **_ngrams(said),
        **_shape(said),
        **_context(text, said, before, previous),
        **_rules(text, before),
        **_pieces(said),
    }


def _ngrams(said: list[str]) -> dict[str, float]:
    framed = ["<s>", *said, "</s>"]
    return {
        f"w:{' '.join(framed[i : i + n])}": 1.0 for n in (1, 2, 3) for i in range(len(framed) - n + 1)
    }


def _shape(said: list[str]) -> dict[str, float]:
    spoken = [t for t in said if t[0].isalpha()]
    count = len(spoken)
    found = {f"w:<start> {' '.join(spoken[:n])}": 1.0 for n in (1, 2, 3)}
    found |= {f"w:<length<={most}>": float(count <= most) for most in _LENGTHS}
    return found | {
        "w:<log length>": math.log1p(count),
        "w:<asks>": float("?" in said),
        "w:<ends asking>": float(said[-1:] == ["?"]),
        "w:<first person>": sum(t in _FIRST for t in spoken) / max(1, count),
        "w:<second person>": sum(t in _SECOND for t in spoken) / max(1, count),
    }


def _context(text: str, said: list[str], before: str, previous: str) -> dict[str, float]:
    mine, theirs = subject_stems(text), subject_stems(before)
    shared = len(mine & theirs)
    heard = tokens(before)
    return {
        "w:<shared part>": shared / max(1, len(mine)),
        "w:<shared>": math.log1p(shared),
        "w:<any shared>": float(shared > 0),
        "w:<they asked>": float("?" in heard),
        "w:<they said much>": math.log1p(len(heard)),
        "w:<nothing before>": float(not heard),
        "w:<asked before>": float("?" in tokens(previous)),
    }


def _rules(text: str, before: str) -> dict[str, float]:
    """Return what the rules saw: for each behaviour how sure and in how much of the turn, and in the last sentence."""
    line = Line(text, before)
    total = sum(max(1, len(s.words)) for s in line.sentences) or 1
    found: defaultdict[str, float] = defaultdict(float)
    for sentence in line.sentences:
        for name, behaviour in BEHAVIOURS.items():
            if sure := behaviour.detect(sentence, line):
                found[f"w:<{name}>"] = max(found[f"w:<{name}>"], sure)
                found[f"w:<{name} part>"] += max(1, len(sentence.words)) / total
                if sentence is line.sentences[-1]:
                    found[f"w:<{name} last>"] = 1
    return dict(found)


def _pieces(said: list[str]) -> dict[str, float]:
    """Return pieces of two to five letters, each as much as makes the whole of length one."""
    pieces = {
        f"c:{word[i : i + n]}"
        for word in (f" {t} " for t in said)
        for n in (2, 3, 4, 5)
        for i in range(max(1, len(word) - n + 1))
    }
    value = 1 / math.sqrt(len(pieces)) if pieces else 0.0
    return dict.fromkeys(pieces, value)
