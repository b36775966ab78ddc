"""Managers of one habit each, who play any scenario: what a scenario must reward, and what it must not.

    python tests/practice/bots.py SCENARIO…     prints what each of them finds and scores
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator

from toolkit.content import Fact, Library, Scenario
from toolkit.conversation import words
from toolkit.practice import Session

LINES = 24
"""How many lines each of them says."""

Bot = Callable[[Session], Iterator[str]]

_SWAPS = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your", "mine": "yours",
    "myself": "yourself", "am": "are", "we": "you", "we're": "you're", "our": "your", "us": "you", "you": "I", "your": "my",
}  # fmt: skip


def given_back(reply: str) -> str:
    """Return the heart of a reply, said back: its longest clause with the persons turned round."""
    spoken = re.sub(r"\[[^\]]*\]", " ", reply)
    clauses = [clause.strip() for clause in re.split(r"[.!?…;:]+|, (?:and|but|so) ", spoken) if clause.strip()]
    heart = max(clauses, key=lambda clause: len(words(clause)), default="")
    turned = [_SWAPS.get(word.lower().replace("’", "'"), word) for word in heart.split()]
    return f"So {' '.join(turned[:18])}."


def good_listener(session: Session) -> Iterator[str]:
    """Gives back every answer of substance, then asks for what is still behind it, the shallow before the deep."""
    yield f"Hello {session.scenario.report.name}, good to see you. How are you?"
    asked: dict[str, int] = {}
    while True:
        said = session.steps[-1].reply
        if len(words(said)) > 4:
            yield given_back(said)
        fact = _next(session, asked)
        if fact is None:
            yield "What else is on your mind?"
            continue
        ways = (fact.opens_with, *fact.asked_like)
        yield ways[asked[fact.id] % len(ways)]
        asked[fact.id] += 1


def _next(session: Session, asked: dict[str, int]) -> Fact | None:
    state = session.state
    left = [fact for fact in state.unsaid(session.scenario) if not state.waits(fact)]
    for fact in left:
        asked.setdefault(fact.id, 0)
    return min(left, key=lambda fact: (asked[fact.id], fact.depth), default=None)


def middling_listener(session: Session) -> Iterator[str]:
    """Asks well and honestly, gives back now and then, and solves what comes up."""
    yield f"Hello {session.scenario.report.name}, how are things?"
    for number, fact in enumerate(_round(session.scenario), start=1):
        yield fact.opens_with
        if number % 2:
            yield given_back(session.steps[-1].reply)
        if number % 3 == 0:
            yield "You could put that on a list, and we'll look at it."


def lecturer(session: Session) -> Iterator[str]:
    """Explains and advises, each time about something that matters to the person."""
    for fact in _round(session.scenario):
        yield f"Let me tell you how I see {session.scenario.areas[fact.area]}. It comes down to planning, and you should plan it better."
        yield f"When I was in your place I never worried about {session.scenario.areas[fact.area]}. You need to set priorities."
        yield "The company decided that last year, and there were good reasons for it. So do it step by step."


def interrogator(session: Session) -> Iterator[str]:
    """Fires off closed questions from a list and takes up no answer."""
    for fact in _round(session.scenario):
        yield f"Is everything all right with {session.scenario.areas[fact.area]}?"
        yield f"Did you talk to anybody about {fact.asked_about[0]}?"
        yield f"Is it worse than it was last year with {fact.asked_about[-1]}?"


def flatterer(session: Session) -> Iterator[str]:
    """Praises in general and asks for nothing."""
    for fact in _round(session.scenario):
        yield "You're amazing, honestly. Everybody says so. You're a real star."
        yield f"I'm so lucky to have you. You do a fantastic job with {session.scenario.areas[fact.area]}."
        yield "Keep it up, you're the best. I wish I had ten of you."


def status_asker(session: Session) -> Iterator[str]:
    """Wants to know how far things are."""
    for fact in _round(session.scenario):
        yield "Where are we with the list from last week?"
        yield f"What's the status of {session.scenario.areas[fact.area]}?"
        yield "When will that be done?"
        yield "And is the report finished?"


def keyword_stuffer(session: Session) -> Iterator[str]:
    """Says every word that might open something, in a row."""
    for fact in _round(session.scenario):
        yield " ".join(fact.asked_about[:8])
        yield f"{', '.join(fact.asked_about[:6])}?"
        yield f"So {' '.join(fact.asked_about[3:9])}."


BANK = (
    "What's on your mind?", "How are you feeling about your work?", "What are you most proud of this quarter?",
    "What would you change if you were in my place?", "Where do you see yourself in three years?",
    "What is blocking you right now?", "How can I support you better?", "What feedback do you have for me?",
    "What energises you?", "What drains you?", "How is the team doing?", "Who on the team deserves more credit?",
    "What did you learn last month?", "What would make this a better place to work?", "Is there anything else?",
    "How is your workload?", "Do you feel recognised?", "What are your goals?", "How do you like to receive feedback?",
    "What should we stop doing?", "What is one thing I don't know?", "How are things outside work?",
    "Are you happy here?", "What would you like to talk about next time?",
)  # fmt: skip


def copy_paster(session: Session) -> Iterator[str]:
    """Reads a list of well-known questions aloud, one after another."""
    yield from BANK
    yield from (f"And {question[0].lower()}{question[1:]}" for question in BANK)


def _round(scenario: Scenario) -> Iterator[Fact]:
    while True:
        yield from sorted(scenario.facts, key=lambda fact: fact.depth)


BOTS: dict[str, Bot] = {
    bot.__name__: bot
    for bot in (
        good_listener, middling_listener, lecturer, interrogator, flatterer, status_asker, keyword_stuffer, copy_paster,
    )
}  # fmt: skip


def played_by(bot: Bot, scenario: Scenario, lines: int = LINES) -> Session:
    """Return the talk that a bot holds."""
    session = Session(scenario)
    talk = bot(session)
    for _ in range(lines):
        session.say(next(talk)[:1_900])
    session.end()
    return session


def share_found(session: Session) -> float:
    """Return the share of the facts that came out, 0 to 1."""
    return len(session.state.disclosed) / len(session.to_find)


if __name__ == "__main__":
    library = Library.default()
    for name in sys.argv[1:] or library.scenario_files():
        scenario = library.scenario(name)
        rubric = library.rubric(scenario.rubric)
        for label, bot in BOTS.items():
            session = played_by(bot, scenario)
            out = [d.fact for d in session.state.disclosed]
            print(f"{name:24} {label:18} finds {share_found(session):4.0%}  {session.score(rubric).points} points  {' '.join(out)}")  # noqa: T201
