"""Meetings that follow each other in an exercise: the next opens when the one before has ended, and grades as it was held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.content import ExerciseSpec, Library
from toolkit.grading import Answers, mark
from toolkit.records import Store, open_store
from toolkit.views import ExerciseForm

LIBRARY = Library.default()
SCENARIO = LIBRARY.scenario("first_meeting")
GOOD = max(SCENARIO.walkthroughs, key=lambda walkthrough: (bool(walkthrough.later), walkthrough.points))
TALK = {"kind": "conversation", "prompt": "Meet.", "points": 10, "scenario": SCENARIO.id}
SPEC = ExerciseSpec.model_validate(
    {
        "id": "90_meetings",
        "title": "Two meetings",
        "version": 1,
        "minutes": 20,
        "items": [{**TALK, "id": "first", "title": "First"}, {**TALK, "id": "second", "title": "Second", "after": "first"}],
        "references": {"good": 20, "middling": 12, "poor": 1, "other_good": 20, "another_good": 20, "gamed": 0},
    },
    strict=False,
)
LINES = {"first": list(GOOD.manager), "second": list(GOOD.later[0])}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def hold(form: Any, lines: list[str]) -> None:
    form.talk.start()
    for line in lines:
        form.talk.say(line)
    form.talk.end()


def opened(store: Store) -> list[Any]:
    return list(ExerciseForm(SPEC, LIBRARY, store, "ana").items)


def test_the_next_meeting_opens_when_the_one_before_has_ended(store: Store) -> None:
    first, second = opened(store)
    assert second.talk is None
    assert "opens when you have ended the one before" in second._room.children[0].value

    hold(first, LINES["first"])

    assert second.talk.session.start.meeting == 2
    assert second.talk.session.start.known_before == {d.fact for d in first.talk.session.state.disclosed}


def test_both_meetings_are_back_after_a_reload_and_grade_as_they_were_held(store: Store) -> None:
    first, second = opened(store)
    hold(first, LINES["first"])
    hold(second, LINES["second"])
    found = [d.fact for d in second.talk.session.state.disclosed]

    again = ExerciseForm(SPEC, LIBRARY, store, "ana")

    assert [d.fact for d in again.items[1].talk.session.state.disclosed] == found  # type: ignore[attr-defined]
    grade = mark(SPEC, again.answers, LIBRARY)
    cards = [form.talk.session.score(LIBRARY.rubric(SCENARIO.rubric)) for form in (first, second)]
    assert [item.points for item in grade.items] == [round(10 * card.points / card.max_points, 1) for card in cards]
    assert {remark.title for remark in grade.items[1].remarks if remark.hidden} == (
        {"Stayed hidden"} if len(found) < len(second.talk.session.to_find) else set()
    )


def test_holding_the_first_meeting_again_closes_the_second_until_it_has_ended(store: Store) -> None:
    first, second = opened(store)
    hold(first, LINES["first"])
    hold(second, LINES["second"])

    first.open(fresh=True)
    assert second.talk is None
    hold(first, LINES["first"])

    assert second.talk is not None
    assert not second.talk.ended


def test_a_second_meeting_without_a_first_is_not_scored() -> None:
    answers = Answers(schema_version=1, exercise=SPEC.id, items={"second": tuple(LINES["second"])})

    second = mark(SPEC, answers, LIBRARY).items[1]

    assert (second.points, second.remarks[0].text) == (None, "Hold the meeting before this one first.")


def test_what_was_found_in_the_first_meeting_is_not_to_be_found_in_the_second() -> None:
    both = Answers(schema_version=1, exercise=SPEC.id, items={id: tuple(lines) for id, lines in LINES.items()})
    hidden = [r.text for r in mark(SPEC, both, LIBRARY).items[1].remarks if r.hidden]
    known = {SCENARIO.fact(id).text for id in GOOD.finds}

    assert known.isdisjoint(hidden)
