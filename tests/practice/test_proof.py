"""A scenario keeps what its file promises, and a broken one is told so with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.content import Library, Scenario, Walkthrough, load
from toolkit.errors import Problem
from toolkit.practice import scenario_problems
from toolkit.practice.proof import played
from toolkit.practice.search import search

LIBRARY = Library.default()
SCENARIOS = [LIBRARY.scenario(id) for id in LIBRARY.scenario_files()]
WALKTHROUGHS = [pytest.param(s, w, id=f"{s.id}-{w.id}") for s in SCENARIOS for w in s.walkthroughs]


@pytest.mark.parametrize(("scenario", "walkthrough"), WALKTHROUGHS)
def test_every_walkthrough_comes_to_what_its_author_meant(
    scenario: Scenario, walkthrough: Walkthrough
) -> None:
    session, found = played(scenario, walkthrough)
    points = session.score(LIBRARY.rubric(scenario.rubric)).points
    low, high = walkthrough.points

    assert found == set(walkthrough.finds)
    assert low <= points <= high


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_a_shipped_scenario_keeps_all_it_promises(scenario: Scenario) -> None:
    source = LIBRARY.source(LIBRARY.scenario_files()[scenario.id])

    assert list(scenario_problems(source, scenario, LIBRARY.rubric(scenario.rubric))) == []
    assert search(scenario).lines_to.keys() == {fact.id for fact in scenario.facts}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_walkthroughs_tell_a_good_talk_from_a_poor_one(scenario: Scenario) -> None:
    bands = sorted(walkthrough.points for walkthrough in scenario.walkthroughs)

    assert bands[0][1] < bands[-1][0]


def problems_of(tmp_path: Path, *changes: tuple[str, str]) -> tuple[list[Problem], list[str]]:
    """Return the problems of the shipped scenario with these changes, and the lines of the changed file."""
    text = LIBRARY.scenario_files()["gone_quiet"].read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = tmp_path / "gone_quiet.yaml"
    file.write_text(text, encoding="utf-8")
    source = LIBRARY.source(file)
    scenario = load(source, "gone_quiet", Scenario)
    return list(scenario_problems(source, scenario, LIBRARY.rubric("one_on_one"))), text.splitlines()


@pytest.mark.parametrize(
    ("changes", "message", "on"),
    [
        pytest.param(
            [("gate: {openness: 44, trust: 44}", "gate: {openness: 44, after: [filled_in_the_form]}")],
            "no way leads there", "after: [filled_in_the_form]}", id="two facts wait for each other",
        ),
        pytest.param(
            [("opens_with: What are your afternoons like at the moment?", "opens_with: What is for dinner?")],
            "names none of the fact's `asked_about`", "opens_with: What is for dinner?", id="opens_with touches nothing",
        ),
        pytest.param(
            [("opens_with: What are your afternoons like at the moment?", "opens_with: You should rest in the afternoon.")],
            "leaves them no room to answer", "opens_with: You should rest", id="opens_with tells",
        ),
        pytest.param(
            [("gate: {openness: 70, trust: 66, after: [monday_slide]}", "gate: {openness: 100, trust: 100, after: [printer_cuts_labels]}"),
             ("minutes: 12", "minutes: 3")],
            "lines at the least", "openness: 100, trust: 100", id="takes longer than the talk",
        ),
        pytest.param(
            [("      - Which part of your day is the worst?", "      - Phones hatch wards discharges queue bench.")],
            "is understood as being about nothing, not about the hatch", "asked_like", id="an example that is not understood",
        ),
        pytest.param(
            [("    - Hello.\n", "    - It's fine.\n")], "no line is said twice", "lines:", id="a line written twice",
        ),
        pytest.param(
            [("      - Ruth herself, within ten minutes.", "      - Somebody else entirely.")],
            "shares no word with the fact", "answer: 0", id="quiz without its fact",
        ),
        pytest.param(
            [("  affirmation: {", "  affirmations: {")], "nothing is called 'affirmations'; known: advice, affirmation", "affirmations", id="unknown reaction"
        ),
        pytest.param(
            [("    text: Since spring she checks every single bag twice, because she no longer trusts one look.",
              "    text: Bags wait longer at her bench than in winter.")],
            "can be read off the manager's card already", "text: Bags wait", id="fact on the card",
        ),
        pytest.param(
            [("    finds: [alone_at_hatch, checks_twice]", "    finds: [alone_at_hatch, checks_twice, chemist_interview]")],
            "'kind_fixer' does not find chemist_interview", "id: kind_fixer", id="finds less than it says",
        ),
        pytest.param(
            [("    finds: [alone_at_hatch, checks_twice]", "    finds: []")],
            "'kind_fixer' also finds alone_at_hatch, checks_twice", "id: kind_fixer", id="finds more than it says",
        ),
        pytest.param([("points: [0, 5]", "points: [9, 16]")], "points, not 9 to 16", "id: kind_fixer", id="points too low"),
        pytest.param([("points: [17, 20]", "points: [0, 9]")], "points, not 0 to 9", "id: patient_listener", id="points too high"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_told_with_its_line(tmp_path: Path, changes: list, message: str, on: str) -> None:
    problems, lines = problems_of(tmp_path, *changes)

    told = [problem for problem in problems if message in problem.message]
    assert told, problems
    assert any(on in lines[problem.line - 1] for problem in told), [str(problem) for problem in told]


def test_a_walkthrough_too_short_to_score_is_a_problem(tmp_path: Path) -> None:
    short = (
        "walkthroughs:\n",
        "walkthroughs:\n  - id: short\n    why: Short.\n    manager: [Hello.]\n    finds: []\n    points: [0, 16]\n",
    )

    problems, _ = problems_of(tmp_path, short)

    assert [problem.message for problem in problems] == ["'short' gets None points, not 0 to 16"]
