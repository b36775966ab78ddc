"""A whole practice: the talk, your own view of it, the evidence, and a moment replayed.

Order matters: your own view comes before the evidence (reactions, description, analysis: the PEARLS debrief).
"""

from __future__ import annotations

import getpass
from typing import Any

import ipywidgets

from toolkit.content import Library, Rubric, Scenario
from toolkit.errors import ToolkitError
from toolkit.records import Attempt, Store, open_store
from toolkit.views.autosave import Autosave
from toolkit.views.html import alert, block, button, field, join, tag
from toolkit.views.report import comparison_html, debrief_html
from toolkit.views.talk import Talk


def learner_here() -> str:
    """Return who is learning: the account on this machine or hub, never a name in a file."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may run under an id that has no name.
        return "learner"


def practise(scenario: str, *, library: Library | None = None, store: Store | None = None) -> Practice:
    """Return a practice with the person in a scenario, where you left it or from the start.

    Everything said is kept at once. After a reload or a restarted kernel, run the cell again.
    """
    content = library or Library.default()
    wanted = content.scenario(scenario)
    return Practice(wanted, content.rubric(wanted.rubric), store or open_store(), learner_here())


class Practice:
    """A practice shown in a notebook."""

    def __init__(self, scenario: Scenario, rubric: Rubric, store: Store, learner: str) -> None:
        self.rubric = rubric
        self._scenario = scenario
        self._store, self._learner = store, learner
        self.view = ipywidgets.VBox([])
        attempts = store.attempts(learner, kind="talk", subject=scenario.id)
        first = next((a for a in reversed(attempts) if a.parent is None), None)
        self._begin(first)
        if first is not None:
            self._restore_replays([a for a in attempts if a.parent == first.id and a.parent_turn is not None])

    def _begin(self, attempt: Attempt | None) -> None:
        self.talk = self._talk(attempt)
        self.replays: list[Version] = []
        self.first = Version(self, self.talk)
        self._show()

    def _talk(self, attempt: Attempt | None, **replay: Any) -> Talk:
        return Talk(self._scenario, self._store, self._learner, attempt=attempt, **replay)

    def _restore_replays(self, attempts: list[Attempt]) -> None:
        for attempt in attempts:
            if attempt.parent_turn is not None and attempt.parent_turn < 2 * len(self.talk.session.steps):
                self._add_replay(attempt.parent_turn, attempt)
        self._show()

    def replay(self, turn: int) -> None:
        """Hold the talk again from one of your lines on. Both versions are kept."""
        part = self._add_replay(turn, None)
        part.talk.start()
        self._show()

    def _add_replay(self, turn: int, attempt: Attempt | None) -> Version:
        talk = self._talk(attempt, replay_of=self.talk, replay_turn=turn)
        part = Version(self, talk, replays=turn)
        self.replays.append(part)
        return part

    def again(self) -> None:
        """Begin a new talk with the same person. The one before stays in the records."""
        self._begin(None)

    def _show(self) -> None:
        self.view.children = (self.first.view, *(part.view for part in self.replays))

    @property
    def scorecards(self) -> list[Any]:
        """The scorecards of the talk and of its replays, as far as they have ended."""
        parts = [self.first, *self.replays]
        return [part.talk.session.score(self.rubric) for part in parts if part.talk.ended]

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<practice: {self._scenario.title}>"


class Version:
    """One version of the talk with what follows it: the own view (first version only) and the evidence."""

    def __init__(self, practice: Practice, talk: Talk, replays: int | None = None) -> None:
        self._practice, self.talk, self._turn = practice, talk, replays
        self._after = ipywidgets.VBox([])
        title = () if replays is None else (block(tag("h3", f"Again, from turn {replays + 1}")),)
        self.view = ipywidgets.VBox([*title, talk.view, self._after])
        talk.on_end = self._ended
        talk.on_replay = practice.replay if replays is None else _no_replay_of_a_replay
        if talk.ended:
            self._ended()

    def _ended(self) -> None:
        if self._turn is not None:
            self._show_comparison(self._turn)
        elif any(event.kind == "own_view" for event in self.talk.events):
            self._show_evidence()
        else:
            self._after.children = (self._own_view(),)

    def _own_view(self) -> ipywidgets.VBox:
        """Ask for the manager's own view first. What is typed is kept while it is typed."""
        name = self.talk.scenario.report.name
        drafts = {e.body["item"]: e.body["text"] for e in self.talk.events if e.kind == "draft"}
        guess = field(f"What do you think {name} has not told you?", drafts.get("guess", ""))
        regret = field("Which of your lines would you say differently, and how?", drafts.get("regret", ""))
        problem = ipywidgets.VBox([])
        for item, box in (("guess", guess), ("regret", regret)):
            Autosave(box, lambda text, item=item: self._keep_draft(problem, item, text))  # type: ignore[misc]
        show = button("Show me the evidence", main=True)

        def keep(_button: object) -> None:
            try:
                self.talk.note("own_view", {"guess": guess.value, "regret": regret.value})
            except ToolkitError as error:
                problem.children = (alert(str(error)),)
                return
            self._show_evidence()

        show.on_click(keep)
        heading = tag("h3", "Before you look: your own view")
        why = tag("p", "Two questions, a sentence each. You learn more from the evidence when you have said first what you saw.")
        return ipywidgets.VBox([block(join([heading, why])), guess, regret, show, problem])

    def _keep_draft(self, problem: ipywidgets.VBox, item: str, text: str) -> None:
        try:
            self.talk.note("draft", {"item": item, "text": text})
            problem.children = ()
        except ToolkitError as error:
            problem.children = (alert(str(error)),)

    def _show_evidence(self) -> None:
        session, rubric = self.talk.session, self._practice.rubric
        own = next((e.body for e in reversed(self.talk.events) if e.kind == "own_view"), {})
        said = [tag("p", tag("strong", label), " ", text) for label, text in (
            ("You thought was left unsaid:", own.get("guess", "")), ("You would say differently:", own.get("regret", "")),
        ) if text]  # fmt: skip
        hint = tag(
            "p",
            "Now go back up into the talk and press “Replay from here” on any of your lines. Both versions are kept.",
        )
        again = button("New talk with the same person")
        again.on_click(lambda _button: self._practice.again())
        self._after.children = (
            block(join([*said, debrief_html(session, session.score(rubric)), tag("h3", "Try one moment again"), hint])),
            again,
        )
        self.talk.view.can_replay = True

    def _show_comparison(self, turn: int) -> None:
        first, second = self._practice.talk.session, self.talk.session
        rubric = self._practice.rubric
        cards = (first.score(rubric), second.score(rubric))
        self._after.children = (
            block(join([comparison_html(first, second, cards, turn), debrief_html(second, cards[1])])),
        )


def _no_replay_of_a_replay(turn: int) -> None:
    """Replays start from the first version, so that two versions can be laid side by side."""
