"""Whether a statement waves away what was just said though none of the usual words for it are in it: signs for and against.

Waving away is mostly done by tone: an exclamation where something heavy was said, *oh* or *ah* and a bright side, a forecast
that all ends well. No single sign is sure. The points are rounded from what separated the two in half of our own coded
talks, and were checked on the other half.
"""

from __future__ import annotations

import re
from typing import Final

from toolkit.feedback.grammar import FEELING, any_of, shared, starts_explicitly
from toolkit.feedback.text import Line, Sentence

ENOUGH: Final = 5
"""Points from which a statement counts as waving away."""

_SPOKEN: Final[tuple[tuple[int, re.Pattern[str]], ...]] = (
    (4, any_of(r"^(?:ah|oh|aw|nah|ouch|oops)\b(?! (?:sorry|no\b.{0,3}$|i'm|i am|i see|thank))")),
    (2, any_of(r"^(?:(?:ah|oh|well|yes|yeah|okay),? )?but\b")),
    (3, any_of(r"^(?:well|come on)\b")),
)
"""Points for how the sentence opens, which the other patterns do not see."""
_SIGNS: Final[tuple[tuple[int, re.Pattern[str]], ...]] = (
    (4, any_of(r"\b(?:never|half|not|isn't|wasn't|aren't) (?:so |as |that |all that |quite so )+(?:bad|terrible|big|much|far|hard)\b|\bnot the worst\b|"
               r"\bwon't hurt\b|\b(?:not|wasn't|isn't|nothing) against you\b|\bno(?:thing)? (?:harm|shame)\b")),
    (4, any_of(r"\b(?:mustn't|don't|shouldn't) (?:even |you )?(?:take|let|read|think about|mind|fret|make)\b.{0,30}\b(?:it|that|this|them|him|her|those|personal\w*|much)\b")),
    (2, any_of(r"\b(?:believe me|trust me|honestly|i'm telling you|full stop)\b")),
    (2, any_of(r"^(?:you know|you see|see|there you (?:go|are)|exactly|of course)\b")),
    (3, any_of(r"\byou(?:'d|'ll) (?:be|sleep|see|only|manage|laugh|thank|miss|survive|get there|get used)\b")),
    (3, any_of(r"\b(?:(?:that|it|this|which)(?:'s| is)) (?:a|an|the) (?:\w+ )?(?:compliment|sign|trust|lesson|reward|chance|opportunity|luxury|honou?r|privilege)\b")),
    (2, any_of(r"\b(?:goes away|by itself|stop noticing|used to it|forgotten|blows? over|comes? (?:back )?(?:a)?round|settles?|like all of us|in no time)\b")),
    (1, any_of(r"\b(?:everyone|everybody|nobody|no one|all of us|we all)\b")),
    (1, any_of(r"\b(?:always|never|every|in the end|soon|one day)\b")),
    (-4, any_of(r"^i(?:'m|'ve|'d|'ll)?\b")),
    (-2, any_of(r"\b(?:i'll|i will|we'll|let me|let's|i can)\b")),
    (-3, any_of(r"\b(?:thank|thanks|sorry|welcome|hello|bye|my (?:mistake|fault))\b")),
    (-1, any_of(r"\b(?:was|were|had|did|[a-z]{3,}ed)\b")),
    (-1, any_of(r"\byours?\b")),
)  # fmt: skip
"""Points and what earns them in the sentence's own words."""
_HEAVY = re.compile(rf"\b{FEELING}|\b(?:not|never|nobody|no one|[a-z]+n't|cannot|wrong|leave|leaving|sleep|cry|cried)\b")


def looks_waved_away(sentence: Sentence, line: Line) -> bool:
    """Return whether the signs for waving away outweigh those against it. Nothing said, nothing to wave away."""
    if not line.before or sentence.asks or starts_explicitly(sentence):
        return False
    return _of_words(sentence) + _of_place(sentence, line) >= ENOUGH


def _of_words(sentence: Sentence) -> int:
    spoken = sentence.text.lower().replace("’", "'").lstrip()
    points = sum(worth for worth, sign in _SPOKEN if sign.search(spoken))
    points += sum(worth for worth, sign in _SIGNS if sign.search(sentence.low))
    points += 4 * sentence.text.endswith("!")
    return points - (len(sentence.words) <= 3) - (len(sentence.words) >= 12)


def _of_place(sentence: Sentence, line: Line) -> int:
    """Points for something heavy before it; a sentence that takes up what was said is less likely to wave it away."""
    return (1 if _HEAVY.search(line.last_heard) else -1) - bool(shared(sentence, line))
