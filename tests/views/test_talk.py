"""A talk on the screen: kept before it is shown, the same after a reload, and never two talks in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from toolkit.content import Library, Scenario
from toolkit.errors import ConversationError
from toolkit.records import Store, open_store
from toolkit.views import Talk
from toolkit.views.room import Stopwatch
from toolkit.views.talk import CHANGED

RUTH = Library.default().scenario("gone_quiet")
Hold = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    # Impatient, because some tests wait until it gives up.
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.2) as opened:
        yield opened


@pytest.fixture
def talk(store: Store) -> Talk:
    return Talk(RUTH, store, "ana")


def page_sends(talk: Talk, **message: Any) -> None:
    """Give the kernel a message as the page does."""
    talk.view._handle_custom_msg(message, [])


def reopened(store: Store, scenario: Scenario = RUTH) -> Talk:
    return Talk(scenario, store, "ana", attempt=store.attempts("ana", kind="talk")[-1])


def said(talk: Talk) -> list[str]:
    return [turn["text"] for turn in talk.view.turns]


def test_nothing_is_kept_before_the_talk_begins(talk: Talk, store: Store) -> None:
    page_sends(talk, do="say", text="Hello Ruth.")

    assert store.attempts("ana") == ()
    assert said(talk) == []
    assert "Start the talk" in talk.view.notice


def test_a_line_from_the_page_gets_an_answer(talk: Talk) -> None:
    page_sends(talk, do="start")
    page_sends(talk, do="say", text="Hello Ruth.")

    assert [turn["speaker"] for turn in talk.view.turns] == ["manager", "report"]
    assert said(talk)[0] == "Hello Ruth."
    assert talk.view.notice == ""


def test_a_turn_is_kept_before_it_is_shown(talk: Talk, store: Store) -> None:
    talk.start()
    kept_when_shown: list[tuple[int, int]] = []
    talk.view.observe(
        lambda change: kept_when_shown.append((len(change["new"]) // 2, sum(e.kind == "turn" for e in talk.events))), "turns"
    )

    talk.say("Hello Ruth.")
    talk.say("How are you?")

    assert kept_when_shown == [(1, 1), (2, 2)]


def test_a_line_that_cannot_be_kept_changes_nothing_and_says_so(talk: Talk, held: Hold) -> None:
    page_sends(talk, do="start")
    page_sends(talk, do="say", text="Hello Ruth.")
    before = (said(talk), talk.session.lines, talk.session.state, talk.events)

    with held():
        page_sends(talk, do="say", text="How are your afternoons?")

    assert (said(talk), talk.session.lines, talk.session.state, talk.events) == before
    assert "Your line is still in the box" in talk.view.notice
    page_sends(talk, do="say", text="How are your afternoons?")
    assert talk.session.lines == ("Hello Ruth.", "How are your afternoons?")
    assert talk.view.notice == ""


def test_an_empty_line_and_an_endless_one_change_nothing(talk: Talk) -> None:
    talk.start()
    for text, why in ((" \n", "nothing to say"), ("x" * 2_001, "2,001 characters")):
        page_sends(talk, do="say", text=text)
        assert why in talk.view.notice
    assert (said(talk), talk.events) == ([], ())


@pytest.mark.parametrize("message", [{}, {"do": "erase"}, {"do": None}, {"do": "say"}, {"do": ["say"]}])
def test_a_message_that_means_nothing_does_nothing(talk: Talk, message: dict[str, Any]) -> None:
    talk.start()

    page_sends(talk, **message)

    assert (said(talk), talk.events, talk.view.phase) == ([], (), "talking")


def test_an_ended_talk_can_be_neither_gone_on_with_nor_begun_again(talk: Talk) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    page_sends(talk, do="end")
    before = said(talk)

    for message in ({"do": "start"}, {"do": "say", "text": "One more thing."}, {"do": "end"}):
        page_sends(talk, **message)
        assert talk.view.notice
        assert (talk.view.phase, said(talk)) == ("ended", before)


def test_a_talk_is_ended_with_a_farewell_and_in_the_records(talk: Talk, store: Store) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    ended: list[bool] = []
    talk.on_end = lambda: ended.append(talk.ended)

    talk.end()

    assert ended == [True]
    assert said(talk)[-1] == talk.session.farewell
    assert store.attempts("ana")[-1].ended_at
    assert [event.kind for event in talk.events] == ["turn", "end"]


def test_a_talk_that_has_not_begun_cannot_be_ended(talk: Talk) -> None:
    with pytest.raises(ConversationError, match="no talk to end"):
        talk.end()


# --- reload ---------------------------------------------------------------------------------------------------------


def test_a_reopened_talk_stands_where_it_was(talk: Talk, store: Store) -> None:
    talk.start()
    for line in ("Hello Ruth.", "What are your afternoons like?", "So you are alone from three."):
        talk.say(line)

    again = reopened(store)

    assert said(again) == said(talk)
    assert again.session.state == talk.session.state
    assert again.view.phase == "talking"
    assert again.view.elapsed == talk.events[-1].body["at"]
    assert again.view.notice == ""


def test_a_reopened_talk_goes_on_as_the_first_would_have(talk: Talk, store: Store) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    again = reopened(store)

    again.say("What are your afternoons like?")

    talk_in_one = Talk(RUTH, store, "bo")
    talk_in_one.start()
    for line in ("Hello Ruth.", "What are your afternoons like?"):
        talk_in_one.say(line)
    assert said(again) == said(talk_in_one)
    assert [event.seq for event in again.events] == [1, 2]


def test_a_reopened_talk_that_has_ended_is_ended(talk: Talk, store: Store) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    talk.end()

    again = reopened(store)

    assert (again.view.phase, said(again), again.view.running) == ("ended", said(talk), False)


def test_a_talk_with_a_changed_scenario_is_given_up_and_stays_in_the_records(talk: Talk, store: Store) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    edited = RUTH.model_copy(update={"lines": {**RUTH.lines, "greeting": ("Good evening.",)}})

    again = reopened(store, edited)

    assert again.view.notice == CHANGED
    assert (said(again), again.view.phase, again.attempt) == ([], "ready", None)
    again.start()
    assert again.say("Hello Ruth.").reply == "Good evening."
    old, new = store.attempts("ana", kind="talk")
    assert [len(store.events(attempt.id)) for attempt in (old, new)] == [1, 1]
    assert store.events(old.id) == talk.events


def test_two_windows_on_one_talk_do_not_mix(talk: Talk, store: Store) -> None:
    talk.start()
    talk.say("Hello Ruth.")
    other = reopened(store)
    other.say("What are your afternoons like?")
    before = (said(talk), talk.session.state)

    page_sends(talk, do="say", text="Never mind the board.")

    assert "went on in another window" in talk.view.notice
    assert (said(talk), talk.session.state) == before
    assert [event.body["line"] for event in other.events] == ["Hello Ruth.", "What are your afternoons like?"]
    page_sends(talk, do="end")
    assert not store.attempts("ana")[-1].ended_at


# --- the clock ------------------------------------------------------------------------------------------------------


class Clock:
    """Seconds that go by when told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_stopwatch_counts_only_while_it_runs() -> None:
    clock = Clock()
    watch = Stopwatch(elapsed=5, clock=clock)
    seen = [watch.elapsed]

    for step, seconds in ((watch.start, 10), (watch.start, 1), (watch.pause, 50), (watch.pause, 1), (watch.start, 2)):
        step()
        clock.now += seconds
        seen.append(watch.elapsed)

    assert seen == [5, 15, 16, 16, 16, 18]


def test_a_clock_that_jumps_back_never_takes_time_away() -> None:
    clock = Clock()
    watch = Stopwatch(elapsed=5, clock=clock)
    watch.start()

    clock.now -= 50

    assert watch.elapsed == 5


@pytest.fixture
def clock(talk: Talk) -> Clock:
    clock = Clock()
    talk._watch = Stopwatch(clock=clock)
    return clock


def test_the_clock_stands_while_the_talk_is_paused_also_after_a_reload(talk: Talk, store: Store, clock: Clock) -> None:
    page_sends(talk, do="start")
    clock.now += 30
    page_sends(talk, do="pause")
    clock.now += 600

    page_sends(talk, do="hello")
    assert (talk.view.elapsed, talk.view.running) == (30, False)
    assert (reopened(store).view.elapsed, reopened(store).view.running) == (30, False)

    page_sends(talk, do="resume")
    clock.now += 5
    page_sends(talk, do="hello")
    assert (talk.view.elapsed, talk.view.running) == (35, True)


def test_a_line_ends_a_pause_and_a_refused_one_does_not(talk: Talk, clock: Clock) -> None:
    page_sends(talk, do="start")
    page_sends(talk, do="pause")

    page_sends(talk, do="say", text=" ")
    clock.now += 60
    page_sends(talk, do="hello")
    assert (talk.view.elapsed, talk.view.running) == (0, False)

    page_sends(talk, do="say", text="Hello Ruth.")
    clock.now += 60
    page_sends(talk, do="hello")
    assert (talk.view.elapsed, talk.view.running) == (60, True)


def test_turns_carry_the_time_at_which_they_were_said(talk: Talk, clock: Clock) -> None:
    talk.start()
    for line in ("Hello Ruth.", "How are you?"):
        clock.now += 20
        talk.say(line)

    assert [event.body["at"] for event in talk.events] == [20, 40]


# --- texts are data -------------------------------------------------------------------------------------------------


def test_a_hostile_line_goes_to_the_page_as_the_text_that_it_is(talk: Talk, store: Store, hostile: str) -> None:
    talk.start()
    page_sends(talk, do="say", text=hostile)

    assert said(talk)[0] == hostile
    assert said(reopened(store))[0] == hostile


def test_the_card_tells_the_manager_nothing_that_is_hidden(talk: Talk) -> None:
    shown = str(talk.view.card) + str(talk.view.get_state())

    assert talk.view.card["name"] == "Ruth"
    assert [fact.id for fact in RUTH.facts if fact.text in shown or fact.says in shown] == []
    assert RUTH.report.card not in shown
