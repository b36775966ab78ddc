"""Telling that is none of the other things: what is left when everything else has been looked for."""

from __future__ import annotations

from toolkit.feedback.behaviours.asking import closed_question, open_question, permission
from toolkit.feedback.behaviours.listening import affirmation, encourager, reflection
from toolkit.feedback.behaviours.promising import apology, commitment, confidentiality_promise, greeting
from toolkit.feedback.behaviours.registry import behaviour
from toolkit.feedback.behaviours.telling import advice, dismissal, self_reference
from toolkit.feedback.grammar import any_of
from toolkit.feedback.text import Line, Sentence


@behaviour(
    yes=["We have a new system that goes live in March.", "The budget was cut twice.", "Marek got the lead because he applied."],
    no=["You're tired of it.", "Okay.", "What happened?", "You should ask.", "I'll call him by Friday.", "Thanks for coming in."],
)
def information(sentence: Sentence, line: Line) -> float:
    """Tells facts, reasons or opinions that the report had not asked to reflect on."""
    if sentence.asks or len(sentence.words) < 4:
        return 0.0
    others = (open_question, closed_question, reflection, affirmation, advice, permission, self_reference, dismissal,
              commitment, confidentiality_promise, apology, encourager, greeting)  # fmt: skip
    return 0.0 if any(other(sentence, line) for other in others) or _POLITE.search(sentence.low) else 0.6


_POLITE = any_of(r"\b(?:thank|thanks|nice to|good to|glad to|welcome|come in|(?:take|have) a seat|sit down|see you|sorry|appreciate|bye|congratulations|well done)\b")
