"""Finding a question and trying one: what is shown, what is remembered, and what is offered instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from toolkit.content import PURPOSES as ALL_PURPOSES
from toolkit.content import Library, Relationship
from toolkit.feedback.drafts import FAULTS as ALL_FAULTS
from toolkit.records import Store, open_store
from toolkit.views import FindQuestions, TryAQuestion
from toolkit.views.questions import AT_ONCE, FAULTS, KEPT_AS, PURPOSES, WHO

BANK = Library.default().questions()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.1) as opened:
        yield opened


@pytest.fixture
def find(store: Store) -> FindQuestions:
    return FindQuestions(BANK, store, "ana", lambda: date(2026, 3, 2))


def shown(find: FindQuestions) -> list[str]:
    cards = "".join(card.children[0].value for card in find._cards.children)
    return [one.text for one in BANK.questions if f"<h4>{one.text.replace(chr(39), '&#39;').replace(chr(34), '&#34;')}</h4>" in cards]


def choose(find: FindQuestions, who: str, purpose: str, person: str = "") -> None:
    find.who.value, find.purpose.value, find.person.value = who, purpose, person


def test_every_purpose_relationship_and_fault_has_its_words() -> None:
    assert tuple(PURPOSES) == ALL_PURPOSES
    assert set(WHO) == set(get_args(Relationship))
    assert tuple(FAULTS) == ALL_FAULTS


def test_nothing_is_offered_before_it_is_known_for_whom_and_what(find: FindQuestions, screen: Any) -> None:
    assert screen(find.view).buttons == []
    assert "Choose who it is" in screen(find.view).text

    find.who.value = "direct"
    assert screen(find.view).buttons == []


def test_at_most_five_are_offered_each_with_what_comes_next_and_its_risk(find: FindQuestions, screen: Any) -> None:
    choose(find, "direct", "feedback")
    find.deepest.value = 3

    text = screen(find.view).text
    assert len(shown(find)) == AT_ONCE
    for question in (one for one in BANK.questions if one.text in shown(find)):
        assert "direct" in question.suits
        assert question.probe in text
    assert {one.depth for one in BANK.questions if one.text in shown(find)} == {3}
    assert text.count("Then: ") == AT_ONCE
    assert text.lower().count(" risk") >= AT_ONCE


def test_a_high_risk_says_what_to_have_ready(find: FindQuestions, screen: Any) -> None:
    choose(find, "direct", "feedback")
    find.deepest.value = 2
    seen = ""
    for _ in range(10):
        seen += screen(find.view).text
        find.others()

    risky = [one for one in BANK.suited("direct", "feedback", deepest=2) if one.risk == "high"]
    assert risky
    assert all((one.risk_because or "x").rstrip(".") in seen for one in risky)


def test_others_go_through_all_and_begin_again(find: FindQuestions, screen: Any) -> None:
    choose(find, "upward", "clarity")
    everything = {one.text for one in BANK.suited("upward", "clarity", deepest=2)}
    first, seen = shown(find), set(shown(find))
    while True:
        screen(find.view).press("Show others")
        if shown(find) == first:
            break
        assert not seen & set(shown(find))
        seen |= set(shown(find))

    assert seen == everything


def test_what_was_asked_is_remembered_for_that_person_only(find: FindQuestions, store: Store, screen: Any) -> None:
    choose(find, "direct", "start", "A")
    first = shown(find)
    cards = find._cards.children
    asked = next(one for one in BANK.questions if one.text in cards[0].children[0].value.replace("&#39;", "'"))
    cards[0].children[1].click()

    assert store.answers("ana", KEPT_AS)["asked"] == [{"id": asked.id, "day": "2026-03-02", "who": "direct", "person": "a"}]
    assert asked.text not in shown(find)
    assert f"Kept: {asked.text}" in screen(find.view).text

    again = FindQuestions(BANK, store, "ana")
    choose(again, "direct", "start", "a ")
    assert asked.text not in shown(again)
    assert f"Asked before: {asked.text}" in screen(again.view).text
    choose(again, "direct", "start", "B")
    assert sorted(shown(again)) == sorted(first)
    assert "Asked before" not in screen(again.view).text


def test_what_was_not_asked_after_all_comes_back(find: FindQuestions, store: Store, screen: Any) -> None:
    choose(find, "peer", "growth")
    before = shown(find)
    screen(find.view).press("I'll ask this")
    assert shown(find) != before

    screen(find.view).press("Not asked after all")

    assert shown(find) == before
    assert store.answers("ana", KEPT_AS)["asked"] == []
    assert "Not asked after all" not in screen(find.view).buttons


def test_two_windows_keep_both(find: FindQuestions, store: Store, screen: Any) -> None:
    other = FindQuestions(BANK, store, "ana")
    choose(find, "direct", "start")
    choose(other, "direct", "growth")
    screen(find.view).press("I'll ask this")
    screen(other.view).press("I'll ask this")

    assert len(store.answers("ana", KEPT_AS)["asked"]) == 2


def test_a_skip_level_is_told_what_is_left_out_and_why(find: FindQuestions, screen: Any) -> None:
    choose(find, "skip", "feedback")

    text = screen(find.view).text
    left_out = [one for one in BANK.questions if one.purpose == "feedback" and one.not_in_skip_level][:AT_ONCE]
    assert all(one.text in text and (one.not_in_skip_level or "x") in text for one in left_out)
    assert not {one.text for one in left_out} & set(shown(find))
    choose(find, "direct", "feedback")
    assert "not here" not in screen(find.view).text


def test_a_store_that_cannot_be_written_is_told_about_and_nothing_is_lost(
    find: FindQuestions, screen: Any, held: Callable[[], AbstractContextManager[None]]
) -> None:
    choose(find, "direct", "start")
    before = shown(find)
    with held():
        screen(find.view).press("I'll ask this")
        assert 'role="alert"' in screen(find.view).html
    assert shown(find) == before
    screen(find.view).press("I'll ask this")
    assert "Kept:" in screen(find.view).text


@pytest.mark.parametrize("kept", ["nonsense", [1, "x"], [{"id": "dropped_long_ago", "who": "direct", "person": ""}], {"a": 1}])
def test_what_an_older_toolkit_kept_does_no_harm(store: Store, screen: Any, kept: Any) -> None:
    store.put_answer("ana", KEPT_AS, "asked", kept)
    find = FindQuestions(BANK, store, "ana")
    choose(find, "direct", "start")

    assert len(shown(find)) == AT_ONCE


# --- trying one ------------------------------------------------------------------------------------------------------


@pytest.fixture
def trying(store: Store) -> TryAQuestion:
    return TryAQuestion(BANK, store, "ana")


def test_a_faulty_question_is_quoted_and_another_wording_can_be_taken(trying: TryAQuestion, screen: Any) -> None:
    trying.question.value = "Why didn't you ring me on Saturday?"
    screen(trying.view).press("Look at it")

    text = screen(trying.view).text
    assert "One thing to look at again." in text
    assert "Asks for an excuse" in text
    assert "Rather: What kept you from ringing me on Saturday?" in text

    screen(trying.view).press("Take “What kept you from ringing me on Saturday?”")
    assert trying.question.value == "What kept you from ringing me on Saturday?"
    assert "Nothing in the way" in screen(trying.view).text


def test_who_is_asked_makes_the_difference(trying: TryAQuestion, screen: Any) -> None:
    trying.question.value = "How fair is your manager?"
    for who, said in (("direct", "Nothing in the way"), ("skip", "Not safe to answer")):
        trying.who.value = who
        trying.look()
        assert said in screen(trying.view).text


def test_without_a_wording_the_nearest_questions_are_shown(trying: TryAQuestion, screen: Any) -> None:
    trying.question.value = "Will you still be on nights in summer?"
    trying.look()

    assert "Near to it, in the bank:" in screen(trying.view).text
    assert screen(trying.view).buttons == ["Look at it"]


def test_nothing_typed_is_told_so(trying: TryAQuestion, screen: Any) -> None:
    trying.look()

    assert "Type a question" in screen(trying.view).text


def test_the_draft_is_still_there_after_a_reload(trying: TryAQuestion, store: Store) -> None:
    trying.question.value = "What is it about the mornings?"
    trying.who.value = "skip"

    again = TryAQuestion(BANK, store, "ana")
    assert (again.question.value, again.who.value) == ("What is it about the mornings?", "skip")


def test_typed_markup_stays_text(trying: TryAQuestion, parsed: Any, hostile: str, screen: Any) -> None:
    for text in (hostile, f"Did you {hostile}?", f"Why didn't you {hostile}?"):
        trying.question.value = text
        trying.look()
        assert parsed(screen(trying.view).html).harmful == []
