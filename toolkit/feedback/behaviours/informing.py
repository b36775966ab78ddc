"""Telling that is none of the other things: what is left when everything else has been looked for."""

from __future__ import annotations

import re

from toolkit.feedback.behaviours.asking import closed_question, open_question, permission
from toolkit.feedback.behaviours.listening import affirmation, encourager, reflection
from toolkit.feedback.behaviours.promising import apology, commitment, confidentiality_promise, greeting
from toolkit.feedback.behaviours.registry import behaviour
from toolkit.feedback.behaviours.telling import advice, dismissal, self_reference
from toolkit.feedback.grammar import any_of
from toolkit.feedback.text import Line, Sentence


@behaviour(
    yes=["We have a new system that goes live in March.", "The budget was cut twice.", "Marek got the lead because he applied.",
         ("Why was it cut?", "The board took it out in March."), "they changed the rule last spring because the auditors asked"],
    no=[("I stayed till ten.", "It was late."), ("I stayed till ten.", "Makes sense, I see that. What then?"), "You're tired of it.", "Okay.", "What happened?", "You should ask.", "I'll call him by Friday.", "Thanks for coming in."],
)
def information(sentence: Sentence, line: Line) -> float:
    """Tells facts, reasons or opinions that the report had not asked to reflect on."""
    if sentence.asks or len(sentence.words) < 4:
        return 0.0
    others = (open_question, closed_question, reflection, affirmation, advice, permission, self_reference, dismissal,
              commitment, confidentiality_promise, apology, encourager, greeting)  # fmt: skip
    if any(other(sentence, line) for other in others) or _POLITE.search(sentence.low):
        return 0.0
    return 0.6 if _weighs(sentence, line) else 0.0


def _weighs(sentence: Sentence, line: Line) -> bool:
    """Whether it is more than the small change around a question or a reflection. Signs and points as in `giving_back`."""
    points = 2 * bool(_EXPLAINS.search(sentence.low)) + (len(sentence.words) >= 12) + (len(line.sentences) >= 3)
    points += 2 * line.last_heard.endswith("?") + (len(line.sentences) == 1 and len(sentence.words) >= 8)
    points += bool(re.match(r"(?:so |then )*(?:the|there|they|we|he|she|a|an|it's|that's|in|at)\b", sentence.low))
    points -= len(sentence.words) <= 6
    points -= bool(line.asked) + (not line.before and bool(line.asked)) + bool(_OF_THEM.search(sentence.low))
    return points >= (0 if not line.before else 1)


_EXPLAINS = any_of(
    r"\b(?:because|so that|that's why|which means|that means|otherwise|the (?:thing|reason|point|idea|rule) is|means|policy|rules?|system|budget|plan|company|office|board|client|contract|head office|numbers?|percent|hr|i think|i believe|in fact|actually|the truth is)\b",
)
_OF_THEM = re.compile(r"^(?:so |then )*you\b")


_POLITE = any_of(r"\b(?:thank|thanks|nice to|good to|glad to|welcome|come in|(?:take|have) a seat|sit down|see you|sorry|appreciate|bye|congratulations|well done)\b")
