"""What our own annotated talks are worth: how far two codings agree, and what alone would give a talk away."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.content import Act, AnnotatedTalk, Library, ManagerTurn
from toolkit.feedback.agreement import auc, cohen_kappa, f1
from toolkit.feedback.behaviours import BEHAVIOURS
from toolkit.feedback.corpus import CodedTalk, from_annotated
from toolkit.feedback.features import moments

Turned = tuple[str, int]
"""A talk and the index of a turn in it."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder said of some talks."""

    ratings: dict[str, str]
    mains: dict[Turned, str]
    finer: dict[Turned, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two codings of the same talks agree, each figure at most 1."""

    talks: int
    turns: int
    main_same: float
    main_kappa: float | None
    main_f1: dict[str, float | None]
    rating_same: float
    rating_kappa: float | None
    finer_f1: dict[str, tuple[float | None, int]]
    """Finer behaviour → F1 between the codings, and how many turns either coder saw it in."""


def first_coding(library: Library) -> Coding:
    """Return the labels that stand in the talks."""
    talks = [library.talk(id) for id in library.talk_files()]
    turns = {(talk.id, i): turn for talk in talks for i, turn in _managers(talk)}
    return Coding(
        {talk.id: talk.rating for talk in talks},
        {at: turn.main for at, turn in turns.items()},
        {at: frozenset(turn.also) for at, turn in turns.items()},
    )


def _managers(talk: AnnotatedTalk) -> Iterator[tuple[int, ManagerTurn]]:
    return ((i, turn) for i, turn in enumerate(talk.turns) if isinstance(turn, ManagerTurn))


def second_coding(path: Path) -> Coding:
    """Return the blind second labels of some of the talks: a CSV with talk, rating, turn, main, also."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = {(row["talk"], int(row["turn"])): row for row in rows}
    return Coding(
        {row["talk"]: row["rating"] for row in rows},
        {turned: row["main"] for turned, row in at.items()},
        {turned: frozenset(row["also"].split()) for turned, row in at.items()},
    )


def agreement(first: Coding, second: Coding) -> Agreement:
    """Return how far two codings agree on what both have coded."""
    mains = [(first.mains[at], main) for at, main in second.mains.items()]
    ratings = [(first.ratings[talk], rating) for talk, rating in second.ratings.items()]
    finer = [(first.finer[at], also) for at, also in second.finer.items()]
    names = sorted({name for both in finer for one in both for name in one})
    acts: tuple[Act, ...] = ("question", "reflection", "tell", "other")
    return Agreement(
        talks=len(ratings),
        turns=len(mains),
        main_same=sum(a == b for a, b in mains) / len(mains),
        main_kappa=cohen_kappa(mains),
        main_f1={act: f1([(a == act, b == act) for a, b in mains]) for act in acts},
        rating_same=sum(a == b for a, b in ratings) / len(ratings),
        rating_kappa=cohen_kappa(ratings),
        finer_f1={
            name: (f1([(name in a, name in b) for a, b in finer]), sum(name in a or name in b for a, b in finer))
            for name in names
        },
    )


@dataclass(frozen=True, slots=True)
class Detector:
    """How well a rule finds a behaviour in turns, against the labels."""

    behaviour: str
    precision: float | None
    """Of the turns in which the rule sees it, the share that is labelled so."""
    recall: float | None
    """Of the turns that are labelled so, the share in which the rule sees it."""
    labelled: int


def detectors(library: Library, unseen: bool = False) -> list[Detector]:
    """Return how well each rule does on all talks, or on those alone that nobody saw when the rules were written."""
    pairs: list[tuple[frozenset[str], frozenset[str]]] = []
    for id in library.talk_files():
        if not unseen or id.startswith(UNSEEN):
            talk = library.talk(id)
            for i, at in moments(from_annotated(talk).transcript):
                turn = talk.turns[i]
                if isinstance(turn, ManagerTurn):
                    pairs.append((frozenset(turn.also), frozenset(name for one in at.seen for name in one.behaviours)))
    return [_detector(name, [(name in also, name in seen) for also, seen in pairs]) for name in BEHAVIOURS]


UNSEEN: Final = ("i_", "j_")
"""How the talks begin that were written after the rules."""


def _detector(name: str, pairs: Sequence[tuple[bool, bool]]) -> Detector:
    both, labelled, seen = (sum(map(pick, pairs)) for pick in (all, lambda p: p[0], lambda p: p[1]))
    return Detector(name, both / seen if seen else None, both / labelled if labelled else None, labelled)


def _talk_share(talk: CodedTalk) -> float:
    return talk.transcript.talk_share or 0.0


def _turn_length(talk: CodedTalk) -> float:
    turns = [talk.transcript.turns[i].words for i in talk.transcript.manager_turns]
    return sum(turns) / len(turns)


def _questions(talk: CodedTalk) -> float:
    return sum(labels.asks for labels in talk.labels.values()) / len(talk.labels)


def _turns(talk: CodedTalk) -> float:
    return len(talk.labels)


def _given_back(talk: CodedTalk) -> float:
    return sum(labels.main == "reflection" for labels in talk.labels.values()) / len(talk.labels)


def _told(talk: CodedTalk) -> float:
    return sum(labels.main == "tell" for labels in talk.labels.values()) / len(talk.labels)


GIVE_AWAYS: Final[dict[str, Callable[[CodedTalk], float]]] = {
    "the manager's share of the words": _talk_share,
    "words in a turn of the manager": _turn_length,
    "share of the manager's turns that ask": _questions,
    "number of the manager's turns": _turns,
}
"""What must not separate good talks from poor ones by itself."""

SIGNS: Final[dict[str, Callable[[CodedTalk], float]]] = {
    "share of turns that give back, by the labels": _given_back,
    "share of turns that tell, by the labels": _told,
}
"""What is meant to separate them."""


def separates(talks: list[CodedTalk], value: Callable[[CodedTalk], float]) -> float | None:
    """Return the chance that a good talk has more of something than a poor one; .5 says nothing."""
    good = [value(talk) for talk in talks if talk.good is True]
    return auc(good, [value(talk) for talk in talks if talk.good is False])
