"""Hints, the questions before the evidence, later meetings, and two versions compared: kept, shown, and back after a reload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from toolkit.content import Library
from toolkit.practice import play, rewind
from toolkit.practice.session import STUCK_AFTER
from toolkit.records import Store, open_store
from toolkit.views import Practice, Talk
from toolkit.views.charts import PLOT, curves
from toolkit.views.report import comparison_html, debrief_html, quiz_html
from toolkit.views.room import weeks_later

LIBRARY = Library.default()
RUTH = LIBRARY.scenario("gone_quiet")
FOREMAN = LIBRARY.scenario("first_meeting")
RUBRIC = LIBRARY.rubric("one_on_one")
TALK, LATER = next((w.manager, w.later[0]) for w in FOREMAN.walkthroughs if w.later)
Hold = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.2) as opened:
        yield opened


def page_sends(talk: Talk, **message: Any) -> None:
    talk.view._handle_custom_msg(message, [])


def hold(talk: Talk, *lines: str) -> None:
    page_sends(talk, do="start")
    for line in lines:
        page_sends(talk, do="say", text=line)
    page_sends(talk, do="end")


# --- hints ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def stuck(store: Store) -> Talk:
    """A talk in which nothing has come out for a while."""
    talk = Talk(RUTH, store, "ana")
    page_sends(talk, do="start")
    page_sends(talk, do="say", text="Hello Ruth.")
    assert talk.view.stuck is False
    for i in range(STUCK_AFTER):
        page_sends(talk, do="say", text=f"Number {i} then.")
    return talk


def test_a_hint_is_offered_and_never_given_of_itself(stuck: Talk) -> None:
    assert (stuck.view.stuck, stuck.view.hint, stuck.session.hints) == (True, "", [])


def test_a_hint_that_is_taken_is_shown_kept_and_counted_once(stuck: Talk, store: Store) -> None:
    page_sends(stuck, do="hint")
    page_sends(stuck, do="hint")

    assert stuck.view.hint
    assert stuck.view.hint in [fact.hint for fact in RUTH.facts]
    assert [e.body for e in stuck.events if e.kind == "hint"] == [{"fact": stuck.session.hints[0]}]

    again = Talk(RUTH, store, "ana", attempt=stuck.attempt)
    assert (again.session.hints, again.view.stuck) == (stuck.session.hints, True)
    again.end()
    assert again.view.stuck is False
    assert "You took 1 hint." in debrief_html(again.session, again.session.score(RUBRIC))


def test_a_hint_that_cannot_be_kept_does_not_count(stuck: Talk, held: Hold) -> None:
    with held():
        page_sends(stuck, do="hint")

    assert (stuck.session.hints, stuck.view.hint) == ([], "")
    assert stuck.view.notice
    page_sends(stuck, do="hint")
    assert len(stuck.session.hints) == 1


def test_a_hint_goes_when_something_comes_out(stuck: Talk) -> None:
    page_sends(stuck, do="hint")

    page_sends(stuck, do="say", text="What are your afternoons like?")

    assert (stuck.view.stuck, stuck.view.hint) == (False, "")
    page_sends(stuck, do="hint")
    assert "no hint just now" in stuck.view.notice
    assert "You took" not in debrief_html(play(RUTH, ["Hello."]), play(RUTH, ["Hello."]).score(RUBRIC))


def test_what_is_graded_offers_no_hints(store: Store) -> None:
    talk = Talk(RUTH, store, "ana", hints=False)
    hold(talk)
    talk = Talk(RUTH, store, "ana", hints=False)
    page_sends(talk, do="start")
    for i in range(9):
        page_sends(talk, do="say", text=f"Number {i} then.")

    page_sends(talk, do="hint")

    assert (talk.session.stuck, talk.view.stuck, talk.view.hint) == (True, False, "")


# --- the questions --------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(store: Store, screen: Any) -> tuple[Practice, Any]:
    """A practice that stands at the questions."""
    practice = Practice(RUTH, RUBRIC, store, "ana")
    hold(practice.talk, *RUTH.walkthroughs[0].manager[:3])
    shown = screen(practice.view)
    shown.press("Go on")
    return practice, shown


def test_the_questions_come_after_the_own_view_and_before_the_evidence(asked: tuple[Practice, Any]) -> None:
    _, shown = asked

    assert "What is really going on with Ruth?" in shown.text
    assert [choice.description for choice in shown.choices] == [question.question for question in RUTH.quiz]
    assert [choice.value for choice in shown.choices] == [None] * len(RUTH.quiz)
    assert "Scorecard" not in shown.text


def test_each_answer_is_shown_with_what_is_so_and_why(asked: tuple[Practice, Any], store: Store, screen: Any) -> None:
    practice, shown = asked
    first, second, *_ = RUTH.quiz
    right, wrong = first.choices[first.answer], second.choices[second.answer - 1]
    shown.choices[0].value, shown.choices[1].value = right, wrong

    shown.press("Show me the evidence")

    assert next(e.body for e in practice.talk.events if e.kind == "quiz") == {
        **{question.id: None for question in RUTH.quiz}, first.id: right, second.id: wrong,
    }  # fmt: skip
    text = shown.text
    for part in (
        f"What is really going on: 1 of {len(RUTH.quiz)}",
        f"Right: {right}",
        f"Not so: {wrong}So it is: {second.choices[second.answer]}It rests on this: {RUTH.fact(second.about).text}",
        "Left open.",
    ):
        assert part in text
    assert screen(Practice(RUTH, RUBRIC, store, "ana").view).text == text


def test_an_answer_is_kept_as_soon_as_it_is_chosen(asked: tuple[Practice, Any], store: Store, screen: Any) -> None:
    _, shown = asked
    shown.choices[2].value = RUTH.quiz[2].choices[1]

    again = screen(Practice(RUTH, RUBRIC, store, "ana").view)

    assert [choice.value for choice in again.choices] == [None, None, RUTH.quiz[2].choices[1], None]


def test_the_questions_can_be_left_open(asked: tuple[Practice, Any]) -> None:
    _, shown = asked

    shown.press("Show me the evidence")

    assert "What you found out" in shown.text
    assert "What is really going on" not in shown.text


def test_an_answer_that_is_no_longer_a_choice_is_shown_as_the_text_it_is(parsed: Any, hostile: str) -> None:
    page = parsed(str(quiz_html(play(RUTH, ["Hello."]), {RUTH.quiz[0].id: hostile, "gone": "x"})))

    assert page.harmful == []
    assert f"Not so: {hostile}" in page.text


# --- later meetings -------------------------------------------------------------------------------------------------


@pytest.fixture
def met(store: Store, screen: Any) -> Practice:
    """A practice whose first meeting is over and looked at."""
    practice = Practice(FOREMAN, RUBRIC, store, "ana")
    hold(practice.talk, *TALK)
    shown = screen(practice.view)
    shown.press("Go on")
    shown.press("Show me the evidence")
    return practice


def test_who_has_no_later_meeting_offers_none(asked: tuple[Practice, Any]) -> None:
    _, shown = asked
    shown.press("Show me the evidence")

    assert shown.buttons == ["New talk with the same person"]


def test_the_next_meeting_has_its_own_card_and_remembers(met: Practice, store: Store, screen: Any) -> None:
    screen(met.view).press("Meet again, three weeks later")

    second = met.meetings[1].talk
    later = FOREMAN.later[0]
    assert second.view.arrive is True
    assert (second.view.card["why"], second.view.card["noticed"]) == (later.why, list(later.noticed))
    assert second.view.card["title"].endswith(": three weeks later")
    assert second.session.start.known_before == {d.fact for d in met.talk.session.state.disclosed}
    assert second.session.start.owed
    assert len(store.attempts("ana")) == 1

    screen(met.view).press("Meet again, three weeks later")
    assert len(met.meetings) == 2


def test_the_next_meeting_is_back_after_a_reload_with_its_replays(met: Practice, store: Store, screen: Any) -> None:
    met.meet_again(1)
    hold(met.meetings[1].talk, *LATER)
    screen(met.view).press("Go on")
    screen(met.view).press("Show me the evidence")
    page_sends(met.meetings[1].talk, do="replay", turn=2)
    hold(met.replays[0].talk, "You should leave that.")

    again = Practice(FOREMAN, RUBRIC, store, "ana")

    parts, parts_again = ([p.talk for m in one.meetings for p in (m.first, *m.replays)] for one in (met, again))
    assert [talk.view.turns for talk in parts_again] == [talk.view.turns for talk in parts]
    assert [talk.session.state for talk in parts_again] == [talk.session.state for talk in parts]
    assert screen(again.view).text == screen(met.view).text
    first, second, replay = store.attempts("ana")
    assert [(a.parent, a.parent_turn) for a in (second, replay)] == [(first.id, None), (second.id, 2)]
    assert "Meet again" not in " ".join(screen(again.meetings[1].view).buttons)
    assert len(again.scorecards) == 3


def test_a_next_meeting_after_a_changed_talk_is_left_in_the_records(met: Practice, store: Store) -> None:
    met.meet_again(1)
    hold(met.meetings[1].talk, LATER[0])
    edited = FOREMAN.model_copy(update={"lines": dict.fromkeys(FOREMAN.lines, ("Hm.",)), "facts": FOREMAN.facts[:1], "quiz": ()})

    again = Practice(edited, RUBRIC, store, "ana")

    assert [meeting.talk.view.phase for meeting in again.meetings] == ["ready"]
    assert len(store.attempts("ana")) == 2


def test_how_much_later_is_said_in_words() -> None:
    def said(weeks: int) -> str:
        later = FOREMAN.later[0].model_copy(update={"weeks": weeks})
        return weeks_later(FOREMAN.model_copy(update={"later": (later,)}), 2)

    assert [said(weeks) for weeks in (1, 2, 12, 13)] == ["a week later", "two weeks later", "twelve weeks later", "13 weeks later"]


# --- two versions ---------------------------------------------------------------------------------------------------


def test_two_versions_show_what_only_one_of_them_brought_out(parsed: Any) -> None:
    first = play(RUTH, RUTH.walkthroughs[0].manager)
    second = rewind(first, 4)
    second.say("You should check each bag only once.")
    second.end()

    html = str(comparison_html(first, second, (first.score(RUBRIC), second.score(RUBRIC)), 4))

    missed = [RUTH.fact(d.fact).text for d in first.state.disclosed if not second.state.knows(d.fact)]
    assert missed
    assert [text for text in missed if text not in parsed(html).text] == []
    assert html.count('role="img"') == 2
    mood = first.state.mood
    assert f"How far Ruth trusted you: first version from {RUTH.mood.trust} to {mood.trust}" in parsed(html).text


def test_two_curves_are_drawn_inside_their_field_from_the_first_line_to_the_last() -> None:
    figure = ElementTree.fromstring(str(curves("Trust", [0, 50, 100], [0, 10], 1)))
    svg = figure.find("svg")
    assert svg is not None
    left, top, right, bottom = PLOT

    lines = [[tuple(map(float, at.split(","))) for at in line.attrib["points"].split()] for line in svg.findall("polyline")]

    assert [len(line) for line in lines] == [3, 2]
    assert (lines[0][0], lines[0][-1]) == ((left, bottom), (right, top))
    assert lines[1][1][0] == lines[0][1][0]
    assert svg.attrib["aria-label"].split(": ", 1)[1] in "".join(figure.itertext())
