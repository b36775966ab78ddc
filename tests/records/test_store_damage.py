"""A store notices records that somebody else has changed, and names them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, update

from toolkit.errors import StoreError
from toolkit.records import Store, open_store, schema


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


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
