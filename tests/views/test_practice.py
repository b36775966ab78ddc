"""A whole practice: own view before the evidence, replays beside the first version, and all of it back after a reload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from toolkit.content import Library
from toolkit.records import Store, open_store
from toolkit.views import Practice, practise
from toolkit.views.progress import progress

LIBRARY = Library.default()
RUTH = LIBRARY.scenario("gone_quiet")
RUBRIC = LIBRARY.rubric(RUTH.rubric)
LINES = RUTH.walkthroughs[0].manager[:9]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.2) as opened:
        yield opened


def opened(store: Store) -> Practice:
    return Practice(RUTH, RUBRIC, store, "ana")


def page_sends(talk: Any, **message: Any) -> None:
    talk.view._handle_custom_msg(message, [])


def hold(practice: Practice, *lines: str) -> None:
    page_sends(practice.talk, do="start")
    for line in lines:
        page_sends(practice.talk, do="say", text=line)
    page_sends(practice.talk, do="end")


def look(shown: Any) -> None:
    """Go from the own view past the questions to the evidence."""
    shown.press("Go on")
    shown.press("Show me the evidence")


@pytest.fixture
def practice(store: Store) -> Practice:
    """A practice whose talk has ended."""
    made = opened(store)
    hold(made, *LINES)
    return made


def test_the_own_view_comes_before_the_evidence(practice: Practice, screen: Any) -> None:
    shown = screen(practice.view)

    assert "your own view" in shown.text
    assert shown.buttons == ["Go on"]
    assert "Scorecard" not in shown.text
    assert [fact.id for fact in RUTH.facts if fact.text in shown.text] == []
    assert practice.talk.view.can_replay is False


def test_the_evidence_shows_the_own_view_first_and_then_the_talk(practice: Practice, screen: Any) -> None:
    shown = screen(practice.view)
    guess, regret = shown.boxes
    guess.value, regret.value = "She wants to leave", "The one about training"

    look(shown)

    text = shown.text
    assert text.index("She wants to leave") < text.index("The one about training") < text.index("What you found out")
    assert "Scorecard: " in text
    assert practice.talk.view.can_replay is True
    own = next(event for event in practice.talk.events if event.kind == "own_view")
    assert own.body == {"guess": "She wants to leave", "regret": "The one about training"}


def test_the_own_view_is_kept_while_it_is_typed(practice: Practice, store: Store, screen: Any) -> None:
    screen(practice.view).boxes[0].value = "She is worried"

    again = screen(opened(store).view)

    assert [box.value for box in again.boxes] == ["She is worried", ""]
    assert again.buttons == ["Go on"]


def test_an_own_view_that_cannot_be_kept_stays_and_says_so(
    practice: Practice, screen: Any, held: Callable[[], AbstractContextManager[None]]
) -> None:
    shown = screen(practice.view)

    with held():
        shown.press("Go on")

    assert 'role="alert"' in shown.html
    assert "Scorecard" not in shown.text
    look(shown)
    assert "Scorecard" in shown.text


def replayed(practice: Practice, screen: Any, turn: int, *lines: str) -> Any:
    if not practice.talk.view.can_replay:
        look(screen(practice.view))
    page_sends(practice.talk, do="replay", turn=turn)
    talk = practice.replays[-1].talk
    for line in lines:
        page_sends(talk, do="say", text=line)
    page_sends(talk, do="end")
    return talk


def test_a_replay_starts_at_the_line_and_keeps_both_versions(practice: Practice, store: Store, screen: Any) -> None:
    before = practice.talk.view.turns

    talk = replayed(practice, screen, 4, "You should check each bag only once.")

    assert talk.view.earlier == 4
    assert talk.view.turns[:4] == before[:4]
    assert talk.view.turns[4]["text"] == "You should check each bag only once."
    assert practice.talk.view.turns == before
    first, second = store.attempts("ana", kind="talk")
    assert (second.parent, second.parent_turn) == (first.id, 4)
    assert [event.body.get("line") for event in store.events(second.id)] == ["You should check each bag only once.", None]
    assert "The two versions, from turn 5 on" in screen(practice.view).text
    assert len(practice.scorecards) == 2


@pytest.mark.parametrize("turn", [1, -2, 400, -1])
def test_a_replay_from_a_turn_that_is_not_the_managers_is_refused(practice: Practice, screen: Any, turn: int) -> None:
    look(screen(practice.view))

    page_sends(practice.talk, do="replay", turn=turn)

    assert practice.replays == []
    assert "is not one of your lines" in practice.talk.view.notice


def test_everything_is_back_after_a_reload(practice: Practice, store: Store, screen: Any) -> None:
    screen(practice.view).boxes[0].value = "She wants to leave"
    look(screen(practice.view))
    replayed(practice, screen, 4, "You should check each bag only once.")
    page_sends(practice.talk, do="replay", turn=2)
    page_sends(practice.replays[-1].talk, do="say", text="Four phones and you.")

    again = opened(store)

    parts, parts_again = ([p.first, *p.replays] for p in (practice, again))
    assert [p.talk.view.turns for p in parts_again] == [p.talk.view.turns for p in parts]
    assert [p.talk.session.state for p in parts_again] == [p.talk.session.state for p in parts]
    assert [p.talk.view.phase for p in parts_again] == ["ended", "ended", "talking"]
    assert screen(again.view).text == screen(practice.view).text
    assert "She wants to leave" in screen(again.view).text
    page_sends(again.replays[-1].talk, do="say", text="And it is all at once.")
    assert len(again.replays[-1].talk.events) == 2


def test_a_talk_in_the_middle_is_back_after_a_reload(store: Store, screen: Any) -> None:
    before = opened(store)
    page_sends(before.talk, do="start")
    page_sends(before.talk, do="say", text="Hello Ruth.")

    again = opened(store)

    assert again.talk.view.turns == before.talk.view.turns
    assert (again.talk.view.phase, screen(again.view).buttons) == ("talking", [])


def test_a_new_talk_leaves_the_old_one_in_the_records(practice: Practice, store: Store, screen: Any) -> None:
    look(screen(practice.view))
    screen(practice.view).press("New talk with the same person")

    assert (practice.talk.view.phase, practice.talk.view.turns) == ("ready", [])
    hold(practice, "Hello again, Ruth.")
    assert [bool(attempt.ended_at) for attempt in store.attempts("ana", kind="talk")] == [True, True]


def test_another_learner_sees_nothing_of_it(practice: Practice, store: Store) -> None:
    assert Practice(RUTH, RUBRIC, store, "bo").talk.view.turns == []


def test_hostile_texts_are_shown_as_text_everywhere(store: Store, screen: Any, hostile: str) -> None:
    practice = opened(store)
    hold(practice, *(f"{hostile} So it is the slide, {i}. What changed?" for i in range(9)))
    shown = screen(practice.view)
    for box in shown.boxes:
        box.value = hostile
    look(shown)
    replayed(practice, screen, 2, *[f"{hostile} How do you mean?"] * 9)

    for view in (practice.view, opened(store).view):
        pages = screen(view).pages
        assert pages
        assert [page.harmful for page in pages if page.harmful] == []
        assert hostile in screen(view).text


def test_the_learner_is_the_account_and_the_store_the_given_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")

    practice = practise("gone_quiet", store=store)
    hold(practice, "Hello Ruth.")

    assert len(store.attempts("ana", kind="talk", subject="gone_quiet")) == 1


def test_progress_counts_talks_and_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")
    assert f"People to practise with: 0 of {len(LIBRARY.scenario_files())} met" in repr(progress(store=store))

    practice = practise("gone_quiet", store=store)
    hold(practice, "Hello Ruth.")
    practice.again()
    page_sends(practice.talk, do="start")
    store.put_answer("ana", "01_first_one_on_one", "note", "Hello")

    shown = repr(progress(store=store))
    assert "Ruth has gone quiet: 1 talk held; one talk is waiting for you" in shown
    assert "1 of 3 items answered" in shown


def test_progress_says_what_is_wrong_with_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parsed: Any) -> None:
    monkeypatch.setenv("ONE_ON_ONE_STORE", str(tmp_path / "missing" / "<b>records.sqlite"))

    shown = progress()._repr_mimebundle_()

    assert "does not exist" in shown["text/plain"]
    assert 'role="alert"' in shown["text/html"]
    assert "b" not in parsed(shown["text/html"]).elements
