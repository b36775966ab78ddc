"""What stands in lessons: shipped talks to read and to code, and what somebody wants to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from toolkit.content import Library, ManagerTurn
from toolkit.records import Store, open_store
from toolkit.views.coding import code_talk
from toolkit.views.commitment import Commitment, commitment, commitments
from toolkit.views.examples import example_talk, read_talk
from toolkit.views.practice import learner_here

TALK = "a_bank_noon_queue"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def test_a_shipped_talk_is_shown_from_one_turn_to_another() -> None:
    turns = Library.default().talk(TALK).turns

    page = example_talk(TALK, first=2, last=3)._repr_mimebundle_()

    assert page["text/plain"].count("\n") == 1
    assert turns[1].r.split(",")[0] in page["text/plain"]
    assert "<svg" not in page["text/html"]
    assert "<svg" in example_talk(TALK, marked=True)._repr_mimebundle_()["text/html"]


def test_the_manager_of_a_shipped_talk_is_not_called_you() -> None:
    page = example_talk(TALK, marked=True)._repr_mimebundle_()["text/html"]
    own = read_talk("Manager: How was it?\nReport: Long.", marked=True)._repr_mimebundle_()["text/html"]
    named = read_talk("Manager: How was it?\nReport: Long.", marked=True, manager="Ana")._repr_mimebundle_()["text/html"]

    assert 'scope="row">Manager<' in page
    assert "What the manager&#39;s words did" in page
    assert "Who talked: Manager " in page
    assert 'scope="row">You<' in own
    assert "What your words did" in own
    assert 'scope="row">Ana<' in named
    assert "Who talked: Ana 75%, Report 25%" in named


def test_codes_are_kept_and_compared_with_the_coders(store: Store) -> None:
    turns = Library.default().talk(TALK).turns[:12]
    gold = {str(n): turn.main for n, turn in enumerate(turns, start=1) if isinstance(turn, ManagerTurn)}
    form = code_talk(TALK, last=12, store=store)
    for n, act in gold.items():
        form.choices.boxes[n].value = act

    again = code_talk(TALK, last=12, store=store)
    again.check()

    assert {n: box.value for n, box in again.choices.boxes.items()} == gold
    assert f"You agree on {len(gold)} of {len(gold)} turns" in again._said.children[0].value


def test_nothing_chosen_is_told_so(store: Store) -> None:
    form = code_talk(TALK, last=12, store=store)
    form.check()

    assert "Nothing is chosen yet" in form._said.children[0].value


def test_a_commitment_is_kept_while_it_is_typed_and_back_after_a_reload(store: Store) -> None:
    form = commitment("09_giving_back", store=store)
    form.text.value = "So it's the Tuesdays."
    form.whom.value = "M."
    form.day.value = date(2026, 12, 1)

    again = commitment("09_giving_back", store=store)

    assert (again.text.value, again.whom.value, again.day.value) == ("So it's the Tuesdays.", "M.", date(2026, 12, 1))
    assert commitments(store, learner_here()) == (Commitment("09_giving_back", "So it's the Tuesdays.", "M.", date(2026, 12, 1)),)


def test_a_commitment_without_a_sentence_is_none(store: Store) -> None:
    commitment("09_giving_back", store=store).whom.value = "M."

    assert commitments(store, learner_here()) == ()
