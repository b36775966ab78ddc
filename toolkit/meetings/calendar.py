"""Appointments as an iCalendar file (RFC 5545), which every calendar program takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something to do on a day, without a time: people know best when they are free."""

    id: str
    day: date
    title: str
    text: str


def as_calendar(appointments: Iterable[Appointment], made_at: datetime) -> bytes:
    """Return the appointments as the bytes of an `.ics` file, each with a reminder on the evening before.

    The same appointment keeps its id, so that taking in a newer file moves it instead of doubling it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//one-on-one toolkit//drills//EN")
    calendar.add("version", "2.0")
    for one in appointments:
        event = Event()
        event.add("uid", f"{one.id}@one-on-one-toolkit")
        event.add("dtstamp", made_at)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.title)
        event.add("description", one.text)
        event.add_component(_evening_before(one.title))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _evening_before(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(hours=-6))
    return alarm
