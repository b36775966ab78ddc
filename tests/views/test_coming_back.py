"""Coming back: the plan with its calendar file, the log of real 1:1s, and the portfolio with its certificate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from markupsafe import escape

from toolkit.content import REFERENCES, Library
from toolkit.practice import play
from toolkit.records import Store, open_store
from toolkit.views.coming_back import ComingBack, real_talks
from toolkit.views.commitment import commitment
from toolkit.views.portfolio import PEOPLE, PortfolioView, gather, portfolio
from toolkit.views.practice import learner_here

LIBRARY = Library.default()
TODAY = date(2026, 12, 1)
ME = learner_here()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def hold(store: Store, scenario: str) -> None:
    attempt = store.start(ME, "talk", scenario)
    for taken in play(LIBRARY.scenario(scenario), LIBRARY.scenario(scenario).walkthroughs[0].manager).steps:
        store.append(attempt.id, ("turn", {"line": taken.line, "reply": taken.reply, "at": None}))
    store.end(attempt.id)


def coming_back(store: Store, folder: Path, today: date = TODAY) -> ComingBack:
    return ComingBack(LIBRARY, store, ME, folder, today)


def text(view: Any) -> str:
    own = getattr(view, "value", "") if isinstance(getattr(view, "value", ""), str) else ""
    return own + " ".join(text(child) for child in getattr(view, "children", ()))


def test_without_a_talk_it_says_how_to_come_to_a_plan(store: Store, tmp_path: Path) -> None:
    assert "nothing to plan from yet" in text(coming_back(store, tmp_path).view)


def test_the_plan_stands_from_the_day_it_was_first_seen_until_it_is_made_anew(store: Store, tmp_path: Path) -> None:
    hold(store, "gone_quiet")
    first = coming_back(store, tmp_path).drills
    later = coming_back(store, tmp_path, TODAY + timedelta(days=30))
    assert later.drills == first

    later.plan_anew()

    assert [b.day - a.day for a, b in zip(first, later.drills, strict=True)] == [timedelta(days=30)] * 4


def test_the_calendar_file_holds_the_drills(store: Store, tmp_path: Path) -> None:
    hold(store, "gone_quiet")
    form = coming_back(store, tmp_path)

    path = form.save()

    assert path is not None
    days = [event["DTSTART"].dt for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
    assert days == [drill.day for drill in form.drills]
    assert str(path) in text(form.view)


def test_a_folder_that_takes_no_file_is_told_so(store: Store, tmp_path: Path) -> None:
    hold(store, "gone_quiet")
    form = coming_back(store, tmp_path / "nowhere")

    assert form.save() is None
    assert "could not be written" in text(form.view)


def fill(form: ComingBack) -> None:
    log = form.log
    log.whom.value, log.words.value, log.kept.value = "M", "mostly_they", "yes"
    log.gave_back.value, log.advised.value = 5, 1


def test_an_entry_is_kept_and_counted(store: Store, tmp_path: Path) -> None:
    form = coming_back(store, tmp_path)
    fill(form)
    form.log.add()

    [entry] = real_talks(store, ME).values()

    assert (entry.day, entry.whom, entry.gave_back) == ("2026-12-01", "M", 5)
    assert "1 talk: on average you gave back 5.0 times" in text(coming_back(store, tmp_path).view)


def test_an_entry_with_gaps_says_which_and_keeps_nothing(store: Store, tmp_path: Path) -> None:
    form = coming_back(store, tmp_path)
    form.log.day.value = None
    form.log.add()

    assert "Look at: the day, who had the words, whether you did what you had meant to." in text(form.view)
    assert real_talks(store, ME) == {}


def test_an_entry_taken_off_can_be_put_back(store: Store, tmp_path: Path) -> None:
    form = coming_back(store, tmp_path)
    fill(form)
    form.log.add()
    [(id, entry)] = real_talks(store, ME).items()

    form.log.remove(id)
    assert real_talks(store, ME) == {}
    form.log._said.children[1].click()

    assert real_talks(store, ME) == {id: entry}


def test_an_empty_portfolio_says_what_will_stand_where(store: Store, tmp_path: Path) -> None:
    shown = portfolio(store=store, folder=tmp_path)

    assert isinstance(shown, PortfolioView)
    page = text(shown.view)
    assert "The first one puts a dot here" in page
    assert "What it still takes: a talk with 6 more people and half of the points or more in" in page
    assert "Save my certificate" not in [getattr(child, "description", "") for child in shown.view.children]


def test_a_portfolio_shows_talks_words_commitments_and_tries(store: Store, tmp_path: Path) -> None:
    hold(store, "gone_quiet")
    hold(store, "status_trap")
    commitment("09_giving_back", store=store).text.value = "So it's <b>Tuesdays</b>."

    page = text(portfolio(store=store, folder=tmp_path).view)  # type: ignore[union-attr]

    assert "Ruth" in page
    assert "<svg" in page
    assert "So it&#39;s &lt;b&gt;Tuesdays&lt;/b&gt;." in page
    assert page.count("not tried") == len(LIBRARY.exercise_files())


def test_a_certificate_can_be_saved_when_everything_is_done_and_not_before(store: Store, tmp_path: Path) -> None:
    for scenario in list(LIBRARY.scenario_files())[:PEOPLE]:
        hold(store, scenario)
    for id, file in LIBRARY.exercise_files().items():
        assert gather(store, ME, LIBRARY).missing
        answers = json.loads((file.parent / "reference" / f"{REFERENCES[0]}.json").read_text(encoding="utf-8"))
        for item, value in answers["items"].items():
            store.put_answer(ME, id, item, value)

    shown = portfolio(store=store, folder=tmp_path)
    assert isinstance(shown, PortfolioView)
    shown.name.value = "Ana <i>"
    path = shown.save()

    assert path is not None
    page = path.read_text(encoding="utf-8")
    assert "<strong>Ana &lt;i&gt;</strong> has completed" in page
    assert all(str(escape(LIBRARY.exercise(id).title)) in page for id in LIBRARY.exercise_files())
