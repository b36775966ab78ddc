"""Practise 1:1s and skip-level 1:1s: what a notebook imports.

    >>> from toolkit import Library, play
    >>> talk = play(Library.default().scenario("gone_quiet"), ["How are your afternoons?"])
    >>> [d.fact for d in talk.state.disclosed]
    ['alone_at_hatch']
"""

from toolkit.content import Library
from toolkit.conversation import Transcript, Turn, from_text, read_transcript
from toolkit.errors import ToolkitError
from toolkit.feedback import analyse, observe, score
from toolkit.practice import Session, debrief, play, rewind
from toolkit.records import open_store
from toolkit.views import find_questions, open_exercise, practise, try_a_question
from toolkit.views.author import write_scenario
from toolkit.views.coding import code_talk
from toolkit.views.coming_back import coming_back
from toolkit.views.commitment import commitment
from toolkit.views.examples import example_talk, read_talk
from toolkit.views.paths import my_path
from toolkit.views.portfolio import portfolio
from toolkit.views.progress import progress
from toolkit.views.transcript import bring_transcript

__all__ = [
    "Library",
    "Session",
    "ToolkitError",
    "Transcript",
    "Turn",
    "analyse",
    "bring_transcript",
    "code_talk",
    "coming_back",
    "commitment",
    "debrief",
    "example_talk",
    "find_questions",
    "from_text",
    "my_path",
    "observe",
    "open_exercise",
    "open_store",
    "play",
    "portfolio",
    "practise",
    "progress",
    "read_talk",
    "read_transcript",
    "rewind",
    "score",
    "try_a_question",
    "write_scenario",
]
