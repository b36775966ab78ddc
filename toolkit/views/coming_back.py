"""Coming back: the drills of the next six months with a file for the calendar, and a log of one's real 1:1s."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import ipywidgets
from markupsafe import Markup
from pydantic import ValidationError

from toolkit.content import Library
from toolkit.errors import StoreError, ToolkitError
from toolkit.grading.files import write_whole
from toolkit.learning import Drill, drills, held_talks
from toolkit.meetings import KEPT, OWN_WORDS, Appointment, RealTalk, as_calendar, tally
from toolkit.records import Store, open_store
from toolkit.views.html import CannotOpen, alert, block, button, choice, in_a_row, join, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.practice import learner_here

PLAN, LOG = "plan", "real_one_on_ones"
"""The names in the records under which the first day of the plan, and the log, are kept."""

CALENDAR: Final = "my_drills.ics"


class ComingBack:
    """What comes next, and what was done in real 1:1s."""

    def __init__(self, library: Library, store: Store, learner: str, folder: Path, today: date) -> None:
        self._library, self._store, self._learner = library, store, learner
        self._folder, self._today = folder, today
        self._plan, self._said = ipywidgets.VBox([]), ipywidgets.VBox([])
        self.log = LogOfTalks(store, learner, today)
        self._show_plan()
        self.view = ipywidgets.VBox([self._plan, self._said, self.log.view, OwnKeys()])

    @property
    def drills(self) -> tuple[Drill, ...]:
        """The drills from the day on which they were planned."""
        talks = held_talks(self._store, self._learner, self._library)
        return drills(talks, self._library.listings(), self._start())

    def _start(self) -> date:
        kept = self._store.answers(self._learner, PLAN).get("start")
        return date.fromisoformat(kept) if isinstance(kept, str) else self._today

    def _show_plan(self) -> None:
        planned = self.drills
        if not planned:
            self._plan.children = (block(join([tag("h3", "Your next drills"), tag("p", NOTHING_YET)])),)
            return
        if "start" not in self._store.answers(self._learner, PLAN):
            self._store.put_answer(self._learner, PLAN, "start", self._today.isoformat())
        save = button("Save them for my calendar", main=True)
        save.on_click(lambda _button: self.save())
        anew = button("Plan anew from today")
        anew.on_click(lambda _button: self.plan_anew())
        self._plan.children = (block(plan_html(planned)), in_a_row([save, anew]))

    def plan_anew(self) -> None:
        """Begin the plan today, with what is weakest now."""
        self._store.put_answer(self._learner, PLAN, "start", self._today.isoformat())
        self._show_plan()

    def save(self) -> Path | None:
        """Write the file for the calendar and say where it is."""
        path = self._folder / CALENDAR
        try:
            write_whole(path, as_calendar(map(_appointment, self.drills), datetime.now(UTC)).decode("utf-8"))
        except OSError as error:
            self._said.children = (alert(f"{path} could not be written: {error.strerror}. The plan itself is kept."),)
            return None
        where = tag("p", "Saved as ", tag("code", str(path)), ". Open it, and your calendar takes the four days in.", role="status", class_="oo-done")
        self._said.children = (block(where),)
        return path

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return "<coming back>"


NOTHING_YET: Final = (
    "There is nothing to plan from yet. Hold a talk of eight lines or more with somebody in “People to practise with”, "
    "and four drills for the next six months will stand here."
)


def plan_html(planned: tuple[Drill, ...]) -> Markup:
    """Return the drills as a table, with why they are these."""
    head = tag("tr", *(tag("th", text, scope="col") for text in ("When", "What", "With whom", "Before it, leaf through")))
    rows = (
        tag("tr", tag("th", f"{one.day.day} {one.day:%B %Y}", scope="row"), tag("td", one.title), tag("td", one.name), tag("td", f"lesson {one.lesson[:2]}"))
        for one in planned
    )
    weakest = {one.title: one.share for one in planned}
    why = " and ".join(f"“{title}” ({share:.0%} of its points in your last talks)" for title, share in weakest.items())
    return join(
        [
            tag("h3", "Your next drills"),
            tag("p", f"A quarter of an hour each, on what went least well: {why}. Three or four of them in half a year keep what was learned."),
            tag("table", head, *rows),
        ]
    )


def _appointment(drill: Drill) -> Appointment:
    text = (
        f"A quarter of an hour: talk with {drill.name} (practise(\"{drill.scenario}\") in the notebooks) and look at "
        f"“{drill.title}”. Lesson {drill.lesson[:2]} helps. Afterwards, one line of your log."
    )
    return Appointment(f"drill-{drill.day.isoformat()}", drill.day, f"1:1 drill: {drill.title}", text)


class LogOfTalks:
    """Counts of one's real 1:1s. What was said is not asked for."""

    def __init__(self, store: Store, learner: str, today: date) -> None:
        self._store, self._learner = store, learner
        self.day = ipywidgets.DatePicker(description="Day", value=today)
        self.whom = ipywidgets.Text(description="With whom (a letter or two, no name)")
        self.minutes = ipywidgets.BoundedIntText(description="Minutes", value=30, min=0, max=240)
        self.words = choice("Who had the words?", [(text, id) for id, text in OWN_WORDS.items()])
        self.gave_back = ipywidgets.BoundedIntText(description="How often did you give back what you heard?", min=0, max=99)
        self.advised = ipywidgets.BoundedIntText(description="How often did you advise?", min=0, max=99)
        self.kept = choice("Did you do what you had meant to?", [(text, id) for id, text in KEPT.items()])
        for box in (self.day, self.whom, self.minutes, self.gave_back, self.advised):
            box.add_class("oo-field")
        add = button("Add it to my log", main=True)
        add.on_click(lambda _button: self.add())
        self._said, self._entries = ipywidgets.VBox([]), ipywidgets.VBox([])
        asked = join([tag("h3", "Your real 1:1s"), tag("p", "Counts only, two minutes after the talk. Nothing of what was said belongs here.")])
        rows = [[self.day, self.whom, self.minutes], [self.words, self.kept], [self.gave_back, self.advised]]
        self.view = ipywidgets.VBox([block(asked), *map(_row, rows), add, self._said, self._entries])
        self._show()

    def add(self) -> None:
        """Keep the entry as it stands on the form."""
        try:
            entry = RealTalk.model_validate(
                {
                    "day": self.day.value.isoformat() if self.day.value else "", "whom": self.whom.value.strip(),
                    "minutes": self.minutes.value, "words": self.words.value, "gave_back": self.gave_back.value,
                    "advised": self.advised.value, "kept": self.kept.value,
                }
            )  # fmt: skip
        except ValidationError as error:
            missing = ", ".join(dict.fromkeys(ASKED[str(one["loc"][0])] for one in error.errors()))
            self._said.children = (alert(f"Not kept yet. Look at: {missing}."),)
            return
        self._put(uuid.uuid4().hex, entry.model_dump(), "Kept.")

    def _put(self, id: str, value: dict[str, Any], done: str, undo: Callable[[], None] | None = None) -> None:
        try:
            self._store.put_answer(self._learner, LOG, id, value)
        except StoreError as error:
            self._said.children = (alert(f"{error} What you typed is still on the screen."),)
            return
        said: list[Any] = [block(tag("p", done, role="status", class_="oo-done"))]
        if undo:
            back = button("Put it back")
            back.on_click(lambda _button: undo())
            said.append(back)
        self._said.children = tuple(said)
        self._show()

    def remove(self, id: str) -> None:
        """Take an entry off the log; it can be put back."""
        before = self._store.answers(self._learner, LOG)[id]
        kept = dict(before) if isinstance(before, Mapping) else {}
        self._put(id, {}, "Taken off.", lambda: self._put(id, kept, "Back again."))

    def _show(self) -> None:
        entries = sorted(real_talks(self._store, self._learner).items(), key=lambda pair: pair[1].day)
        if not entries:
            self._entries.children = (block(tag("p", "No entry yet.", class_="oo-quiet")),)
            return
        rows = [self._entry(id, entry) for id, entry in entries[-12:]]
        self._entries.children = (block(tally_html(entry for _, entry in entries)), *rows)

    def _entry(self, id: str, entry: RealTalk) -> ipywidgets.HBox:
        away = button("Take it off")
        away.tooltip = f"Take the entry of {entry.day} off the log"
        away.on_click(lambda _button: self.remove(id))
        who = f", with {entry.whom}" if entry.whom else ""
        said = f"{entry.day}{who}, {entry.minutes} minutes: gave back {entry.gave_back}, advised {entry.advised}, {OWN_WORDS[entry.words]}"
        made = in_a_row([block(tag("p", said)), away])
        made.add_class("oo-step")
        return made


ASKED: Final = {
    "day": "the day", "whom": "with whom (20 characters at most)", "minutes": "the minutes", "words": "who had the words",
    "gave_back": "how often you gave back", "advised": "how often you advised", "kept": "whether you did what you had meant to",
}  # fmt: skip


def _row(boxes: list[Any]) -> ipywidgets.HBox:
    made = ipywidgets.HBox(boxes)
    made.add_class("oo-choices")
    return made


def real_talks(store: Store, learner: str) -> dict[str, RealTalk]:
    """Return id → entry of somebody's log; what was taken off is left out."""
    kept = store.answers(learner, LOG).items()
    return {id: RealTalk.model_validate(value) for id, value in kept if value}


def tally_html(entries: Any) -> Markup:
    """Return what the log comes to, in a sentence."""
    sums = tally(entries)
    if not sums.talks or sums.gave_back is None or sums.advised is None or sums.mostly_they is None:
        return tag("p", "No entry yet.", class_="oo-quiet")
    meant = f" You did what you had meant to in {sums.kept} of {sums.meant}." if sums.meant else ""
    text = (
        f"{sums.talks} {'talk' if sums.talks == 1 else 'talks'}: on average you gave back {sums.gave_back:.1f} times and advised "
        f"{sums.advised:.1f} times; in {sums.mostly_they:.0%} of them the other had most of the words.{meant}"
    )
    return tag("p", text)


def coming_back(*, library: Library | None = None, store: Store | None = None, folder: Path | None = None) -> ComingBack | CannotOpen:
    """Return the drills of your next six months and the log of your real 1:1s."""
    try:
        opened = store or open_store()
        return ComingBack(library or Library.default(), opened, learner_here(), folder or Path.cwd(), datetime.now().astimezone().date())
    except ToolkitError as error:
        return CannotOpen(str(error))
