"""Writing a scenario in a form, for people who have never seen a file of one.

    choose -> 1 who -> 2 what they have not said -> 3 how they answer -> 4 play, keep talks -> 5 check, save

A draft begins as a scenario that works, so that it can be played after the first change. What is typed is kept as it is typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import ipywidgets

from toolkit.content import Library
from toolkit.errors import ToolkitError
from toolkit.records import Store, open_store
from toolkit.views.author.draft import (
    Draft,
    begin_draft,
    beginning,
    check_id,
    draft_of,
    drafts,
    id_from,
    last_opened,
    list_draft,
    names_taken,
    note_opened,
    open_draft,
)
from toolkit.views.author.fields import Fields
from toolkit.views.author.play import TryOut
from toolkit.views.author.save import CheckAndSave
from toolkit.views.author.steps import Answers, Unsaid, Who
from toolkit.views.author.words import STEPS, Finding
from toolkit.views.html import alert, block, button, choice, field, join, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.practice import learner_here

_EXAMPLE: Final = "example"
_KEPT: Final = "Everything is kept as you type. Close the window when you like; run the cell again and you are back here."
_BEGIN: Final = (
    "You begin with a person who is written to the end, so you can play at once. Then you write your own person over them, "
    "one step after the other, in any order."
)
_PRIVATE: Final = (
    "Take the difficulty from life and change the rest: name, age, trade, town. Nobody should be able to say who it was."
)


def write_scenario(
    id: str | None = None, *, library: Library | None = None, store: Store | None = None, folder: Path | None = None
) -> ScenarioForm:
    """Return a form in which somebody writes a person to practise with, plays them, and saves them.

    With an id, the draft of that name, or a new one. The scenario is saved among those that `practise()` shows where these can
    be written, otherwise in a folder `scenarios` in `folder`, which is that of the notebook unless given.
    """
    form = ScenarioForm(library or Library.default(), store or open_store(), learner_here(), folder or Path())
    if id is None:
        form.resume()
    else:
        form.open(id)
    return form


class ScenarioForm:
    """The form: a choice of drafts, or the steps of one."""

    def __init__(self, library: Library, store: Store, learner: str, folder: Path) -> None:
        self._library, self._store, self._learner, self._folder = library, store, learner, folder
        self.draft: Draft | None = None
        self._problem = ipywidgets.VBox([])
        # Made once and hidden while somebody chooses: the keyboard can only be taken to what is on the page already.
        self.bar = [self._bar_button(number, title) for number, title in enumerate(STEPS)]
        self._row = ipywidgets.HBox(self.bar, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 .5rem", overflow="visible"))
        self.view = ipywidgets.VBox([])

    # --- choosing -------------------------------------------------------------------------------------------------------

    def resume(self) -> None:
        """Show the draft that was on the screen last, or the choice."""
        last = last_opened(self._store, self._learner)
        kept = open_draft(last, self._store, self._learner) if last else None
        if kept is None:
            self.choose()
        else:
            self._show(kept)

    def open(self, id: str) -> None:
        """Show the draft of this name: as it was left, from a scenario that is called so, or new from the small example."""
        check_id(id)
        kept = open_draft(id, self._store, self._learner)
        if kept is None:
            there = id in self._library.scenario_files()
            name = self._library.scenario(id).report.name if there else id.split("_")[0].capitalize()
            values = draft_of(self._library.scenario(id)) if there else beginning(self._library, "", name)
            kept = begin_draft(id, values, self._store, self._learner)
        self._show(kept)

    def choose(self) -> None:
        """Show the drafts there are, and what a new one can begin with."""
        self.keep()
        self.draft = None
        note_opened("", self._store, self._learner)
        self._name = field("Their first name", "", rows=1, hint="a name you made up")
        self._from = choice("Begin with", [("a small example that works", _EXAMPLE), *self._others()])
        self._from.value = _EXAMPLE
        begin = button("Begin", main=True)
        begin.on_click(lambda _button: self.begin(self._name.value, self._from.value))
        self._problem.children = ()
        self._row.layout.display = "none"
        self.view.children = (
            self._row,
            *self._drafts_there(),
            block(join([tag("h3", "Somebody new"), tag("p", _BEGIN), tag("p", _PRIVATE)])),
            *(self._name, self._from, begin, self._problem),
        )

    def _others(self) -> list[tuple[str, str]]:
        return [(f"{one.report.name}: {one.title}", one.id) for one in self._library.listings()]

    def _drafts_there(self) -> list[Any]:
        there = drafts(self._store, self._learner)
        if not there:
            return []
        return [block(tag("h3", "What you are writing")), *(self._go_on(id, title) for id, title in there.items())]

    def _go_on(self, id: str, title: str) -> ipywidgets.HBox:
        go_on, off = button(f"Go on with {title}"), button(f"Remove {title}")
        go_on.on_click(lambda _button: self._reopen(id))

        def press(_button: object) -> None:
            there = off.description.startswith("Remove")
            list_draft(id, None if there else title, self._store, self._learner)
            # The same button takes it back, so that the keyboard stays where it is.
            off.description = f"Put back {title}" if there else f"Remove {title}"
            go_on.layout.display = "none" if there else ""

        off.on_click(press)
        return ipywidgets.HBox([go_on, off], layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="0 .6rem", overflow="visible"))

    def _reopen(self, id: str) -> None:
        try:
            self.open(id)
            self.bar[0].focus()
        except ToolkitError as error:
            self._problem.children = (alert(str(error)),)

    def begin(self, name: str, start: str) -> None:
        """Begin a new draft for somebody of this name."""
        name = " ".join(name.split())
        if not 0 < len(name) <= 40:
            self._problem.children = (alert("Give them a first name, of 40 letters at most. You can change it later."),)
            return
        taken = {*self._library.scenario_files(), *names_taken(self._store, self._learner)}
        try:
            values = beginning(self._library, "" if start in ("", _EXAMPLE) else start, name)
            self._show(begin_draft(id_from(name, taken, "person"), values, self._store, self._learner))
            self.bar[0].focus()
        except ToolkitError as error:
            self._problem.children = (alert(str(error)),)

    # --- the steps ------------------------------------------------------------------------------------------------------

    def _show(self, draft: Draft) -> None:
        self.keep()
        self.draft = draft
        note_opened(draft.id, self._store, self._learner)
        fields = Fields(self.keep)
        self.play = TryOut(draft, self._library, self._store, self._learner, fields, self.keep)
        self.check = CheckAndSave(draft, self._library, self._folder, self.go, self.reread)
        self.who, self.unsaid, self.answers = Who(draft, fields), Unsaid(draft, fields, self.keep), Answers(draft, fields)
        self._steps = (self.who, self.unsaid, self.answers, self.play, self.check)
        self._onward = button("")
        self._onward.on_click(lambda _button: self.go(min(self.step + 1, len(STEPS) - 1), move=True))
        other = button("Write somebody else")
        # A box of its own, because a button's own margin is that of all buttons.
        apart = ipywidgets.VBox([other], layout=ipywidgets.Layout(margin="1.6rem 0 0 0", overflow="visible"))
        other.on_click(lambda _button: self.choose())
        self._heading, self._body = ipywidgets.VBox([]), ipywidgets.VBox([])
        self._problem.children = ()
        self._row.layout.display = ""
        self.view.children = (self._row, self._heading, self._problem, self._body, self._onward, apart, OwnKeys())
        self.go(0)

    def _bar_button(self, number: int, title: str) -> ipywidgets.Button:
        made = button(f"{number + 1} {title}")
        made.on_click(lambda _button: self.go(number))
        return made

    def go(self, step: int, finding: Finding | None = None, *, move: bool = False) -> None:
        """Show a step; with a finding, the card that it is in opened."""
        assert self.draft is not None  # noqa: S101 - there are no steps without a draft
        self.step = step
        for number, one in enumerate(self.bar):
            one.button_style = "primary" if number == step else ""
        title = f"Step {step + 1} of {len(STEPS)}: {STEPS[step]}"
        self._heading.children = (block(tag("div", tag("h3", f"{self.draft.name}. {title}"), tag("p", _KEPT, class_="oo-quiet"), role="status")),)
        self._body.children = (self._steps[step].view,)
        last = step == len(STEPS) - 1
        self._onward.layout.display = "none" if last else ""
        self._onward.description = "" if last else f"Go on: {STEPS[step + 1]}"
        if step == STEPS.index("Play it"):
            self.play.open(fresh=False)
        if finding is not None and finding.key:
            {"facts": self.unsaid.facts, "quiz": self.unsaid.quiz, "walkthroughs": self.play.kept}[finding.part].open(finding.key)
        if move or finding is not None:
            self.bar[step].focus()

    def keep(self) -> None:
        """Keep what was typed; say so in place when it cannot be kept."""
        try:
            if self.draft is not None:
                self.draft.keep()
            self._problem.children = ()
        except ToolkitError as error:
            self._problem.children = (alert(f"{error} What you typed is still on the screen."),)

    def reread(self) -> None:
        """Show the draft anew, after its text was taken over as a whole."""
        self.keep()
        if self.draft is not None:
            self._show(self.draft)
            self.go(len(STEPS) - 1)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # The text beside a widget is kept in the notebook; that of ipywidgets would hold what was typed.
        return {**self.view._repr_mimebundle_(**options), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<scenario being written: {self.draft.id}>" if self.draft else "<scenarios being written>"
