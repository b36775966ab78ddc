"""Keeping what somebody types while they type it, without a row in the records for every key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

PAUSE: Final = 0.7
"""Seconds without a key before a text is kept."""


class Autosave:
    """Calls `save` with a widget's value a moment after it last changed, and at once where no event loop runs."""

    def __init__(self, widget: Any, save: Callable[[Any], object]) -> None:
        self._widget, self._save = widget, save
        self._due: asyncio.TimerHandle | None = None
        widget.observe(self._on_change, "value")

    def _on_change(self, _change: object) -> None:
        if self._due is not None:
            self._due.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.flush()
            return
        self._due = loop.call_later(PAUSE, self.flush)

    def flush(self) -> None:
        """Keep the value now."""
        self._due = None
        self._save(self._widget.value)
