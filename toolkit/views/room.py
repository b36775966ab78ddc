"""The practice room's widget: it shows a talk and passes on what the manager does. It decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import anywidget
import traitlets

from toolkit.content import Relationship, Scenario
from toolkit.conversation import Transcript

_HERE: Final = Path(__file__).parent

_TITLES: Final[dict[Relationship, str]] = {
    "direct": "Your 1:1 with {name}",
    "skip": "Your skip-level 1:1 with {name}",
    "peer": "Your 1:1 with {name}, a colleague",
    "manager_of_managers": "Your 1:1 with {name}, who manages others",
    "upward": "Your talk with {name}, a senior leader",
}

_NUMBERS: Final = "no one two three four five six seven eight nine ten eleven twelve".split()


class RoomView(anywidget.AnyWidget):
    """The synced state of one room. Texts go to the page as data and are drawn as text nodes."""

    _esm = (_HERE / "room.js").read_text(encoding="utf-8")
    _css = (_HERE / "room.css").read_text(encoding="utf-8")

    card = traitlets.Dict().tag(sync=True)
    turns: Any = traitlets.List().tag(sync=True)
    earlier = traitlets.Int(0).tag(sync=True)
    """How many of the turns were there before a replay began."""
    phase = traitlets.Enum(("ready", "talking", "ended"), default_value="ready").tag(sync=True)
    minutes = traitlets.Int(10).tag(sync=True)
    elapsed = traitlets.Float(0.0).tag(sync=True)
    """Seconds on the clock when it was last told to the page, which counts on from there."""
    running = traitlets.Bool(False).tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)
    can_replay = traitlets.Bool(False).tag(sync=True)
    draft_key = traitlets.Unicode("").tag(sync=True)
    """Under which name the browser keeps the unsent line."""
    stuck = traitlets.Bool(False).tag(sync=True)
    """Whether a hint is offered."""
    hint = traitlets.Unicode("").tag(sync=True)
    thinking = traitlets.Bool(False).tag(sync=True)
    """Whether a model is wording the reply."""
    patience = traitlets.Float(0.0).tag(sync=True)
    """Seconds that this may take; 0 without a model."""
    wording = traitlets.Unicode("").tag(sync=True)
    """Who words the replies and, when the talk has ended, what came of it; empty without a model."""
    arrive = traitlets.Bool(False).tag(sync=True)
    """Whether somebody has just asked for this room, so that the page takes them there; once."""

    def __repr__(self) -> str:
        return f"<practice room: {self.card.get('title', '')}>"


class Stopwatch:
    """Seconds of talk, not counting pauses."""

    def __init__(self, elapsed: float = 0.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._before = elapsed
        self._clock = clock
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._since is not None

    @property
    def elapsed(self) -> float:
        """Seconds so far."""
        now = 0.0 if self._since is None else self._clock() - self._since
        return round(self._before + max(0.0, now), 1)

    def start(self) -> None:
        """Count, or go on counting."""
        if self._since is None:
            self._since = self._clock()

    def pause(self) -> None:
        """Stop counting and keep what was counted."""
        self._before, self._since = self.elapsed, None


def manager_card(scenario: Scenario, meeting: int = 1) -> dict[str, Any]:
    """Return what the manager may know before a meeting: the card and the name, nothing of what is hidden."""
    card, name = scenario.manager_card, scenario.report.name
    now = card if meeting == 1 else scenario.later[meeting - 2]
    title = _TITLES[scenario.relationship].format(name=name)
    return {
        "name": name,
        "title": title if meeting == 1 else f"{title}: {weeks_later(scenario, meeting)}",
        "who": card.who,
        "why": now.why,
        "noticed": list(now.noticed),
    }


def weeks_later(scenario: Scenario, meeting: int) -> str:
    """Return how long after the meeting before a later one is, in words."""
    weeks = scenario.later[meeting - 2].weeks
    if weeks == 1:
        return "a week later"
    return f"{_NUMBERS[weeks] if weeks < len(_NUMBERS) else weeks} weeks later"


def drawn(transcript: Transcript) -> list[Mapping[str, str]]:
    """Return the turns as the page draws them."""
    return [{"speaker": turn.speaker, "text": turn.text} for turn in transcript.turns]
