"""Writing a scenario in a form: who they are, what they have not said, how they answer, playing, checking, saving."""

from toolkit.views.author.form import write_scenario

__all__ = ["write_scenario"]
