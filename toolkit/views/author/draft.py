"""A scenario that is being written: everything typed so far, kept in the records, and the scenario that it makes.

    Scenario -> draft_of -> Draft (typed, kept, half done) -> values -> Scenario, or what is still missing

In a draft the parts that a person writes one by one (facts, questions, kept talks) are cards with a key that never changes,
so that a card can be renamed, or taken away and put back, while others name it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from toolkit.content import Library, Scenario, Source, load
from toolkit.content.authoring import scenario_text
from toolkit.content.source import parsed
from toolkit.conversation import clean
from toolkit.errors import ContentError, Problem, ToolkitError
from toolkit.records import Store

Card = dict[str, Any]

CARDS: Final = ("facts", "quiz", "walkthroughs")
"""The parts of a draft that are lists of cards."""

TEMPLATE: Final = ""
"""What stands for the small example among the scenarios to begin from."""

_INDEX: Final = "drafts"
_PLAIN: Final = (
    "title relationship minutes difficulty setting manager_card observer_card report mood lines closed_lines"
).split()


@dataclass(frozen=True, slots=True)
class Built:
    """The values of a scenario file that a draft makes."""

    values: dict[str, Any]
    keys: dict[str, list[str]]
    """For each list of cards the key of each card that is in it, in order."""

    @property
    def source(self) -> Source:
        """The values as their file will give them."""
        return parsed(scenario_text(self.values), str(self.values["id"]))

    def scenario(self) -> Scenario:
        """Return the scenario; raise `ContentError` with everything that it still lacks."""
        return self.source.to(Scenario)


class Draft:
    """What is typed so far. Change `values`, then call `keep`."""

    def __init__(self, id: str, values: dict[str, Any], store: Store, learner: str) -> None:
        self.id, self.values = id, values
        self._store, self._learner = store, learner
        self._kept: dict[str, str] = {}

    def keep(self) -> None:
        """Keep whatever has changed since the last time."""
        for part, value in _parts(self.values):
            self._put(f"draft:{self.id}", part, value)
        self._put(_INDEX, self.id, f"{self.name}: {self.values['title']}")

    def _put(self, where: str, part: str, value: Any) -> None:
        text = json.dumps(value)
        if self._kept.get(part) != text:
            self._store.put_answer(self._learner, where, part, value)
            self._kept[part] = text

    @property
    def name(self) -> str:
        """What the person is called."""
        return str(self.values["report"]["name"]) or "somebody without a name"

    def cards(self, part: str) -> list[Card]:
        """Return the cards of a part that count: neither taken away nor still blank."""
        return [card for card in self.values[part] if _counts(card)]

    def add(self, part: str, **values: Any) -> Card:
        """Return a new card at the end of a part."""
        taken = {card["key"] for card in self.values[part]}
        card = {"key": next(key for n in range(1, 1000) if (key := f"new_{n}") not in taken), **values}
        self.values[part].append(card)
        return card

    def build(self) -> Built:
        """Return the values of the scenario file as far as they are there."""
        return _built(self.id, self.values)


# --- in the records -----------------------------------------------------------------------------------------------------


def drafts(store: Store, learner: str) -> dict[str, str]:
    """Return id → title of everything that somebody is writing."""
    return {id: title for id, title in store.answers(learner, _INDEX).items() if isinstance(title, str)}


def names_taken(store: Store, learner: str) -> set[str]:
    """Return the id of every draft, those off the list among them."""
    return set(store.answers(learner, _INDEX))


def list_draft(id: str, title: str | None, store: Store, learner: str) -> None:
    """Put a draft on the list of drafts under a title, or with None take it off; what was written in it stays kept."""
    store.put_answer(learner, _INDEX, id, title)


def open_draft(id: str, store: Store, learner: str) -> Draft | None:
    """Return a draft as it was left, or None when there is none of that name."""
    parts = store.answers(learner, f"draft:{id}")
    if not parts:
        return None
    values = {part: value for part, value in parts.items() if "/" not in part}
    for part in CARDS:
        values[part] = [parts[f"{part}/{key}"] for key in values[part]]
    return Draft(id, values, store, learner)


def begin_draft(id: str, values: dict[str, Any], store: Store, learner: str) -> Draft:
    """Return a new draft, kept as it stands."""
    draft = Draft(id, values, store, learner)
    draft.keep()
    return draft


def last_opened(store: Store, learner: str) -> str:
    """Return the id of the draft that was on the screen last; empty when somebody wanted to choose."""
    return str(store.answers(learner, f"{_INDEX}:open").get("id") or "")


def note_opened(id: str, store: Store, learner: str) -> None:
    """Keep which draft is on the screen."""
    store.put_answer(learner, f"{_INDEX}:open", "id", id)


def _parts(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what is kept: a card by itself, so that a key pressed in one does not write them all anew."""
    for part, value in values.items():
        if part in CARDS:
            yield from ((f"{part}/{card['key']}", card) for card in value)
            yield part, [card["key"] for card in value]
        else:
            yield part, value


# --- from a scenario and to one -----------------------------------------------------------------------------------------


def beginning(library: Library, start: str, name: str) -> dict[str, Any]:
    """Return a draft's values from a scenario, or the small example, with another first name in it."""
    scenario = library.scenario(start) if start else _template(library)
    values = draft_of(scenario)
    old = re.compile(rf"\b{re.escape(scenario.report.name)}\b")
    return {**_each_text(values, lambda text: old.sub(lambda _match: name, text)), "start": start}


def draft_of(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as a draft's values."""
    given = scenario.model_dump(mode="json")
    draft = {key: given.pop(key) for key in _PLAIN}
    draft["facts"] = [_fact_card(fact, given["areas"]) for fact in given.pop("facts")]
    draft["quiz"] = [_question_card(question) for question in given.pop("quiz")]
    draft["walkthroughs"] = [{"key": one.pop("id"), **one} for one in given.pop("walkthroughs")]
    draft["observer_card"] = draft["observer_card"] or {"watch_for": []}
    left = {key: value for key, value in given.items() if key not in ("id", "areas")}
    return {**draft, "more": left, "start": TEMPLATE}


def _fact_card(fact: dict[str, Any], areas: dict[str, str]) -> Card:
    gate = fact.pop("gate")
    name = fact["id"].replace("_", " ").capitalize()
    return {"key": fact.pop("id"), "name": name, "about": areas[fact.pop("area")], **fact, **gate}


def _question_card(question: dict[str, Any]) -> Card:
    wrong = question.pop("choices")
    right = wrong.pop(question["answer"])
    return {"key": question.pop("id"), **question, "right": right, "wrong": wrong}


def _built(id: str, values: dict[str, Any]) -> Built:
    there = {part: [card for card in values[part] if _counts(card)] for part in CARDS}
    facts = _named([(card["key"], card["name"]) for card in there["facts"]], "fact")
    labels = list(dict.fromkeys(_tidy(card["about"]) for card in there["facts"]))
    areas = _named([(label, label) for label in labels], "area")
    built = {
        "id": id,
        **{key: values[key] for key in _PLAIN if key not in ("lines", "closed_lines")},
        **values["more"],
        "areas": {areas[label]: label for label in labels},
        "facts": [_fact(card, facts, areas) for card in there["facts"]],
        **{pool: {kind: said for kind, said in values[pool].items() if said} for pool in ("lines", "closed_lines")},
        "quiz": [_question(card, facts) for card in there["quiz"]],
        "walkthroughs": [_walkthrough(card, facts) for card in there["walkthroughs"]],
    }
    if not built["observer_card"]["watch_for"]:
        del built["observer_card"]
    if not _tidy(built["setting"]):
        del built["setting"]
    return Built(_each_text(built, _tidy), {part: [card["key"] for card in there[part]] for part in CARDS})


def _counts(card: Card) -> bool:
    """Return whether a card is a part of the scenario. One in which nothing was written yet is in nobody's way."""
    written = [value for key, value in card.items() if key != "key" and (key != "about" or "right" not in card)]
    return not card.get("gone") and any(isinstance(value, str | list) and value for value in written)


def _fact(card: Card, facts: dict[str, str], areas: dict[str, str]) -> dict[str, Any]:
    own = ("key", "name", "about", "gone", "trust", "openness", "after")
    same = {key: value for key, value in card.items() if key not in own and (key != "hint" or _tidy(value))}
    gate = {"trust": card["trust"], "openness": card["openness"], "after": [facts[key] for key in card["after"] if key in facts]}
    return {"id": facts[card["key"]], "area": areas[_tidy(card["about"])], **same, "gate": gate}


def _question(card: Card, facts: dict[str, str]) -> dict[str, Any]:
    choices = list(card["wrong"])
    answer = min(card["answer"], len(choices))
    choices.insert(answer, card["right"])
    about = facts.get(card["about"], "no_fact")
    return {"id": card["key"], "about": about, "question": card["question"], "choices": choices, "answer": answer}


def _walkthrough(card: Card, facts: dict[str, str]) -> dict[str, Any]:
    same = {key: card[key] for key in ("why", "manager", "later", "points")}
    return {"id": card["key"], **same, "finds": [facts[key] for key in card["finds"] if key in facts]}


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    return [_each_text(inner, change) for inner in value] if isinstance(value, list) else value


def _tidy(text: str) -> str:
    """Return a text as it may be kept; a blank line stays a paragraph break."""
    return "\n\n".join(kept for part in re.split(r"\n\s*\n", text) if (kept := clean(part)))


def _named(given: list[tuple[str, str]], otherwise: str) -> dict[str, str]:
    """Return key → an id made of the words that a person chose, each used once."""
    named: dict[str, str] = {}
    for key, text in given:
        named[key] = id_from(text, set(named.values()), otherwise)
    return named


def id_from(text: str, taken: set[str], otherwise: str) -> str:
    """Return an id made of a text that is none of those taken.

    >>> id_from("Zoë & Marek's", {"zoe_marek_s"}, "person")
    'zoe_marek_s_2'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:50].strip("_") or otherwise
    return next(id for n in range(1, 10_000) if (id := stem if n == 1 else f"{stem}_{n}") not in taken)


def check_id(id: str) -> None:
    """Raise `ContentError` when a text cannot be a file's name and a scenario's id."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", id):
        raise ContentError([Problem(id, 0, "is no id: small letters, digits and underscores, beginning with a letter")])


def untouched(draft: Draft, library: Library) -> int:
    """Return how many texts still are those that the draft began with."""
    try:
        begun = set(_texts(beginning(library, draft.values["start"], draft.name)))
    except ToolkitError:
        # What it began with has gone from the library since, or is broken: nothing to compare with.
        return 0
    return sum(text in begun for text in _texts({part: draft.values[part] for part in ("title", "manager_card", "report")})) + sum(
        card["says"] in begun for card in draft.cards("facts")
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if " " in value:
            yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _texts(inner)


def _template(library: Library) -> Scenario:
    return load(library.source(library.root / "exercises" / "templates" / "scenario.yaml"), "template", Scenario)
