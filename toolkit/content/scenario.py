"""A scenario: a person with things they have not said yet, and what it takes for them to say these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from toolkit.content.values import BrokenRulesError, Id, Percent, Spoken, Text, Unique, Value

Relationship = Literal["direct", "skip", "peer", "manager_of_managers", "upward"]
"""How the learner stands to the person: their boss, their boss's boss, a colleague, a boss of bosses, or the other way
round: somebody without a team who meets a senior leader."""

ReplyKind = Literal[
    "greeting",
    "asked",
    "reflected",
    "advised",
    "told",
    "dismissed",
    "status",
    "guarded",
    "affirmed",
    "promised",
    "again",
    "silence",
    "thanked",
    "smalltalk",
    "insulted",
    "swamped",
    "lost",
    "farewell",
]
"""What a person may be answering when no fact comes up."""

REPLY_KINDS: Final[tuple[ReplyKind, ...]] = get_args(ReplyKind)

INSTEAD: Final[dict[ReplyKind, ReplyKind]] = {"smalltalk": "told", "insulted": "dismissed", "swamped": "lost"}
"""What is said instead of kinds of reply that an author may leave out."""


class ManagerCard(Value):
    """What the manager knows before the talk, and nothing else."""

    who: Text
    why: Text
    noticed: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]

    @property
    def text(self) -> str:
        """All of the card."""
        return " ".join([self.who, self.why, *self.noticed])


class ObserverCard(Value):
    """What somebody who watches two others play this talk is asked to look for."""

    watch_for: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]


class Report(Value):
    """The person across the table, and how they are."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    role: Text
    style: Literal["reserved", "rambling", "pleasing", "upset", "blunt", "leaving"]
    voice: Text
    """How they talk, for the author and for a peer who plays them."""
    card: Text
    """What a peer who plays them must know: what is on their mind, and what makes them open up or close."""


class Mood(Value):
    """How far the person trusts this manager, and how ready they are to talk just now; 0 to 100 each."""

    trust: Percent
    openness: Percent


class Shift(Value):
    """How one behaviour of the manager moves the mood."""

    trust: Annotated[int, Field(ge=-50, le=50)] = 0
    openness: Annotated[int, Field(ge=-50, le=50)] = 0


class Gate(Value):
    """What must hold before a fact is said: enough trust, enough openness, and the facts that come first."""

    trust: Percent = 0
    openness: Percent = 0
    after: tuple[Id, ...] = ()


class Fact(Value):
    """One thing that is so and has not been said."""

    id: Id
    area: Id
    depth: Annotated[int, Field(ge=1, le=3)]
    """1: what anyone would say; 2: after somebody listened for a minute; 3: told nobody at work."""
    text: Text
    """The fact itself, in the third person, for the debrief and for a peer's card."""
    says: Spoken
    asked_about: Annotated[tuple[Text, ...], Field(min_length=1, max_length=60)]
    """Words that touch it: an entry matches when all its words occur in one sentence, in any form."""
    gate: Gate = Gate()
    guarded: Annotated[tuple[Spoken, ...], Field(max_length=4)] = ()
    """What the person says when it is touched and the gate is shut."""
    opens_with: Spoken
    """A line of the manager that opens it when the mood allows; shown in the debrief."""
    asked_like: Annotated[tuple[Spoken, ...], Field(max_length=32)] = ()
    """Other ways to ask about it, in words that no entry of `asked_about` need hold."""
    hint: Text = ""
    """What a stuck learner may be told: where to look, not what to say."""
    meeting: Annotated[int, Field(ge=1, le=4)] = 1
    """From which meeting on it is there to be found."""


class SorePoint(Value):
    """Something that makes this person draw back when it is said to them, however kindly."""

    id: Id
    asked_about: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    """Words that touch it, as for a fact."""
    says: Spoken
    shift: Shift


class Question(Value):
    """One question about the person's real situation, asked before the debrief."""

    id: Id
    about: Id
    """The fact that holds the answer."""
    question: Text
    choices: Annotated[tuple[Text, ...], Field(min_length=3, max_length=4)]
    answer: Annotated[int, Field(ge=0, le=3)]
    """Which of the choices is so, counted from 0."""


class Owed(Value):
    """A promise from an earlier meeting that the person has not forgotten."""

    about: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20)]
    """Words by which the manager takes it up, as for a fact."""
    kept: Spoken
    """What the person says when the manager takes it up."""
    forgotten: Spoken
    """What the person says when the manager does not."""


class Meeting(Value):
    """A later meeting with the same person."""

    weeks: Annotated[int, Field(ge=1, le=26)]
    """Weeks since the meeting before."""
    why: Text
    noticed: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]
    mood: Shift = Shift()
    """What happened in between did this to their mood."""
    kept: Spoken
    """What the person says when the manager takes up a promise made in the meeting before."""
    forgotten: Spoken
    """What the person says when the manager does not."""


class Walkthrough(Value):
    """A talk played from the scenario file, with what it must come to: the scenario's own test."""

    id: Id
    why: Text
    manager: Annotated[tuple[Spoken, ...], Field(min_length=1)]
    later: tuple[Annotated[tuple[Spoken, ...], Field(min_length=1)], ...] = ()
    """The manager's lines in each later meeting."""
    finds: tuple[Id, ...]
    """Exactly the facts that come out."""
    points: Annotated[tuple[int, int], Field(description="lowest and highest points on the rubric")]


class Scenario(Value):
    """A person, what they have not said yet, and what moves them."""

    id: Id
    title: Text
    relationship: Relationship
    minutes: Annotated[int, Field(ge=3, le=60)]
    difficulty: Annotated[int, Field(ge=1, le=5)]
    practices: tuple[Annotated[str, Field(pattern=r"^P\d\d$")], ...] = ()
    rubric: Id
    setting: Text = ""
    """Line of work and place, for the list of people to practise with."""
    manager_card: ManagerCard
    observer_card: ObserverCard | None = None
    report: Report
    mood: Mood
    reactions: dict[Id, Shift] = {}
    """Only where this person differs from most: behaviour → shift."""
    areas: dict[Id, Text]
    """Area → its name for people, as in 'the handover at six'."""
    facts: Annotated[tuple[Fact, ...], Field(min_length=1), Unique]
    sore_points: Annotated[tuple[SorePoint, ...], Field(max_length=4), Unique] = ()
    owed: Annotated[tuple[Owed, ...], Field(max_length=2)] = ()
    """Promises of a meeting before the first."""
    later: Annotated[tuple[Meeting, ...], Field(max_length=3)] = ()
    asides: Annotated[tuple[Spoken, ...], Field(max_length=8)] = ()
    """What a person who rambles or is upset adds to what they say."""
    lines: dict[ReplyKind, tuple[Spoken, ...]]
    closed_lines: dict[ReplyKind, tuple[Spoken, ...]] = {}
    """What they say instead while they are closed."""
    quiz: Annotated[tuple[Question, ...], Field(max_length=6), Unique] = ()
    walkthroughs: Annotated[tuple[Walkthrough, ...], Field(min_length=2), Unique]

    def fact(self, id: str) -> Fact:
        """Return the fact with this id."""
        return next(fact for fact in self.facts if fact.id == id)

    def sore_point(self, id: str) -> SorePoint:
        """Return the sore point with this id."""
        return next(point for point in self.sore_points if point.id == id)

    @model_validator(mode="after")
    def _names_agree(self) -> Scenario:
        if broken := list(self._names_that_disagree()):
            raise BrokenRulesError(broken)
        return self

    def _names_that_disagree(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        known = {fact.id for fact in self.facts}
        for i, fact in enumerate(self.facts):
            if fact.area not in self.areas:
                yield (
                    ("facts", i, "area"),
                    f"fact '{fact.id}' is in area '{fact.area}', which `areas` does not name",
                )
            for first in fact.gate.after:
                if first not in known or first == fact.id:
                    yield (
                        ("facts", i, "gate"),
                        f"fact '{fact.id}' comes after '{first}', which is no other fact",
                    )
        for area in self.areas.keys() - {fact.area for fact in self.facts}:
            yield ("areas", area), f"area '{area}' holds no fact"
        for kind in REPLY_KINDS:
            if not self.lines.get(kind) and kind not in INSTEAD:
                yield ("lines", kind), f"`lines` has nothing to say for '{kind}'"
        for i, question in enumerate(self.quiz):
            if question.about not in known:
                yield ("quiz", i, "about"), f"question '{question.id}' is about '{question.about}', which is no fact"
            if question.answer >= len(question.choices):
                yield ("quiz", i, "answer"), f"question '{question.id}' has no choice {question.answer}; they count from 0"
        for i, fact in enumerate(self.facts):
            if fact.meeting > len(self.later) + 1:
                yield ("facts", i, "meeting"), f"fact '{fact.id}' is for meeting {fact.meeting}, and there is none"
        for i, walkthrough in enumerate(self.walkthroughs):
            if len(walkthrough.later) > len(self.later):
                yield ("walkthroughs", i, "later"), f"walkthrough '{walkthrough.id}' has more meetings than the scenario"
            for found in walkthrough.finds:
                if found not in known:
                    yield (
                        ("walkthroughs", i, "finds"),
                        f"walkthrough '{walkthrough.id}' finds '{found}', which is no fact",
                    )


class Listing(Value):
    """What the list of people to practise with says of a scenario: a small part of the file, quick to read."""

    id: Id
    title: Text
    relationship: Relationship
    minutes: int
    difficulty: Annotated[int, Field(ge=1, le=5)]
    setting: Text = ""
    report: Report
