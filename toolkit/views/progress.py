"""Where somebody stands: what they have practised and answered, read from the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from toolkit.content import Library
from toolkit.errors import StoreError
from toolkit.records import Attempt, Store, open_store
from toolkit.views.html import bundle, join, tag
from toolkit.views.practice import learner_here


class ProgressView:
    """A short list of what is done and what comes next."""

    def __init__(self, rows: list[tuple[str, str]], problem: str = "") -> None:
        self.rows, self._problem = rows, problem

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        plain = "\n".join(f"{what}: {state}" for what, state in self.rows) or self._problem
        return bundle(self.html(), plain)

    def html(self) -> Markup:
        """Return the list, or why there is none."""
        if self._problem:
            return tag("p", self._problem, role="alert", class_="oo-alert")
        rows = (tag("tr", tag("th", what, scope="row"), tag("td", state)) for what, state in self.rows)
        return join([tag("p", tag("strong", "Everything works. "), "Where you are:"), tag("table", *rows)])

    def __repr__(self) -> str:
        return "\n".join(f"{what}: {state}" for what, state in self.rows) or self._problem


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody has come with one person."""

    held: int = 0
    """Meetings held to the end, without replays."""
    waiting: bool = False
    """Whether a meeting has begun and not ended."""

    def __str__(self) -> str:
        held = f"{self.held} {'talk' if self.held == 1 else 'talks'} held"
        if not self.waiting:
            return held if self.held else "not met yet"
        return f"{held}; one talk is waiting for you" if self.held else "a talk is waiting for you"


NOT_MET: Final = Standing()


def standings(store: Store, learner: str) -> dict[str, Standing]:
    """Return scenario id → how far somebody has come with that person; nobody they have not met."""
    talks: dict[str, list[Attempt]] = {}
    for attempt in store.attempts(learner, kind="talk"):
        if attempt.parent_turn is None:
            talks.setdefault(attempt.subject, []).append(attempt)
    return {
        subject: Standing(sum(bool(a.ended_at) for a in attempts), not attempts[-1].ended_at)
        for subject, attempts in talks.items()
    }


def progress(*, library: Library | None = None, store: Store | None = None) -> ProgressView:
    """Return what you have practised and answered so far."""
    content = library or Library.default()
    try:
        kept = store or open_store()
        learner = learner_here()
        met = standings(kept, learner)
        people = content.listings()
        talks = [(one.title, str(met[one.id])) for one in people if one.id in met]
        answered = {id: said for id in content.exercise_files() if (said := _answered(kept, content, learner, id))}
        exercises = [(f"Exercise: {content.exercise(id).title}", said) for id, said in answered.items()]
    except StoreError as error:
        return ProgressView([], str(error))
    rows = [("People to practise with", f"{len(talks)} of {len(people)} met"), *talks]
    return ProgressView([*rows, ("Exercises", f"{len(exercises)} of {len(content.exercise_files())} begun"), *exercises])


def _answered(store: Store, library: Library, learner: str, exercise: str) -> str:
    """Return how many items of an exercise are answered, in words; nothing when none is."""
    items = library.exercise(exercise).items
    answered = store.answers(learner, exercise)
    done = sum(bool(answered.get(item.id)) for item in items)
    return f"{done} of {len(items)} items answered" if done else ""
