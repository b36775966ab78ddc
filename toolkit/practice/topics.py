"""What a line is about: which of a person's subjects it comes near, in the author's words or in others of that meaning.

    line -> words and concepts -> the author's entries, else likeness to what the author wrote about each area

By the author's entries a fact is *named*; by likeness an area is only *meant*, which needs more words to be sure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from toolkit.content import Fact, Scenario
from toolkit.conversation import words
from toolkit.feedback.text import FUNCTION_WORDS, Line, stem, stems
from toolkit.practice.concepts import concepts

ENOUGH: Final = 0.42
"""Likeness from which a line means an area; set on half of the lines in `tests/data/understanding`."""
NEARLY_AS_MUCH: Final = 0.75
"""A second area is meant too when it is this much as like as the first."""
CONCEPT: Final = 0.6
"""What sharing a concept counts beside sharing a word."""

PHRASE: Final = 1.2
"""What all words of an author's phrase count together, beside one word that stands alone."""

_SMALL: Final = frozenset(stem(word) for word in FUNCTION_WORDS)
_VAGUE: Final = frozenset(
    stem(word)
    for word in (
        "back new stop show come take make find happen day time work week month year need help feel keep put call start end "
        "people person someone somebody anything everything nothing place part way today these else always never often still "
        "good bad better best worse worst hard easy new old last next first long great nice real true sure different other "
        "ask talk speak say hear look seem try use give turn bring mean matter question answer idea thought moment point life"
    ).split()
)
"""Words that stand in many questions and say little about any."""

VAGUE: Final = 0.3
"""What such a word counts beside one of substance."""

_WRITTEN: Final = (("asked_about", 1.0), ("asked_like", 0.8), ("name", 0.8), ("text", 0.35))
"""How much the author's texts say about an area: entries, example questions, the area's name, the fact itself."""

Terms = Mapping[str, float]


@dataclass(frozen=True)
class Topics:
    """The areas of one scenario, by the terms that stand for them."""

    entries: tuple[tuple[str, tuple[frozenset[str], ...]], ...]
    """Fact → the stems of each of its entries."""
    areas: Mapping[str, Terms]
    rarity: Mapping[str, float]
    """How much a term tells areas apart, 0 to 1."""

    def named(self, text: str) -> tuple[str, ...]:
        """Return the facts one of whose entries stands, in any word form, in one sentence of the text."""
        said = [frozenset(stems(sentence.text)) for sentence in Line(text).sentences]
        return tuple(id for id, entries in self.entries if any(s.issuperset(e) for s in said for e in entries))

    def meant(self, text: str) -> tuple[str, ...]:
        """Return the areas that a text is about by its meaning, the likeliest first."""
        like = {area: self._likeness(_terms(text), terms) for area, terms in self.areas.items()}
        best = max(like.values(), default=0.0)
        near = [area for area, value in like.items() if value >= max(ENOUGH, NEARLY_AS_MUCH * best)]
        return tuple(sorted(near, key=lambda area: (-like[area], area)))

    def _likeness(self, said: Terms, terms: Terms) -> float:
        """Return how much of what was said is about an area, 0 to 1."""
        if not said:
            return 0.0
        shared = sum(weight * terms.get(term, 0.0) * self.rarity.get(term, 1.0) for term, weight in said.items())
        every = math.sqrt(sum(weight for term, weight in said.items() if not term.startswith("~")))
        return shared / max(1.0, every)


def _terms(text: str) -> dict[str, float]:
    """Return what a text is about: stems of its words of substance, and the concepts they and its phrases are in."""
    every = stems(text)
    found = {
        s: VAGUE if s in _VAGUE else 1.0
        for word, s in zip(words(text), every, strict=True)
        if s not in _SMALL and len(word) > 1
    }
    return found | dict.fromkeys(concepts(every), CONCEPT)


@lru_cache(maxsize=256)
def _topics(facts: tuple[Fact, ...], names: tuple[tuple[str, str], ...]) -> Topics:
    entries = tuple((fact.id, tuple(frozenset(stems(entry)) for entry in fact.asked_about)) for fact in facts)
    areas = {area: _area([fact for fact in facts if fact.area == area], name) for area, name in names}
    spread = Counter(term for terms in areas.values() for term in terms)
    most = math.log(1 + len(areas))
    rarity = {term: math.log(1 + len(areas) / count) / most for term, count in spread.items()}
    return Topics(entries, areas, rarity)


def _area(facts: Iterable[Fact], name: str) -> Terms:
    found: dict[str, float] = {}
    for fact in facts:
        texts = {
            "asked_about": fact.asked_about,
            "asked_like": (*fact.asked_like, fact.opens_with),
            "name": (name,),
            "text": (fact.text,),
        }
        for kind, weight in _WRITTEN:
            for text in texts[kind]:
                terms = _terms(text)
                # One word of a phrase says less than a word that the author gave alone.
                share = 1.0 if kind != "asked_about" or len(terms) <= 1 else PHRASE / len(terms)
                for term, worth in terms.items():
                    found[term] = max(found.get(term, 0.0), weight * worth * share)
    return found


def topics(scenario: Scenario) -> Topics:
    """Return the topics of a scenario."""
    return _topics(scenario.facts, tuple(scenario.areas.items()))
