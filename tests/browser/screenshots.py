"""Pictures from a real JupyterLab: `make screenshots`.

Without arguments the two that the README shows, into `notebooks/images/`; with notebooks named, each of them run from
top to bottom, into `build/screenshots/`, for whoever wrote them to look at.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, sync_playwright

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.browser.jupyter_lab import CHROMIUM_ARGS, Lab, LabServer, find_chromium  # noqa: E402
from tests.browser.room import Room, show_evidence  # noqa: E402
from toolkit.content import Library  # noqa: E402

IMAGES = REPOSITORY / "notebooks" / "images"
BUILD = REPOSITORY / "build" / "screenshots"


@contextmanager
def jupyter_lab() -> Iterator[tuple[LabServer, Browser]]:
    """A JupyterLab and a Chromium for as long as the block runs."""
    with (
        tempfile.TemporaryDirectory() as home,
        LabServer(Path(home)).running() as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS) as browser,
    ):
        yield server, browser


def picture_readme() -> None:
    """The room in the middle of a talk, and the debrief that follows."""
    IMAGES.mkdir(exist_ok=True)
    talk = next(w.manager for w in Library.default().scenario("gone_quiet").walkthroughs if w.id == "clumsy_but_recovers")
    with jupyter_lab() as (server, browser):
        # Tall, so that an element is drawn whole; JupyterLab draws only what is in sight.
        page = browser.new_page(viewport={"width": 1200, "height": 4000}, reduced_motion="reduce")
        lab = Lab(server, page)
        lab.open(lab.write("practice.ipynb", "from toolkit import practise\npractise('gone_quiet')"))
        lab.run_all(page)
        room = Room(page)
        room.start()
        for line in talk[:8]:
            room.say(line)
        page.wait_for_timeout(300)
        _keep(room.box, "room")
        for line in talk[8:]:
            room.say(line)
        room.end()
        show_evidence(page, "That the mistake still bothers her.", "The single check. She had not asked for it.")
        page.wait_for_timeout(300)
        evidence = page.locator(".oo", has=page.get_by_role("heading", name="One thing to try"))
        box = evidence.bounding_box()
        assert box, "There is no debrief to picture"
        clip = {"x": box["x"] - 10, "y": box["y"], "width": min(box["width"], 900) + 20, "height": min(box["height"], 1250)}
        _say(IMAGES / "debrief.png", page.screenshot(path=IMAGES / "debrief.png", clip=clip))  # type: ignore[arg-type]


def _keep(part: Locator, name: str) -> None:
    path = IMAGES / f"{name}.png"
    _say(path, part.screenshot(path=path))


def _say(path: Path, picture: bytes) -> None:
    print(f"{path.relative_to(REPOSITORY)}: {len(picture) // 1000} kB")  # noqa: T201


def picture_notebooks(notebooks: list[Path]) -> int:
    """The number of notebooks that failed; each is pictured all the same."""
    failed = 0
    BUILD.mkdir(parents=True, exist_ok=True)
    with jupyter_lab() as (server, browser):
        for notebook in notebooks:
            server.refresh()
            page = browser.new_page(viewport={"width": 1280, "height": 2400}, reduced_motion="reduce")
            lab = Lab(server, page)
            lab.open(notebook.relative_to(REPOSITORY).as_posix())
            try:
                lab.run_all(page)
            except AssertionError as problem:
                failed += 1
                print(f"{notebook.name}: {problem}", file=sys.stderr)  # noqa: T201
            page.locator(".jp-WindowedPanel-outer").first.evaluate("panel => panel.scrollTo(0, 0)")
            # Widgets are drawn after the kernel has gone idle.
            page.wait_for_timeout(1000)
            path = BUILD / f"{notebook.parent.name}-{notebook.stem}.png"
            _say(path, page.screenshot(path=path))
            page.close()
    return failed


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(picture_notebooks(chosen) if chosen else picture_readme())
