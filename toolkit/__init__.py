"""Practise 1:1s and skip-level 1:1s: what a notebook imports.

    >>> from toolkit import Library, play
    >>> talk = play(Library.default().scenario("gone_quiet"), ["How are your afternoons?"])
    >>> [d.fact for d in talk.state.disclosed]
    ['alone_at_hatch']

A name is fetched when it is first asked for (PEP 562): papermill loads the warm engine whatever it runs, and must not have
to load forms and pictures for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.content import Library as Library
    from toolkit.conversation import Transcript as Transcript
    from toolkit.conversation import Turn as Turn
    from toolkit.conversation import from_text as from_text
    from toolkit.conversation import read_transcript as read_transcript
    from toolkit.errors import ToolkitError as ToolkitError
    from toolkit.feedback import analyse as analyse
    from toolkit.feedback import observe as observe
    from toolkit.feedback import score as score
    from toolkit.practice import Session as Session
    from toolkit.practice import debrief as debrief
    from toolkit.practice import play as play
    from toolkit.practice import rewind as rewind
    from toolkit.records import open_store as open_store
    from toolkit.views import find_questions as find_questions
    from toolkit.views import open_exercise as open_exercise
    from toolkit.views import practise as practise
    from toolkit.views import try_a_question as try_a_question
    from toolkit.views.author import write_scenario as write_scenario
    from toolkit.views.coding import code_talk as code_talk
    from toolkit.views.coming_back import coming_back as coming_back
    from toolkit.views.commitment import commitment as commitment
    from toolkit.views.examples import example_talk as example_talk
    from toolkit.views.examples import read_talk as read_talk
    from toolkit.views.gradebook import open_gradebook as open_gradebook
    from toolkit.views.paths import my_path as my_path
    from toolkit.views.portfolio import portfolio as portfolio
    from toolkit.views.progress import progress as progress
    from toolkit.views.queue import open_queue as open_queue
    from toolkit.views.transcript import bring_transcript as bring_transcript

_HOMES = {
    "Library": "toolkit.content",
    "Session": "toolkit.practice",
    "ToolkitError": "toolkit.errors",
    "Transcript": "toolkit.conversation",
    "Turn": "toolkit.conversation",
    "analyse": "toolkit.feedback",
    "bring_transcript": "toolkit.views.transcript",
    "code_talk": "toolkit.views.coding",
    "coming_back": "toolkit.views.coming_back",
    "commitment": "toolkit.views.commitment",
    "debrief": "toolkit.practice",
    "example_talk": "toolkit.views.examples",
    "find_questions": "toolkit.views",
    "from_text": "toolkit.conversation",
    "my_path": "toolkit.views.paths",
    "observe": "toolkit.feedback",
    "open_exercise": "toolkit.views",
    "open_gradebook": "toolkit.views.gradebook",
    "open_queue": "toolkit.views.queue",
    "open_store": "toolkit.records",
    "play": "toolkit.practice",
    "portfolio": "toolkit.views.portfolio",
    "practise": "toolkit.views",
    "progress": "toolkit.views.progress",
    "read_talk": "toolkit.views.examples",
    "read_transcript": "toolkit.conversation",
    "rewind": "toolkit.practice",
    "score": "toolkit.feedback",
    "try_a_question": "toolkit.views",
    "write_scenario": "toolkit.views.author",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
