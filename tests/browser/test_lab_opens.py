"""JupyterLab opens without questions, and a widget's click reaches the kernel and comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab

BUTTON = """
import ipywidgets as widgets

button, label = widgets.Button(description="Ask"), widgets.Label("Nothing was said yet.")
button.on_click(lambda _: setattr(label, "value", "How are you, really?"))
widgets.VBox([button, label])
"""


def test_a_click_reaches_the_kernel_and_comes_back(lab: Lab, axe: Callable[[Page, str], list[str]]) -> None:
    page = lab.open(lab.write("button.ipynb", BUTTON))
    lab.run_all(page)
    output = page.locator(".jp-OutputArea-output")
    expect(output).to_contain_text("Nothing was said yet.")

    output.get_by_role("button", name="Ask").click()

    expect(output).to_contain_text("How are you, really?")
    assert axe(page, ".jp-OutputArea") == []


def test_a_newcomer_is_asked_nothing(lab: Lab) -> None:
    page = lab.open(lab.write("plain.ipynb", "print('hello')"))
    lab.run_all(page)

    expect(page.locator(".jp-OutputArea-output")).to_have_text("hello")
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_a_failing_cell_shows_its_traceback(lab: Lab) -> None:
    page = lab.open(lab.write("failing.ipynb", "1 / 0"))

    with pytest.raises(AssertionError, match=r"(?s)Cell 1 failed:.*ZeroDivisionError"):
        lab.run_all(page)


def test_a_restarted_kernel_has_forgotten_and_runs_again(lab: Lab) -> None:
    page = lab.open(lab.write("memory.ipynb", "seen = 'seen' in globals(); print(seen)"))
    lab.run_all(page)
    lab.run_all(page)
    expect(page.locator(".jp-OutputArea-output")).to_have_text("True")

    lab.restart_kernel(page)
    lab.run_all(page)

    expect(page.locator(".jp-OutputArea-output")).to_have_text("False")


def test_a_killed_kernel_comes_back_empty(lab: Lab) -> None:
    page = lab.open(lab.write("memory.ipynb", "seen = 'seen' in globals(); print(seen)"))
    lab.run_all(page)

    assert lab.kill_kernel(page) == "restarted"
    lab.run_all(page)

    expect(page.locator(".jp-OutputArea-output")).to_have_text("False")


def test_a_reload_keeps_the_kernel(lab: Lab) -> None:
    page = lab.open(lab.write("memory.ipynb", "seen = 'seen' in globals(); print(seen)"))
    lab.run_all(page)

    lab.reload(page)
    lab.run_all(page)

    expect(page.locator(".jp-OutputArea-output")).to_have_text("True")


def test_each_test_finds_an_empty_store(lab: Lab) -> None:
    page = lab.open(lab.write("store.ipynb", "import os; print(os.environ['ONE_ON_ONE_STORE'])"))
    lab.run_all(page)

    expect(page.locator(".jp-OutputArea-output")).to_have_text(str(lab.store))
    assert not lab.store.exists()
