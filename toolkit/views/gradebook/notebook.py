"""A gradebook in a notebook: filters, the table, one learner, the pictures, and a file to keep.

    folder of grades -> Gradebook -> Cohort -> (filters) -> tables and pictures
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn

import ipywidgets
from markupsafe import Markup

from toolkit.content import Library
from toolkit.errors import GradingError, ToolkitError
from toolkit.grading.rows import due_time
from toolkit.views.gradebook import style, tables
from toolkit.views.gradebook.cohort import Cohort, Row, cohort_of, read_flags
from toolkit.views.gradebook.example import DUE, example_grades
from toolkit.views.gradebook.learner import learner_html
from toolkit.views.gradebook.page import gradebook_page
from toolkit.views.html import CannotOpen, alert, block, button, in_a_row, join, styled, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.raters import not_there

if TYPE_CHECKING:
    from toolkit.grading.gradebook import Gradebook, Policy

_Form = Literal["csv", "xlsx", "html"]

MOST_SHOWN: Final = 60
"""Learners in the table at once; who looks for somebody else types a name."""

MOST_LISTED: Final = 300
"""Learners to choose one of: a list of thousands takes seconds to open."""

SHOWN: Final[Mapping[str, Callable[[Row], bool]]] = {
    "everybody": lambda row: True,
    "late": lambda row: bool(row["late"]),
    "waiting for a person": lambda row: row["open"] > 0,
    "not begun": lambda row: row["state"] == "unattempted",
    "refused": lambda row: row["state"] == "refused",
}
"""What can be chosen → whether a learner with this row is shown."""

_EXAMPLE: Final = (
    "This is an example: invented learners, and answers that ship with the exercises. "
    "For your own group, write the name of your folder of grades between the brackets."
)


def open_gradebook(
    folder: str | Path | None = None,
    *,
    due: Mapping[str, datetime | str] | None = None,
    roster: str | Path | None = None,
    library: Library | None = None,
) -> GradebookView | NoGradebook:
    """Return the grades in a folder to look through; without a folder, an example to try it on.

    `due` says until when an exercise was to be handed in, such as `{"01_first_one_on_one": "2026-12-01T17:00"}`: in UTC unless
    the time ends in a zone such as `+01:00`, and until the end of the day where there is no time. `roster` is a CSV file of
    everybody who should be there.
    """
    content = library or Library.default()
    try:
        if folder is None:
            return _example(content)
        return GradebookView(Path(folder).expanduser(), content, _times(due or {}), roster)
    except ToolkitError as error:
        return NoGradebook(not_there(folder) + str(error))


class NoGradebook(CannotOpen):
    """Said instead of a gradebook that cannot be opened, and to whoever asks for its tables."""

    @property
    def book(self) -> NoReturn:
        """Say what is missing, as `GradebookView.book` would return the tables."""
        raise _NoGradebookError(f"There are no tables yet, because no gradebook was opened. {self._why}")


class _NoGradebookError(GradingError):
    def _render_traceback_(self) -> list[str]:
        # What IPython shows in place of a traceback, which would frighten people who do not program.
        return [str(self)]


def _example(library: Library) -> GradebookView:
    made = tempfile.TemporaryDirectory(prefix="one-on-one-example-", ignore_cleanup_errors=True)
    shown = GradebookView(example_grades(Path(made.name), library), library, _times(DUE), None, example=True)
    # With the kernel: ipywidgets holds on to every view until then.
    weakref.finalize(shown.view, made.cleanup)
    return shown


def _times(due: Mapping[str, datetime | str]) -> dict[str, datetime]:
    try:
        return {exercise: at if isinstance(at, datetime) else due_time(at) for exercise, at in due.items()}
    except ValueError:
        raise GradingError("`due` takes a day and a time such as 2026-12-01T17:00 for each exercise.") from None


class GradebookView:
    """A folder of grades on the screen."""

    def __init__(
        self, folder: Path, library: Library, due: Mapping[str, datetime], roster: str | Path | None, *, example: bool = False
    ) -> None:
        self._folder, self._library, self._due, self._roster, self._is_example = folder, library, due, roster, example
        self._flags = read_flags(folder)
        self._books: dict[Policy, Gradebook] = {}
        self._cohorts: dict[tuple[Policy, bool], Cohort] = {}
        titles = self._cohort("best", quotes=False).titles
        self.exercise = _choice("Exercise", [("every exercise", ""), *((f"{id[:2]} {title}", id) for id, title in titles.items())])
        self.shown = _choice("Show", [(name if name == "everybody" else f"only {name}", name) for name in SHOWN])
        self.policy = _choice("Which attempt", [("the best", "best"), ("the last", "last")])
        self.search = ipywidgets.Text(description="Find a learner", placeholder="part of a name")
        self.search.add_class("oo-field")
        self.quotes = ipywidgets.Checkbox(description="Show learners' own words", value=False, indent=False)
        self.quotes.add_class("oo-tick")
        self.learner = _choice("One learner", [("choose…", "")])
        self._top, self._table, self._detail, self._rest = (block(tag("span")) for _ in range(4))
        self._said = ipywidgets.VBox([])
        for one in (self.exercise, self.policy, self.quotes):
            one.observe(lambda _change: self._show(), "value")
        for one in (self.shown, self.search):
            one.observe(lambda _change: self._show_found(), "value")
        self.learner.observe(lambda _change: self._show_learner(), "value")
        self.view = ipywidgets.VBox([self._top, *self._controls(), self._table, self.learner, self._detail, self._rest, *self._saving(), OwnKeys()])
        # A wide table scrolls within itself only where what holds it may be narrower than the table.
        self.view.add_class("gb-view")
        self._show()

    def _controls(self) -> list[Any]:
        row = ipywidgets.HBox([self.exercise, self.shown, self.search, self.policy])
        row.add_class("oo-choices")
        return [row, self.quotes]

    def _saving(self) -> list[Any]:
        return [
            block(tag("h3", "A file of all this")),
            in_a_row([self._press("Save as CSV", "csv"), self._press("Save as Excel", "xlsx"), self._press("Save as a page to print", "html")]),
            self._said,
        ]

    def _press(self, text: str, form: _Form) -> ipywidgets.Button:
        made = button(text)
        made.on_click(lambda _button: self._save(form))
        return made

    # --- what it is made of ---

    @property
    def book(self) -> Gradebook:
        """The gradebook behind it, as pandas tables, with the attempts that count here."""
        return self._book(self.policy.value)

    def _book(self, policy: Policy) -> Gradebook:
        # Here, because pandas is missing in browser Python and takes a second.
        from toolkit.grading.gradebook import read_gradebook
        from toolkit.grading.roster import read_roster

        if policy not in self._books:
            people = read_roster(Path(self._roster)) if self._roster else ()
            self._books[policy] = read_gradebook(self._folder, self._library, policy=policy, due=self._due, roster=people)
        return self._books[policy]

    def _cohort(self, policy: Policy, *, quotes: bool) -> Cohort:
        if (policy, quotes) not in self._cohorts:
            self._cohorts[policy, quotes] = cohort_of(self._book(policy), self._flags, quotes=quotes)
        return self._cohorts[policy, quotes]

    # --- what is on the screen ---

    def _show(self) -> None:
        try:
            every = self._cohort(self.policy.value, quotes=self.quotes.value).of_exercise(self.exercise.value)
        except ToolkitError as error:
            self._said.children = (alert(str(error)),)
            return
        self._every = every
        note = tag("p", _EXAMPLE, class_="oo-done") if self._is_example else ""
        self._top.value = styled(join([tag("style", style.PARTS), note, tables.summary(every)]))
        self._rest.value = styled(_rest(every))
        self._show_found()

    def _show_found(self) -> None:
        found = _found(self._every, self.search.value, SHOWN[self.shown.value])
        heading = f"Who is where: {tables.count(len(found.learners), 'learner')}"
        self._table.value = styled(join([tag("h3", heading), tables.heat_map(found, MOST_SHOWN)]))
        self._list(found)

    def _list(self, cohort: Cohort) -> None:
        before = self.learner.value
        listed = cohort.learners[:MOST_LISTED]
        self.learner.options = [("choose…", ""), *((cohort.names[one], one) for one in listed)]
        # Whoever is found alone is meant.
        self.learner.value = before if before in listed else listed[0] if len(listed) == 1 and self.search.value else ""
        self._show_learner()

    def _show_learner(self) -> None:
        learner = self.learner.value
        names = self._cohort(self.policy.value, quotes=False).names
        self._detail.value = styled(learner_html(self.book, learner, names[learner]) if learner else tag("span"))

    # --- a file to keep ---

    def _save(self, form: _Form) -> None:
        try:
            path = self.save(form)
        except ToolkitError as error:
            self._said.children = (alert(str(error)),)
            return
        text = ["Saved everybody and every exercise as ", tag("code", str(path)), "."]
        self._said.children = (block(tag("p", *text, role="status", class_="oo-done")),)

    def save(self, form: _Form) -> Path:
        """Write all grades to a new file beside the folder, never over an old one; return where it is."""
        from toolkit.grading.exports import write_csv, write_file, write_xlsx

        path = self._free(form)
        match form:
            case "csv":
                write_csv(self.book, path)
            case "xlsx":
                write_xlsx(self.book, path, quotes=self.quotes.value)
            case "html":
                # Without flags: a page is printed, and lies about.
                write_file(path, gradebook_page(self.book, quotes=self.quotes.value))
        return path

    def _free(self, form: str) -> Path:
        folder = self._folder.resolve()
        # The example's folder goes with the kernel.
        beside, name = (Path.cwd(), "example") if self._is_example else (folder.parent, folder.name)
        numbered = (beside / f"{name}_gradebook{n}.{form}" for n in ("", *map("_{}".format, range(2, 1000))))
        free = next((path for path in numbered if not path.exists()), None)
        if free is None:
            raise GradingError(f"There are too many gradebooks in {beside}. Delete those that you no longer need.")
        return free

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # The text beside a widget is kept in the notebook; that of ipywidgets would hold everybody's points.
        return {**self.view._repr_mimebundle_(**options), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<gradebook: {len(self.book.people)} learners>"


def _choice(label: str, options: Sequence[tuple[str, str]]) -> ipywidgets.Dropdown:
    made = ipywidgets.Dropdown(description=label, options=options, value=options[0][1])
    made.add_class("oo-field")
    return made


def _found(cohort: Cohort, search: str, wanted: Callable[[Row], bool]) -> Cohort:
    """Return the learners of whom some grade is wanted and whose name holds what was typed."""
    typed = search.strip().casefold()
    meant = {row["learner"] for row in cohort.grades if wanted(row)}
    shown = {one for one in meant if typed in cohort.names[one].casefold()}
    return replace(cohort, grades=[row for row in cohort.grades if row["learner"] in shown])


def _rest(cohort: Cohort) -> Markup:
    """Return what is about the whole group, whatever learner is looked for."""
    parts = {
        "Who needs a look": tables.needs_a_look,
        "How it went": tables.distributions,
        "Where the group goes wrong": tables.goes_wrong,
        "Which items tell learners apart": tables.items_part,
        "What still waits for a person": tables.waiting,
        "Files that were refused": tables.refused,
        **({"To look at, not to judge": tables.flagged} if cohort.flags else {}),
    }
    return join(join([tag("h3", title), part(cohort)]) for title, part in parts.items())
