"""Items with a key of many parts as forms: each part kept as it is chosen, back after a reload, checked in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from toolkit.content import ExerciseSpec, Library
from toolkit.records import Store, open_store
from toolkit.views import ExerciseForm
from toolkit.views.exercise import FORMS
from toolkit.views.given import given_html
from toolkit.views.html import choice, tag

LIBRARY = Library.default()
THINGS = {"points": 4, "prompt": "Do <b>it</b>.", "hint": "Look at the second."}


def two(*ids: str) -> list[dict[str, str]]:
    return [{"id": id, "text": f"{id} <i>"} for id in ids]


SPEC = ExerciseSpec.model_validate(
    {
        "id": "90_kinds",
        "title": "Kinds",
        "version": 1,
        "minutes": 5,
        "items": [
            {"kind": "sort", "id": "sort", "title": "Sort", **THINGS, "piles": two("one", "two"),
             "cards": [{"id": f"c{i}", "text": f"Card {i}", "pile": pile, "because": "So."} for i, pile in enumerate(["one", "two"] * 2)]},
            {"kind": "order", "id": "order", "title": "Order", **THINGS,
             "steps": [{"id": f"s{i}", "text": f"Step {i}", "place": 4 - i, "because": "So."} for i in (1, 2, 3)]},
            {"kind": "plan", "id": "plan", "title": "Plan", **THINGS, "rows": two("ana", "bo"),
             "options": [{"id": "mon", "text": "Monday", "at": 1}, {"id": "tue", "text": "Tuesday", "at": 2}],
             "rules": [{"rule": "before", "rows": ["ana", "bo"], "kept": "k", "broken": "Ana is not first."},
                       {"rule": "different", "kept": "k", "broken": "They clash."}]},
            {"kind": "coding", "id": "coding", "title": "Code", **THINGS, "talk": "a_bank_noon_queue", "first": 1, "last": 12},
            {"kind": "ratings", "id": "ratings", "title": "Rate", **THINGS, "scale": list("abcde"),
             "clips": [{"id": f"r{g}", "talk": "Manager: So? <script>", "gold": g, "because": "So."} for g in (1, 3, 5)]},
            {"kind": "log", "id": "log", "title": "Log", **THINGS, "talk": "Manager: I will ring.\nReport: Good.",
             "people": two("me", "you"), "days": two("mon", "tue"),
             "actions": [{"id": "a", "what": "Ring them", "means": ["ring"], "who": "me", "by": "mon"},
                         {"id": "b", "what": "Write it down", "means": ["write"], "who": "you", "by": "tue"}]},
        ],
        "references": {"good": 24, "middling": 12, "poor": 1, "other_good": 24, "another_good": 24, "gamed": 0},
    },
    strict=False,
)  # fmt: skip
RIGHT: dict[str, Any] = {
    "sort": {"c0": "one", "c1": "two", "c2": "one", "c3": "two"},
    "plan": {"ana": "mon", "bo": "tue"},
    "ratings": {"r1": "1", "r3": "3", "r5": "5"},
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def opened(store: Store) -> dict[str, Any]:
    form = ExerciseForm(SPEC, LIBRARY, store, "ana")
    return {item.item.id: item for item in form.items} | {"form": form}


def test_every_kind_of_item_has_a_form() -> None:
    from typing import get_args

    from toolkit.content import Item

    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Item)[0])}

    assert kinds == FORMS.keys()


@pytest.mark.parametrize("id", RIGHT)
def test_each_part_is_kept_as_it_is_chosen_and_back_after_a_reload(store: Store, id: str) -> None:
    for key, value in RIGHT[id].items():
        opened(store)[id].choices.boxes[key].value = value

    again = opened(store)

    assert store.answers("ana", SPEC.id)[id] == RIGHT[id]
    assert {key: box.value for key, box in again[id].choices.boxes.items()} == RIGHT[id]
    again[id].check()
    assert "4 of 4" in again[id]._said.children[0].value


def test_a_choice_taken_back_is_no_answer_any_more(store: Store) -> None:
    form = opened(store)["sort"]
    form.choices.boxes["c0"].value = "one"
    form.choices.boxes["c0"].value = ""

    assert store.answers("ana", SPEC.id)["sort"] == {}
    assert "sort" not in opened(store)["form"].answers.items


def test_steps_are_moved_by_buttons_and_the_order_is_kept(store: Store) -> None:
    form = opened(store)["order"]
    assert form.order == ["s1", "s2", "s3"]

    form.move(0, 2)

    assert form.order == ["s3", "s2", "s1"]
    assert opened(store)["order"].order == ["s3", "s2", "s1"]
    assert "Step 1” is number 3 now" in form._status.value
    form.check()
    assert "4 of 4" in form._said.children[0].value


def test_the_first_step_goes_no_further_up_and_the_last_no_further_down(store: Store) -> None:
    rows = opened(store)["order"].view.children[1].children[:-1]

    assert [[button.disabled for button in row.children[:2]] for row in rows] == [[True, False], [False, False], [False, True]]


def test_each_arrow_says_in_words_what_it_moves_and_the_focus_goes_along(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    form = opened(store)["order"]
    focused: list[str] = []
    monkeypatch.setattr(ipywidgets.Button, "focus", lambda pressed: focused.append(pressed.description))
    (_, down), (up, second_down), _ = form._arrows

    assert (up.description, second_down.description) == ("Move number 2 up", "Move number 2 down")
    down.click()
    second_down.click()

    assert form.order == ["s2", "s3", "s1"]
    assert focused == ["Move number 2 down", "Move number 3 up"]


def test_a_line_to_code_is_a_label_in_which_what_was_said_is_text(store: Store) -> None:
    box = next(iter(opened(store)["coding"].choices.boxes.values()))
    card = opened(store)["sort"].choices.boxes["c0"]
    spoken = choice(tag("strong", "<i>Manager: "), [])

    assert box.description_allow_html
    assert box.description.startswith("<strong>Manager: </strong>")
    assert not card.description_allow_html
    assert spoken.description == "<strong>&lt;i&gt;Manager: </strong>"


def test_a_log_keeps_its_lines_and_takes_one_away(store: Store) -> None:
    form = opened(store)["log"]
    form._lines.children[0].children[0].value = "ring them up"
    who, by, _ = form._lines.children[0].children[1].children
    who.value, by.value = "me", "mon"
    form._set([*form.rows, {"who": "you", "what": "write it down", "by": "tue"}])

    again = opened(store)["log"]
    again.check()

    assert "4 of 4" in again._said.children[0].value
    again._lines.children[0].children[1].children[2].click()
    assert store.answers("ana", SPEC.id)["log"] == [{"who": "you", "what": "write it down", "by": "tue"}]


def test_turns_of_a_talk_are_coded_with_what_came_before_them(store: Store) -> None:
    form = opened(store)["coding"]
    gold = {str(n): turn.main for n, turn in enumerate(LIBRARY.talk("a_bank_noon_queue").turns[:12], start=1) if hasattr(turn, "m")}
    assert form.choices.boxes.keys() == gold.keys()

    for n, act in gold.items():
        form.choices.boxes[n].value = act
    form.check()

    assert "4 of 4" in form._said.children[0].value


def test_tries_and_hints_are_kept_with_their_time(store: Store) -> None:
    items = opened(store)
    items["sort"].choices.boxes["c0"].value = "one"
    items["sort"].check()
    items["sort"]._show_hint()
    assert "Look at the second." in items["sort"]._said.children[0].value
    items["sort"].check()

    [attempt] = store.attempts("ana", kind="exercise")
    kept = [(event.kind, event.body["item"]) for event in store.events(attempt.id)]

    assert kept == [("check", "sort"), ("hint", "sort"), ("check", "sort")]


def test_what_authors_wrote_is_text_on_the_page(store: Store) -> None:
    items = opened(store)

    assert "Do &lt;b&gt;it&lt;/b&gt;." in items["sort"].view.children[0].value
    assert "&lt;script&gt;" in items["ratings"].choices.view.children[0].value


def test_what_was_handed_in_is_shown_in_words() -> None:
    by_id = {item.id: item for item in SPEC.items}

    assert "Card 0: one &lt;i&gt;" in given_html(by_id["sort"], RIGHT["sort"])
    assert "bo &lt;i&gt;: Tuesday" in given_html(by_id["plan"], RIGHT["plan"])
    assert "Clip 2: 3, c" in given_html(by_id["ratings"], RIGHT["ratings"])
    assert "Step 3" in given_html(by_id["order"], ("s3", "s2", "s1"))
    assert "Turn 1: gives back" in given_html(by_id["coding"], {"1": "reflection"})
    assert "ring (me &lt;i&gt;, mon &lt;i&gt;)" in given_html(by_id["log"], ({"who": "me", "what": "ring", "by": "mon"},))
    assert "Not answered." in given_html(by_id["log"], None)
