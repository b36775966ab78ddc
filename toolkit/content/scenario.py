"""A scenario: a person with things they have not said yet, and what it takes for them to say these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from toolkit.content.values import BrokenRulesError, Id, Percent, Spoken, Text, Unique, Value

Relationship = Literal["direct", "skip", "peer", "manager_of_managers"]
"""How the manager stands to the person: their boss, their boss's boss, a colleague, or a boss of bosses."""

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
    "lost",
    "farewell",
]
"""What a person may be answering when no fact comes up."""

REPLY_KINDS: Final[tuple[ReplyKind, ...]] = get_args(ReplyKind)


class ManagerCard(Value):
    """What the manager knows before the talk, and nothing else."""

    who: Text
    why: Text
    noticed: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]


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
    asked_about: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]
    """Words that touch it: an entry matches when all its words occur in one sentence, in any form."""
    gate: Gate = Gate()
    guarded: Annotated[tuple[Spoken, ...], Field(max_length=4)] = ()
    """What the person says when it is touched and the gate is shut."""
    opens_with: Spoken
    """A line of the manager that opens it when the mood allows; shown in the debrief."""


class Walkthrough(Value):
    """A talk played from the scenario file, with what it must come to: the scenario's own test."""

    id: Id
    why: Text
    manager: Annotated[tuple[Spoken, ...], Field(min_length=1)]
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
    manager_card: ManagerCard
    report: Report
    mood: Mood
    reactions: dict[Id, Shift] = {}
    """Only where this person differs from most: behaviour → shift."""
    areas: dict[Id, Text]
    """Area → its name for people, as in 'the handover at six'."""
    facts: Annotated[tuple[Fact, ...], Field(min_length=1), Unique]
    lines: dict[ReplyKind, tuple[Spoken, ...]]
    closed_lines: dict[ReplyKind, tuple[Spoken, ...]] = {}
    """What they say instead while they are closed."""
    walkthroughs: Annotated[tuple[Walkthrough, ...], Field(min_length=2), Unique]

    def fact(self, id: str) -> Fact:
        """Return the fact with this id."""
        return next(fact for fact in self.facts if fact.id == id)

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
            if not self.lines.get(kind):
                yield ("lines", kind), f"`lines` has nothing to say for '{kind}'"
        for i, walkthrough in enumerate(self.walkthroughs):
            for found in walkthrough.finds:
                if found not in known:
                    yield (
                        ("walkthroughs", i, "finds"),
                        f"walkthrough '{walkthrough.id}' finds '{found}', which is no fact",
                    )
