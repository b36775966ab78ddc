"""What a scenario file promises, proved by playing it: walkthroughs, and a way to every fact."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.content import Fact, Rubric, Scenario, Source, Walkthrough
from toolkit.errors import Problem
from toolkit.feedback.text import subject_stems
from toolkit.practice.persona import REACTIONS, State, begin, step
from toolkit.practice.session import play
from toolkit.practice.understanding import touched

MAX_PATIENCE = 60
"""Lines after which a listener who does everything right has had a fair chance."""


def scenario_problems(source: Source, scenario: Scenario, rubric: Rubric) -> Iterator[Problem]:
    """Yield everything that the scenario promises and does not keep."""
    for name in scenario.reactions.keys() - REACTIONS.keys():
        known = ", ".join(sorted(REACTIONS))
        yield source.problem(("reactions", name), f"nothing is called '{name}'; known: {known}")
    for i, fact in enumerate(scenario.facts):
        if fact not in touched(scenario, fact.opens_with):
            yield source.problem(
                ("facts", i, "opens_with"), "names none of the fact's `asked_about`, so it cannot open it"
            )
        if _gives_away(scenario, fact):
            yield source.problem(("facts", i, "text"), "can be read off the manager's card already")
    reached = reachable(scenario)
    for i, fact in enumerate(scenario.facts):
        if fact.id not in reached:
            yield source.problem(("facts", i, "gate"), "no patient listener gets there; lower the gate")
    for i, walkthrough in enumerate(scenario.walkthroughs):
        for message in _walkthrough_problems(scenario, walkthrough, rubric):
            yield source.problem(("walkthroughs", i), message)


def reachable(scenario: Scenario) -> frozenset[str]:
    """Return the facts that a patient listener finds: one who reflects what was said and then asks.

    Each fact found is proved reachable by the very lines that found it. That a fact is not found proves nothing
    about other ways, but a fact that even this listener misses is one that no learner should be marked down for.
    """
    state = begin(scenario)
    for _ in range(MAX_PATIENCE):
        unsaid = [fact for fact in scenario.facts if not state.knows(fact.id)]
        if not unsaid:
            break
        state = _listen(scenario, state, unsaid)
    return frozenset(d.fact for d in state.disclosed)


def _listen(scenario: Scenario, state: State, unsaid: list[Fact]) -> State:
    """Ask for the first fact that opens now; otherwise give back a piece of what was just said."""
    for fact in unsaid:
        taken = step(scenario, state, fact.opens_with)
        if taken.state.knows(fact.id):
            return taken.state
    subject = " and ".join(sorted(subject_stems(state.before))[:3]) or "work"
    return step(scenario, state, f"So it is the {subject}, {state.turn}.").state


def _gives_away(scenario: Scenario, fact: Fact) -> bool:
    card = scenario.manager_card
    known = subject_stems(" ".join([card.who, card.why, *card.noticed]))
    told = subject_stems(fact.text) - subject_stems(scenario.report.name)
    return len(told & known) > 0.6 * len(told)


def _walkthrough_problems(scenario: Scenario, walkthrough: Walkthrough, rubric: Rubric) -> Iterator[str]:
    session = play(scenario, walkthrough.manager)
    found = {d.fact for d in session.state.disclosed}
    expected = set(walkthrough.finds)
    if missing := expected - found:
        yield f"'{walkthrough.id}' does not find {', '.join(sorted(missing))}"
    if surplus := found - expected:
        yield f"'{walkthrough.id}' also finds {', '.join(sorted(surplus))}"
    points = session.score(rubric).points
    low, high = walkthrough.points
    if points is None or not low <= points <= high:
        yield f"'{walkthrough.id}' gets {points} points, not {low} to {high}"
