"""Finding a question for somebody, and trying one of your own before you ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, get_args

import ipywidgets
from markupsafe import Markup

from toolkit.content import BankQuestion, Library, Purpose, QuestionBank, Relationship
from toolkit.errors import StoreError
from toolkit.feedback.drafts import Fault, FaultName, problems_of
from toolkit.records import Store, open_store
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, choice, field, join, quote, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.people import WHO
from toolkit.views.practice import learner_here

KEPT_AS: Final = "questions"
"""The name in the records under which is kept what you asked whom, and the draft that you were at."""

AT_ONCE: Final = 5
"""How many questions are shown: more would be a list to read out."""

PURPOSES: Final[dict[Purpose, str]] = {
    "start": "To begin",
    "progress": "How the work goes, and what is in the way",
    "wellbeing": "How they are",
    "feedback": "Feedback, both ways",
    "clarity": "What is clear and what is not",
    "growth": "What they want to become",
    "next_steps": "What happens next",
}
DEPTHS: Final[dict[int, str]] = {
    1: "Anybody would answer it",
    2: "They have seen you listen",
    3: "You have known each other long, and it has held",
}
RISKS: Final[dict[str, str]] = {"low": "Little risk", "some": "Some risk: they may give something away", "high": "High risk"}

FAULTS: Final[dict[FaultName, str]] = {
    "unsafe": "Not safe to answer",
    "blaming": "Asks for an excuse",
    "advice": "Advice in disguise",
    "leading": "The answer is in it",
    "status": "Asks for status",
    "closed": "A word answers it",
    "compound": "Two questions in one",
    "too_long": "Too long",
}


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def find_questions(*, library: Library | None = None, store: Store | None = None) -> FindQuestions:
    """Return a form that finds a few questions for somebody, and remembers which of them you have asked."""
    return FindQuestions((library or Library.default()).questions(), store or open_store(), learner_here())


def try_a_question(*, library: Library | None = None, store: Store | None = None) -> TryAQuestion:
    """Return a form for a question of your own: what may go wrong with it, and how else to put it."""
    return TryAQuestion((library or Library.default()).questions(), store or open_store(), learner_here())


class FindQuestions:
    """Who it is and what it is for, then at most five questions, each with what to ask next and what it may cost."""

    def __init__(self, bank: QuestionBank, store: Store, learner: str, today: Callable[[], date] = _today) -> None:
        self._bank, self._store, self._learner, self._today = bank, store, learner, today
        self._first = 0
        self._chosen: BankQuestion | None = None
        self.who = choice("Who they are to you", [(text, kind) for kind, text in WHO.items()])
        self.person = ipywidgets.Text(description="Which one it is (a letter will do)")
        self.purpose = choice("What the question is for", [(text, name) for name, text in PURPOSES.items()])
        self.deepest = ipywidgets.Dropdown(description="How deep it may go", options=[(text, n) for n, text in DEPTHS.items()], value=2)
        for box in (self.person, self.deepest):
            box.add_class("oo-field")
        for box in (self.who, self.purpose, self.deepest, self.person):
            box.observe(lambda _change: self._from_the_start(), "value")
        self._said, self._cards, self._below = (ipywidgets.VBox([]) for _ in range(3))
        self._cards.add_class("oo-people")
        rows = [ipywidgets.HBox(pair) for pair in ((self.who, self.purpose), (self.person, self.deepest))]
        for row in rows:
            row.add_class("oo-choices")
        self.view = ipywidgets.VBox([*rows, self._said, self._cards, self._below, OwnKeys()])
        self._show()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return "<questions to find>"

    def _from_the_start(self) -> None:
        self._first, self._chosen = 0, None
        self._show()

    def _show(self) -> None:
        if not (self.who.value and self.purpose.value):
            self._cards.children = self._below.children = ()
            self._said.children = (block(tag("p", "Choose who it is and what the question is for.", role="status")),)
            return
        try:
            asked = self._asked()
        except StoreError as error:
            self._said.children = (alert(str(error)),)
            return
        self._show_found(asked)

    def _show_found(self, asked: list[dict[str, str]]) -> None:
        found = self._found({one["id"] for one in asked})
        shown = found[self._first : self._first + AT_ONCE]
        self._said.children = (block(self._told(shown, len(found), asked)),)
        self._cards.children = tuple(self._card(one) for one in shown)
        others = button("Show others")
        others.on_click(lambda _button: self.others())
        undo = button("Not asked after all")
        undo.on_click(lambda _button: self.undo())
        buttons = ipywidgets.HBox([*([others] if len(found) > AT_ONCE else []), *([undo] if asked else [])])
        buttons.add_class("oo-choices")
        self._below.children = (buttons, *self._left_out())

    def _found(self, without: set[str]) -> list[BankQuestion]:
        fitting = self._bank.suited(self.who.value, self.purpose.value, deepest=self.deepest.value, without=without)
        # Sorting keeps the order of equals: what was written for this person stays first.
        return sorted(fitting, key=lambda one: -one.depth if self.deepest.value > 1 else 0)

    def _told(self, shown: list[BankQuestion], there: int, asked: list[dict[str, str]]) -> Markup:
        chosen = [tag("p", tag("strong", "Kept: "), quote(self._chosen.text), " It will not be offered for them again.")] if self._chosen else []
        first = self._first + 1
        count = f"Questions {first} to {self._first + len(shown)} of {there}." if shown else "No question is left here. Take a shallower one, or another purpose."
        last = [one for one in (self._bank.question(kept["id"]) for kept in asked[-3:]) if one and one != self._chosen]
        before = [tag("p", "Asked before: ", join(join([quote(one.text), " "]) for one in reversed(last)), class_="oo-quiet")]
        advice = "Take one or two, and let the rest come from what you hear."
        return join([tag("div", *chosen, tag("p", f"{count} {advice if shown else ''}"), role="status"), *(before if last else [])])

    def _card(self, question: BankQuestion) -> ipywidgets.VBox:
        ask = button("I'll ask this", main=True)
        # Five buttons of one name: what is behind each is read out after it.
        ask.tooltip = question.text
        ask.on_click(lambda _button: self.ask(question))
        made = ipywidgets.VBox([ipywidgets.HTML(value=str(_about(question))), ask])
        made.add_class("oo-person")
        return made

    def _left_out(self) -> list[ipywidgets.HTML]:
        """Return why some questions for one's own people are not asked two levels down."""
        if self.who.value != "skip":
            return []
        without = [one for one in self._bank.questions if one.purpose == self.purpose.value and one.not_in_skip_level]
        if not without:
            return []
        rows = [tag("li", quote(one.text), " ", one.not_in_skip_level or "") for one in without[:AT_ONCE]]
        return [block(tag("details", tag("summary", "What you would ask your own people, and not here"), tag("ul", *rows)))]

    def others(self) -> None:
        """Show the next five, and after the last the first again."""
        there = len(self._found({one["id"] for one in self._asked()}))
        self._first = self._first + AT_ONCE if self._first + AT_ONCE < there else 0
        self._chosen = None
        self._show()

    def ask(self, question: BankQuestion) -> None:
        """Keep that a question is asked of this person, so that it is not offered for them again."""
        entry = {"id": question.id, "day": self._today().isoformat(), **self._whom()}
        if self._keep([*self._everything(), entry]):
            self._chosen, self._first = question, 0
            self._show()

    def undo(self) -> None:
        """Take back the last question that was kept for this person."""
        last = self._asked()[-1]
        if self._keep([one for one in self._everything() if one != last]):
            self._from_the_start()

    def _whom(self) -> dict[str, str]:
        return {"who": self.who.value, "person": self.person.value.strip().casefold()}

    def _asked(self) -> list[dict[str, str]]:
        """Return what this person was asked, oldest first."""
        whom = self._whom()
        return [one for one in self._everything() if {"who": one.get("who"), "person": one.get("person")} == whom]

    def _everything(self) -> list[dict[str, str]]:
        kept = self._store.answers(self._learner, KEPT_AS).get("asked")
        return [dict(one) for one in kept if isinstance(one, Mapping) and "id" in one] if isinstance(kept, list) else []

    def _keep(self, asked: list[dict[str, str]]) -> bool:
        try:
            self._store.put_answer(self._learner, KEPT_AS, "asked", asked)
        except StoreError as error:
            self._said.children = (alert(str(error)),)
            return False
        return True


def _about(question: BankQuestion) -> Markup:
    risk = f"{RISKS[question.risk]}: {question.risk_because}" if question.risk_because else RISKS[question.risk]
    parts = [
        tag("h4", question.text),
        tag("p", tag("strong", "Then: "), question.probe),
        tag("p", f"{DEPTHS[question.depth]}. {risk.rstrip('.')}.", class_="oo-quiet"),
    ]
    return tag("div", join(parts), class_="oo")


class TryAQuestion:
    """A box for a question, who would be asked, and below it what the linter says with other wordings to take over."""

    def __init__(self, bank: QuestionBank, store: Store, learner: str) -> None:
        self._bank, self._store, self._learner = bank, store, learner
        kept = store.answers(learner, KEPT_AS).get("draft")
        draft = kept if isinstance(kept, Mapping) else {}
        self.question = field("Your question, as you would say it", str(draft.get("text") or ""), rows=2, hint="Did you … ?")
        self.who = choice("Who would be asked", [(text, kind) for kind, text in WHO.items()])
        self.who.value = draft["who"] if draft.get("who") in get_args(Relationship) else "direct"
        self._look = button("Look at it", main=True)
        self._look.on_click(lambda _button: self.look())
        self._said = ipywidgets.VBox([])
        for box in (self.question, self.who):
            Autosave(box, lambda _value: self._keep())
        self.view = ipywidgets.VBox([self.question, self.who, self._look, self._said, OwnKeys()])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return "<question to try>"

    def _keep(self) -> None:
        try:
            self._store.put_answer(self._learner, KEPT_AS, "draft", {"text": self.question.value, "who": self.who.value})
        except StoreError as error:
            self._said.children = (alert(f"{error} What you typed is still on the screen."),)

    def look(self) -> None:
        """Show what may go wrong with the question as it stands."""
        text = " ".join(self.question.value.split())
        if not text or not self.who.value:
            self._said.children = (block(tag("p", "Type a question, and choose who would be asked.", role="status")),)
            return
        faults = problems_of(text, self.who.value, self._bank)
        better = dict.fromkeys(wording for fault in faults for wording in fault.better)
        self._said.children = (block(_judged(text, faults)), *(self._take(wording) for wording in better))

    def _take(self, wording: str) -> ipywidgets.Button:
        made = button(f"Take “{wording}”")
        made.on_click(lambda _button: self.take(wording))
        return made

    def take(self, wording: str) -> None:
        """Put a wording into the box, and look at it."""
        self.question.value = wording
        self.look()


_NO_MORE: Final = "The rules see words, not your voice or what went before. Say it aloud once before you ask it."


def _judged(text: str, faults: tuple[Fault, ...]) -> Markup:
    if not faults:
        sound = tag("p", tag("strong", "Nothing in the way: "), quote(text, 300), role="status", class_="oo-done")
        return join([sound, tag("p", _NO_MORE, class_="oo-quiet")])
    count = ("One thing", "Two things", "Three things")[len(faults) - 1] if len(faults) < 4 else f"{len(faults)} things"
    return join([tag("p", f"{count} to look at again.", role="status"), *(_fault(fault) for fault in faults), tag("p", _NO_MORE, class_="oo-quiet")])


def _fault(fault: Fault) -> Markup:
    parts = [tag("h4", FAULTS[fault.name]), tag("p", quote(fault.quote), " ", fault.why)]
    if fault.better:
        parts.append(tag("p", tag("strong", "Rather: "), join(join([quote(text), " "]) for text in fault.better)))
    if fault.nearest:
        near = [tag("li", quote(one.text), f" Then: {one.probe}") for one in fault.nearest]
        parts += [tag("p", tag("strong", "Near to it, in the bank:")), tag("ul", *near)]
    return tag("div", join(parts), class_="oo-try")
