"""What a line is about: which of a person's subjects it comes near, in the author's words or in others of that meaning.

    line -> its words, pairs of words and concepts -> how much likelier in one area's texts than in the others'
                                                   -> how much likelier in everyday talk than in the whole scenario

For each area the author has written entries, example questions, the facts and what is said of them; `everyday.txt` holds
what people say at work of anything else. How near a line comes to an area is a sum: how much likelier its terms are under
that area than under the others (a naive Bayes log-ratio with counts as weights), more when all words of an entry stand in
one sentence and so *name* its fact, less when another area is likelier, when everyday talk is, and when the line merely
states something. The weights of that sum come from a logistic regression over pairs of a line and an area, on `asked_like`
lines and everyday lines held out in turn and on the lines of every second scenario in `tests/data/understanding`, and
were rounded; `tests/practice/understood.py` gives the figures for the scenarios whose lines had no part in it.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from toolkit.content import Fact, Scenario
from toolkit.feedback.text import SMALL_STEMS, Line, Sentence, stands_in, stem, stems
from toolkit.practice.concepts import concepts

ENOUGH: Final = 2.3
"""From this much on a line is about an area."""
NAMED: Final = 1.25
"""What naming a fact adds to its area."""
BEHIND: Final = 0.7
"""What an area loses for each unit that another is likelier by."""
EVERYDAY: Final = 0.5
"""What every area loses for each unit that the line is likelier in everyday talk."""
STATED: Final = 3.2
"""What every area loses when the line merely states something: neither asks, nor speaks of them, nor guesses."""
UNKNOWN: Final = 40.0
"""How strongly a rarely seen term is pulled towards saying nothing."""
UNHEARD: Final = 0.2, 400.0
"""The same for everyday talk: what is added to the count of a term, and to the size of both sides."""

WORD, VAGUE, CONCEPT, PAIR = 1.0, 0.5, 0.7, 0.6
"""What a word, a word that stands in many questions, a concept, and two words in a row count."""

_VAGUE: Final = frozenset(
    stem(word)
    for word in (
        "back new stop show come take make find happen day time work week month year need help feel keep put call start end "
        "people person someone somebody anything everything nothing place part way today these else always never often still "
        "good bad better best worse worst hard easy new old last next first long great nice real true sure different other "
        "ask talk speak say hear look seem try use give turn bring mean matter question answer idea thought moment point life"
    ).split()
)
_WRITTEN: Final = {"asked_like": 1.0, "name": 0.8, "asked_about": 0.8, "text": 0.5, "says": 0.4}
"""How much a text of the author counts, by what it is."""

Terms = Mapping[str, float]
Stems = tuple[str, ...]


def stands_in_one(entry: Stems, sentences: Iterable[Sentence]) -> bool:
    """Return whether an author's entry stands in one of the sentences."""
    return any(stands_in(entry, sentence) for sentence in sentences)


@dataclass(frozen=True)
class Topics:
    """The areas of one scenario, by the terms that stand for them."""

    areas: Mapping[str, str]
    """Fact → its area."""
    entries: Mapping[str, Sequence[tuple[Stems, str]]]
    """A stem → the entries that it is the first of, each with its fact, so that a sentence is held to few of them."""
    counts: Mapping[str, Terms]
    """Area → term → how often it stands in the area's texts, weighed."""
    everywhere: Terms
    sizes: Mapping[str, float]

    def named(self, line: Line) -> tuple[str, ...]:
        """Return the facts one of whose entries stands, in any word form, in one sentence of the line."""
        found = {
            fact
            for sentence in line.sentences
            for first in sentence.vocabulary
            for entry, fact in self.entries.get(first, ())
            if stands_in(entry, sentence)
        }
        return tuple(fact for fact in self.areas if fact in found)

    def about(self, line: Line, named: Collection[str], stated: bool = False) -> tuple[str, ...]:
        """Return the areas that a line is about, the likeliest first, when it names these facts and merely states or not."""
        terms = _terms(line.text)
        bonus = {self.areas[fact] for fact in named}
        known = [(term, weight, every) for term, weight in terms.items() if (every := self.everywhere.get(term))]
        scale = math.sqrt(sum(terms.values()) or 1.0)
        like = {area: self._likeness(known, area) / scale + NAMED * (area in bonus) for area in self.counts}
        best = max(like.values())
        enough = ENOUGH + EVERYDAY * self._everyday(terms) + STATED * stated
        near = [area for area, value in like.items() if value - BEHIND * (best - value) >= enough]
        return tuple(sorted(near, key=lambda area: (-like[area], area)))

    def _likeness(self, known: Iterable[tuple[str, float, float]], area: str) -> float:
        """Return how much likelier terms are in an area's texts than in the others', as a logarithm.

        Each comes with its weight and with how often it stands in all texts.
        """
        counts, size, total = self.counts[area], self.sizes[area], sum(self.sizes.values())
        found = 0.0
        for term, weight, every in known:
            count, pull = counts.get(term, 0.0), UNKNOWN * every / total
            here = (count + pull) / (size + UNKNOWN)
            there = (every - count + pull) / (total - size + UNKNOWN)
            found += weight * math.log(here / there)
        return found

    def _everyday(self, said: Terms) -> float:
        """Return how much likelier what was said is in everyday talk than in this scenario, as a logarithm."""
        (everyday, size), (least, unseen) = _everyday_terms(), UNHEARD
        sizes = math.log((size + unseen) / (sum(self.sizes.values()) + unseen))
        known = {term: weight for term, weight in said.items() if term in everyday or term in self.everywhere}
        found = sum(
            weight * (math.log((everyday.get(term, 0.0) + least) / (self.everywhere.get(term, 0.0) + least)) - sizes)
            for term, weight in known.items()
        )
        return found / math.sqrt(sum(known.values()) or 1.0)


def _terms(text: str) -> dict[str, float]:
    """Return what a text is about: its words of substance, pairs of words, and the concepts that they are in."""
    every = stems(text)
    found = {s: VAGUE if s in _VAGUE else WORD for s in every if s not in SMALL_STEMS}
    found |= dict.fromkeys(concepts(every), CONCEPT)
    return found | {" ".join(pair): PAIR for pair in itertools.pairwise(every)}


@cache
def _everyday_terms() -> tuple[Terms, float]:
    """Return how often each term stands in everyday talk, and the sum of that."""
    found: defaultdict[str, float] = defaultdict(float)
    for line in Path(__file__).with_name("everyday.txt").read_text(encoding="utf-8").splitlines():
        for term, weight in _terms(line).items():
            found[term] += weight
    return found, sum(found.values())


@lru_cache(maxsize=256)
def _topics(facts: tuple[Fact, ...], names: tuple[tuple[str, str], ...]) -> Topics:
    entries: defaultdict[str, list[tuple[Stems, str]]] = defaultdict(list)
    for fact in facts:
        for entry in filter(None, map(stems, fact.asked_about)):
            entries[entry[0]].append((entry, fact.id))
    counts = {area: _counted([fact for fact in facts if fact.area == area], name) for area, name in names}
    everywhere: defaultdict[str, float] = defaultdict(float)
    for terms in counts.values():
        for term, count in terms.items():
            everywhere[term] += count
    return Topics({fact.id: fact.area for fact in facts}, entries, counts, everywhere, {area: sum(terms.values()) for area, terms in counts.items()})


def _counted(facts: Iterable[Fact], name: str) -> Terms:
    found: defaultdict[str, float] = defaultdict(float)
    texts = [("name", name)]
    for fact in facts:
        texts += [("asked_like", line) for line in (*fact.asked_like, fact.opens_with)]
        texts += [("asked_about", entry) for entry in fact.asked_about]
        texts += [("text", fact.text), ("says", fact.says)]
    for kind, text in texts:
        for term, weight in _terms(text).items():
            found[term] += _WRITTEN[kind] * weight
    return found


def topics(scenario: Scenario) -> Topics:
    """Return the topics of a scenario."""
    return _topics(scenario.facts, tuple(scenario.areas.items()))
