"""Where to go: who somebody is, the lessons that are theirs in order, and how far they have come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import ipywidgets
from markupsafe import Markup

from toolkit.content import Course, LearningPath, Library
from toolkit.errors import StoreError, ToolkitError
from toolkit.records import Store, open_store
from toolkit.views.commitment import commitments
from toolkit.views.html import CannotOpen, alert, bundle, choice, join, tag
from toolkit.views.keys import OwnKeys
from toolkit.views.portfolio import Done, exercises_done
from toolkit.views.practice import learner_here
from toolkit.views.progress import progress

KEPT_AS: Final = "path"
"""The name in the records under which it is kept who somebody is."""


class MyPath:
    """A question who one is, and below it the way, with what is done by now."""

    def __init__(self, library: Library, store: Store, learner: str) -> None:
        self._library, self._store, self._learner = library, store, learner
        self.course = library.course()
        self.who = choice("Who are you?", [(path.who, path.id) for path in self.course.paths])
        kept = store.answers(learner, KEPT_AS).get("who")
        known = {path.id for path in self.course.paths}
        self.who.value = kept if kept in known else ""
        self.who.observe(lambda change: self._choose(change["new"]), "value")
        # An output, because only there does the page turn a link to another notebook into one that opens it.
        self.way = ipywidgets.Output()
        self._problem = ipywidgets.VBox([])
        self._show()
        self.view = ipywidgets.VBox([self.who, self._problem, self.way, OwnKeys()])

    def _choose(self, who: str) -> None:
        try:
            self._store.put_answer(self._learner, KEPT_AS, "who", who)
        except StoreError as error:
            self._problem.children = (alert(str(error)),)
        self._show()

    def _show(self) -> None:
        path = next((path for path in self.course.paths if path.id == self.who.value), None)
        met = progress(library=self._library, store=self._store)
        if path is None:
            shown = [tag("p", "Choose who you are, and your lessons will stand here in their order."), met.html()]
        else:
            shown = [way_html(self.course, path, *self._done()), met.html()]
        page = bundle(join(shown), f"Your path: {path.who if path else 'not chosen yet'}")
        self.way.outputs = ({"output_type": "display_data", "data": page, "metadata": {}},)

    def _done(self) -> tuple[Mapping[str, Done], frozenset[str]]:
        exercises = exercises_done(self._store, self._learner, self._library)
        return exercises, frozenset(one.lesson for one in commitments(self._store, self._learner))

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return "<your path>"


def way_html(course: Course, path: LearningPath, exercises: Mapping[str, Done], committed: frozenset[str]) -> Markup:
    """Return the lessons of a path in order, with what was done in each, the first that is not done marked as next."""
    open_ones = [id for id in path.lessons if not _is_done(id, exercises, committed)]
    rows = [_row(course, id, exercises.get(id), id in committed, id == (open_ones or [""])[0]) for id in path.lessons]
    head = tag("tr", *(tag("th", text, scope="col") for text in ("", "Lesson", "Minutes", "Exercise", "Where you are")))
    done = len(path.lessons) - len(open_ones)
    return join([tag("p", path.why), tag("p", tag("strong", f"{done} of {len(path.lessons)} done.")), tag("table", head, *rows)])


def _is_done(id: str, exercises: Mapping[str, Done], committed: frozenset[str]) -> bool:
    return exercises[id].enough if id in exercises else id in committed


def _row(course: Course, id: str, done: Done | None, committed: bool, is_next: bool) -> Markup:
    lesson = course.lesson(id)
    exercise = tag("a", "exercise", href=f"../exercises/{id}/exercise.ipynb") if done else ""
    said = []
    if done and done.points:
        said.append(f"{done.points:g} of {done.max_points:g} points")
    if committed:
        said.append("you know what you want to do")
    return tag(
        "tr",
        tag("td", tag("strong", "next") if is_next else ""),
        tag("th", tag("a", lesson.title, href=f"{id}.ipynb"), scope="row"),
        tag("td", str(lesson.minutes)),
        tag("td", exercise),
        tag("td", "; ".join(said)),
    )


def my_path(*, library: Library | None = None, store: Store | None = None) -> MyPath | CannotOpen:
    """Return the lessons that are yours, in order, once you have said who you are; kept until you choose anew."""
    try:
        return MyPath(library or Library.default(), store or open_store(), learner_here())
    except ToolkitError as error:
        return CannotOpen(str(error))
