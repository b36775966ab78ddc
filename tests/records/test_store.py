"""What every store promises, whichever database is behind it."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from toolkit.errors import StoreError
from toolkit.records import Attempt, Event, Store, StoreConflict, open_store, schema

HOSTILE = [
    pytest.param("'; DROP TABLE events; --", id="SQL"),
    pytest.param("%s %(x)s :name ? \\", id="placeholders"),
    pytest.param("👩🏽‍🚀 Ünï — नमस्ते 😀", id="emoji"),
    pytest.param("../../etc/passwd", id="path"),
    pytest.param("=HYPERLINK(1)", id="formula"),
]


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


def test_the_second_window_is_told_that_the_talk_went_on_in_the_first(address: str) -> None:
    with open_store(address) as first, open_store(address) as second:
        talk = first.start("ann", "talk", "gone_quiet")
        first.append(talk.id, ("said", {"text": "one"}), expected_seq=0)

        with pytest.raises(
            StoreConflict, match="in another window: it has 1 entries there and 0 here"
        ) as caught:
            second.append(talk.id, ("said", {"text": "two"}), expected_seq=0)

        assert (caught.value.attempt, caught.value.expected, caught.value.found) == (talk.id, 0, 1)
        assert "still on the screen" in str(caught.value)
        assert [event.body["text"] for event in second.events(talk.id)] == ["one"]


def test_a_click_sent_twice_is_kept_once(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.append(talk.id, ("choice", {"n": 1}), expected_seq=0)

    with pytest.raises(StoreConflict):
        store.append(talk.id, ("choice", {"n": 1}), expected_seq=0)

    assert len(store.events(talk.id)) == 1


def test_a_window_that_knows_more_than_is_kept_is_told_so(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    with pytest.raises(StoreConflict, match="gone back: 4 entries are on the screen and only 0 are kept"):
        store.append(talk.id, ("said", {}), expected_seq=4)


def test_two_windows_that_both_go_on_lose_nothing_and_mix_nothing(address: str) -> None:
    with open_store(address) as store:
        talk = store.start("ann", "talk", "gone_quiet")
        conflicts = []

        def play(window: str) -> None:
            with open_store(address) as mine:
                known = 0
                for turn in range(25):
                    while True:
                        try:
                            mine.append(talk.id, (window, {"turn": turn}), expected_seq=known)
                            known += 1
                            break
                        except StoreConflict as conflict:
                            conflicts.append(conflict)
                            known = conflict.found

        windows = [threading.Thread(target=play, args=(window,)) for window in ("left", "right")]
        for window in windows:
            window.start()
        for window in windows:
            window.join()

        events = store.events(talk.id)
        assert len(events) == 50
        for window in ("left", "right"):
            assert [event.body["turn"] for event in events if event.kind == window] == list(range(25))


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


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_everywhere(store: Store, text: str) -> None:
    talk = store.start(text, "talk", text)
    store.append(talk.id, (text, {text: text}))
    store.put_answer(text, text, text, {text: [text]})

    assert store.attempts(text, kind="talk", subject=text) == (talk,)
    assert store.unfinished(text, "talk", text) == talk
    assert store.events(talk.id)[0] == Event(1, store.events(talk.id)[0].at, text, {text: text})
    assert store.answers(text, text) == {text: {text: [text]}}
    assert store.erase(text) == 3


@pytest.mark.parametrize("id", ["", "nothing", "' OR 1=1 --", "a\0b", "\ud800", "%"])
def test_an_attempt_that_is_not_there_is_a_clear_error(store: Store, id: str) -> None:
    store.start("ann", "talk", "gone_quiet")

    for use in (store.attempt, store.events, store.end, store.append):
        with pytest.raises(StoreError, match="There is no attempt"):
            use(id)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("a\0b", r"a NUL character at position 2", id="NUL"),
        pytest.param("ab\ud800", r"half a character \(U\+D800\) at position 3", id="lone surrogate"),
    ],
)
def test_text_that_no_database_can_keep_is_refused_with_its_place(store: Store, text: str, says: str) -> None:
    talk = store.start("ann", "talk", "gone_quiet")

    with pytest.raises(StoreError, match=rf"value\.notes\[1\] holds {says}"):
        store.append(talk.id, ("said", {"notes": ["fine", text]}))
    with pytest.raises(StoreError, match=says):
        store.put_answer("ann", "01_listening", "a", {text: 1})
    assert store.answers("ann", "01_listening") == {}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param(math.nan, "None when there is nothing to measure", id="NaN"),
        pytest.param([1, -math.inf], r"value\[1\] is -inf", id="infinity"),
        pytest.param({"a": (1, 2)}, r"value.a is a tuple", id="tuple"),
        pytest.param({1: "a"}, "key 1, which is not text", id="number as key"),
        pytest.param(b"raw", "is a bytes", id="bytes"),
        pytest.param(datetime(2026, 1, 1, tzinfo=UTC), "is a datetime", id="datetime"),
    ],
)
def test_values_that_are_not_json_are_refused_with_their_place(
    store: Store, value: object, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        store.put_answer("ann", "01_listening", "a", value)
    with pytest.raises(ValueError, match="body is a dict, not a list"):
        store.append("any", ("said", [value]))  # type: ignore[arg-type]


def test_a_value_nested_without_end_is_refused(store: Store) -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ValueError, match="100 levels deep"):
        store.put_answer("ann", "01_listening", "a", endless)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\0b", "\x1b]0;x", "\ud800", "x" * 201])
def test_names_that_cannot_be_shown_are_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="The learner"):
        store.start(name, "talk", "gone_quiet")
    with pytest.raises(StoreError, match="The item"):
        store.put_answer("ann", "01_listening", name, 1)


def test_a_kind_of_attempt_that_nobody_knows_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="'talk' or 'exercise', not 'chat'"):
        store.start("ann", "chat", "gone_quiet")  # type: ignore[arg-type]


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.attempts("ann")


def test_programs_that_open_a_new_store_at_once_make_it_once(address: str) -> None:
    talks = []

    def work() -> None:
        with open_store(address) as mine:
            talks.append(mine.start("ann", "talk", "gone_quiet"))

    programs = [threading.Thread(target=work) for _ in range(6)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()

    with open_store(address) as store:
        assert len(talks) == 6
        assert {talk.id for talk in store.attempts("ann")} == {talk.id for talk in talks}


def test_a_writer_keeps_other_writers_waiting_from_its_beginning(address: str) -> None:
    with open_store(address) as first, open_store(address, busy_seconds=0.2) as second:
        talk = first.start("ann", "talk", "gone_quiet")
        with first._backend.write():
            with pytest.raises(StoreError, match=r"busy: another program .* more than 0\.2 seconds"):
                second.append(talk.id, ("said", {}))
            with pytest.raises(StoreError, match="busy"):
                second.put_answer("bob", "01_listening", "a", 1)
            assert second.events(talk.id) == ()

        assert len(second.append(talk.id, ("said", {}))) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="There is no fork here.")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_and_its_parent_both_go_on(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    child = os.fork()
    who = "parent" if child else "child"
    try:
        for turn in range(30):
            store.append(talk.id, (who, {"turn": turn}))
    finally:
        if child == 0:
            os._exit(0)
    os.waitpid(child, 0)

    events = store.events(talk.id)
    for who in ("child", "parent"):
        assert [event.body["turn"] for event in events if event.kind == who] == list(range(30))


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        pytest.param(
            update(schema.events).where(schema.events.c.seq == 2).values(body='{"n":9}'), 2, id="body"
        ),
        pytest.param(update(schema.events).where(schema.events.c.seq == 3).values(at="2020"), 3, id="time"),
        pytest.param(delete(schema.events).where(schema.events.c.seq == 2), 2, id="one lost from the middle"),
        pytest.param(delete(schema.events).where(schema.events.c.seq == 3), 3, id="the last one lost"),
        pytest.param(delete(schema.events), 1, id="all lost"),
        pytest.param(update(schema.events).where(schema.events.c.seq == 3).values(seq=4), 3, id="number"),
    ],
)
def test_a_damaged_event_is_named(store: Store, change: object, seq: int) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.append(talk.id, *(("said", {"n": n}) for n in range(3)))
    with store._backend.write() as connection:
        connection.execute(change)  # type: ignore[call-overload]

    for read in (lambda: store.events(talk.id), store.check):
        with pytest.raises(StoreError, match=f"Event {seq} of attempt {talk.id} was damaged or is missing"):
            read()


def test_events_put_in_another_order_are_noticed(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.append(talk.id, *(("said", {"n": n}) for n in range(2)))
    with store._backend.write() as connection:
        for before, after in ((1, 9), (2, 1), (9, 2)):
            connection.execute(update(schema.events).where(schema.events.c.seq == before).values(seq=after))

    with pytest.raises(StoreError, match="Event 1 of attempt"):
        store.events(talk.id)


def test_a_damaged_attempt_and_a_damaged_answer_are_named(store: Store) -> None:
    talk = store.start("ann", "talk", "gone_quiet")
    store.put_answer("ann", "01_listening", "a", "one")
    with store._backend.write() as connection:
        connection.execute(update(schema.attempts).values(subject="other"))
        connection.execute(update(schema.answers).values(value='"two"'))

    with pytest.raises(StoreError, match=f"attempt '{talk.id}' was damaged"):
        store.attempts("ann")
    with pytest.raises(
        StoreError, match="Revision 1 of the answer 'a' of 'ann' in exercise '01_listening' was damaged"
    ):
        store.answers("ann", "01_listening")
    with pytest.raises(StoreError, match="was damaged"):
        store.put_answer("ann", "01_listening", "a", "three")


def test_a_lost_revision_is_found_by_a_check(store: Store) -> None:
    for text in ("one", "two", "three"):
        store.put_answer("ann", "01_listening", "a", text)
    with store._backend.write() as connection:
        connection.execute(delete(schema.answers).where(schema.answers.c.revision == 2))

    with pytest.raises(StoreError, match="A revision of the answer 'a' of 'ann' is missing"):
        store.check()


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


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("shared") / "records.sqlite") as opened:
        yield opened


@settings(max_examples=100, deadline=None)
@given(value=JSON)
def test_every_json_value_comes_back_as_it_was_kept(shared: Store, value: object) -> None:
    talk = shared.start("ann", "talk", "gone_quiet")
    shared.put_answer("ann", "01_listening", "a", value)

    (event,) = shared.append(talk.id, ("said", {"value": value}))

    assert shared.answers("ann", "01_listening") == {"a": value}
    assert shared.events(talk.id) == (event,)
    assert event.body == {"value": value}


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(0, 5), max_size=6))
def test_numbers_run_from_one_without_gaps_however_events_are_grouped(
    shared: Store, sizes: list[int]
) -> None:
    talk = shared.start("ann", "talk", "gone_quiet")
    for size in sizes:
        shared.append(talk.id, *(("said", {}) for _ in range(size)))

    assert [event.seq for event in shared.events(talk.id)] == list(range(1, sum(sizes) + 1))
