"""The facilitator's queue: one answer at a time with the question that no rule can decide about it, read blind.

No learner's name, no points and no other rater's choice is on the screen until nothing waits any more.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import anywidget
import ipywidgets
import traitlets
from markupsafe import Markup

from toolkit.content import Library
from toolkit.conversation import clean
from toolkit.errors import StoreError, ToolkitError
from toolkit.grading.queue import by_thing, compare, queue_for, read_waiting
from toolkit.grading.ratings import (
    Asked,
    Draft,
    Rating,
    keep_drafts,
    keep_rating,
    rater_named,
    read_drafts,
    read_ratings,
    same_rater,
)
from toolkit.views.autosave import Autosave
from toolkit.views.html import CannotOpen, alert, block, button, field, in_a_row, join, styled, tag
from toolkit.views.item_forms import paragraphs
from toolkit.views.keys import OwnKeys
from toolkit.views.practice import learner_here
from toolkit.views.queue_example import write_example
from toolkit.views.raters import agreement_html, answer_html, count, not_there

STILL_THERE: Final = "What you chose and typed is still on the screen."


def open_queue(
    folder: str | Path | None = None, rater: str | None = None, *, library: Library | None = None
) -> FacilitatorQueue | CannotOpen:
    """Return the answers in a folder of grades that wait for a person to decide; without a folder, an example to try it on."""
    content = library or Library.default()
    try:
        name = rater_named(rater or "") or learner_here()
        if folder:
            return FacilitatorQueue(Path(folder).expanduser(), name, content)
        return _example(name, content)
    except ToolkitError as error:
        return CannotOpen(not_there(folder) + str(error))


def _example(rater: str, library: Library) -> FacilitatorQueue:
    made = tempfile.TemporaryDirectory(prefix="one-on-one-example-", ignore_cleanup_errors=True)
    write_example(Path(made.name), library, _now())
    shown = FacilitatorQueue(Path(made.name), rater, library)
    # The folder goes with the form, at the latest when the kernel ends.
    weakref.finalize(shown.view, made.cleanup)
    return shown


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Focus(anywidget.AnyWidget):
    """Shows nothing. Whenever `at` changes, the answer on the screen gets the focus, so that reading begins at its top."""

    at = traitlets.Int(0).tag(sync=True)
    _esm = """
export default { render({ model, el }) {
  el.hidden = true;
  const go = () => setTimeout(() => el.closest('.oo-queue')?.querySelector('.oo-read, .oo-done')?.focus(), 50);
  model.on('change:at', go);
  return () => model.off('change:at', go);
} };
"""

    def __repr__(self) -> str:
        return "<focus>"


class FacilitatorQueue:
    """What waits for one rater. What is chosen and typed is kept beside the ratings, so that no reload loses it.

    It is not kept in the records: whoever takes the folder of grades along has everything, and opens no second store.
    """

    def __init__(self, folder: Path, rater: str, library: Library) -> None:
        self._folder, self._rater = folder, rater
        self._things = read_waiting(folder, library)
        self._titles = {one.exercise: library.exercise(one.exercise).title for one in self._things}
        self._drafts = {draft.asked: draft for draft in read_drafts(folder, rater) if draft.asked in self._things}
        self._unwritten = False
        self._skipped: dict[Asked, None] = {}
        self._at: Asked | None = None
        self._leaving: tuple[Any, ...] = ()
        self._top, self._focus = block(tag("span")), _Focus()
        self._body, self._said = ipywidgets.VBox([]), ipywidgets.VBox([])
        self._buttons = [
            self._press("Save and next", self.save, main=True),
            self._press("Skip", self.skip),
            self._press("Undo the last", self.undo),
        ]
        self._row = in_a_row(self._buttons)
        self.view = ipywidgets.VBox([self._top, self._body, self._said, self._row, self._focus, OwnKeys()])
        self.view.add_class("oo-queue")
        self._ratings = read_ratings(folder)
        begun = [one for one in self._drafts if one in self.waits]
        self._show(begun[-1] if begun else self._first())

    def _press(self, text: str, do: Callable[[], None], *, main: bool = False) -> ipywidgets.Button:
        made = button(text, main=main)

        def pressed(_button: object) -> None:
            self._said_so(do)
            self._focus.at += not self._said.children

        made.on_click(pressed)
        return made

    def _said_so(self, do: Callable[[], None]) -> None:
        """Do something; say so in place when it cannot be done."""
        try:
            do()
        except ToolkitError as error:
            self._said.children = (alert(f"{error} {STILL_THERE}"),)

    @property
    def waits(self) -> tuple[Asked, ...]:
        """What waits, what was skipped last."""
        waits = queue_for(self._rater, self._things, self._ratings)
        return (*(one for one in waits if one not in self._skipped), *(one for one in self._skipped if one in waits))

    def _first(self) -> Asked | None:
        # Others decide meanwhile: what they took is not asked twice.
        self._ratings = read_ratings(self._folder)
        return next(iter(self.waits), None)

    @property
    def _mine(self) -> list[Rating]:
        return [rating for rating in self._ratings if same_rater(rating.rater, self._rater) and rating.asked in self._things]

    # --- what is on the screen ---

    def _show(self, one: Asked | None, said: str = "") -> None:
        self._at = one
        self._buttons[0].layout.display = self._buttons[1].layout.display = "" if one else "none"
        self._buttons[2].disabled = not self._mine
        self._buttons[2].layout.display = "" if self._things else "none"
        self._said.children = ()
        for old in self._leaving:
            old.close()
        # The browser holds back the last keys while the kernel is at work: what was just left may still have words coming.
        self._leaving = self._body.children
        self._body.children = self._form(one) if one else ()
        left = f"{count(len(self.waits), 'answer waits', 'answers wait')} for you. You read as “{self._rater}”."
        shown = tag("p", f"{said} {left}".strip(), role="status", class_="oo-quiet") if one else self._end(said)
        self._top.value = styled(shown)

    def _form(self, one: Asked) -> tuple[Any, ...]:
        thing, draft = self._things[one], self._drafts.get(one)
        criterion = thing.criterion
        asked = [
            tag("h3", thing.item.title),
            tag("details", tag("summary", "What was asked"), *paragraphs(thing.item.prompt), open="open"),
            tag("h4", "What was answered"),
            answer_html(thing),
            tag("h4", criterion.title),
            tag("p", criterion.why),
        ]
        scores = {level.score for level in criterion.levels}
        self.level = ipywidgets.RadioButtons(
            description="Which comes closest?",
            options=[(level.looks_like, level.score) for level in criterion.levels],
            value=draft.score if draft and draft.score in scores else None,
        )
        self.level.add_class("oo-field")
        self.note = field("A note, for you and the others who decide (if you like)", draft.note if draft else "", rows=2)
        self._watch(one, self.level, self.note)
        return block(join(asked)), self.level, self.note

    def _watch(self, one: Asked, level: ipywidgets.RadioButtons, note: ipywidgets.Textarea) -> None:
        """Keep every change: as a draft while the thing is on the screen, where it belongs when it comes late."""

        def changed(_change: object) -> None:
            if note is self.note:
                self._keep_draft()

        def late(_change: object) -> None:
            if note is not self.note:
                self._said_so(lambda: self._amend(one, level.value, clean(note.value)))

        level.observe(changed, "value")
        self._autosave = Autosave(note, changed)
        for box in (level, note):
            box.observe(late, "value")

    def _amend(self, one: Asked, score: int | None, note: str) -> None:
        """Put what came after the press where it belongs: on the screen, into the rating or into the draft."""
        rating = next((rating for rating in self._mine if rating.asked == one), None)
        if one == self._at:
            self.level.value, self.note.value = score, note
        elif rating and score is not None:
            keep_rating(self._folder, rating.model_copy(update={"score": score, "note": note, "at": _now()}))
            self._ratings = read_ratings(self._folder)
        elif not rating:
            self._put(Draft(**asdict(one), score=score, note=note))

    def _end(self, said: str) -> Markup:
        if not self._things:
            return tag("p", "Nothing waits: no answer in this folder asks for what only a person can decide.", role="status")
        text = f"{said} Nothing waits for “{self._rater}” any more. You read {count(len(self._mine), 'answer')}."
        done = tag("p", text.strip(), role="status", class_="oo-done", tabindex="-1")
        compared, by = compare(self._things, self._ratings), by_thing(self._things, self._ratings)
        return join([done, agreement_html(compared, self._things, by, self._titles)])

    # --- what is pressed ---

    def save(self) -> None:
        """Keep what was decided and show the next."""
        if self._at is None:
            return
        if self.level.value is None:
            self._said.children = (alert("Nothing is chosen yet. Choose what comes closest, or skip it."),)
            return
        about = asdict(self._at)
        keep_rating(
            self._folder, Rating(**about, score=self.level.value, note=clean(self.note.value), rater=self._rater, at=_now())
        )
        self._skipped.pop(self._at, None)
        self._drafts.pop(self._at, None)
        # A draft that outlives its rating is of something that waits no more, and is passed over.
        with suppress(StoreError):
            self._write_drafts()
        self._show(self._first(), "Saved.")

    def skip(self) -> None:
        """Put this one behind all others, with what was chosen and typed."""
        if self._at is None:
            return
        self._put_draft()
        self._skipped.pop(self._at, None)
        self._skipped[self._at] = None
        following = self._first()
        self._show(following, "Skipped; it comes again at the end." if following != self._at else "This is the only one left.")

    def undo(self) -> None:
        """Take back what this rater decided last, and show it again as it was."""
        self._put_draft()
        if not self._mine:
            return
        last = self._mine[-1]
        # The draft first: a kernel that dies in between loses nothing.
        self._put(Draft(**asdict(last.asked), score=last.score, note=last.note))
        keep_rating(self._folder, last.model_copy(update={"score": None, "note": "", "at": _now()}))
        self._ratings = read_ratings(self._folder)
        self._show(last.asked, "Taken back. It is in front of you again.")

    # --- what is not decided yet ---

    def _keep_draft(self) -> None:
        """Keep what is chosen and typed; say so in place when it cannot be kept."""
        self._said.children = ()
        self._said_so(self._put_draft)

    def _put_draft(self) -> None:
        if self._at is not None:
            self._put(Draft(**asdict(self._at), score=self.level.value, note=clean(self.note.value)))

    def _put(self, draft: Draft) -> None:
        known = self._drafts.pop(draft.asked, None)
        if draft.score is not None or draft.note:
            self._drafts[draft.asked] = draft
        # What could not be written once is tried again with the next key.
        self._unwritten |= self._drafts.get(draft.asked) != known
        if self._unwritten:
            self._write_drafts()

    def _write_drafts(self) -> None:
        keep_drafts(self._folder, self._rater, tuple(self._drafts.values()))
        self._unwritten = False

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<facilitator's queue: {len(self._things)} things to decide>"
