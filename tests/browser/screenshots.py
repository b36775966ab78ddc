"""Picture every lesson in a real JupyterLab, into `build/screenshots/`: `make screenshots`, or name notebooks.

Each notebook is run from top to bottom first; the picture is tall, so that all of it is seen.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.browser.jupyter_lab import CHROMIUM_ARGS, Lab, LabServer, find_chromium  # noqa: E402

FOLDER = REPOSITORY / "build" / "screenshots"


def main(notebooks: list[Path]) -> int:
    """The number of notebooks that failed; each is pictured all the same."""
    failed = 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        LabServer(Path(home)).running() as server,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGS) as browser,
    ):
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
            picture = FOLDER / f"{notebook.stem}.png"
            page.screenshot(path=picture)
            page.close()
            print(picture.relative_to(REPOSITORY))  # noqa: T201
    return failed


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]]
    sys.exit(main(chosen or sorted((REPOSITORY / "notebooks").glob("*.ipynb"))))
