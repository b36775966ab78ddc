"""Several windows, programs and processes write to one store, and nothing is lost or mixed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from toolkit.errors import StoreError
from toolkit.records import Store, StoreConflict, open_store


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


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
