"""The errors that a user can cause, each with a text that says what is wrong, where, and what to do.

    ToolkitError              the command line prints the text and exits with 2; anything else keeps its traceback
    ├─ ContentError           a content file breaks a rule; carries every problem with its place
    ├─ UnknownNameError       a name that nothing here has; suggests the nearest
    ├─ ConversationError      used out of order, or a transcript that cannot be read
    ├─ AnswersError           an answers file refused before anything ran; carries a code
    ├─ GradingError           an exercise that could not be graded (never turned into 0 or into full marks)
    └─ StoreError             could not be kept; what was typed is still on the screen
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class ToolkitError(Exception):
    """Base of all errors whose text is meant for the person who caused them."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One rule that a content file breaks, and where."""

    file: str
    line: int
    """Counted from 1; 0 when the whole file is meant."""
    message: str
    at: str = ""
    """Path inside the file, such as `facts[2].gate.trust`; empty for the whole file."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}" + (f" (at {self.at})" if self.at else "")


class ContentError(ToolkitError):
    """A content file breaks a rule. `problems` holds all of them, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ContentError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class UnknownNameError(ToolkitError):
    """A name was asked for that nothing has.

    >>> print(UnknownNameError("scenario", "gone_quite", ["gone_quiet", "late_truck"]))
    No scenario is called 'gone_quite'. Did you mean 'gone_quiet'? Known: gone_quiet, late_truck.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(sorted(known))
        near = difflib.get_close_matches(name, self.known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        listing = ", ".join(self.known) or f"none; there is no {kind} here yet"
        super().__init__(f"No {kind} is called '{name}'.{hint} Known: {listing}.")

    def __reduce__(self) -> tuple[type[UnknownNameError], tuple[str, str, tuple[str, ...]]]:
        # Errors come back from other processes.
        return type(self), (self.kind, self.name, self.known)


class ConversationError(ToolkitError):
    """A talk was used out of order, or a transcript cannot be read. The text says what to do next."""


class AnswersError(ToolkitError):
    """An answers file was refused before anything ran."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        """Stable name of the reason, such as `E_TOO_LARGE`, for lists and tests."""
        super().__init__(message)

    def __reduce__(self) -> tuple[type[AnswersError], tuple[str, str]]:
        return type(self), (self.code, str(self))


class GradingError(ToolkitError):
    """An exercise could not be graded; the learner's work is neither right nor wrong."""


class StoreError(ToolkitError):
    """Something could not be kept. What was typed is still on the screen."""
