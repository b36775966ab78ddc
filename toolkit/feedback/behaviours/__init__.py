"""What managers do in a turn: one function a behaviour, each with examples that run as tests.

A behaviour looks at one sentence and the line around it and returns how sure it is, from 0 (not there) to 1.
Its name is the name used in rubrics, scenarios and reports. To add one, write one function in the module it belongs to.

The main four (question, reflection, telling, other) follow Motivational Interviewing Treatment Integrity coding
(Moyers et al. 2016): *advice*, *information*, *self_reference* and *dismissal* are telling.
"""

from __future__ import annotations

from typing import Final

from toolkit.feedback.behaviours import asking, informing, listening, promising, telling
from toolkit.feedback.behaviours.registry import REGISTERED, Behaviour, Detector, Example, Seen, behaviour
from toolkit.feedback.text import Line

_MODULES = (asking, listening, telling, promising, informing)

BEHAVIOURS: Final[dict[str, Behaviour]] = {
    b.name: b for module in _MODULES for b in REGISTERED if b.detect.__module__ == module.__name__
}
"""Every behaviour by its name: module by module, in the order in which each stands in its own."""



def see(line: Line) -> tuple[Seen, ...]:
    """Return every sentence of a line with the behaviours in it."""
    return tuple(
        Seen(sentence, {name: sure for name, b in BEHAVIOURS.items() if (sure := b.detect(sentence, line))})
        for sentence in line.sentences
    )


__all__ = ["BEHAVIOURS", "Behaviour", "Detector", "Example", "Seen", "behaviour", "see"]
