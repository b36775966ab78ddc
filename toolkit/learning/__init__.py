"""What a learner has held and what comes next: scorecards over time, the drills of six months. Knows no widget."""

from toolkit.learning.held import HeldTalk, held_talks
from toolkit.learning.plan import Drill, drills, shares

__all__ = ["Drill", "HeldTalk", "drills", "held_talks", "shares"]
