"""The last step of writing a scenario: what is still wrong, the picture of it, the file, and its text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import ipywidgets
from markupsafe import Markup

from toolkit.content import Library, Scenario
from toolkit.content.authoring import scenario_text
from toolkit.content.source import parsed
from toolkit.errors import ContentError, ToolkitError
from toolkit.grading.files import write_whole
from toolkit.practice import scenario_problems
from toolkit.views.author.draft import Built, Draft, draft_of, untouched
from toolkit.views.author.words import Finding, findings
from toolkit.views.html import alert, block, button, field, join, tag
from toolkit.views.map import scenario_map

MOST: Final = 20
"""Problems shown at once: the later ones are often gone when the first are mended."""

_TEXT: Final = (
    "This is the file that is saved, for those who would rather write in it. Nothing here is needed. "
    "What you change counts when you press the button below it."
)


class CheckAndSave:
    """The step in which the writer has everything checked and saves the file."""

    def __init__(
        self, draft: Draft, library: Library, folder: Path, go: Callable[[int, Finding | None], None], reread: Callable[[], None]
    ) -> None:
        self._draft, self._library, self._go, self._reread = draft, library, go, reread
        self._press = button("Check everything", main=True)
        self._press.on_click(lambda _button: self.check())
        self._found, self._saved, self._text = ipywidgets.VBox([]), ipywidgets.VBox([]), ipywidgets.VBox([])
        self.folder = field("Save in this folder", draft.values.get("folder") or str(default_folder(library, folder)), rows=1)
        save = button("Save", main=True)
        save.on_click(lambda _button: self.save())
        show = button("Show it as text")
        show.on_click(lambda _button: self.show_text())
        what = "The check plays every kept talk and looks for ways to everything unsaid. It takes a few seconds."
        where = f"The file will be called {draft.id}.yaml. You can save as often as you like."
        self.view = ipywidgets.VBox(
            [
                *(block(tag("p", what)), self._press, self._found),
                *(block(join([tag("h3", "Save"), tag("p", where)])), self.folder, save, self._saved),
                *(block(join([tag("h3", "As text"), tag("p", _TEXT)])), show, self._text),
            ]
        )

    # --- checking -------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Show everything that is wrong, each with a way to its place, and the picture of what leads where."""
        self._press.disabled = True
        self._found.children = (block(tag("p", "Checking… this takes a few seconds.", role="status")),)
        try:
            built = self._draft.build()
            found, scenario = problems(self._draft, built, self._library)
            self._found.children = (*self._listed(found), *_picture(scenario))
        except ToolkitError as error:
            self._found.children = (alert(str(error)),)
        finally:
            self._press.disabled = False

    def _listed(self, found: list[Finding]) -> Iterator[Any]:
        left = untouched(self._draft, self._library)
        note = f" {left} texts still are those that you began with." if left else ""
        if not found:
            yield block(tag("p", f"Everything holds together.{note}", role="status", class_="oo-done"))
            return
        count = "One thing" if len(found) == 1 else f"{len(found)} things"
        yield block(tag("p", f"{count} to mend.{note}", role="status", class_="oo-alert"))
        for one in found[:MOST]:
            to = button(f"Go to step {one.step + 1}: {one.where.split(', ')[0]}")
            to.on_click(lambda _button, one=one: self._go(one.step, one))
            text = block(tag("p", tag("strong", one.where, ":"), " ", one.what))
            yield ipywidgets.VBox([text, to], layout=ipywidgets.Layout(margin="0 0 .3rem 0"))
        if len(found) > MOST:
            yield block(tag("p", f"And {len(found) - MOST} more. Mend these first."))

    # --- the file -------------------------------------------------------------------------------------------------------

    def save(self, *, over: bool = False) -> Path | None:
        """Write the file and return where it is; None, and say why, when it cannot be written."""
        try:
            scenario = self._draft.build().scenario()
        except ContentError:
            self._saved.children = (alert("It cannot be saved yet: something is missing. Press “Check everything” to see what."),)
            return None
        path = Path(self.folder.value.strip() or ".").expanduser().absolute() / f"{self._draft.id}.yaml"
        text = scenario_text(scenario.model_dump(mode="json", exclude_defaults=True))
        try:
            if not over and path.exists() and _digest(path.read_bytes()) != self._draft.values.get("saved"):
                self._ask_over(path)
                return None
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
        except OSError as error:
            self._saved.children = (alert(f"{path} could not be written: {error.strerror}. Choose another folder; nothing is lost."),)
            return None
        self._draft.values.update(saved=_digest(text.encode()), folder=str(path.parent))
        self._draft.keep()
        self._saved.children = (self._done(path, scenario),)
        return path

    def _ask_over(self, path: Path) -> None:
        over = button("Write over it")
        over.on_click(lambda _button: self.save(over=True))
        text = f"There is a {path.name} in that folder that was not saved from here, or has been changed since. Choose another folder, or:"
        self._saved.children = (alert(text), over)

    def _done(self, path: Path, scenario: Scenario) -> Any:
        name = scenario.report.name
        here = path.parent.resolve() == _shelf(self._library).resolve()
        then = [f"{name} now stands in the list of ", tag("code", "practise()"), "."] if here else [
            f"You can play {name} here. To have them in the list of ", tag("code", "practise()"), ", put the file into ",
            _path(_shelf(self._library)), ".",
        ]  # fmt: skip
        return block(tag("p", "Saved as ", _path(path), ". ", *then, role="status", class_="oo-done"))

    # --- the text -------------------------------------------------------------------------------------------------------

    def show_text(self) -> None:
        """Show the file's text, to be changed by those who like to."""
        self.text = field("The file", scenario_text(self._draft.build().values), rows=24)
        # Sent when somebody leaves the box: the whole file would else travel at every key.
        self.text.continuous_update = False
        take = button("Take this text over")
        take.on_click(lambda _button: self.take_text())
        self._refused = ipywidgets.VBox([])
        self._text.children = (self.text, self._refused, take)

    def take_text(self) -> None:
        """Make the text the draft; say what is wrong, and change nothing, when it is no scenario."""
        try:
            scenario = parsed(self.text.value, "the text").to(Scenario)
        except ContentError as error:
            listed = [tag("li", f"Line {one.line}: {one.message}") for one in error.problems[:MOST]]
            self._refused.children = (block(tag("div", tag("p", "Nothing was taken over:"), tag("ul", *listed), role="alert", class_="oo-alert")),)
            return
        own = ("start", "saved", "folder")
        kept: dict[str, Any] = {key: value for key, value in self._draft.values.items() if key in own}
        self._draft.values = {**draft_of(scenario), **kept}
        self._reread()


def problems(draft: Draft, built: Built, library: Library) -> tuple[list[Finding], Scenario | None]:
    """Return everything that is wrong with a draft, and its scenario if it makes one."""
    source = built.source
    try:
        scenario = source.to(Scenario)
    except ContentError as error:
        return findings(draft, built, error.problems), None
    return findings(draft, built, list(scenario_problems(source, scenario, library.rubric(scenario.rubric)))), scenario


def default_folder(library: Library, folder: Path) -> Path:
    """Return where a scenario is saved unless somebody says otherwise: among the others, or beside the notebook."""
    shelf = _shelf(library)
    return shelf if os.access(shelf, os.W_OK) else folder.absolute() / "scenarios"


def _path(path: Path) -> Markup:
    # A path has no spaces to break at, and a telephone is narrow.
    return tag("code", str(path), style="overflow-wrap:anywhere;white-space:normal")


def _digest(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()


def _shelf(library: Library) -> Path:
    return library.root / "exercises" / "scenarios"


def _picture(scenario: Scenario | None) -> Iterator[Any]:
    if scenario is not None:
        how = "Each box is something unsaid, from the shallow ones on the left to the deep ones on the right."
        yield block(join([tag("h3", "What leads where"), tag("p", how), scenario_map(scenario)]))
