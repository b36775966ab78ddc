"""A simulated report who answers what the manager says. Knows not where lines come from nor where they are kept."""

from toolkit.practice.debrief import Debrief, Hidden, Learned, Moment, debrief
from toolkit.practice.persona import REACTIONS, Disclosure, NearMiss, State, Step, begin, step
from toolkit.practice.proof import reachable, scenario_problems
from toolkit.practice.session import Keep, Session, play, rewind

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
    "begin",
    "debrief",
    "play",
    "reachable",
    "rewind",
    "scenario_problems",
    "step",
]
