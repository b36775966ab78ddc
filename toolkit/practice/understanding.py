"""Hearing a line: what it does, whom it leaves the floor to, and what it is about. Changes nothing.

    line + what was said before -> Heard        (persona: Heard + State -> what they say)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.content import Fact, Scenario
from toolkit.conversation import words
from toolkit.feedback import Observation
from toolkit.feedback.observe import observe_line
from toolkit.feedback.text import Line, Sentence, entry_stems, subject_stems
from toolkit.practice.topics import Topics, stands_in_one, topics

GIVES_THE_FLOOR: Final = frozenset(
    {"open_question", "reflection", "feeling_named", "permission", "affirmation", "apology"}
)
"""Behaviours after which it is the other's turn to say something of their own."""

ALSO_GIVES_IT_ALONE: Final = frozenset({"closed_question", "leading_question"})
"""These do so too, unless the line also advises, promises or asks for the state of a task."""

Manner = Literal["", "insulted", "swamped", "smalltalk"]
"""What a line does to the person besides its behaviours: insults, asks for everything at once, chats."""

MOST_QUESTIONS, MOST_AREAS, MOST_WORDS = 3, 3, 130
"""More than this in one line is more than anybody answers."""

_GO_ON = re.compile(
    r"\b(?:tell me more|say more|go on|more about (?:that|it|this)|what happened|how so|how come|"
    r"what do you mean|what (?:was|is|'s) (?:that|it) like|how (?:was|is|did|does) (?:that|it)|what else|"
    r"what makes|since when|how long has|why(?: is| was)? (?:that|is that)|in what way|for example|"
    r"and then|what then|what did (?:you|they|he|she) (?:do|say)|which part|say a bit more|such as)\b|^why\?*$|^how\?*$"
)
_EVERYTHING = re.compile(
    r"\b(?:tell me everything|anything and everything|everything (?:that's|that is) (?:going on|on your mind)|the whole story|"
    r"spill (?:it|the beans)|just tell me what's (?:really )?(?:wrong|going on))\b"
)
_INSULT = re.compile(
    r"\bshut up\b|\bf+u+c+k+ (?:you|off)\b|\bpiss off\b|\b(?:you|you're|you are|your|such an?|what an?)\b[^.!?]{0,25}"
    r"\b(?:idiot|moron|stupid|useless|pathetic|lazy|dumb|imbecile|worthless|incompetent|cretin|waste of (?:space|time)|crybaby)\b"
)
_NOT_AT_THEM = re.compile(r"\b(?:isn't|aren't|not|never|nobody|wasn't|called you|said you|i was|i'm)\b")
_SMALL_TALK = re.compile(
    r"\b(?:weather|rain(?:ing|ed|y)?|sunshine|sunny|snow(?:ing|ed)?|traffic|parking|weekend|football|match|holidays?|garden|"
    r"the game|cricket|coffee|biscuits?|film|telly|series|christmas|diwali|eid|easter|birthday|your dog|your cat)\b"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A line as the person hears it."""

    line: str
    observations: tuple[Observation, ...]
    named: frozenset[str] = frozenset()
    """Facts that the line names."""
    areas: frozenset[str] = frozenset()
    """Areas that the line names or means."""
    stays: bool = False
    """Whether it goes on with what was just said."""
    manner: Manner = ""
    sore: str = ""
    """The sore point that it touches; empty for none."""
    owed: bool = False
    """Whether it takes up a promise that was made to them."""
    grounded: bool = False
    """Whether what it gives back holds something the person has said."""

    @property
    def behaviours(self) -> frozenset[str]:
        """What the line does."""
        return frozenset(o.behaviour for o in self.observations)


def hear(
    scenario: Scenario,
    line: Line,
    turn: int = 0,
    said: frozenset[str] = frozenset(),
    owed: Iterable[Iterable[str]] = (),
) -> Heard:
    """Return a line as the person hears it.

    `said` are the word stems of all that they have said, `owed` the words of each promise to them.
    """
    # A row of keywords does nothing: it neither asks nor gives back.
    observations = observe_line(line, turn) if line.is_prose else ()
    back = [o.quote for o in observations if o.behaviour == "reflection"]
    named, areas = about(scenario, _without_greeting(line, observations))
    return Heard(
        line.text,
        observations,
        named=frozenset(named),
        areas=frozenset(areas),
        stays=stays_with(line, observations),
        manner=_manner(line, named, areas),
        sore=next((point.id for point in scenario.sore_points if _takes_up(line, point.asked_about)), ""),
        owed=any(_takes_up(line, entries) for entries in owed),
        grounded=any(subject_stems(quote) & said for quote in back),
    )


def _without_greeting(line: Line, observations: Iterable[Observation]) -> Line:
    """Return a line without the sentences that only greet: *Morning, Ruth* is not about the mornings."""
    spans: dict[tuple[int, int], set[str]] = {}
    for o in observations:
        spans.setdefault((o.start, o.end), set()).add(o.behaviour)
    text = line.text
    for start, end in sorted((at for at, names in spans.items() if names == {"greeting"}), reverse=True):
        text = text[:start] + text[end:]
    return _shortened(line, text)


def _shortened(line: Line, text: str) -> Line:
    """Return what is left of a line; the line itself, with all that was found in it, when that is everything."""
    return line if text == line.text else Line(text, line.before)


def about(scenario: Scenario, line: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the facts that a line names and the areas it is about.

    A bare word names nothing, unless the person has just said it; a row of words is no sentence.
    """
    if not _says_something(line):
        return (), ()
    kept = [sentence for sentence in line.sentences if not _is_about_something_else(sentence, line)]
    index = topics(scenario)
    named, areas = _named_and_near(index, line, kept)
    # What comes before a question may say so much of other things that the question drowns in it.
    asked = [sentence for sentence in kept if sentence.asks]
    if not areas and asked and len(kept) > 1:
        _, areas = _named_and_near(index, line, asked[-1:])
    return tuple(fact.id for fact in scenario.facts if fact.id in named and fact.area in areas), areas


def _named_and_near(index: Topics, line: Line, sentences: list[Sentence]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the facts that some sentences of a line name, and the areas that they are about."""
    said = _shortened(line, " ".join(sentence.text for sentence in sentences))
    named = index.named(said)
    return named, index.about(said, named, stated=all(_merely_states(sentence, line) for sentence in sentences))


def _is_about_something_else(sentence: Sentence, line: Line) -> bool:
    """Return whether a sentence asks for a favour, or tells of oneself and takes up nothing that they said."""
    low = sentence.low
    if _FAVOUR.search(low):
        return True
    return bool(_OF_ONESELF.search(low)) and not sentence.asks and not subject_stems(low) & line.before_stems


_FAVOUR = re.compile(
    r"^(?:(?:and|so|also|oh|by the way|anyway),? )?(?:could|can|would|will) (?:you|we|i) (?:please |just |quickly |perhaps )?"
    r"(?:print|send|order|sign|bring|book|pass me|lend|e-?mail|forward|fetch|grab|pick up|move the|drop|swap|turn (?:the|it|off|on)|"
    r"switch (?:the|it)|remind|fill in|hand me|reserve|come (?:to|in|by)|carry|borrow|water|feed|close the|open the|leave the|"
    r"update the|put (?:the|it|that) (?:back|on|in|away)|let me have|do me)\b|^(?:please|remind me|don't forget)\b"
)
_OF_ONESELF = re.compile(
    r"^(?:i'll|i've got|i have to|i need to|i must|i left|i'm (?:off|out|away)|my|we've got)\b"
    r"(?!.*\b(?:you|your|yours|you're|you've|you'd|you'll|yourself)\b)"
)


def _merely_states(sentence: Sentence, line: Line) -> bool:
    """Return whether a sentence neither asks, nor speaks of them, nor guesses, nor takes up anything that they said."""
    if sentence.asks or _OF_THEM.search(sentence.low) or _GUESSES.search(sentence.low):
        return False
    return not subject_stems(sentence.low) & line.before_stems


_OF_THEM = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|you'll|yourself|yourselves)\b")
_GUESSES = re.compile(
    r"\b(?:suppose|guess|seems?|looks? (?:like|as)|must (?:be|have|get|feel)|sounds?|i (?:hear|heard|wonder|saw|read|noticed)|"
    r"i've (?:heard|noticed|seen|read|wondered)|i keep hearing|i'd (?:like|love) to|tell me|i want to (?:know|understand|hear)|"
    r"so (?:it|that|there|he|she|they|nobody|no one)|perhaps|maybe|apparently|i'm told|i was told|i have a feeling|people say|"
    r"nobody|no one|something)\b|^(?:how|what|why|who|where|when|which|is|are|was|were|do|does|did|has|have|can|would)\b"
)


def _says_something(line: Line) -> bool:
    if len(words(line.text)) <= 2:
        return bool(line.subjects & line.before_stems)
    return line.is_prose


def touched(scenario: Scenario, text: str) -> tuple[Fact, ...]:
    """Return the facts that a line names or whose area it means."""
    named, areas = about(scenario, Line(text))
    return tuple(fact for fact in scenario.facts if fact.id in named or fact.area in areas)


def invites(observations: Iterable[Observation]) -> bool:
    """Return whether the line gives the floor to the other; a nod does so when it is all that was said."""
    behaviours = {o.behaviour for o in observations}
    if "dismissal" in behaviours:
        return False
    if behaviours & GIVES_THE_FLOOR or behaviours == {"encourager"}:
        return True
    taken = {"advice", "status_probe", "commitment", "confidentiality_promise"}
    return bool(behaviours & ALSO_GIVES_IT_ALONE) and not behaviours & taken


def stays_with(line: Line, observations: Iterable[Observation]) -> bool:
    """Return whether a line goes on with what the other just said, though it names no subject of its own."""
    behaviours = {o.behaviour for o in observations}
    if behaviours & {"reflection", "feeling_named", "encourager"}:
        return True
    return bool(_GO_ON.search(line.text.lower()) or line.subjects & line.before_stems)


def _manner(line: Line, named: Iterable[str], areas: Iterable[str]) -> Manner:
    low = line.text.lower().replace("’", "'")
    if (insult := _INSULT.search(low)) and not _NOT_AT_THEM.search(low[max(0, insult.start() - 20) : insult.end()]):
        return "insulted"
    many = len(words(line.text)) > MOST_WORDS or len(line.asked) > MOST_QUESTIONS or len(set(areas)) > MOST_AREAS
    if many or _EVERYTHING.search(low):
        return "swamped"
    return "smalltalk" if _SMALL_TALK.search(low) and not tuple(named) else ""


def _takes_up(line: Line, entries: Iterable[str]) -> bool:
    return any(stands_in_one(entry_stems(entry), line.sentences) for entry in entries)
