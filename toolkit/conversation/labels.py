"""Telling the name of a speaker from other words that stand before a colon.

`Re: the launch: …`, `Note: …` and `at 10:30` name nobody. What a source marks as a name, and what the caller gives
as one, is always a name; the rules here are for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from toolkit.conversation.transcript import clean

UNKNOWN: Final = "?"
"""The name of whoever the source does not name."""

MANAGER_WORDS: Final = frozenset({"manager"})
REPORT_WORDS: Final = frozenset({"report", "employee"})

_UNKNOWN_WORDS = frozenset({"", "?", "unknown", "unknown speaker", "unidentified speaker", "speaker"})
# Marks that turn the direction of writing; programs put them around names in Hebrew and Arabic.
_DIRECTION = str.maketrans(
    "", "", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LABEL = re.compile(
    r"(?P<name>[^\W\d_][^:\uff1a\n]{0,60}?|\?)\s{0,3}(?:(?<!\d):|:(?!\d)|\uff1a)\s*(?P<text>.*)", re.DOTALL
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_PARTICLES = frozenset(
    "al af av bin bint da das de del della den der di do dos du e el ibn la le ten ter van von y zu".split()
)
_MAX_WORDS = 6
_NO_NAME = frozenset(
    """
    a about action actions actually after again agenda also and another answer at attendees background because before
    but by caution caveat cc comment correct could date deadline decision did do does done duration everyone example
    fact false file finally first firstly for friday from fyi good goal goals great hello here hey hi hint how however
    http https i idea if important in instead is issue it item items its last later let link location look me meeting
    minutes monday my namely nb new next no nope nothing note notes now of oh ok okay on once one option or our outcome
    owner participants person plan point present problem ps question quote re reason recording remember reminder
    result right saturday second secondly see she sir so solution something sorry start status step steps subject
    summary sunday sure task tasks thank thanks that the their then there these they thing things third this those
    three thursday time tip title to today todo tomorrow topic transcript true tuesday two update url usually warning
    we wednesday well what when where which while who why with www yeah yep yes yesterday you your
    """.split()
)
"""Words that open a sentence or a heading, so that what stands before the colon is no name."""

_HEADINGS = frozenset(
    "agenda attendees cc date duration from location meeting participants present recording subject time title to topic".split()
)


class Said(NamedTuple):
    """A piece of speech as the source has it, before anybody's role is known."""

    name: str
    text: str
    start: float | None = None
    end: float | None = None


def tidy(name: str) -> str:
    """Return a name as it is kept: one line, no marks of direction, no colon; `?` for whoever is not named.

    >>> tidy("  Ana  Ito "), tidy("Unknown Speaker")
    ('Ana Ito', '?')
    """
    name = " ".join(re.sub(r"[:\uff1a]", " ", clean(name.translate(_DIRECTION))).split())
    return UNKNOWN if name.casefold() in _UNKNOWN_WORDS else name


def key(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return unicodedata.normalize("NFC", tidy(name)).casefold()


def bare_key(name: str) -> str:
    """Return the key without what programs add in brackets: `(Guest)`, `(she/her)`."""
    return key(_BRACKETS.sub(" ", name))


def split_label(line: str) -> tuple[str, str] | None:
    """Return what stands before the first colon, and the rest; None where nothing like a name stands there.

    The colon of `10:30` is none.

    >>> split_label("Ana Ito: Re: the launch: late")
    ('Ana Ito', 'Re: the launch: late')
    """
    match = _LABEL.fullmatch(line.strip().lstrip("\u200e\u200f\u202a\u202b\u2067\u2068 "))
    return (tidy(match["name"]), match["text"]) if match else None


def is_heading(line: str) -> bool:
    """Return whether a line such as `Date: 3 March` stands above a transcript and belongs to nobody."""
    label = split_label(line)
    return label is not None and label[0].casefold() in _HEADINGS


def looks_like_a_name(label: str) -> bool:
    """Return whether somebody could be called this.

    >>> [looks_like_a_name(label) for label in ("Ana", "Bo van der Berg (Guest)", "Re", "One more thing")]
    [True, True, False, False]
    """
    words = _BRACKETS.sub(" ", label).split()
    if not words or len(words) > _MAX_WORDS or words[0].casefold().strip(".,") in _NO_NAME:
        return False
    if len(words) == 1:
        return words[0][-1] not in ".!?,;…"
    if sum(any(c.isdigit() for c in word) for word in words) > 1:
        return False  # a date
    return all(not word[0].islower() or word.casefold() in _PARTICLES for word in words)


@dataclass(frozen=True)
class People:
    """Who is known to speak before the text is read."""

    given: tuple[str, ...] = ()
    closed: bool = False
    """Nobody speaks but those given."""

    def among(self, labels: Sequence[str], often: int = 1) -> frozenset[str]:
        """Return the keys of the labels that name somebody. Who is not given must be named `often` times."""
        given = {key(name) for name in self.given} | {bare_key(name) for name in self.given}
        keys = {label: key(label) for label in labels}
        counts = Counter(keys[label] for label in labels)
        return frozenset(
            one
            for label, one in keys.items()
            if {one, bare_key(label)} & given
            or one in MANAGER_WORDS | REPORT_WORDS
            or label == UNKNOWN
            or (not self.closed and counts[one] >= often and looks_like_a_name(label))
        )


def labels_of(lines: Iterable[str]) -> list[str]:
    """Return everything that stands where a name could stand, as often as it does."""
    return [label[0] for line in lines if (label := split_label(line))]
