"""Replies worded by a model in the room: kept, back after a reload, told on the page, and never in what is graded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.practice.model_server import PROXIES, Served, completion, line_to_word, send, serving
from toolkit.content import Library, Scenario
from toolkit.errors import ToolkitError
from toolkit.practice.wording import MODEL, URL
from toolkit.records import Store, open_store
from toolkit.views import ExerciseForm, People, Practice, Talk
from toolkit.views.talk import CHANGED

RUTH = Library.default().scenario("gone_quiet")
ASK, SECOND = "What are your afternoons like?", "So you are alone from three."
Hold = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.2) as opened:
        yield opened


def page_sends(talk: Talk, **message: Any) -> None:
    talk.view._handle_custom_msg(message, [])


def said(talk: Talk) -> list[str]:
    return [turn["text"] for turn in talk.view.turns]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A model that the environment asks for, and that puts a word before each line."""
    with serving() as served:
        served.says = lambda handler: send(handler, completion(f"Well. {line_to_word(served)}"))
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
        for name, value in served.settings(seconds=1).items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
def worded(server: Served, store: Store) -> Practice:
    """A practice with one line said, and answered in the model's words."""
    made = practice(store)
    page_sends(made.talk, do="start")
    page_sends(made.talk, do="say", text=ASK)
    return made


def practice(store: Store, scenario: Scenario = RUTH) -> Practice:
    return Practice(scenario, Library.default().rubric(scenario.rubric), store, "ana")


def test_a_practice_has_its_replies_worded_and_keeps_both(worded: Practice) -> None:
    written = RUTH.fact("alone_at_hatch").says

    assert said(worded.talk) == [ASK, f"Well. {written}"]
    assert {"reply": f"Well. {written}", "authored": written}.items() <= worded.talk.events[0].body.items()


def test_a_worded_talk_is_back_word_for_word_and_no_model_is_asked(worded: Practice, server: Served, store: Store) -> None:
    again = practice(store).talk

    assert (said(again), again.view.notice) == (said(worded.talk), "")
    assert again.session.steps == worded.talk.session.steps
    assert len(server.asked) == 1
    page_sends(again, do="say", text=SECOND)
    assert said(again)[3].startswith("Well. ")
    assert len(server.asked) == 2


def test_a_worded_talk_is_back_also_when_the_model_is_gone(
    worded: Practice, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(URL)
    monkeypatch.delenv(MODEL)

    again = practice(store).talk

    assert said(again) == said(worded.talk)
    assert (again.view.wording, again.view.patience) == ("", 0)
    page_sends(again, do="say", text=SECOND)
    assert not said(again)[3].startswith("Well. ")


def test_a_worded_talk_with_a_changed_scenario_is_given_up(worded: Practice, store: Store) -> None:
    facts = [
        fact.model_copy(update={"says": "It is busy."}) if fact.id == "alone_at_hatch" else fact for fact in RUTH.facts
    ]

    again = practice(store, RUTH.model_copy(update={"facts": tuple(facts)})).talk

    assert (again.view.notice, said(again)) == (CHANGED, [])


def test_a_replay_keeps_the_words_and_has_what_is_new_worded(worded: Practice, server: Served, store: Store) -> None:
    page_sends(worded.talk, do="say", text=SECOND)
    page_sends(worded.talk, do="end")
    page_sends(worded.talk, do="replay", turn=2)
    replay = worded.replays[0].talk
    page_sends(replay, do="say", text="What would help?")

    assert said(replay)[:2] == said(worded.talk)[:2]
    assert said(replay)[3].startswith("Well. ")
    assert len(server.asked) == 3
    assert said(practice(store).replays[0].talk) == said(replay)
    assert len(server.asked) == 3


def test_the_next_meeting_is_worded_and_back_after_a_reload(server: Served, store: Store) -> None:
    scenario = next(s for s in map(Library.default().scenario, Library.default().scenario_files()) if s.later)
    held = practice(store, scenario)
    page_sends(held.talk, do="start")
    page_sends(held.talk, do="end")
    held.meet_again(1)
    later = held.meetings[1].talk
    page_sends(later, do="start")
    page_sends(later, do="say", text="How have you been?")

    assert said(later)[1].startswith("Well. ")
    assert said(practice(store, scenario).meetings[1].talk) == said(later)
    assert len(server.asked) == 1


def test_the_person_is_thinking_while_the_model_is_asked_and_only_then(server: Served, store: Store) -> None:
    talk = practice(store).talk
    answer, during = server.says, []

    def look(handler: Any) -> None:
        during.append((talk.view.thinking, said(talk), len(talk.events)))
        answer(handler)  # type: ignore[operator]

    server.says = look
    page_sends(talk, do="start")
    page_sends(talk, do="say", text=ASK)

    assert during == [(True, [], 0)]
    assert talk.view.thinking is False


def test_a_model_that_is_too_slow_leaves_the_author_s_line_and_no_sign(server: Served, store: Store) -> None:
    server.says = lambda handler: time.sleep(2)
    talk = practice(store).talk
    page_sends(talk, do="start")

    page_sends(talk, do="say", text=ASK)

    assert said(talk) == [ASK, RUTH.fact("alone_at_hatch").says]
    assert talk.view.thinking is False
    assert talk.view.patience == 1
    assert "authored" not in talk.events[0].body


def test_the_page_says_where_lines_go_and_in_the_end_what_came_of_it(worded: Practice, server: Served, store: Store) -> None:
    host = server.url.removeprefix("http://").removesuffix("/v1")
    assert worded.talk.view.wording.startswith(f"A language model on {host} words what Ruth says.")

    server.says = "The printer drops the last line off the labels."
    again = practice(store).talk
    page_sends(again, do="say", text=SECOND)
    page_sends(again, do="end")

    assert again.view.wording.startswith("What Ruth said: 1 line worded by the model; 1 as written (refused, ")
    assert practice(store).talk.view.wording == again.view.wording


def test_a_worded_line_that_cannot_be_kept_changes_nothing(worded: Practice, held: Hold) -> None:
    with held():
        page_sends(worded.talk, do="say", text=SECOND)
    page_sends(worded.talk, do="end")

    assert worded.talk.session.lines == (ASK,)
    assert worded.talk.view.wording == "What Ruth said: 1 line worded by the model."


def test_what_is_graded_asks_no_model(server: Served, store: Store) -> None:
    library = Library.default()
    form = ExerciseForm(library.exercise("01_first_one_on_one"), library, store, "ana")
    talk = form.items[0].talk  # type: ignore[attr-defined]
    page_sends(talk, do="start")
    page_sends(talk, do="say", text=ASK)

    assert (len(said(talk)), server.asked, talk.view.wording) == (2, [], "")


def test_without_a_model_nothing_of_it_is_seen_or_kept(store: Store) -> None:
    talk = practice(store).talk
    signs: list[bool] = []
    talk.view.observe(lambda change: signs.append(change["new"]), "thinking")
    talk.start()
    talk.say(ASK)
    talk.end()

    assert (signs, talk.view.wording, talk.view.patience) == ([], "", 0)
    assert talk.events[0].body.keys() == {"line", "reply", "at"}


def test_a_setting_that_cannot_be_used_is_named_where_a_person_is_chosen(
    store: Store, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL, "http://127.0.0.1:9/v1")
    monkeypatch.delenv(MODEL, raising=False)
    with pytest.raises(ToolkitError, match=MODEL):
        practice(store)
    people = People(Library.default(), store, "ana")
    people.show()

    people.choose("gone_quiet")

    assert f"{URL} is set and {MODEL} is not" in screen(people.view).text
