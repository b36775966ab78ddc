"""What somebody has come to: talks over time, words worth keeping, exercises, commitments, and a certificate of completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import ipywidgets
from markupsafe import Markup

from toolkit.content import Library
from toolkit.errors import ToolkitError
from toolkit.grading import mark
from toolkit.grading.files import write_whole
from toolkit.learning import HeldTalk, held_talks
from toolkit.records import Store, open_store
from toolkit.views.charts import over_time, side_by_side
from toolkit.views.coming_back import real_talks, tally_html
from toolkit.views.commitment import Commitment, commitments
from toolkit.views.exercise import kept_answers
from toolkit.views.html import CannotOpen, alert, block, button, join, page, quote, tag
from toolkit.views.practice import learner_here

ENOUGH: Final = 0.5
"""Share of an exercise's points from which on it counts as done."""

PEOPLE: Final = 6
"""Different people to have held a talk with."""

CERTIFICATE: Final = "my_certificate.html"


@dataclass(frozen=True, slots=True)
class Done:
    """How far somebody has come with one exercise."""

    title: str
    points: float
    max_points: float
    tries: int

    @property
    def enough(self) -> bool:
        """Whether it counts as done."""
        return self.points >= ENOUGH * self.max_points


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that somebody has come to."""

    talks: tuple[HeldTalk, ...]
    exercises: tuple[Done, ...]
    commitments: tuple[Commitment, ...]

    @property
    def people(self) -> int:
        """How many different people a talk was held with."""
        return len({talk.scenario for talk in self.talks})

    @property
    def missing(self) -> tuple[str, ...]:
        """What a certificate still takes, in words."""
        open_exercises = sum(not done.enough for done in self.exercises)
        wanted = []
        if self.people < PEOPLE:
            wanted.append(f"a talk with {PEOPLE - self.people} more {'person' if PEOPLE - self.people == 1 else 'people'}")
        if open_exercises:
            wanted.append(f"half of the points or more in {open_exercises} more {'exercise' if open_exercises == 1 else 'exercises'}")
        return tuple(wanted)


def gather(store: Store, learner: str, library: Library) -> Portfolio:
    """Return what somebody has come to, from the records."""
    exercises = tuple(exercises_done(store, learner, library).values())
    return Portfolio(held_talks(store, learner, library), exercises, commitments(store, learner))


def exercises_done(store: Store, learner: str, library: Library) -> dict[str, Done]:
    """Return exercise → how far somebody has come with it."""
    return {id: _done(store, learner, library, id) for id in library.exercise_files()}


def _done(store: Store, learner: str, library: Library, id: str) -> Done:
    spec = library.exercise(id)
    grade = mark(spec, kept_answers(store, learner, spec), library)
    tried = [event for attempt in store.attempts(learner, kind="exercise", subject=id) for event in store.events(attempt.id)]
    return Done(spec.title, grade.points, grade.max_points, sum(event.kind == "check" for event in tried))


class PortfolioView:
    """A portfolio on the screen, with a certificate to save once everything is done."""

    def __init__(self, shown: Portfolio, log: Markup, learner: str, folder: Path, today: date) -> None:
        self.portfolio, self._learner, self._folder, self._today = shown, learner, folder, today
        self.name = ipywidgets.Text(description="Your name on it", value=learner)
        self.name.add_class("oo-field")
        self._said = ipywidgets.VBox([])
        save = button("Save my certificate", main=True)
        save.on_click(lambda _button: self.save())
        parts: list[Any] = [block(portfolio_html(shown, log))]
        parts += [self.name, save, self._said] if not shown.missing else []
        self.view = ipywidgets.VBox(parts)

    def save(self) -> Path | None:
        """Write the certificate as a page and say where it is."""
        path = self._folder / CERTIFICATE
        content = certificate_html(self.portfolio, self.name.value.strip() or self._learner, self._today)
        try:
            write_whole(path, page("Certificate of completion", content))
        except OSError as error:
            self._said.children = (alert(f"{path} could not be written: {error.strerror}."),)
            return None
        self._said.children = (block(tag("p", "Saved as ", tag("code", str(path)), ".", role="status", class_="oo-done")),)
        return path

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<portfolio: {len(self.portfolio.talks)} talks>"


def portfolio_html(shown: Portfolio, log: Markup) -> Markup:
    """Return everything that somebody has come to."""
    return join(
        [
            tag("h3", "Your talks"),
            _talks(shown.talks),
            tag("h3", "Worth keeping, in your own words"),
            _moments(shown.talks),
            tag("h3", "What you meant to do"),
            _meant(shown.commitments),
            tag("h3", "Your real 1:1s"),
            log,
            tag("h3", "Exercises"),
            _exercises(shown.exercises),
            tag("h3", "Certificate"),
            tag("p", f"What it still takes: {' and '.join(shown.missing)}." if shown.missing else "Everything is there."),
        ]
    )


def _talks(talks: Sequence[HeldTalk]) -> Markup:
    scored = [talk for talk in talks if talk.scorecard.points is not None and talk.scorecard.max_points]
    if not scored:
        return tag("p", "No talk of eight lines or more yet. The first one puts a dot here.")
    points = [(talk.name, round(100 * (talk.scorecard.points or 0) / talk.scorecard.max_points)) for talk in scored]
    found = [(talk.name, round(100 * talk.found)) for talk in scored]
    return side_by_side(over_time("Points of each talk, of 100", points), over_time("What you found out, of 100", found))


MOMENTS: Final = ("giving_back", "following_up")
"""Criteria whose quotes are worth reading again."""


def _moments(talks: Sequence[HeldTalk]) -> Markup:
    best = [
        tag("li", quote(score.evidence[0].text), tag("span", f" to {talk.name}", class_="oo-quiet"))
        for talk in reversed(talks)
        for score in talk.scorecard.graded
        if score.criterion.id in MOMENTS and score.evidence and score.level is score.criterion.levels[0]
    ]
    return tag("ul", *best[:6]) if best else tag("p", "Nothing yet. What you gave back best will be quoted here.")


def _meant(meant: Sequence[Commitment]) -> Markup:
    if not meant:
        return tag("p", "Nothing yet. Each lesson ends with a place for it.")
    rows = []
    for one in meant:
        when = f", {one.day.day} {one.day:%B %Y}" if one.day else ""
        whom = f" (with {one.whom}{when})" if one.whom else f" ({when[2:]})" if when else ""
        rows.append(tag("li", one.text, tag("span", f"{whom} lesson {one.lesson[:2]}", class_="oo-quiet")))
    return tag("ul", *rows)


def _exercises(exercises: Sequence[Done]) -> Markup:
    rows = (
        tag("tr", tag("th", one.title, scope="row"), tag("td", f"{one.points:g} of {one.max_points:g}"), tag("td", _tries(one.tries)))
        for one in exercises
    )
    return tag("table", *rows)


def _tries(tries: int) -> str:
    return "not tried" if not tries else "checked once" if tries == 1 else f"checked {tries} times"


def certificate_html(shown: Portfolio, name: str, today: date) -> Markup:
    """Return the certificate: what was done, and no rating of the person."""
    done = (tag("li", f"{one.title}: {one.points:g} of {one.max_points:g} points") for one in shown.exercises)
    return join(
        [
            tag("p", tag("strong", name), f" has completed the course on 1:1s and skip-level 1:1s, {today.day} {today:%B %Y}."),
            tag("p", f"{len(shown.talks)} talks with {shown.people} people to practise with, and these exercises:"),
            tag("ul", *done),
            tag("p", "It says what was practised. It is no judgement of a person, and must not be used as one.", class_="oo-quiet"),
        ]
    )


def portfolio(
    *, library: Library | None = None, store: Store | None = None, folder: Path | None = None
) -> PortfolioView | CannotOpen:
    """Return what you have come to, and your certificate once everything is done."""
    content = library or Library.default()
    try:
        opened, learner = store or open_store(), learner_here()
        log = tally_html(real_talks(opened, learner).values())
        return PortfolioView(gather(opened, learner, content), log, learner, folder or Path.cwd(), datetime.now().astimezone().date())
    except ToolkitError as error:
        return CannotOpen(str(error))
