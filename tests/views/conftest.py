"""Pressing buttons and reading pages without a browser, and a held line from good manners to hostile markup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

HOSTILE = (
    "<script>window.__x=1</script> <img src=x onerror=alert(1)> <iframe srcdoc=x> </script> <a href=javascript:x>a</a> "
    "\" onx=1 '><form action=//e> <!-- --> &lt;b&gt; {{7*7}} {0.__class__} ${x} [x](javascript:x) <style>@import x</style>"
)


class Page(HTMLParser):
    """What a browser would make of markup: its elements, their attributes, and the text that people see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[str] = []
        self.text = ""
        self._styles = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._styles += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._styles -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._styles:
            self.text += data

    @property
    def harmful(self) -> list[str]:
        """What must never come of a text."""
        bad = {"script", "img", "iframe", "a", "form", "object", "embed", "link", "base", "meta", "input"}
        return [e for e in self.elements if e in bad] + [
            a for a in self.attributes if a.startswith("on") or a in ("src", "href", "srcdoc", "action")
        ]


class Screen:
    """A widget as a person meets it."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def _walk(self, widget: Any) -> Iterator[Any]:
        yield widget
        for child in getattr(widget, "children", ()):
            yield from self._walk(child)

    @property
    def buttons(self) -> list[str]:
        return [w.description for w in self._walk(self.view) if isinstance(w, ipywidgets.Button)]

    @property
    def boxes(self) -> list[Any]:
        return [w for w in self._walk(self.view) if isinstance(w, ipywidgets.Textarea)]

    @property
    def choices(self) -> list[Any]:
        return [w for w in self._walk(self.view) if isinstance(w, ipywidgets.RadioButtons)]

    @property
    def pages(self) -> list[Page]:
        return [Page(w.value) for w in self._walk(self.view) if isinstance(w, ipywidgets.HTML)]

    @property
    def text(self) -> str:
        return "\n".join(page.text for page in self.pages)

    @property
    def html(self) -> str:
        return "\n".join(w.value for w in self._walk(self.view) if isinstance(w, ipywidgets.HTML))

    def press(self, description: str) -> None:
        wanted = [w for w in self._walk(self.view) if isinstance(w, ipywidgets.Button) and w.description == description]
        assert wanted, f"There is no button {description!r}, but {self.buttons}"
        wanted[0].click()


@pytest.fixture
def screen() -> type[Screen]:
    return Screen


@pytest.fixture
def parsed() -> type[Page]:
    return Page


@pytest.fixture
def hostile() -> str:
    return HOSTILE


@pytest.fixture
def held(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """Hold the records' file, so that nothing can be written to it meanwhile."""

    @contextmanager
    def hold() -> Iterator[None]:
        connection = sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()

    return hold
