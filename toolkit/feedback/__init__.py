"""Behaviours seen in talk, and talk held to a rubric. Knows nothing of notebooks, storage or widgets."""

from toolkit.feedback.behaviours import BEHAVIOURS, Behaviour
from toolkit.feedback.measures import Found, Quote, listening_balance, tell_share
from toolkit.feedback.observe import Analysis, Observation, analyse, observe
from toolkit.feedback.score import CriterionScore, Scorecard, example_problems, score

__all__ = [
    "BEHAVIOURS",
    "Analysis",
    "Behaviour",
    "CriterionScore",
    "Found",
    "Observation",
    "Quote",
    "Scorecard",
    "analyse",
    "example_problems",
    "listening_balance",
    "observe",
    "score",
    "tell_share",
]
