"""Marking answers to which there is a key: choices, piles, orders, plans, codes, ratings, logs.

What can be had without looking is worth nothing: all cards on one pile, one code throughout, a chance order. Points count
from there (as Cohen's kappa counts agreement from chance), so that playing for points and not answering come to the same.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from toolkit.content import (
    ACTS,
    Act,
    ChoiceItem,
    CodingItem,
    Library,
    LogItem,
    ManagerTurn,
    OrderItem,
    PlanItem,
    RatingsItem,
    SortItem,
)
from toolkit.content.items import Action, Before, Budget, Count, Different, Only, OrderStep, Rule
from toolkit.conversation import words
from toolkit.errors import GradingError
from toolkit.feedback.agreement import cohen_kappa
from toolkit.feedback.text import stems, subject_stems
from toolkit.grading.values import Remark

Marked = tuple[float, list[Remark]]
"""The share of the points, 0 to 1, and what is said about the answer."""

MOST_REMARKS: Final = 6
"""Single things said about one answer: more is not read."""


def beyond(got: float, blind: float, most: float) -> float:
    """Return how far an answer gets from what can be had without looking to all there is, 0 to 1.

    >>> beyond(8, blind=6, most=10)
    0.5
    """
    return max(0.0, (got - blind) / (most - blind)) if most > blind else 0.0


def mark_choice(item: ChoiceItem, answer: str) -> Marked:
    """Return what a choice is worth, with the reason that its author gives."""
    chosen = next((option for option in item.options if option.id == answer), None)
    if chosen is None:
        raise GradingError(f"'{answer}' is no option of '{item.id}'.")
    return float(chosen.right), [Remark(title=item.title, quotes=(chosen.text,), text=chosen.because)]


def mark_sort(item: SortItem, answer: Mapping[str, str]) -> Marked:
    """Return how many more cards lie where they belong than would on the largest pile."""
    piles = {pile.id: pile.text for pile in item.piles}
    wrong = [card for card in item.cards if answer.get(card.id) != card.pile]
    right = len(item.cards) - len(wrong)
    largest = max(Counter(card.pile for card in item.cards).values())
    remarks = [_sum(f"{right} of {len(item.cards)} cards lie where they belong; {largest} would if all lay on one pile.")]
    remarks += [
        Remark(title=f"Belongs to “{piles[card.pile]}”", quotes=(card.text,), text=card.because) for card in wrong[:MOST_REMARKS]
    ]
    return beyond(right, largest, len(item.cards)), remarks


def mark_order(item: OrderItem, answer: Sequence[str]) -> Marked:
    """Return how many more pairs stand the right way round than would by chance (Kendall's tau, not below 0)."""
    steps = {step.id: step for step in item.steps}
    pairs = [(a, b) for a, b in itertools.combinations([steps[id] for id in answer], 2) if a.place != b.place]
    right = sum(a.place < b.place for a, b in pairs)
    turned = [(a, b) for a, b in itertools.pairwise([steps[id] for id in answer]) if a.place > b.place]
    remarks = [_sum(f"{right} of {len(pairs)} pairs stand the right way round; half of them would by chance.")]
    remarks += [_too_late(early, late) for early, late in turned[:MOST_REMARKS]]
    return beyond(right, len(pairs) / 2, len(pairs)), remarks


def _too_late(early: OrderStep, late: OrderStep) -> Remark:
    return Remark(title="The other way round", quotes=(early.text, late.text), text=late.because)


def mark_plan(item: PlanItem, answer: Mapping[str, str]) -> Marked:
    """Return how many more rules a plan keeps, by weight, than the best plan with one option throughout."""
    rows = {row.id: row.text for row in item.rows}
    options = {option.id: option.text for option in item.options}
    kept = {i: keeps(item, rule, answer) for i, rule in enumerate(item.rules)}
    alike = max(_weight(item, dict.fromkeys(rows, option)) for option in options)
    remarks = [_sum(f"The plan keeps {sum(kept.values())} of {len(kept)} rules.")]
    for i, rule in enumerate(item.rules):
        looked_at = [row for row in rule.rows or rows if row in answer][:MOST_REMARKS]
        quotes = () if kept[i] else tuple(f"{rows[row]}: {options[answer[row]]}" for row in looked_at)
        remarks.append(Remark(title="Kept" if kept[i] else "Broken", quotes=quotes, text=rule.kept if kept[i] else rule.broken))
    return beyond(_weight(item, answer), alike, sum(rule.weight for rule in item.rules)), remarks


def _weight(item: PlanItem, answer: Mapping[str, str]) -> int:
    return sum(rule.weight for rule in item.rules if keeps(item, rule, answer))


def keeps(item: PlanItem, rule: Rule, answer: Mapping[str, str]) -> bool:
    """Return whether a plan keeps a rule; a row that is not filled in keeps none."""
    rows = rule.rows or tuple(row.id for row in item.rows)
    if any(row not in answer for row in rows):
        return False
    known = {option.id: option for option in item.options}
    chosen = [known[answer[row]] for row in rows]
    match rule:
        case Budget():
            return rule.at_least <= sum(option.cost for option in chosen) <= rule.at_most
        case Only():
            return all(option.id in rule.options for option in chosen)
        case Different():
            return len({option.id for option in chosen}) == len(chosen)
        case Count():
            return rule.at_least <= sum(option.id in rule.options for option in chosen) <= rule.at_most
        case Before():
            times = [option.at for option in chosen if option.at is not None]
            apart = [b - a for a, b in itertools.pairwise(times)]
            return len(times) == len(chosen) and all(rule.gap <= one <= rule.within for one in apart)


CODED_AS_WELL_AS_PEOPLE: Final = 0.8
"""From this kappa on coding gets all points: two coders of our own talks reach .917, experts on AnnoMI .74."""

_TELLS_THEM_APART: Final[dict[Act, str]] = {
    "question": "It wants an answer: a question, or a request such as “tell me”.",
    "reflection": "It gives back what they said or felt, and leaves it there.",
    "tell": "It brings in something of the manager's: advice, an explanation, a story, comfort.",
    "other": "It does none of the three: a greeting, a nod, thanks, something about the room.",
}


def mark_coding(item: CodingItem, answer: Mapping[str, str], library: Library) -> Marked:
    """Return how well the codes agree, beyond chance, with those that ship with the talk."""
    coded = gold_codes(item, library)
    pairs = [(turn.main, answer.get(str(n), "")) for n, turn in coded.items()]
    agreed = sum(a == b for a, b in pairs)
    kappa = cohen_kappa(pairs) or 0.0
    remarks = [_sum(f"You agree on {agreed} of {len(pairs)} turns, which is {max(0.0, kappa):.2f} beyond chance (Cohen's kappa).")]
    for n, turn in coded.items():
        yours = answer.get(str(n), "")
        if yours != turn.main and len(remarks) <= MOST_REMARKS:
            said = f"You had “{ACTS[_act(yours)]}”." if yours in ACTS else "You left it out."
            title = f"Turn {n} {ACTS[turn.main] if turn.main != 'other' else 'does something else'}"
            remarks.append(Remark(title=title, quotes=(turn.m,), text=f"{_TELLS_THEM_APART[turn.main]} {said}"))
    return min(1.0, max(0.0, kappa) / CODED_AS_WELL_AS_PEOPLE), remarks


def _act(name: str) -> Act:
    return next(act for act in ACTS if act == name)


def gold_codes(item: CodingItem, library: Library) -> dict[int, ManagerTurn]:
    """Return number → turn for the manager's turns that are to be coded; turns count from 1."""
    turns = enumerate(library.talk(item.talk).turns, start=1)
    return {n: turn for n, turn in turns if item.first <= n <= item.last and isinstance(turn, ManagerTurn)}


def mark_ratings(item: RatingsItem, answer: Mapping[str, str]) -> Marked:
    """Return how much nearer the ratings are to those of the clips' authors than the best single rating throughout."""
    off = {clip.id: abs(int(answer.get(clip.id, 0)) - clip.gold) for clip in item.clips}
    blind = min(sum(abs(one - clip.gold) for clip in item.clips) for one in range(1, 6))
    remarks = [_sum(f"{sum(not o for o in off.values())} of {len(off)} ratings are the same as the authors', {sum(o == 1 for o in off.values())} one step off.")]
    for clip in item.clips:
        if off[clip.id] and len(remarks) <= MOST_REMARKS:
            yours = answer.get(clip.id, "none")
            remarks.append(Remark(title=f"Rated {clip.gold}; you had {yours}", quotes=(clip.talk,), text=clip.because))
    return beyond(-sum(off.values()), -blind, 0), remarks


LONGEST_LINE: Final = 30
"""Words of one line in a log; more is a copy of the talk."""

THING, PERSON, DAY = 0.4, 0.3, 0.3
"""What counts how much when two logs are laid side by side."""


def mark_log(item: LogItem, answer: Sequence[Mapping[str, str]]) -> Marked:
    """Return how far a log agrees with the other's: the same things, people and days; a thing too much costs one."""
    people = {one.id: one.text for one in item.people}
    days = {one.id: one.text for one in item.days}
    left = [row for row in answer if row["what"].strip()]
    got, remarks = 0.0, []
    for action in item.actions:
        row = next((row for row in left if means(row["what"], action)), None)
        theirs = f"{action.what} ({people[action.who]}, {days[action.by]})"
        if row is None:
            remarks.append(Remark(title="Only in their log", quotes=(theirs,), text="It was agreed, and you have not written it down."))
            continue
        left.remove(row)
        got += THING + PERSON * (row["who"] == action.who) + DAY * (row["by"] == action.by)
        if (row["who"], row["by"]) != (action.who, action.by):
            yours = f"{row['what']} ({people.get(row['who'], 'nobody')}, {days.get(row['by'], 'no day')})"
            remarks.append(Remark(title="You remember it differently", quotes=(yours, theirs), text="One of you will wait for the other."))
    remarks += [
        Remark(title="Only in your log", quotes=(row["what"],), text="They have nothing like it. Was it said, or only meant?")
        for row in left[:MOST_REMARKS]
    ]
    share = max(0.0, got - THING * len(left)) / len(item.actions)
    return share, [_sum(f"The two logs agree to {share:.0%}."), *remarks]


def means(what: str, action: Action) -> bool:
    """Return whether a line of a log is about an action."""
    if len(words(what)) > LONGEST_LINE:
        return False
    said, told = frozenset(stems(what)), subject_stems(action.what)
    return any(said.issuperset(stems(entry)) for entry in action.means) or len(told & subject_stems(what)) > len(told) / 2


def _sum(text: str) -> Remark:
    return Remark(title="All in all", text=text)


