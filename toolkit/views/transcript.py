"""Bringing the transcript of a real 1:1: read it, say who is who, take the names out, see the debrief.

    file or pasted text -> speakers -> roles -> redaction -> debrief -> (a press of a button) -> a file

Each step appears when the one before is done. Nothing is kept in the records, and only the redacted talk is analysed.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any, Final

import ipywidgets
from markupsafe import Markup

from toolkit.content import Library, Rubric
from toolkit.conversation import (
    Speaker,
    Transcript,
    from_text,
    perhaps_names,
    redactions,
    speakers,
    text_of,
    without_names,
    words,
)
from toolkit.conversation.labels import UNKNOWN
from toolkit.errors import ConversationError, StoreError, ToolkitError
from toolkit.feedback import analyse, score
from toolkit.grading.files import write_whole
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, choice, field, join, page, tag, upload
from toolkit.views.keys import OwnKeys
from toolkit.views.report import real_debrief_html
from toolkit.views.turns import turns_html

KINDS: Final = ".vtt,.srt,.txt,.sbv,.chat,.md"
_RUBRIC: Final = "one_on_one"
_MOST_ROWS: Final = 100
_MOST_WORDS: Final = 40

_LABELS: Final[dict[Speaker, str]] = {"manager": "You", "report": "Your report", "other": "A colleague"}

_PRIVATE: Final = (
    "Nothing leaves this computer, and nothing is kept unless you press the button for it at the very end. "
    "The names come out before anything is looked at."
)
_FEWER_THAN_TWO: Final = (
    "A 1:1 has two people, and here only {who} speaks. Save the transcript with the names of the speakers, or write the name "
    "before each turn, such as “Ana: How was the night shift?”, and read it again."
)
_ADD: Final = (
    "Only those who speak are known by name. Write into the box whatever else would say who it was, such as a colleague, a "
    "customer or a place; then look through the talk below once more."
)


def bring_transcript(*, library: Library | None = None, folder: Path | None = None) -> BroughtTranscript:
    """Return a form that takes the transcript of a real 1:1 and shows its debrief, with the names taken out.

    The one file that can be saved at the end goes into `folder`, which is that of the notebook unless given.
    """
    content = library or Library.default()
    return BroughtTranscript(content.rubric(_RUBRIC), folder or Path())


class BroughtTranscript:
    """A transcript that somebody brings, step by step."""

    def __init__(self, rubric: Rubric, folder: Path) -> None:
        self._rubric, self._folder = rubric, folder
        self.redacted: Transcript | None = None
        """The talk without its names, once it is known who is who."""
        self.upload = upload("Choose a file", KINDS)
        self.upload.observe(self._on_upload, "value")
        self.paste = field("Or paste the talk here", "", rows=6, hint="Ana: How was the night shift?\nBo: Long.")
        # Sent when somebody leaves the box: a long talk would else travel at every key.
        self.paste.continuous_update = False
        read = button("Read what I pasted")
        read.on_click(lambda _button: self._read_pasted())
        self._said = ipywidgets.VBox([])
        self._who, self._names, self._result = ipywidgets.VBox([]), ipywidgets.VBox([]), ipywidgets.VBox([])
        heading = tag("h3", "1. The transcript")
        what = "A file that your meeting program or a recorder saved (.vtt, .srt, .txt, .sbv, .chat), or text with the name before each turn."
        self.view = ipywidgets.VBox(
            [
                block(join([tag("p", _PRIVATE, class_="oo-done"), heading, tag("p", what)])),
                *(self.upload, self.paste, read, self._said, self._who, self._names, self._result, OwnKeys()),
            ]
        )

    # --- 1. the transcript ------------------------------------------------------------------------------------------

    def _on_upload(self, change: dict[str, Any]) -> None:
        if not change["new"]:
            return
        (file,) = change["new"]
        # Emptied, so that the same file can be chosen again and the names in it do not stay in the page.
        self.upload.value = ()
        name = str(file["name"])
        try:
            self._read(text_of(bytes(file["content"]), name), name)
        except ToolkitError as error:
            self._refuse(str(error))

    def _read_pasted(self) -> None:
        try:
            self._read(self.paste.value, "what you pasted")
        except ToolkitError as error:
            self._refuse(str(error))

    def _read(self, text: str, source: str) -> None:
        if not text.strip():
            raise ConversationError(f"There is nothing to read in {source}. Choose a file, or paste the talk into the box.")
        people = dict(speakers(text))
        known = [name for name in people if name != UNKNOWN]
        if len(known) < 2:
            raise ConversationError(_FEWER_THAN_TWO.format(who=known[0] if known else "a person without a name"))
        self._forget()
        self._text, self._people = text, {name: people[name] for name in known}
        total = f"{len(known)} people, {sum(people.values()):,} words"
        self._said.children = (
            block(tag("p", "Read: ", source, f" ({total}). Now say who is who.", role="status", class_="oo-done")),
        )
        self._ask_who()

    def _refuse(self, why: str) -> None:
        self._forget()
        self._said.children = (alert(why),)

    def _forget(self) -> None:
        """Take everything after the first step from the screen and out of memory."""
        self._text, self._people, self.redacted = "", {}, None
        for part in (self._said, self._who, self._names, self._result):
            part.children = ()

    # --- 2. who is who ----------------------------------------------------------------------------------------------

    def _ask_who(self) -> None:
        options = [(f"{name} ({said:,} words)", name) for name, said in self._people.items()]
        self.manager, self.report = choice("Who are you, the manager?", options), choice("Who is your report?", options)
        self._apart = ipywidgets.VBox([])
        self.apart: dict[str, ipywidgets.Checkbox] = {}
        self.also = field("Also take out (names, with commas between them)", "", rows=1, hint="Marek, Harbour Clinic")
        self._autosave = Autosave(self.also, lambda _names: self._redact())
        self._who_problem = ipywidgets.VBox([])
        for one in (self.manager, self.report):
            one.observe(lambda _change: self._on_who(), "value")
        heading = block(tag("h3", "2. Who is who"))
        self._who.children = (heading, self.manager, self.report, self._who_problem, self._apart)

    def _on_who(self) -> None:
        self._names.children = self._result.children = self._who_problem.children = self._apart.children = ()
        self.redacted = None
        if not (self.manager.value and self.report.value):
            return
        if self.manager.value == self.report.value:
            self._who_problem.children = (alert("One person cannot be both. Choose two different people."),)
            return
        self._list_apart([name for name in self._people if name not in (self.manager.value, self.report.value)])
        self._ask_names()

    def _list_apart(self, names: list[str]) -> None:
        self.apart = {name: self._apart_box(name) for name in names}
        if names:
            text = (
                "Kept apart: what these say counts neither as yours nor as your report's. Take the tick away where it is "
                "no person, as in “Budget: we need more”; those words then go to whoever was speaking."
            )
            self._apart.children = (block(tag("p", text)), *self.apart.values())

    def _apart_box(self, name: str) -> ipywidgets.Checkbox:
        text = f"{name} ({self._people[name]:,} words)"
        box = ipywidgets.Checkbox(value=True, description=text, indent=False)
        box.add_class("oo-tick")
        box.observe(lambda _change: self._redact(), "value")
        return box

    # --- 3. what is taken out ---------------------------------------------------------------------------------------

    def _ask_names(self) -> None:
        self._preview, self._talk = ipywidgets.VBox([]), ipywidgets.VBox([])
        show = button("Show the debrief", main=True)
        show.on_click(lambda _button: self.show_debrief())
        heading = join([tag("h3", "3. What is taken out"), tag("p", "The talk is looked at only as you see it here.")])
        self._names.children = (
            *(block(heading), self._preview, block(tag("p", _ADD)), self.also, self._talk),
            *(block(tag("h3", "4. The debrief")), show),
        )
        self._redact()

    @property
    def _also(self) -> tuple[str, ...]:
        return tuple(name for part in re.split(r"[,;\n]", self.also.value) if (name := part.strip()))

    def _redact(self) -> None:
        if not self._names.children:
            return
        self._result.children = ()
        others = [name for name, box in self.apart.items() if box.value]
        try:
            talk = from_text(self._text, self.manager.value, self.report.value, others=others)
        except ToolkitError as error:
            self.redacted = None
            self._preview.children, self._talk.children = (alert(str(error)),), ()
            return
        self.redacted = without_names(talk, self._also)
        self._preview.children = (block(join([_redactions_html(talk, self._also), _perhaps_html(self.redacted)])),)
        talk_here = tag("div", turns_html(self.redacted), class_="oo-read", tabindex="0", role="region", aria_label="The redacted talk")
        self._talk.children = (block(join([tag("h4", "The talk without the names"), talk_here])),)

    # --- 4. the debrief ---------------------------------------------------------------------------------------------

    def show_debrief(self) -> None:
        """Show the debrief of the redacted talk."""
        self._autosave.flush()
        if self.redacted is None:
            return
        analysis = analyse(self.redacted)
        debrief = real_debrief_html(analysis, score(analysis, self._rubric))
        save = button("Save the redacted talk with its debrief")
        said = ipywidgets.VBox([])
        save.on_click(lambda _button: self._save(debrief, said))
        self._result.children = (block(tag("div", debrief)), save, said)

    def _save(self, debrief: Markup, said: ipywidgets.VBox) -> None:
        try:
            path = self.save(debrief)
        except ToolkitError as error:
            said.children = (alert(str(error)),)
            return
        text = ["Saved as ", tag("code", str(path)), ". Double-click it to read it in a browser; delete it to be rid of it."]
        said.children = (block(tag("p", *text, role="status", class_="oo-done")),)

    def save(self, debrief: Markup) -> Path:
        """Write the debrief to a new file, never over an old one; return where it is."""
        path = self._folder
        try:
            for path in (self._folder.resolve() / f"debrief{n}.html" for n in ("", *map("_{}".format, range(2, 1000)))):
                if not path.exists():
                    write_whole(path, page("A 1:1 and its debrief", debrief))
                    return path
        except OSError as error:
            raise StoreError(f"{path} could not be written: {error.strerror}. The debrief is still on the screen.") from None
        raise StoreError(f"There are too many debriefs in {path.parent}. Delete those that you no longer need.")

    def _repr_mimebundle_(self, **options: Any) -> Any:
        # The text beside a widget is kept in the notebook; that of ipywidgets would hold what was pasted.
        return {**self.view._repr_mimebundle_(**options), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "<transcript to bring>"


def _redactions_html(talk: Transcript, also: tuple[str, ...]) -> Markup:
    """Return what is replaced with what, and how often."""
    named = Counter((turn.name, _LABELS[turn.speaker]) for turn in talk.turns if turn.name not in ("", UNKNOWN))
    found = Counter((one.what, one.instead) for one in redactions(talk, also))
    rows = [
        *((name, role, f"before {_times(n, 'turn')}") for (name, role), n in named.items()),
        *((what, instead, f"in the talk, {_times(n, 'time')}") for (what, instead), n in found.items()),
    ]
    absent = [name for name in also if not any(_inside(what, name) for what, _ in found)]
    head = tag("tr", *(tag("th", text, scope="col") for text in ("This", "becomes", "where")))
    body = (tag("tr", *(tag("td", cell) for cell in row)) for row in islice(rows, _MOST_ROWS))
    more = len(rows) - _MOST_ROWS
    return join(
        [
            tag("table", head, *body),
            tag("p", f"And {more:,} more.") if more > 0 else "",
            tag("p", f"Not found in the talk: {', '.join(absent)}. Check the spelling.", role="status") if absent else "",
        ]
    )


def _perhaps_html(redacted: Transcript) -> Markup:
    """Return the words that may still be names, for somebody to choose from."""
    names = perhaps_names(redacted)
    if not names:
        return Markup("")
    return tag("p", tag("strong", "Still there with a capital letter: "), ", ".join(names[:_MOST_WORDS]), ".")


def _times(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _inside(what: str, name: str) -> bool:
    return bool({w.casefold() for w in words(what)} & {w.casefold() for w in words(name)})
