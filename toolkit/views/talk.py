"""One talk on the screen and in the records: what is said in the room is kept before it is shown.

    page -> RoomView -> Talk -> Session.say (-> Wording) -> Store.append -> RoomView -> page
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from toolkit.content import Scenario
from toolkit.conversation import Transcript
from toolkit.errors import ConversationError, StoreError, ToolkitError
from toolkit.practice import Session, Step, Worded, Wording, as_kept, next_meeting, rewind
from toolkit.practice.wording import summary
from toolkit.records import Attempt, Event, Store
from toolkit.views.room import RoomView, Stopwatch, drawn, manager_card, weeks_later

CHANGED: Final = (
    "This scenario or the toolkit has changed since you began, so the talk cannot go on where it was. "
    "It stays in your records. Here is a new one."
)


class Talk:
    """A talk that somebody holds in a room, kept turn by turn.

    `subject` is what the attempt is filed under: the scenario, or an exercise's item. With a `parent` it is the next
    meeting after that talk, or, with a `parent_turn`, that talk held again from this turn on. Shown in a notebook it is
    its room.
    """

    def __init__(
        self,
        scenario: Scenario,
        store: Store,
        learner: str,
        *,
        subject: str | None = None,
        attempt: Attempt | None = None,
        parent: Talk | None = None,
        parent_turn: int | None = None,
        most_lines: int | None = None,
        hints: bool = True,
        wording: Wording | None = None,
        on_end: Callable[[], None] = lambda: None,
        on_replay: Callable[[int], None] = lambda turn: None,
    ) -> None:
        self.scenario = scenario
        self.attempt = attempt
        self.on_end, self.on_replay = on_end, on_replay
        self._store, self._learner, self._most_lines = store, learner, most_lines
        self._subject = subject or scenario.id
        self._parent, self._parent_turn = parent, parent_turn
        self._hints = hints
        self._wording = wording
        self._last: Worded | None = None
        self._worded: list[Worded] = []
        self._watch = Stopwatch()
        self._seq = 0
        self.session = self._fresh_session()
        self.view = RoomView(
            card=manager_card(scenario, self.session.start.meeting),
            minutes=scenario.minutes,
            earlier=2 * len(self.session.steps),
            turns=drawn(self.session.transcript),
            patience=wording.seconds if wording else 0,
            wording=_sent_to(wording, scenario.report.name) if wording else "",
        )
        self.view.on_msg(self._on_message)
        if attempt is not None:
            self._restore(attempt)

    def _fresh_session(self) -> Session:
        session = self._begun()
        # What is to come is worded by this talk, not by the one before it.
        session.wording = partial(self._word, self._wording) if self._wording else None
        return session

    def _begun(self) -> Session:
        if self._parent is None:
            return Session(self.scenario, keep=self._keep)
        if self._parent_turn is None:
            return next_meeting(self._parent.session, keep=self._keep)
        return rewind(self._parent.session, self._parent_turn, keep=self._keep)

    # --- what the manager does --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: from here on there is an attempt in the records."""
        if self.ended:
            raise ConversationError("This talk has ended. Replay it from one of your lines to go on.")
        if self.attempt is None:
            parent = self._parent.attempt if self._parent else None
            self.attempt = self._store.start(
                self._learner,
                "talk",
                self._subject,
                parent=parent.id if parent else None,
                parent_turn=self._parent_turn,
            )
        self.view.draft_key = self.attempt.id
        self._watch.start()
        self.view.phase = "talking"
        self._show_clock()

    def say(self, text: str) -> Step:
        """Say one line. It is kept before it counts; an error leaves everything as it was."""
        if self.view.phase != "talking":
            raise ConversationError("The talk is not running. Press “Start the talk” first.")
        if self._most_lines is not None and len(self.session.lines) >= self._most_lines:
            raise ConversationError(f"This talk takes {self._most_lines} lines of yours. End it; nothing is lost.")
        self._last = None
        taken = self.session.say(text, at=self._watch.elapsed)
        self._worded += [self._last] if self._last else []
        self._watch.start()
        self.view.turns = drawn(self.session.transcript)
        self._show_clock()
        self._offer_hint()
        return taken

    def _word(self, wording: Wording, scenario: Scenario, taken: Step, earlier: Transcript) -> Worded:
        """Have a reply worded; until that is done the page shows that the person is thinking."""
        self.view.thinking = True
        try:
            worded = self._last = wording(scenario, taken, earlier)
        finally:
            self.view.thinking = False
        return worded

    def hint(self) -> str:
        """Show where to look next. It is kept and counted; asking again for the same one is not."""
        if not self.view.stuck:
            raise ConversationError("There is no hint just now: the talk is still bringing things out.")
        before = len(self.session.hints)
        text = self.session.hint()
        try:
            for fact in self.session.hints[before:]:
                self._append("hint", {"fact": fact})
        except ToolkitError:
            del self.session.hints[before:]
            raise
        self.view.hint = text
        return text

    def _offer_hint(self) -> None:
        self.view.stuck = self._hints and self.view.phase == "talking" and self.session.stuck
        if not self.view.stuck:
            self.view.hint = ""

    def pause(self) -> None:
        """Stop the clock."""
        self._watch.pause()
        self._append("pause", {"at": self._watch.elapsed})
        self._show_clock()

    def resume(self) -> None:
        """Let the clock go on."""
        self._watch.start()
        self._show_clock()

    def end(self) -> None:
        """End the talk; the person says a last word."""
        if self.attempt is None or self.view.phase != "talking":
            raise ConversationError("There is no talk to end yet.")
        self._append("end", {"at": self._watch.elapsed})
        self._store.end(self.attempt.id)
        self._finish()
        self.on_end()

    def note(self, kind: str, body: dict[str, Any]) -> None:
        """Keep something about the talk, such as the manager's own view of it."""
        self._append(kind, body)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that was kept of this talk."""
        return self._store.events(self.attempt.id) if self.attempt else ()

    @property
    def next_meeting(self) -> str | None:
        """How long after this talk the next meeting is, in words; None when there is none."""
        number = self.session.start.meeting + 1
        return weeks_later(self.scenario, number) if number <= len(self.scenario.later) + 1 else None

    @property
    def ended(self) -> bool:
        """Whether the talk is over."""
        return self.view.phase == "ended"

    # --- the records ------------------------------------------------------------------------------------------------

    def _keep(self, taken: Step, at: float | None) -> None:
        worded = {"wording": {"outcome": self._last.outcome, "why": self._last.why}} if self._last else {}
        self._append("turn", {**as_kept(taken, at), **worded})

    def _append(self, kind: str, body: dict[str, Any]) -> None:
        if self.attempt is None:
            raise ConversationError("The talk has not begun. Press “Start the talk” first.")
        kept = self._store.append(self.attempt.id, (kind, body), expected_seq=self._seq)
        self._seq = kept[-1].seq

    def _restore(self, attempt: Attempt) -> None:
        """Hold the kept talk again, line by line; give it up when it does not come out as it was."""
        events = self._store.events(attempt.id)
        again = self._fresh_session()
        again._keep = None
        elapsed = 0.0
        for event in events:
            elapsed = float(event.body.get("at") or elapsed)
            if event.kind == "turn" and not _said_again(again, event.body, elapsed):
                self.attempt = None
                self.view.notice = CHANGED
                return
            if event.kind == "hint":
                again.hints.append(event.body["fact"])
        again._keep = self._keep
        self.session, self._seq = again, len(events)
        self._worded = [_how_worded(event.body) for event in events if "wording" in event.body]
        self.view.draft_key = attempt.id
        self._watch = Stopwatch(elapsed)
        self.view.turns = drawn(again.transcript)
        self.view.phase = "talking"
        self._show_clock()
        if any(event.kind == "end" for event in events):
            self._finish()
        self._offer_hint()

    def _finish(self) -> None:
        self._watch.pause()
        self.session.end()
        self.view.turns = drawn(self.session.transcript)
        name = self.scenario.report.name
        self.view.wording = f"What {name} said: {summary(self._worded)}" if self._worded else ""
        self.view.phase = "ended"
        self._show_clock()
        self._offer_hint()

    def _show_clock(self) -> None:
        # The page starts counting when `elapsed` changes, so it is sent even when the figure is the same.
        self.view.running = self._watch.running
        self.view.elapsed = self._watch.elapsed
        self.view.send_state("elapsed")

    # --- the page ---------------------------------------------------------------------------------------------------

    def _on_message(self, _view: object, message: dict[str, Any], _buffers: object) -> None:
        wanted = message.get("do")
        try:
            match wanted:
                case "say":
                    self.say(str(message.get("text", "")))
                case "start":
                    self.start()
                case "pause":
                    self.pause()
                case "resume":
                    self.resume()
                case "hint":
                    self.hint()
                case "end":
                    self.end()
                case "hello":
                    self._show_clock()
                case "replay":
                    self.on_replay(int(message.get("turn", -1)))
        except ToolkitError as error:
            self.view.notice = _still_here(error)
            self.view.send({"refused": True})
            return
        self.view.notice = self.view.notice if wanted == "hello" else ""

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return f"<talk with {self.scenario.report.name}: {len(self.session.lines)} lines>"


def _said_again(session: Session, kept: dict[str, Any], at: float) -> bool:
    """Say a kept line and return whether the person gives the reply that was kept. No model is asked."""
    taken = session.say(kept["line"], at=at, reply=kept["reply"], authored=kept.get("authored"))
    return taken.reply == str(kept["reply"])


def _how_worded(kept: dict[str, Any]) -> Worded:
    return Worded(kept["reply"], kept["wording"]["outcome"], kept["wording"]["why"])


def _sent_to(wording: Wording, name: str) -> str:
    return f"A language model on {wording.host} words what {name} says. What you type goes there, with the last turns."


def _still_here(error: ToolkitError) -> str:
    kept = " Your line is still in the box." if isinstance(error, StoreError) else ""
    return f"{error}{kept}"
