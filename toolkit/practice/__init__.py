"""A simulated report who answers what the manager says. Knows not where lines come from nor where they are kept."""

from toolkit.practice.debrief import Debrief, Hidden, Learned, Moment, debrief
from toolkit.practice.moods import REACTIONS
from toolkit.practice.persona import Disclosure, NearMiss, State, Step, begin, step
from toolkit.practice.proof import scenario_problems
from toolkit.practice.session import Keep, Session, as_kept, authored, next_meeting, play, rewind
from toolkit.practice.wording import Worded, Wording

__all__ = [
    "REACTIONS",
    "Debrief",
    "Disclosure",
    "Hidden",
    "Keep",
    "Learned",
    "Moment",
    "NearMiss",
    "Session",
    "State",
    "Step",
    "Worded",
    "Wording",
    "as_kept",
    "authored",
    "begin",
    "debrief",
    "next_meeting",
    "play",
    "rewind",
    "scenario_problems",
    "step",
]
