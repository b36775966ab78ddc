"""Whether a statement gives back what was just said, though it does not begin as only giving back does: signs for and against.

No single sign is sure. A sentence that stands alone after a long turn, speaks of *you* or of a third person, denies something
or takes up a word is likely one; *I'll*, a date, an order, an exclamation speak against it. The points are rounded from what
separated the two in half of our own coded talks, and were checked on the other half.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.feedback.grammar import (
    NOT_REFLECTION,
    REFLECTION_START,
    any_of,
    checks_what_was_heard,
    echoes_words,
    shared,
    speaks_of_them,
)
from toolkit.feedback.text import Line, Sentence

ENOUGH: Final = 8
"""Points from which a statement counts as given back."""

_START = r"^(?:so |and |then |but |well )*"
_SIGNS: Final[tuple[tuple[int, re.Pattern[str]], ...]] = (
    (2, any_of(r"^so\b(?! (?:let's|i|we|what|how|why|here's|can|could|do|did|is|are|please|far|much|many|the plan)\b)")),
    (2, any_of(r"\byou(?:'re|'ve|'d)?\b")),
    (1, any_of(r"\byours?\b|\byou(?: feel| felt| seem|'re (?:tired|worried|angry|afraid|left))\b")),
    (2, any_of(r"\b(?:not|nothing|nobody|never|no|without|[a-z]+n't)\b")),
    (2, any_of(_START + r"(?:it|he|she|they|nobody|no one|somebody)(?:'s|'re|'d|'ve| (?!will|can|should))")),
    (1, any_of(r"\b(?:still|anyway|even|only|any more|instead|every time)\b")),
    (1, any_of(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|years|months|hundred)\b")),
    (-1, any_of(r"\b(?:can|could|should|must|would|might|may|have to|need)\b")),
    (-2, any_of(r"\b(?:i|my|me|mine|i'm|i've|i'd|we|we're|we've|our|us)\b")),
    (-3, any_of(r"\b(?:i'll|i will|i can|i'm going|we'll|let me|let's)\b")),
    (-2, any_of(r"\b(?:will|won't|going to|gonna|[a-z]+'ll)\b")),
    (-3, any_of(r"\b(?:great|good|fine|brilliant|lovely|wonderful|nice|fantastic|perfect|welcome|thanks|sorry)\b")),
    (-3, any_of(r"^(?:please |then |just |so )*(?:put|take|go|come|let|tell|ask|try|write|bring|give|keep|leave|send|start|stop|show|"
                r"look|see|sit|don't|do|be|think|have|talk|call|ring|get|make|use|wait|remember|you (?:take|write|put|tell|send))\b")),
    (-3, any_of(r"!$")),
    (-3, any_of(r"\b(?:by|on|from|until|before) (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|next week)\b")),
    (-2, any_of(r"\b(?:depends|policy|because the|in order to|that means we)\b")),
    (-8, any_of(r"\bif you\b|\byou'll\b|\byou (?:should|ought to)\b|\byou know (?:what|that|how|my)\b|\byou're welcome\b")),
    (-4, NOT_REFLECTION),
)  # fmt: skip
"""Points and what earns them in the sentence's own words."""


def looks_given_back(sentence: Sentence, line: Line) -> bool:
    """Return whether the signs for giving back outweigh those against it."""
    if not sentence.words:
        return False
    if not line.before:
        return bool(REFLECTION_START.search(sentence.low)) and not NOT_REFLECTION.search(sentence.low)
    return _of_words(sentence, line) + _of_place(sentence, line) >= ENOUGH


def _of_words(sentence: Sentence, line: Line) -> int:
    points = sum(worth for worth, sign in _SIGNS if sign.search(sentence.low))
    points += 3 * bool(REFLECTION_START.search(sentence.low))
    points += 2 * bool(shared(sentence, line)) + 2 * echoes_words(sentence, line) + speaks_of_them(sentence, line)
    points += 3 * checks_what_was_heard(sentence, line)
    return points - 2 * (len(sentence.words) <= 3)


def _of_place(sentence: Sentence, line: Line) -> int:
    """Points for a sentence that is most of the turn, and for there being something to give back."""
    points = 2 if line.heard >= 20 else -1 if line.heard <= 3 else 0
    points += 2 * (sentence is line.sentences[0]) + 2 * (sentence is line.sentences[-1])
    return points - 2 * (len(line.sentences) >= 4)
