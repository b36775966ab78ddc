"""A damaged SQLite file never gives a wrong record: what is read is right, or an error says what is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from toolkit.errors import StoreError
from toolkit.records import Store, open_store

pytestmark = pytest.mark.usefixtures("built_without_safe_defaults")


def content_of(store: Store, talks: list[str]) -> object:
    return [
        store.attempts("ann"),
        [store.events(talk) for talk in talks],
        store.answers("ann", "01_listening"),
    ]


@pytest.fixture
def filled(store: Store) -> list[str]:
    talks = []
    for number in range(6):
        talk = store.start("ann", "talk", "gone_quiet")
        store.append(talk.id, *(("said", {"text": f"line {n} of {number}, " * 8}) for n in range(12)))
        store.put_answer("ann", "01_listening", f"item {number}", {"text": "an answer " * 20})
        talks.append(talk.id)
    return talks


def test_no_flipped_bit_ever_gives_a_wrong_record(
    store: Store, filled: list[str], path: Path, tmp_path: Path
) -> None:
    """Whatever bit flips, the content is right or a StoreError says where it is not; and nothing else is raised."""
    right, whole, chance = content_of(store, filled), path.read_bytes(), random.Random(5)
    flipped = tmp_path / "flipped.sqlite"
    named = unnoticed = 0
    for _ in range(150):
        content = bytearray(whole)
        content[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(content)
        try:
            with open_store(flipped) as damaged:
                damaged.check()
                assert content_of(damaged, filled) == right
                unnoticed += 1
        except StoreError:
            named += 1
        for left in tmp_path.glob("flipped.sqlite-*"):
            left.unlink()

    # the others hit bytes that hold nothing
    assert named > 50
    assert named + unnoticed == 150


def test_reading_one_talk_never_gives_wrong_events(
    store: Store, filled: list[str], path: Path, tmp_path: Path
) -> None:
    right, whole, chance = store.events(filled[2]), path.read_bytes(), random.Random(6)
    flipped = tmp_path / "flipped.sqlite"
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(20):
            content[chance.randrange(4096, len(whole))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(content)
        try:
            with open_store(flipped) as damaged:
                assert damaged.events(filled[2]) == right
        except StoreError:
            refused += 1
        for left in tmp_path.glob("flipped.sqlite-*"):
            left.unlink()

    assert refused > 50


def test_a_page_of_zeros_is_noticed(store: Store, filled: list[str], path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    for start in range(0, len(whole), 4096):
        zeroed = tmp_path / "zeroed.sqlite"
        zeroed.write_bytes(whole[:start] + b"\0" * 4096 + whole[start + 4096 :])
        with pytest.raises(StoreError), open_store(zeroed) as damaged:
            damaged.check()
