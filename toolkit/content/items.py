"""The kinds of items that an exercise asks: each a task, the key to it, and what is said about an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from toolkit.content.annotated import Act
from toolkit.content.values import BrokenRulesError, Id, Text, Unique, Value

Points = Annotated[int, Field(ge=1, le=100)]
Practice = Annotated[str, Field(pattern=r"^P\d\d$")]
Conflict = Annotated[str, Field(pattern=r"^C\d$")]
At = tuple[str | int, ...]


class _Item(Value):
    id: Id
    title: Text
    prompt: Text
    points: Points
    practices: tuple[Practice, ...] = ()
    """The practices that this item asks for."""
    conflict: Conflict | None = None
    """The conflict between the sources that it discusses."""
    hint: Text = ""
    """Where to look; shown when asked for, and counted."""


class ConversationItem(_Item):
    """A talk with a simulated report. The answer is what the manager said, line by line."""

    kind: Literal["conversation"]
    scenario: Id
    after: Id | None = None
    """The earlier talk of the exercise after which this one is the next meeting; none for a first meeting."""
    max_lines: Annotated[int, Field(ge=8, le=200)] = 60


class TextItem(_Item):
    """A written text. The answer is the text."""

    kind: Literal["text"]
    rubric: Id
    max_words: Annotated[int, Field(ge=10, le=3_000)]
    model: Text = ""
    """One way to write it, shown with the feedback; its sentences are worth nothing in an answer."""


class Option(Value):
    """One thing to choose, right or wrong, and why."""

    id: Id
    text: Text
    right: bool
    because: Text


class ChoiceItem(_Item):
    """A choice of one option. The answer is its id."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8), Unique]

    @model_validator(mode="after")
    def _one_is_right(self) -> ChoiceItem:
        if sum(option.right for option in self.options) != 1:
            raise BrokenRulesError([(("options",), f"item '{self.id}': exactly one option is right")])
        return self


class Named(Value):
    """A thing with a name: a pile, a row of a plan, a person, a day."""

    id: Id
    text: Text


class Card(Value):
    """A card to lay on one of the piles."""

    id: Id
    text: Text
    pile: Id
    because: Text


class SortItem(_Item):
    """Cards to lay on piles. The answer is card → pile. Laying all on one pile is worth nothing."""

    kind: Literal["sort"]
    piles: Annotated[tuple[Named, ...], Field(min_length=2, max_length=5), Unique]
    cards: Annotated[tuple[Card, ...], Field(min_length=4, max_length=24), Unique]

    @model_validator(mode="after")
    def _piles_and_cards_agree(self) -> SortItem:
        _refuse(self._that_disagree())
        return self

    def _that_disagree(self) -> Iterator[tuple[At, str]]:
        piles = {pile.id for pile in self.piles}
        for i, card in enumerate(self.cards):
            if card.pile not in piles:
                yield ("cards", i, "pile"), f"card '{card.id}' belongs on '{card.pile}', which is no pile"
        for pile in sorted(piles - {card.pile for card in self.cards}):
            yield ("piles",), f"no card belongs on '{pile}'"


class OrderStep(Value):
    """One of the things to bring into order."""

    id: Id
    text: Text
    place: Annotated[int, Field(ge=1, le=12)]
    """Where it stands, from 1; two with the same place may stand either way round."""
    because: Text


class OrderItem(_Item):
    """Steps to bring into order. The answer is their ids, first to last. A chance order is worth nothing."""

    kind: Literal["order"]
    steps: Annotated[tuple[OrderStep, ...], Field(min_length=3, max_length=12), Unique]

    @model_validator(mode="after")
    def _there_is_an_order(self) -> OrderItem:
        if len({step.place for step in self.steps}) < 2:
            raise BrokenRulesError([(("steps",), f"item '{self.id}': all steps have one place, so there is no order")])
        return self


class PlanOption(Named):
    """What may be chosen for a row of a plan."""

    at: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """When it is, on any scale that the rules share (day, week, half hour); None for not at all."""
    cost: Annotated[int, Field(ge=0, le=10_000)] = 0
    """What it takes, in any unit that the rules share (minutes, hours a quarter)."""


class _Rule(Value):
    kept: Text
    """Said when the plan keeps the rule."""
    broken: Text
    """Said when it does not."""
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    rows: tuple[Id, ...] = ()
    """The rows that it looks at; all when none are named."""


class Budget(_Rule):
    """The rows' options together cost no less and no more than this."""

    rule: Literal["budget"]
    at_least: int = 0
    at_most: int = 1_000_000


class Only(_Rule):
    """Each of the rows has one of the options."""

    rule: Literal["only"]
    options: Annotated[tuple[Id, ...], Field(min_length=1)]


class Different(_Rule):
    """No two of the rows have the same option."""

    rule: Literal["different"]


class Before(_Rule):
    """The rows come in this order, each at least `gap` and at most `within` after the one before, by their options' `at`."""

    rule: Literal["before"]
    gap: Annotated[int, Field(ge=0)] = 1
    within: Annotated[int, Field(ge=0)] = 1_000_000


class Count(_Rule):
    """So many of the rows have one of the options."""

    rule: Literal["count"]
    options: Annotated[tuple[Id, ...], Field(min_length=1)]
    at_least: int = 0
    at_most: int = 1_000


Rule = Annotated[Budget | Only | Different | Before | Count, Field(discriminator="rule")]


class PlanItem(_Item):
    """A plan: an option for each row, held to rules. The answer is row → option.

    What a plan with one option throughout can keep is worth nothing.
    """

    kind: Literal["plan"]
    rows: Annotated[tuple[Named, ...], Field(min_length=2, max_length=16), Unique]
    options: Annotated[tuple[PlanOption, ...], Field(min_length=2, max_length=24), Unique]
    rules: Annotated[tuple[Rule, ...], Field(min_length=2, max_length=12)]

    @model_validator(mode="after")
    def _rules_name_what_is_there(self) -> PlanItem:
        _refuse(self._unknown_names())
        return self

    def _unknown_names(self) -> Iterator[tuple[At, str]]:
        rows, options = {row.id for row in self.rows}, {option.id for option in self.options}
        for i, rule in enumerate(self.rules):
            for name in sorted(set(rule.rows) - rows):
                yield ("rules", i, "rows"), f"'{name}' is no row"
            if isinstance(rule, Only | Count):
                for name in sorted(set(rule.options) - options):
                    yield ("rules", i, "options"), f"'{name}' is no option"


class CodingItem(_Item):
    """Turns of a written 1:1 to be coded by what they do. The answer is number of the turn, from 1 → act.

    Agreement counts beyond chance (Cohen's kappa), so one code throughout is worth nothing.
    """

    kind: Literal["coding"]
    talk: Id
    first: Annotated[int, Field(ge=1)] = 1
    last: Annotated[int, Field(ge=1)] = 10_000
    """The first and the last turn shown, counted from 1."""


class Clip(Value):
    """A piece of a talk to rate."""

    id: Id
    talk: Annotated[str, Field(min_length=1, max_length=2_000)]
    """`Manager: …` and `Report: …` lines."""
    gold: Annotated[int, Field(ge=1, le=5)]
    because: Text


class RatingsItem(_Item):
    """Clips to rate from 1 to 5. The answer is clip → rating. One rating throughout is worth nothing."""

    kind: Literal["ratings"]
    scale: Annotated[tuple[Text, ...], Field(min_length=5, max_length=5)]
    """What 1, 2, 3, 4 and 5 mean."""
    clips: Annotated[tuple[Clip, ...], Field(min_length=3, max_length=12), Unique]

    @model_validator(mode="after")
    def _clips_differ(self) -> RatingsItem:
        if len({clip.gold for clip in self.clips}) < 2:
            raise BrokenRulesError([(("clips",), f"item '{self.id}': all clips have one rating, so nothing tells them apart")])
        return self


class Action(Value):
    """Something agreed: who does what by when."""

    id: Id
    what: Text
    """As the other's log has it."""
    means: Annotated[tuple[Text, ...], Field(min_length=1, max_length=12)]
    """Words by which it is known, as `asked_about` of a fact."""
    who: Id
    by: Id


class LogItem(_Item):
    """What was agreed in a talk, as both wrote it down. The answer is a list of `who`, `what` and `by`.

    It is held to the log that the other wrote: the same things, the same people, the same days, and nothing on top.
    """

    kind: Literal["log"]
    talk: Annotated[str, Field(min_length=1, max_length=6_000)]
    """The talk as it was held: `Manager: …` and `Report: …` lines."""
    people: Annotated[tuple[Named, ...], Field(min_length=2, max_length=4), Unique]
    days: Annotated[tuple[Named, ...], Field(min_length=2, max_length=8), Unique]
    actions: Annotated[tuple[Action, ...], Field(min_length=2, max_length=8), Unique]

    @model_validator(mode="after")
    def _people_and_days_are_there(self) -> LogItem:
        people, days = {one.id for one in self.people}, {one.id for one in self.days}
        _refuse(
            (("actions", i), f"action '{action.id}': '{name}' is none of the people and days above")
            for i, action in enumerate(self.actions)
            for name, known in ((action.who, people), (action.by, days))
            if name not in known
        )
        return self


Item = Annotated[
    ConversationItem | TextItem | ChoiceItem | SortItem | OrderItem | PlanItem | CodingItem | RatingsItem | LogItem,
    Field(discriminator="kind"),
]

ACTS: Final[dict[Act, str]] = {"question": "asks", "reflection": "gives back", "tell": "tells", "other": "something else"}
"""What a turn can do, in words."""


def _refuse(broken: Iterable[tuple[At, str]]) -> None:
    if found := list(broken):
        raise BrokenRulesError(found)
