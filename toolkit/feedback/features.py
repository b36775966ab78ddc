"""What the fitted reader looks at in a turn: words, pieces of words, what the rules saw, and what stands around it.

The same function serves the fitting and the reading, so that both see the same. A feature is a name and a number;
`w:` names are words, rules and surroundings, `c:` names pieces of words. Pure Python.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from toolkit.conversation import Transcript
from toolkit.feedback.behaviours import Seen, see
from toolkit.feedback.text import Line

Features = Mapping[str, float]

_TOKEN = re.compile(r"\[[^\]]*\]|[^\W\d_]+(?:'[^\W\d_]+)*|\d+|\?|[!.,;:…]|--?")
_MARK = re.compile(r"[!?.,;:]")
_FIRST: Final = frozenset("i i'm i'll i've i'd me my we we're we'll we've our us".split())
_SECOND: Final = frozenset("you your you're you've you'd you'll yourself".split())
_LENGTHS: Final = (1, 3, 6, 10, 20, 40)
MOST_TOKENS: Final = 400
"""Tokens looked at in one turn: three minutes of speech. What comes after changes no verdict."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A turn of the manager, what the rules saw in it, and what stands around it."""

    line: Line
    seen: tuple[Seen, ...]
    previous: str = ""
    """The manager's turn before."""
    after: str = ""
    """What the report said next."""
    number: int = 0
    """How many turns the manager had before."""
    left: int = 0
    """How many turns the manager has after it."""


def moment(text: str, before: str = "") -> Moment:
    """Return a turn that stands alone. `before` is what the report had just said."""
    line = Line(text, before)
    return Moment(line, see(line))


def moments(transcript: Transcript, lines: Sequence[Line] = ()) -> Iterator[tuple[int, Moment]]:
    """Yield the index of each of the manager's turns, and the turn with what stands around it.

    `lines` are the manager's turns, each with what was heard before it, where they were looked at before.
    """
    previous, turns, mine = "", transcript.turns, transcript.manager_turns
    for number, i in enumerate(mine):
        line = lines[number] if lines else Line(turns[i].text, transcript.heard_before(i))
        followed = i + 1 < len(turns) and turns[i + 1].speaker != "manager"
        after = turns[i + 1].text if followed else ""
        yield i, Moment(line, see(line), previous, after, number, len(mine) - number - 1)
        previous = turns[i].text


def tokens(text: str) -> list[str]:
    """Return words, numbers and marks in lower case; stage directions and numbers as one token each.

    >>> tokens("So it's 40 trays?")
    ['so', "it's", '<number>', 'trays', '?']
    """
    low = text.lower().replace("’", "'").replace("‘", "'")
    found = _TOKEN.findall(low)[:MOST_TOKENS]
    return ["<number>" if t.isdigit() else "<cue>" if t.startswith("[") else t for t in found]


def features(at: Moment) -> dict[str, float]:
    """Return the features of a turn."""
    said = tokens(at.line.text)
    return {
        **_ngrams(said),
        **_shape(at.line.text, said),
        **_surroundings(at, said),
        **_rules(at.seen),
        **_pieces(said),
    }


def _ngrams(said: list[str]) -> dict[str, float]:
    framed = ["<s>", *said, "</s>"]
    return {
        f"w:{' '.join(framed[i : i + n])}": 1.0 for n in (1, 2, 3) for i in range(len(framed) - n + 1)
    }


def _shape(text: str, said: list[str]) -> dict[str, float]:
    spoken = [t for t in said if t[0].isalpha()]
    count = len(spoken)
    found = {f"w:<start> {' '.join(spoken[:n])}": 1.0 for n in (1, 2, 3)}
    found |= {f"w:<length<={most}>": float(count <= most) for most in _LENGTHS}
    marked = bool(_MARK.search(text))
    return found | {
        "w:<log length>": math.log1p(count),
        "w:<asks>": float("?" in said),
        "w:<ends asking>": float(said[-1:] == ["?"]),
        "w:<no marks>": float(not marked),
        "w:<marks and no question>": float(marked and "?" not in said),
        "w:<first person>": sum(t in _FIRST for t in spoken) / max(1, count),
        "w:<second person>": sum(t in _SECOND for t in spoken) / max(1, count),
    }


def _surroundings(at: Moment, said: list[str]) -> dict[str, float]:
    mine, theirs = at.line.subjects, at.line.before_stems
    shared = len(mine & theirs)
    heard, last = tokens(at.line.before), tokens(at.line.before.rpartition("\n")[2])
    before, after = tokens(at.previous), tokens(at.after)
    found = {f"w:<they began> {t}": 1.0 for t in last[:2]}
    found |= {f"w:<they ended> {t}": 1.0 for t in last[-2:]}
    found |= {f"w:<mine began> {t}": 1.0 for t in before[:2]}
    found |= {f"w:<mine ended> {t}": 1.0 for t in before[-2:]}
    found |= {f"w:<then> {t}": 1.0 for t in after[:3]}
    return found | {
        "w:<shared part>": shared / max(1, len(mine)),
        "w:<shared>": math.log1p(shared),
        "w:<any shared>": float(shared > 0),
        "w:<they asked>": float("?" in heard),
        "w:<they said much>": math.log1p(len(heard)),
        "w:<nothing before>": float(not heard),
        "w:<asked before>": float("?" in before),
        "w:<then much>": min(len(after), 40) / 10,
        "w:<then nothing>": float(not after),
        "w:<first>": float(at.number == 0),
        "w:<early>": float(at.number < 3),
        "w:<last>": float(at.left == 0),
        "w:<late>": float(at.left < 3),
    }


def _rules(seen: Sequence[Seen]) -> dict[str, float]:
    """Return what the rules saw: for each behaviour how sure and in how much of the turn, and in the last sentence."""
    total = sum(max(1, len(one.sentence.words)) for one in seen) or 1
    found: defaultdict[str, float] = defaultdict(float)
    for one in seen:
        for name, sure in one.behaviours.items():
            found[f"w:<{name}>"] = max(found[f"w:<{name}>"], sure)
            found[f"w:<{name} part>"] += max(1, len(one.sentence.words)) / total
            if one is seen[-1]:
                found[f"w:<{name} last>"] = 1
    return dict(found)


def _pieces(said: list[str]) -> dict[str, float]:
    """Return pieces of two to five letters, each as much as makes the whole of length one."""
    pieces = frozenset().union(*map(_pieces_of, said))
    value = 1 / math.sqrt(len(pieces)) if pieces else 0.0
    return dict.fromkeys(pieces, value)


@lru_cache(maxsize=5_000)
def _pieces_of(token: str) -> frozenset[str]:
    word = f" {token} "
    return frozenset(f"c:{word[i : i + n]}" for n in (2, 3, 4, 5) for i in range(max(1, len(word) - n + 1)))
