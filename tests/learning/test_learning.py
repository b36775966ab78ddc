"""What somebody has held, held again from the records, and the drills that follow from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from toolkit.content import Library, Walkthrough
from toolkit.learning import drills, held_talks, shares
from toolkit.learning.plan import WEEKS
from toolkit.practice import play
from toolkit.records import Attempt, Store, open_store

LIBRARY = Library.default()
START = date(2026, 12, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def walk(scenario: str, *, best: bool) -> Walkthrough:
    return sorted(LIBRARY.scenario(scenario).walkthroughs, key=lambda w: w.points)[-1 if best else 0]


def hold(store: Store, scenario: str, *, best: bool, parent: Attempt | None = None, end: bool = True) -> Attempt:
    attempt = store.start("ana", "talk", scenario, parent=parent.id if parent else None)
    for taken in play(LIBRARY.scenario(scenario), walk(scenario, best=best).manager).steps:
        store.append(attempt.id, ("turn", {"line": taken.line, "reply": taken.reply, "at": None}))
    if end:
        store.end(attempt.id)
    return attempt


def test_a_held_talk_has_the_scorecard_that_it_had(store: Store) -> None:
    hold(store, "gone_quiet", best=True)

    [talk] = held_talks(store, "ana", LIBRARY)

    scenario = LIBRARY.scenario("gone_quiet")
    session = play(scenario, walk("gone_quiet", best=True).manager)
    assert talk.scorecard == session.score(LIBRARY.rubric(scenario.rubric))
    assert (talk.scenario, talk.name, talk.found) == ("gone_quiet", "Ruth", len(session.state.disclosed) / len(scenario.facts))


def test_what_is_no_whole_first_meeting_is_left_out(store: Store) -> None:
    first = hold(store, "overload", best=True)
    hold(store, "overload", best=True, parent=first)
    hold(store, "status_trap", best=True, end=False)
    graded = store.start("ana", "talk", "01_first_one_on_one/talk")
    store.end(graded.id)
    changed = store.start("ana", "talk", "gone_quiet")
    store.append(changed.id, ("turn", {"line": "Hello.", "reply": "Something she no longer says.", "at": None}))
    store.end(changed.id)

    assert [talk.attempt for talk in held_talks(store, "ana", LIBRARY)] == [first.id]


def test_others_talks_are_nobodys_business(store: Store) -> None:
    hold(store, "gone_quiet", best=True)

    assert held_talks(store, "bo", LIBRARY) == ()


def test_four_drills_spread_over_six_months_take_the_two_weakest_in_turn(store: Store) -> None:
    hold(store, "gone_quiet", best=False)
    talks = held_talks(store, "ana", LIBRARY)
    weakest = list(shares(talks))[:2]

    planned = drills(talks, LIBRARY.listings(), START)

    assert [(drill.day - START).days for drill in planned] == [7 * weeks for weeks in WEEKS]
    assert [drill.criterion for drill in planned] == weakest * 2
    assert all((LIBRARY.root / "notebooks" / f"{drill.lesson}.ipynb").is_file() for drill in planned)


def test_drills_are_held_with_people_not_met_yet_from_the_level_reached_on(store: Store) -> None:
    hold(store, "status_trap", best=True)
    talks = held_talks(store, "ana", LIBRARY)
    level = {one.id: one.difficulty for one in LIBRARY.listings()}

    planned = drills(talks, LIBRARY.listings(), START)

    assert len({drill.scenario for drill in planned}) == len(planned)
    assert "status_trap" not in {drill.scenario for drill in planned}
    assert min(level[drill.scenario] for drill in planned) >= level["status_trap"]


def test_without_a_scored_talk_there_is_nothing_to_plan(store: Store) -> None:
    attempt = store.start("ana", "talk", "gone_quiet")
    store.append(attempt.id, ("turn", {"line": "…", "reply": play(LIBRARY.scenario("gone_quiet"), ["…"]).steps[0].reply, "at": None}))
    store.end(attempt.id)
    [talk] = held_talks(store, "ana", LIBRARY)

    assert talk.scorecard.points is None
    assert drills([talk], LIBRARY.listings(), START) == ()
