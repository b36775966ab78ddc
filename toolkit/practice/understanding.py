"""Which of a person's subjects a line comes near: by the words it uses, or by staying with what was just said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from toolkit.content import Fact, Scenario
from toolkit.feedback import Observation
from toolkit.feedback.text import Line, stems, subject_stems

GIVES_THE_FLOOR: Final = frozenset(
    {"open_question", "reflection", "feeling_named", "permission", "affirmation", "apology"}
)
"""Behaviours after which it is the other's turn to say something of their own."""

ALSO_GIVES_IT_ALONE: Final = frozenset({"closed_question", "leading_question"})
"""These do so too, unless the line also advises, promises or asks for the state of a task."""

_GO_ON = re.compile(
    r"\b(?:tell me more|say more|go on|more about (?:that|it|this)|what happened|how so|how come|"
    r"what do you mean|what (?:was|is|'s) (?:that|it) like|how (?:was|is|did|does) (?:that|it)|what else|"
    r"what makes|since when|how long has|why(?: is| was)? (?:that|is that)|in what way|for example)\b|^why\?*$|^how\?*$"
)


def touched(scenario: Scenario, text: str) -> tuple[Fact, ...]:
    """Return the facts one of whose `asked_about` entries stands, in any word form, in one sentence of the text."""
    said = [frozenset(stems(sentence.text)) for sentence in Line(text).sentences]
    return tuple(fact for fact in scenario.facts if _matches(fact, said))


def _matches(fact: Fact, said: Iterable[frozenset[str]]) -> bool:
    wanted = [stems(entry) for entry in fact.asked_about]
    return any(sentence.issuperset(entry) for sentence in said for entry in wanted)


def invites(observations: Iterable[Observation]) -> bool:
    """Return whether the line gives the floor to the other; a nod does so when it is all that was said."""
    behaviours = {o.behaviour for o in observations}
    if "dismissal" in behaviours:
        return False
    if behaviours & GIVES_THE_FLOOR or behaviours == {"encourager"}:
        return True
    taken = {"advice", "status_probe", "commitment", "confidentiality_promise"}
    return bool(behaviours & ALSO_GIVES_IT_ALONE) and not behaviours & taken


def stays_with(text: str, before: str, observations: Iterable[Observation]) -> bool:
    """Return whether a line goes on with what the other just said, though it names no subject of its own."""
    behaviours = {o.behaviour for o in observations}
    if behaviours & {"reflection", "feeling_named", "encourager"}:
        return True
    return bool(_GO_ON.search(text.lower()) or subject_stems(text) & subject_stems(before))
