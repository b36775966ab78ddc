"""The calendar file says what is due on which day, in a form that calendar programs read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from toolkit.meetings import Appointment, as_calendar

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DRILL = Appointment("drill-1", date(2026, 12, 6), "1:1 drill: Giving back", "A quarter of an hour; with Ruth, \\o/")


def events(made: bytes) -> list:
    return list(Calendar.from_ical(made).walk("VEVENT"))


def test_each_appointment_fills_its_day_and_reminds_on_the_evening_before() -> None:
    [event] = events(as_calendar([DRILL], NOW))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 6), date(2026, 12, 7))
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (DRILL.title, DRILL.text)
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt.total_seconds() == -6 * 3600


def test_the_same_appointment_keeps_its_id_so_that_it_is_moved_and_not_doubled() -> None:
    later = Appointment(DRILL.id, date(2026, 12, 13), DRILL.title, DRILL.text)

    assert events(as_calendar([DRILL], NOW))[0]["UID"] == events(as_calendar([later], NOW))[0]["UID"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=300))
def test_whatever_a_title_says_it_stays_one_title(title: str) -> None:
    [event] = events(as_calendar([Appointment("x", DRILL.day, title, "BEGIN:VEVENT\nSUMMARY:two")], NOW))

    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]) == "BEGIN:VEVENT\nSUMMARY:two"
