"""Which subjects a line comes near, and whether it leaves the other room to speak."""

from __future__ import annotations

import pytest

from toolkit.content import Library
from toolkit.feedback import observe
from toolkit.feedback.text import Line, stems
from toolkit.practice.topics import stands_in_one, topics
from toolkit.practice.understanding import about, invites, stays_with, touched

LIBRARY = Library.default()
SCENARIO = LIBRARY.scenario("gone_quiet")


def near(text: str) -> set[str]:
    return {fact.id for fact in touched(SCENARIO, text)}


@pytest.mark.parametrize(
    "scenario", [LIBRARY.scenario(id) for id in LIBRARY.scenario_files()], ids=lambda s: s.id
)
def test_every_entry_names_its_own_fact(scenario) -> None:
    for fact in scenario.facts:
        for entry in fact.asked_about:
            assert fact.id in topics(scenario).named(Line(f"Would you say something of {entry}?")), entry


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        pytest.param("How was TRAINING Dom?", {"cannot_talk_and_check"}, id="any case"),
        pytest.param("You trained somebody.", {"cannot_talk_and_check"}, id="any form"),
        pytest.param("Is it the back of the room?", {"joke_in_back_room"}, id="words apart in one sentence"),
        pytest.param("The back hurts. Nice room.", set(), id="words in two sentences"),
        pytest.param("I got up early.", set(), id="nothing of hers"),
        pytest.param("domestic", set(), id="a word within a word"),
        pytest.param("", set(), id="nothing"),
        pytest.param("[points at the printer]", set(), id="a gesture says no word"),
    ],
)
def test_a_subject_is_touched_by_all_words_of_an_entry_in_one_sentence(text: str, facts: set[str]) -> None:
    assert near(text) == facts


@pytest.mark.parametrize(
    ("line", "before", "areas"),
    [
        pytest.param("Is it quiet at lunch in the back room?", "", {"back_room"}, id="a question"),
        pytest.param("You have your lunch elsewhere now.", "", {"back_room"}, id="a statement of them"),
        pytest.param("The bags stand there for an hour.", "", set(), id="a statement of anything"),
        pytest.param("The bags stand there for an hour.", "I go over the bags twice.", {"checking"}, id="taking up their word"),
        pytest.param("I suppose the back room at lunch is no fun.", "", {"back_room"}, id="a guess"),
        pytest.param("Did you find somewhere to park this morning?", "", set(), id="everyday talk"),
        pytest.param("What are you cooking on Monday night?", "", set(), id="everyday talk with their word"),
        pytest.param(
            "My train stood for an hour at the bridge and then they cancelled it, I could have walked. How is the checking going?",
            "", {"checking"}, id="a question after a long story",
        ),
    ],
)  # fmt: skip
def test_what_a_line_is_about(line: str, before: str, areas: set[str]) -> None:
    assert set(about(SCENARIO, Line(line, before))[1]) == areas


@pytest.mark.parametrize(
    ("entry", "line", "stands"),
    [
        pytest.param("how are you", "And how are you?", True, id="small words together"),
        pytest.param("how are you", "How often are the trays late when you count?", False, id="small words strewn"),
        pytest.param("back room", "Is it the room at the back?", True, id="words of substance anywhere"),
        pytest.param("how are you", "", False, id="nothing"),
    ],
)
def test_an_entry_of_small_words_only_must_be_said_as_it_is_written(entry: str, line: str, stands: bool) -> None:
    assert stands_in_one(stems(entry), Line(line).sentences) is stands


@pytest.mark.parametrize(
    ("line", "leaves_room"),
    [
        pytest.param("What happened?", True, id="open question"),
        pytest.param("Was it cold?", True, id="closed question"),
        pytest.param("You feel overlooked.", True, id="reflection"),
        pytest.param("Mm-hm.", True, id="a nod alone"),
        pytest.param("Mm-hm. The budget was cut twice.", False, id="a nod before telling"),
        pytest.param("You should ask.", False, id="advice"),
        pytest.param("Have you tried asking Marek?", False, id="advice dressed as a question"),
        pytest.param("Was it cold? You should ask.", False, id="closed question and advice"),
        pytest.param("Is the rota done?", False, id="status"),
        pytest.param("What happened? Don't worry about it.", False, id="question and dismissal"),
        pytest.param("The budget was cut twice.", False, id="information"),
    ],
)
def test_who_has_the_floor(line: str, leaves_room: bool) -> None:
    assert invites(observe(line)) == leaves_room


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        pytest.param("Tell me more.", True, id="go on"),
        pytest.param("Why?", True, id="why"),
        pytest.param("How long has that been so?", True, id="how long"),
        pytest.param("What about the kilns?", True, id="their word"),
        pytest.param("Mm-hm.", True, id="nod"),
        pytest.param("You feel overlooked.", True, id="reflection"),
        pytest.param("What about the roof?", False, id="another subject"),
        pytest.param("Is it so?", False, id="function words"),
    ],
)
def test_a_line_stays_with_what_was_said(line: str, stays: bool) -> None:
    before = "First the kiln, then the drains."

    assert stays_with(Line(line, before), observe(line, before)) == stays
