"""Where somebody stands: what they have practised and answered, read from the records."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from toolkit.content import Library
from toolkit.errors import StoreError
from toolkit.records import Store, open_store
from toolkit.views.html import bundle, join, tag
from toolkit.views.practice import learner_here


class ProgressView:
    """A short list of what is done and what comes next."""

    def __init__(self, rows: list[tuple[str, str]], problem: str = "") -> None:
        self.rows, self._problem = rows, problem

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        plain = "\n".join(f"{what}: {state}" for what, state in self.rows) or self._problem
        return bundle(self._html(), plain)

    def _html(self) -> Markup:
        if self._problem:
            return tag("p", self._problem, role="alert", class_="oo-alert")
        rows = (tag("tr", tag("th", what, scope="row"), tag("td", state)) for what, state in self.rows)
        return join([tag("p", tag("strong", "Everything works. "), "Where you are:"), tag("table", *rows)])

    def __repr__(self) -> str:
        return "\n".join(f"{what}: {state}" for what, state in self.rows) or self._problem


def progress(*, library: Library | None = None, store: Store | None = None) -> ProgressView:
    """Return what you have practised and answered so far."""
    content = library or Library.default()
    try:
        kept = store or open_store()
        learner = learner_here()
        talks = [(content.scenario(id).title, _talks(kept, learner, id)) for id in content.scenario_files()]
        exercises = [
            (f"Exercise: {content.exercise(id).title}", _answered(kept, content, learner, id))
            for id in content.exercise_files()
        ]
    except StoreError as error:
        return ProgressView([], str(error))
    return ProgressView([*talks, *exercises])


def _talks(store: Store, learner: str, scenario: str) -> str:
    attempts = store.attempts(learner, kind="talk", subject=scenario)
    ended = sum(a.ended_at is not None for a in attempts)
    if not attempts:
        return "not met yet"
    running = "; one talk is waiting for you" if len(attempts) > ended else ""
    return f"{ended} {'talk' if ended == 1 else 'talks'} held{running}"


def _answered(store: Store, library: Library, learner: str, exercise: str) -> str:
    items = library.exercise(exercise).items
    answered = store.answers(learner, exercise)
    done = sum(bool(answered.get(item.id)) for item in items)
    return f"{done} of {len(items)} items answered" if done else "not begun"
