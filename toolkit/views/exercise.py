"""An exercise on the screen: a form that keeps each answer, or, run by papermill, the feedback on what was handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import ipywidgets

from toolkit.content import ConversationItem, ExerciseSpec, Item, Library
from toolkit.errors import StoreError, ToolkitError
from toolkit.grading import (
    GRADE_MIME,
    Answers,
    Grade,
    HandedIn,
    answer_problem,
    file_named_after,
    handed_in,
    mark,
)
from toolkit.grading.files import write_whole
from toolkit.records import Store, open_store
from toolkit.views.given import given_html
from toolkit.views.html import alert, block, bundle, button, join, tag
from toolkit.views.item_forms import ChoiceForm, ItemForm, TalkForm, TextForm
from toolkit.views.keyed_forms import CodingForm, LogForm, OrderForm, PlanForm, RatingsForm, SortForm
from toolkit.views.practice import learner_here
from toolkit.views.report import grade_html, grade_points, item_html
from toolkit.views.talk import Talk


def open_exercise(
    exercise_id: str,
    answers: str | None = None,
    *,
    library: Library | None = None,
    store: Store | None = None,
) -> ExerciseForm | HandedInExercise:
    """Return an exercise: a form to fill in, or the feedback on an answers file when one is given."""
    content = library or Library.default()
    spec = content.exercise(exercise_id)
    if answers is not None:
        return HandedInExercise(spec, content, handed_in("learner", Path(answers).read_bytes(), spec))
    return ExerciseForm(spec, content, store or open_store(), learner_here())


class GradeView:
    """A grade as the last cell of an exercise shows it, with the data that the grader reads."""

    def __init__(self, grade: Grade) -> None:
        self.grade = grade

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        plain = grade_points(self.grade)
        return {**bundle(tag("p", tag("strong", plain)), plain), GRADE_MIME: self.grade.model_dump_json(exclude_defaults=True)}


class HandedInExercise:
    """The feedback on one answers file. Nothing in the file is run."""

    def __init__(self, spec: ExerciseSpec, library: Library, handed_in: HandedIn) -> None:
        self._spec, self._handed_in = spec, handed_in
        self._grade = mark(spec, handed_in.answers, library, handed_in.sha256)

    def feedback(self) -> FeedbackView:
        """Return the feedback on every item."""
        return FeedbackView(self._grade)

    def grade(self) -> GradeView:
        """Return the grade."""
        return GradeView(self._grade)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        given = join(given_html(item, self._handed_in.answers.items.get(item.id)) for item in self._spec.items)
        return bundle(join([tag("h3", "What you handed in"), given]), f"What you handed in: {self._spec.title}")


def kept_answers(store: Store, learner: str, spec: ExerciseSpec) -> Answers:
    """Return everything that somebody has answered in an exercise so far."""
    kept = store.answers(learner, spec.id)
    items: dict[str, Any] = {id: tuple(value) if isinstance(value, list) else value for id, value in kept.items()}
    known = {item.id: item for item in spec.items}
    # An answer to an item that has changed since is left out, not graded as something else.
    good = {id: v for id, v in items.items() if id in known and v and not answer_problem(known[id], v)}
    return Answers(schema_version=1, exercise=spec.id, items=good)


class ExerciseForm:
    """An exercise to fill in. Every answer is kept as it is given, and each item can be checked at once."""

    def __init__(self, spec: ExerciseSpec, library: Library, store: Store, learner: str) -> None:
        self.spec, self.library = spec, library
        self._store, self._learner = store, learner
        self._problem = ipywidgets.VBox([])
        self._talks: dict[str, Talk] = {}
        self.items: list[ItemForm] = []
        self.items = [FORMS[item.kind](self, item) for item in spec.items]
        self.view = ipywidgets.VBox([*(form.view for form in self.items), self._hand_in(), self._problem])

    @property
    def answers(self) -> Answers:
        """Everything answered so far."""
        return kept_answers(self._store, self._learner, self.spec)

    def keep(self, item: str, value: Any) -> None:
        """Keep one answer; say so in place when it cannot be kept."""
        try:
            self._store.put_answer(self._learner, self.spec.id, item, value)
            self._problem.children = ()
        except ToolkitError as error:
            self._problem.children = (alert(f"{error} What you typed is still on the screen."),)

    def kept(self, item: Item) -> Any:
        """Return what is kept for an item, whether or not it could be handed in as it stands."""
        return self._store.answers(self._learner, self.spec.id).get(item.id)

    def talk(self, item: ConversationItem, *, fresh: bool = False) -> Talk | None:
        """Return the item's talk where it was left, or a new one; None while the meeting before it has not ended."""
        earlier = self._talks.get(item.after) if item.after else None
        if item.after and not (earlier and earlier.ended):
            return None
        subject = f"{self.spec.id}/{item.id}"
        kept = () if fresh else self._store.attempts(self._learner, kind="talk", subject=subject)
        before = earlier.attempt.id if earlier and earlier.attempt else None
        attempt = next((one for one in reversed(kept) if one.parent == before), None)
        self._talks[item.id] = Talk(
            self.library.scenario(item.scenario),
            self._store,
            self._learner,
            subject=subject,
            attempt=attempt,
            parent=earlier,
            most_lines=item.max_lines,
            # What is graded is found without help.
            hints=False,
        )
        return self._talks[item.id]

    def talk_changed(self, item: ConversationItem) -> None:
        """Open the meetings that come after a talk, or close them while it is held again."""
        for form in self.items:
            if isinstance(form, TalkForm) and form.item.after == item.id:
                form.open()

    def check(self, item: Item) -> Any:
        """Return the feedback on one item as it stands, and count the try."""
        grade = mark(self.spec, self.answers, self.library)
        got = next(one for one in grade.items if one.id == item.id)
        self._note("check", {"item": item.id, "points": got.points})
        return item_html(got)

    def hint(self, item: Item) -> str:
        """Return the item's hint, and count it."""
        self._note("hint", {"item": item.id})
        return item.hint

    def _note(self, kind: str, body: dict[str, Any]) -> None:
        """Keep that something was tried, and when; that it could not be kept stops nobody from trying."""
        try:
            begun = self._store.unfinished(self._learner, "exercise", self.spec.id)
            attempt = begun or self._store.start(self._learner, "exercise", self.spec.id)
            self._store.append(attempt.id, (kind, body))
        except StoreError as error:
            self._problem.children = (alert(str(error)),)

    def feedback(self) -> FeedbackView:
        """Return the feedback on everything answered so far."""
        return FeedbackView(mark(self.spec, self.answers, self.library))

    def grade(self) -> GradeView:
        """Return the grade of everything answered so far."""
        return GradeView(mark(self.spec, self.answers, self.library))

    def save_answers_file(self, folder: Path | None = None) -> Path:
        """Write the answers file to hand in, whole or not at all, named after the learner; return where it is."""
        target = (folder or self.library.root / "exercises" / self.spec.id / "handed_in") / file_named_after(self._learner)
        text = json.dumps(self.answers.model_dump(mode="json"), indent=2, ensure_ascii=False)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, text + "\n")
        except OSError as error:
            raise StoreError(f"{target} could not be written: {error.strerror}. Your answers are kept all the same.") from None
        return target

    def _hand_in(self) -> ipywidgets.VBox:
        press = button("Save my answers to hand in", main=True)
        said = ipywidgets.VBox([])

        def save(_button: object) -> None:
            try:
                path = self.save_answers_file()
            except ToolkitError as error:
                said.children = (alert(str(error)),)
                return
            said.children = (
                block(tag("p", "Saved as ", tag("code", str(path)), ". Hand in this file.", role="status", class_="oo-done")),
            )

        press.on_click(save)
        return ipywidgets.VBox([block(tag("h3", "Hand in")), press, said])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<exercise: {self.spec.title}>"


class FeedbackView:
    """The feedback on everything answered so far."""

    def __init__(self, grade: Grade) -> None:
        self._grade = grade

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return bundle(grade_html(self._grade), grade_points(self._grade))


FORMS: Final[dict[str, type[ItemForm]]] = {
    "conversation": TalkForm,
    "text": TextForm,
    "choice": ChoiceForm,
    "sort": SortForm,
    "order": OrderForm,
    "plan": PlanForm,
    "coding": CodingForm,
    "ratings": RatingsForm,
    "log": LogForm,
}
"""How each kind of item is answered."""
