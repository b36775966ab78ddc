"""Fixtures for tests that drive a real JupyterLab in Chromium.

One server serves the session; each test finds it with fresh files, an empty store and no kernels.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright

from tests.browser.jupyter_lab import CHROMIUM_ARGS, Lab, LabServer, find_chromium, screenshot

HERE = Path(__file__).parent


# First, because the choice by marker reads the marks.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker("slow")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Path:
    """The Chromium to drive: the machine's own, else the one that Playwright fetched."""
    found = Path(find_chromium() or playwright.chromium.executable_path)
    if not found.exists():
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("No Chromium was found; `make browser` looks for one and fetches it.")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Path) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": str(chromium), "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # en-GB, so that the language of the machine does not decide what the buttons are called.
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "accept_downloads": True,
        "locale": "en-GB",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def lab_server(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    with LabServer(tmp_path_factory.mktemp("lab")).running() as server:
        yield server


@pytest.fixture
def lab_root(lab_server: LabServer) -> Path:
    """The folder that JupyterLab shows, with the notebooks as they are in the repository."""
    lab_server.refresh()
    return lab_server.root


@pytest.fixture
def lab(lab_server: LabServer, lab_root: Path, page: Page) -> Lab:
    return Lab(lab_server, page)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page, str], list[str]]:
    """The accessibility faults that keep people out, one line each, of what a selector names.

    Give it the part that is ours (an output area): the rest of the page is JupyterLab's business.
    """

    def faults(page: Page, selector: str) -> list[str]:
        found = Axe().run(page, context=selector).response["violations"]
        return [
            f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['html']}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return faults


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the person would have seen, and what the server said, to the report of a failure."""
    report = yield
    lab = getattr(item, "funcargs", {}).get("lab")
    if report.when == "call" and report.failed and isinstance(lab, Lab):
        name = re.sub(r"\W+", "-", item.name)
        for number, page in enumerate(lab.page.context.pages, start=1):
            picture = lab.server.home / f"{name}-{number}.png"
            if screenshot(page, picture):
                report.sections.append((f"Page {number}", f"{page.url}\n{picture}"))
        report.sections.append(("JupyterLab", lab.server.log_tail()))
    return report
