"""What the form for writers of scenarios says: its questions, what each kind of answer is, and what to do about each problem."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.content.scenario import INSTEAD, REPLY_KINDS
from toolkit.errors import Problem
from toolkit.views.author.draft import Built, Draft

STEPS: Final = ("Who they are", "What they have not said", "How they answer", "Play it", "Check and save")

STYLES: Final = [
    ("Careful: says little, waits to see who you are", "reserved"),
    ("Talks a lot, and goes from one thing to the next", "rambling"),
    ("Friendly: agrees with everything, all is fine", "pleasing"),
    ("Upset: it comes out sideways", "upset"),
    ("Blunt: says what they think, tests you", "blunt"),
    ("Half gone: has stopped expecting anything", "leaving"),
]

MOODS: Final = [("Closed", (30, 26)), ("Careful", (38, 28)), ("Rather open", (46, 38))]
"""How they sit down: trust and openness."""

GATES: Final = [
    ("Anybody who asks", (0, 24)),
    ("Somebody who has listened for a moment", (36, 36)),
    ("Somebody they have begun to trust", (46, 48)),
    ("Only somebody they trust", (60, 62)),
]
"""To whom they say it: trust and openness that it takes."""

DEPTHS: Final = [
    ("1: anyone would say it", 1),
    ("2: after somebody has listened", 2),
    ("3: told nobody at work", 3),
]

MINUTES: Final = (5, 8, 10, 12, 15, 20, 25, 30)

LABELS: Final = {
    "title": "A title for the list of people",
    "relationship": "Who they are to the manager",
    "minutes": "Minutes for the talk",
    "difficulty": "How hard it is",
    "setting": "Line of work and place",
    "manager_card.who": "Who they are, as the manager knows it",
    "manager_card.why": "Why the two meet, and what the manager wants",
    "manager_card.noticed": "What the manager has noticed (one thing a line)",
    "observer_card.watch_for": "What somebody who watches should look for (one thing a line, two to four)",
    "report.name": "First name",
    "report.role": "Their job",
    "report.style": "What they are like in a talk",
    "report.voice": "How they talk",
    "report.card": "What is really going on with them",
    "mood": "How they sit down",
    "name": "A short name for it, for you only",
    "about": "What it is about, in two or three words",
    "depth": "How deep it lies",
    "text": "What is so",
    "says": "What they say aloud when it comes out",
    "asked_about": "Words that touch it (with commas between them)",
    "asked_like": "Other ways to ask about it (one a line)",
    "gate": "To whom they say it",
    "after": "Only after these have come out",
    "guarded": "What they say when it is too early (one a line)",
    "opens_with": "A question that opens it",
    "hint": "A hint for a manager who is stuck",
    "question": "The question",
    "right": "The right answer",
    "wrong": "Wrong answers that sound likely (one a line, two or three)",
    "quiz.about": "Which of the unsaid things it is about",
    "why": "What the manager does in it, in a sentence",
    "manager": "What the manager says (one line each)",
}
"""Field → its question, by which problems name it too."""

KINDS: Final = {
    "greeting": ("To a greeting", "Hello. Warm in here, isn't it."),
    "asked": ("To a question that leads nowhere", "How do you mean?"),
    "reflected": ("When the manager gives back what they said", "That's it."),
    "advised": ("To advice", "I could try that."),
    "told": ("When the manager explains, or talks of themself", "I see."),
    "dismissed": ("When it is waved away (“don't worry”)", "No, no. Of course."),
    "status": ("When asked how the work is going", "It's all on the board."),
    "guarded": ("When it comes too close, too early", "I'd rather not."),
    "affirmed": ("To praise", "Oh. Thanks."),
    "promised": ("To a promise", "All right. I'll hold you to it."),
    "again": ("When asked again for what they have said", "That was most of it."),
    "silence": ("When the manager waits", "[looks out of the window]"),
    "thanked": ("To thanks", "You're welcome."),
    "smalltalk": ("To small talk", "My weekends are other people's."),
    "insulted": ("To an insult", "I don't have to hear that."),
    "swamped": ("To four questions at once", "Which of those?"),
    "lost": ("When they do not understand", "Sorry, what?"),
    "farewell": ("At the end", "Thanks. It was good to sit down for once."),
}
"""Kind of answer → when it is given, and an example."""

FREE: Final = frozenset(INSTEAD)
"""Kinds that may be left empty."""

CLOSED: Final = ("asked", "reflected", "advised", "told", "dismissed", "status", "guarded", "farewell")
"""Kinds for which a closed person may have words of their own."""

assert tuple(KINDS) == REPLY_KINDS  # noqa: S101 - the form must show every kind that there is


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: in which step and card, at which question, and what to do."""

    step: int
    """Counted from 0, as `STEPS`."""
    where: str
    what: str
    part: str = ""
    key: str = ""
    """The card that it is in, when it is in one."""


_REMEDIES: Final = (
    (r"names none of the fact's `asked_about`.*", "holds none of the words that touch it. Use one of those words here, or add a word of this question to them."),
    (r"leaves them no room to answer.*", "leaves them no room to answer. Make it a question that begins with what or how."),
    (r"can be read off the manager's card already", "can be read in what the manager knows already. Say less there (step 1), or go deeper here."),
    (r"no way leads there; lower the gate", "can never come out. Choose somebody easier here, or take a tick away under “Only after these”."),
    (r"takes (\d+) lines at the least, and (\d+) minutes hold about (\d+); lower the gate",
     r"takes at least \1 lines of the manager, and \2 minutes have room for about \3. Give the talk more minutes (step 1), or choose somebody easier here."),
    (r"no state of the talk is answered with these", "would never be said by this person. Leave it empty, or make the person more open or more closed (step 1)."),
    (r"this person never gets so closed that these are said", "would never be said: this person never closes so far. Leave it empty."),
    (r"the bare word '(.+)' opens it; nobody answers a keyword", r"“\1” alone would be answered like a question. Write two words that belong together."),
    (r"'(.+)' is understood as being about (.+), not about (.+)",
     r"“\1” would be taken to be about \2, not about \3. Use more of the words that touch it, or take the line out."),
    (r"'(.+)' is written (\d+) times; no line is said twice", r"“\1” is written \2 times, and nothing is said twice. Change all but one."),
    (r"has (\d+) words with its facts; (\d+) can be read in 90 seconds", r"has \1 words. Cut it to \2: somebody must be able to read it in a minute and a half."),
    (r"the right choice shares no word with the fact '.+'", "shares no word with what it is about. Say it more like the unsaid thing does."),
    (r"'.+' does not find (.+)", r"should bring out \1, and it does not. Press “Take over what it comes to now”, or change what touches it (step 2)."),
    (r"'.+' also finds (.+)", r"also brings out \1. Press “Take over what it comes to now” if you like it that way."),
    (r"'.+' gets (\w+) points, not (\d+) to (\d+)", r"gets \1 points now, not \2 to \3. Press “Take over what it comes to now”."),
    (r"question '.+' is about '.+', which is no fact", "is about something that you have taken away. Choose another one."),
    (r"(?:String|Value) should have at least 1 .*", "is empty. Write something here."),
    (r"is missing; add it", "is empty. Write something here."),
    (r"`lines` has nothing to say for .*", "is empty. Write a line or two."),
    (r"String should have at most (\d+) characters", r"is too long: \1 letters at most."),
    (r"Tuple should have at least 1 item.*", "is empty. Write at least one."),
    (r"Tuple should have at least (\d+) items.*", r"has too few: at least \1 are needed."),
    (r"Tuple should have at most (\d+) items.*", r"has too many: \1 at most."),
)
"""What a check says → what to do, in words of the form."""


def findings(draft: Draft, built: Built, problems: Sequence[Problem]) -> list[Finding]:
    """Return the problems of a draft's scenario as a list for its writer, in the order of the steps."""
    names = {fact["id"]: card["name"] for fact, card in zip(built.values["facts"], draft.cards("facts"), strict=True)}
    made = [_finding(draft, built, names, problem) for problem in problems]
    return sorted(dict.fromkeys(made), key=lambda one: one.step)


def _finding(draft: Draft, built: Built, names: dict[str, str], problem: Problem) -> Finding:
    what = _remedy(problem.message, names)
    match = re.match(r"(\w+)(?:\[(\d+)\])?(?:\.(\w+))?(?:\[(\d+)\])?", problem.at)
    part, number, inner, place = match.groups() if match else ("", None, None, None)
    if part in built.keys and inner == "choices":
        inner = "right" if place == str(built.values[part][int(number or 0)]["answer"]) else "wrong"
        what = what if place else "has too few: two or three are needed."
    if part in built.keys:
        return _in_card(draft, built, part, number, inner or "", what)
    if part in ("lines", "closed_lines"):
        kind = KINDS.get(inner or "", ("How they answer", ""))[0]
        return Finding(2, f"{kind}, closed" if part == "closed_lines" else kind, what)
    if part == "areas":
        return Finding(1, LABELS["about"], what)
    return Finding(0, LABELS.get(f"{part}.{inner}") or LABELS.get(part) or part or "The whole", what)


def _in_card(draft: Draft, built: Built, part: str, number: str | None, inner: str, what: str) -> Finding:
    step = {"facts": 1, "quiz": 1, "walkthroughs": 3}[part]
    if number is None:
        few = {"facts": "Unsaid things", "quiz": "Questions", "walkthroughs": "Kept talks"}[part]
        return Finding(step, few, "two are needed, one that goes well and one that does not: play them and keep them." if part == "walkthroughs" else what)
    key = built.keys[part][int(number)]
    card = next(card for card in draft.values[part] if card["key"] == key)
    field = "right" if inner == "answer" else inner
    label = LABELS.get(f"{part}.{field}") or LABELS.get(field, "")
    where = f"“{card_name(part, card)}”" + (f", “{_short(label)}”" if label else "")
    return Finding(step, where, what, part, key)


def card_name(part: str, card: dict[str, Any], most: int = 60) -> str:
    """Return what a card is called on the screen."""
    field, otherwise = {"facts": ("name", "No name yet"), "quiz": ("question", "No question yet"), "walkthroughs": ("why", "A kept talk")}[part]
    text = str(card[field]).strip() or otherwise
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _short(label: str) -> str:
    return label.split(" (")[0]


def _remedy(message: str, names: dict[str, str]) -> str:
    for pattern, remedy in _REMEDIES:
        if match := re.fullmatch(pattern, message):
            said = match.expand(remedy)
            return re.sub(r"\b[a-z][a-z0-9_]*\b", lambda word: f"“{names[word[0]]}”" if word[0] in names and "_" in word[0] else word[0], said)
    return message
