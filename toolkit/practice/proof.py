"""What a scenario file promises, proved: by searching its state machine, and by playing its walkthroughs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from toolkit.content import Fact, Mood, Rubric, Scenario, Source, Walkthrough
from toolkit.conversation import words
from toolkit.errors import Problem
from toolkit.feedback import observe
from toolkit.feedback.text import Line, subject_stems
from toolkit.practice.moods import REACTIONS
from toolkit.practice.persona import State, step
from toolkit.practice.search import Map, search
from toolkit.practice.session import Session, next_meeting, play
from toolkit.practice.topics import topics
from toolkit.practice.understanding import invites, touched

LINES_A_MINUTE: Final = 2.5
"""How many lines a manager gets to say in a minute, at most: a fact that takes longer cannot be found in time."""

CARD_WORDS: Final = 300
"""Words of a card that can be read in 90 seconds, at 200 words a minute."""

SAME_WORDS: Final = 6
"""So many words in a row that stand in a fact and in the manager's card are a leak."""


def scenario_problems(source: Source, scenario: Scenario, rubric: Rubric) -> Iterator[Problem]:
    """Yield everything that the scenario promises and does not keep."""
    for name in scenario.reactions.keys() - REACTIONS.keys():
        known = ", ".join(sorted(REACTIONS))
        yield source.problem(("reactions", name), f"nothing is called '{name}'; known: {known}")
    for i, fact in enumerate(scenario.facts):
        for at, message in _fact_problems(scenario, fact):
            yield source.problem(("facts", i, at), message)
    yield from _search_problems(source, scenario, search(scenario))
    yield from _line_problems(source, scenario)
    yield from _card_problems(source, scenario)
    for i, walkthrough in enumerate(scenario.walkthroughs):
        for message in _walkthrough_problems(scenario, walkthrough, rubric):
            yield source.problem(("walkthroughs", i), message)


def _fact_problems(scenario: Scenario, fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.id not in topics(scenario).named(Line(fact.opens_with)):
        yield "opens_with", "names none of the fact's `asked_about`, so it cannot open it"
    elif not invites(observe(fact.opens_with)):
        yield "opens_with", "leaves them no room to answer; ask, or give something back"
    for line in fact.asked_like:
        taken = {near.area for near in touched(scenario, line)}
        if fact.area not in taken:
            instead = " and ".join(sorted(scenario.areas[area] for area in taken)) or "nothing"
            yield "asked_like", f"'{line}' is understood as being about {instead}, not about {scenario.areas[fact.area]}"
    for entry in fact.asked_about:
        if len(words(entry)) == 1 and _opens_to_a_bare(entry, scenario, fact):
            yield "asked_about", f"the bare word '{entry}' opens it; nobody answers a keyword"
    if _gives_away(scenario, fact):
        yield "text", "can be read off the manager's card already"


def _opens_to_a_bare(entry: str, scenario: Scenario, fact: Fact) -> bool:
    ready = State(
        Mood(trust=100, openness=100), meeting=4, known_before=frozenset(f.id for f in scenario.facts) - {fact.id}
    )
    return any(step(scenario, ready, line).state.knows(fact.id) for line in (entry, f"{entry}?"))


def _search_problems(source: Source, scenario: Scenario, found: Map) -> Iterator[Problem]:
    meetings = len(scenario.later) + 1
    most = round(LINES_A_MINUTE * scenario.minutes * meetings)
    for i, fact in enumerate(scenario.facts):
        lines = found.lines_to.get(fact.id)
        if lines is None:
            yield source.problem(("facts", i, "gate"), "no way leads there; lower the gate")
        elif lines > most:
            yield source.problem(
                ("facts", i, "gate"), f"takes {lines} lines at the least, and {scenario.minutes} minutes hold about {most}; lower the gate"
            )
    for kind in scenario.lines.keys() - {"farewell", "promised", "thanked"}:
        if kind not in found.answered:
            yield source.problem(("lines", kind), "no state of the talk is answered with these")
    for kind in scenario.closed_lines.keys() - {"farewell"}:
        if f"closed_{kind}" not in found.answered:
            yield source.problem(("closed_lines", kind), "this person never gets so closed that these are said")


def _line_problems(source: Source, scenario: Scenario) -> Iterator[Problem]:
    """No line is said twice, so a line that is written twice is dead the second time."""
    written = [line for pool in (*scenario.lines.values(), *scenario.closed_lines.values()) for line in pool]
    written += [line for fact in scenario.facts for line in (fact.says, *fact.guarded)]
    for line, times in Counter(written).items():
        if times > 1:
            yield source.problem(("lines",), f"'{line}' is written {times} times; no line is said twice")


def _card_problems(source: Source, scenario: Scenario) -> Iterator[Problem]:
    texts = {
        ("manager_card",): scenario.manager_card.text,
        ("report", "card"): " ".join([scenario.report.card, *(fact.text for fact in scenario.facts)]),
    }
    for at, text in texts.items():
        if (count := len(words(text))) > CARD_WORDS:
            yield source.problem(at, f"has {count} words with its facts; {CARD_WORDS} can be read in 90 seconds")
    for i, question in enumerate(scenario.quiz):
        right = question.choices[question.answer]
        fact = scenario.fact(question.about)
        if not subject_stems(right) & subject_stems(f"{fact.text} {fact.says}"):
            yield source.problem(("quiz", i, "answer"), f"the right choice shares no word with the fact '{fact.id}'")


def _gives_away(scenario: Scenario, fact: Fact) -> bool:
    shown = scenario.manager_card.text
    told = subject_stems(fact.text) - subject_stems(scenario.report.name)
    row, hidden = _rows(shown), _rows(fact.text) | _rows(fact.says)
    return len(told & subject_stems(shown)) > 0.6 * len(told) or bool(row & hidden)


def _rows(text: str) -> set[tuple[str, ...]]:
    said = [word.lower() for word in words(text)]
    return {tuple(said[i : i + SAME_WORDS]) for i in range(len(said) - SAME_WORDS + 1)}


def _walkthrough_problems(scenario: Scenario, walkthrough: Walkthrough, rubric: Rubric) -> Iterator[str]:
    session, found = played(scenario, walkthrough)
    expected = set(walkthrough.finds)
    if missing := expected - found:
        yield f"'{walkthrough.id}' does not find {', '.join(sorted(missing))}"
    if surplus := found - expected:
        yield f"'{walkthrough.id}' also finds {', '.join(sorted(surplus))}"
    points = session.score(rubric).points
    low, high = walkthrough.points
    if points is None or not low <= points <= high:
        yield f"'{walkthrough.id}' gets {points} points, not {low} to {high}"


def played(scenario: Scenario, walkthrough: Walkthrough) -> tuple[Session, frozenset[str]]:
    """Return a walkthrough's last meeting and all facts that came out over all of them."""
    session = play(scenario, walkthrough.manager)
    for lines in walkthrough.later:
        session = next_meeting(session)
        for line in lines:
            session.say(line)
        session.end()
    return session, session.start.known_before | {d.fact for d in session.state.disclosed}

