"""What every store promises, whichever database is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from toolkit.errors import StoreError
from toolkit.records import Attempt, Store, open_store, schema


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


def test_a_started_attempt_is_found_by_its_id(store: Store) -> None:
    started = store.start("ann", "talk", "gone_quiet")

    assert store.attempt(started.id) == started
    assert started == Attempt(started.id, "ann", "talk", "gone_quiet", started.started_at)


def test_events_come_back_as_appended_and_numbered_without_gaps(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    first = store.append(talk.id, ("said", {"text": "How are you?"}), ("heard", {"mood": 0.5, "facts": []}))
    second = store.append(talk.id, ("said", {"text": "Tell me more.", "deep": {"a": [1, None, True]}}))

    assert store.events(talk.id) == first + second
    assert [event.seq for event in first + second] == [1, 2, 3]
    assert [event.kind for event in first + second] == ["said", "heard", "said"]
    assert second[0].body == {"text": "Tell me more.", "deep": {"a": [1, None, True]}}


def test_what_append_gives_back_is_not_tied_to_what_it_was_given(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    body = {"facts": ["offer"]}

    (event,) = store.append(talk.id, ("heard", body))
    body["facts"].append("later")

    assert event.body == {"facts": ["offer"]}


def test_appending_nothing_changes_nothing(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    assert store.append(talk.id) == ()
    assert store.events(talk.id) == ()


def test_reopening_brings_the_talk_back_at_the_same_turn(address: str) -> None:
    with open_store(address) as before:
        talk = before.start("ann", "talk", "gone_quiet")
        kept = before.append(talk.id, *(("said", {"turn": turn}) for turn in range(7)))

    with open_store(address) as after:
        found = after.unfinished("ann", "talk", "gone_quiet")

        assert found == talk
        assert after.events(talk.id) == kept


def test_one_bad_event_among_several_keeps_none_of_them(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    with pytest.raises(StoreError, match="NUL"):
        store.append(talk.id, ("said", {"text": "fine"}), ("said", {"text": "bad\0"}))

    assert store.events(talk.id) == ()


def test_an_ended_attempt_is_not_unfinished_and_still_takes_its_debrief(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.end(talk.id)
    ended_at = store.attempt(talk.id).ended_at

    store.end(talk.id)
    store.append(talk.id, ("own_view", {"text": "I talked too much."}))

    assert ended_at is not None
    assert store.attempt(talk.id).ended_at == ended_at
    assert store.unfinished("ann", "talk", "gone_quiet") is None
    assert len(store.events(talk.id)) == 1


def test_unfinished_is_the_newest_of_this_learner_kind_and_subject(store: Store) -> None:
    store.start("ann", "talk", "gone_quiet")
    newest = store.start("ann", "talk", "gone_quiet")
    store.start("bob", "talk", "gone_quiet")
    store.start("ann", "exercise", "gone_quiet")
    store.start("ann", "talk", "late_truck")

    assert store.unfinished("ann", "talk", "gone_quiet") == newest
    assert store.unfinished("cleo", "talk", "gone_quiet") is None


def test_a_replay_is_unfinished_only_when_asked_for(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    replay = store.start("ann", "talk", "gone_quiet", parent=talk.id, parent_turn=3)

    assert (replay.parent, replay.parent_turn) == (talk.id, 3)
    assert store.unfinished("ann", "talk", "gone_quiet") == talk
    assert store.unfinished("ann", "talk", "gone_quiet", include_replays=True) == replay


def test_a_replay_needs_a_talk_of_the_same_learner(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    with pytest.raises(StoreError, match="bob cannot replay it"):
        store.start("bob", "talk", "gone_quiet", parent=talk.id)
    with pytest.raises(StoreError, match="no attempt 'nothing'"):
        store.start("ann", "talk", "gone_quiet", parent="nothing")
    with pytest.raises(ValueError, match="needs a parent"):
        store.start("ann", "talk", "gone_quiet", parent_turn=3)


def test_attempts_are_oldest_first_and_can_be_narrowed(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    task = store.start("ann", "exercise", "01_listening")
    other = store.start("ann", "talk", "late_truck")
    store.start("bob", "talk", "gone_quiet")

    assert store.attempts("ann") == (talk, task, other)
    assert store.attempts("ann", kind="talk") == (talk, other)
    assert store.attempts("ann", subject="late_truck") == (other,)
    assert store.attempts("nobody") == ()


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param([datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)], id="a day back"),
        pytest.param([datetime(2036, 5, 2, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)], id="ten years on"),
        pytest.param(
            [
                datetime(2024, 2, 29, 23, tzinfo=timezone(timedelta(hours=-11))),
                datetime(2024, 2, 29, tzinfo=UTC),
            ],
            id="leap day in Samoa",
        ),
    ],
)
def test_order_is_by_number_and_never_by_the_clock(address: str, moments: list[datetime]) -> None:
    ticking = iter([moments[0], moments[0], moments[1], moments[1]])
    with open_store(address, clock=lambda: next(ticking)) as store:
        first = store.start("ann", "talk", "gone_quiet")
        store.append(first.id, ("said", {"n": 1}))
        store.append(first.id, ("said", {"n": 2}))
        second = store.start("ann", "talk", "gone_quiet")

        assert [event.body["n"] for event in store.events(first.id)] == [1, 2]
        assert store.attempts("ann") == (first, second)
        assert store.unfinished("ann", "talk", "gone_quiet") == second


def test_times_are_utc_and_ids_come_from_where_the_caller_says(address: str) -> None:
    clock = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with open_store(address, clock=lambda: clock, new_id=lambda: "first") as store:
        talk = store.start("ann", "talk", "gone_quiet")

        assert talk.id == "first"
        assert talk.started_at == "2026-10-25T00:30:00.123Z"
        with pytest.raises(StoreError):
            store.start("ann", "talk", "gone_quiet")


def test_a_clock_without_a_time_zone_is_refused(address: str) -> None:
    with (
        open_store(address, clock=lambda: datetime(2026, 1, 1)) as store,  # noqa: DTZ001
        pytest.raises(ValueError, match="time zone"),
    ):
        store.start("ann", "talk", "gone_quiet")


def test_answers_keep_every_revision_and_show_the_newest(store: Store) -> None:
    assert store.put_answer("ann", "01_listening", "b", {"text": "first"}) == 1
    assert store.put_answer("ann", "01_listening", "b", {"text": "second"}) == 2
    assert store.put_answer("ann", "01_listening", "a", ["x", 3]) == 1
    store.put_answer("ann", "02_asking", "a", "elsewhere")
    store.put_answer("bob", "01_listening", "a", "not ann's")

    assert store.answers("ann", "01_listening") == {"a": ["x", 3], "b": {"text": "second"}}
    assert list(store.answers("ann", "01_listening")) == ["a", "b"]
    assert store.answers("ann", "03_nothing") == {}
    assert store.check() == 5


def test_an_unchanged_answer_makes_no_new_revision(store: Store) -> None:
    store.put_answer("ann", "01_listening", "a", {"x": 1, "y": 2})

    assert store.put_answer("ann", "01_listening", "a", {"y": 2, "x": 1}) == 1
    assert store.put_answer("ann", "01_listening", "a", None) == 2
    assert store.put_answer("ann", "01_listening", "a", {"x": 1, "y": 2}) == 3
    assert store.answers("ann", "01_listening") == {"a": {"x": 1, "y": 2}}


def test_erasing_a_learner_leaves_the_others_alone(store: Store) -> None:
    for learner in ("ann", "bob"):
        talk = store.start(learner, "talk", "gone_quiet")
        store.append(talk.id, ("said", {}), ("said", {}))
        store.start(learner, "talk", "gone_quiet", parent=talk.id, parent_turn=1)
        store.put_answer(learner, "01_listening", "a", "text")

    assert store.erase("ann") == 5
    assert store.erase("ann") == 0
    assert store.attempts("ann") == ()
    assert store.answers("ann", "01_listening") == {}
    assert len(store.attempts("bob")) == 2
    assert store.check() == 5


def test_an_erased_talk_that_is_still_open_elsewhere_says_that_it_is_gone(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.erase("ann")

    with pytest.raises(StoreError, match=r"no attempt .* may have been erased"):
        store.append(talk.id, ("said", {}))


@pytest.mark.parametrize("id", ["", "nothing", "' OR 1=1 --", "a\0b", "\ud800", "%"])
def test_an_attempt_that_is_not_there_is_a_clear_error(store: Store, id: str) -> None:
    store.start("ann", "talk", "gone_quiet")

    for use in (store.attempt, store.events, store.end, store.append):
        with pytest.raises(StoreError, match="There is no attempt"):
            use(id)


def test_a_kind_of_attempt_that_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="'talk' or 'exercise', not 'chat'"):
        store.start("ann", "chat", "gone_quiet")  # type: ignore[arg-type]


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.attempts("ann")


def test_the_tables_have_the_columns_that_queries_use(store: Store) -> None:
    with store._backend.read() as connection:
        for table in schema.TABLES:
            connection.execute(select(table)).all()


def test_records_of_a_newer_toolkit_are_refused_and_left_alone(address: str) -> None:
    with open_store(address) as store, store._backend.write() as connection:
        store._backend.set_version(connection, 7)

    with pytest.raises(
        StoreError, match=r"newer version of this toolkit \(format 7; this one knows formats up to 1\)"
    ):
        open_store(address)
