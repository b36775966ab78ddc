"""What a store keeps, and gives back as it was: any text, any JSON value; what it refuses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import StoreError
from toolkit.records import Event, Store, open_store

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
