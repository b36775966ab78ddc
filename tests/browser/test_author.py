"""Somebody who has never seen a scenario file writes one in a real JupyterLab: plays at once, loses nothing, saves."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab
from tests.browser.room import Room
from tests.views.author.marek import GOOD
from toolkit.content import Library

Axe = Callable[[Page, str], list[str]]

LESSON = "notebooks/04_write_your_own_scenario.ipynb"
OURS = ".jp-OutputArea-output .widget-vbox"
HOSTILE = '<img src=x onerror="window.__x=1"><script>window.__x=1</script>'


def begin(page: Page, name: str) -> None:
    box = page.get_by_label("Their first name")
    expect(box).to_be_visible(timeout=60_000)
    box.fill(name)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name=f"{name}. Step 1 of 5")).to_be_visible()


def step(page: Page, title: str) -> None:
    page.get_by_role("button", name=title, exact=True).click()
    expect(page.get_by_role("heading", name=f"Step {title[0]} of 5: {title[2:]}")).to_be_visible()


def fits(page: Page) -> bool:
    return all(part.evaluate("node => node.scrollWidth <= node.clientWidth + 1") for part in page.locator(".jp-OutputArea-output .oo").all())


def test_somebody_is_begun_played_kept_checked_and_saved(lab: Lab, axe: Axe) -> None:
    page = lab.open(LESSON)
    lab.run_all(page)
    begin(page, "Marek")
    expect(page.get_by_role("button", name="1 Who they are")).to_be_focused()
    assert axe(page, OURS) == []

    step(page, "4 Play it")
    Room(page).hold(GOOD)
    expect(page.get_by_text("Came out: Loud saturdays, Stopped teaching, Twelve seconds")).to_be_visible()
    page.get_by_role("button", name="Keep this talk").click()
    expect(page.get_by_role("heading", name="Brings out 3 of 4.")).to_be_visible()
    assert axe(page, OURS) == []

    step(page, "2 What they have not said")
    page.get_by_role("button", name="Change “Wants the desk”").click()
    page.get_by_label("A question that opens it").fill("Nice weather.")
    page.get_by_role("button", name="Remove “Stopped teaching”").press("Enter")
    expect(page.get_by_role("button", name="Put back “Stopped teaching”")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Stopped teaching")).to_be_visible()
    assert axe(page, OURS) == []

    step(page, "5 Check and save")
    page.get_by_role("button", name="Check everything").click()
    expect(page.get_by_text("to mend.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("img", name="what leads where")).to_be_visible()
    assert axe(page, OURS) == []
    page.get_by_role("button", name="Go to step 2: “Wants the desk”").first.click()
    question = page.get_by_label("A question that opens it")
    expect(question).to_have_value("Nice weather.")
    question.fill("Is there something else you would rather do?")
    step(page, "5 Check and save")
    page.get_by_role("button", name="Check everything").click()
    expect(page.get_by_text("Everything holds together.")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("Marek now stands in the list")).to_be_visible()
    saved = Library(lab.root).scenario("marek")
    assert saved.walkthroughs[-1].manager == GOOD
    lab.open("notebooks/03_people_to_practise_with.ipynb")
    lab.run_all(page)
    expect(page.get_by_role("button", name="Meet Marek")).to_be_visible(timeout=60_000)


def test_what_is_typed_survives_a_killed_kernel_and_a_reload(lab: Lab) -> None:
    page = lab.open(lab.write("write.ipynb", "from toolkit import write_scenario\nwrite_scenario()"))
    lab.run_all(page)
    begin(page, "Marek")
    page.get_by_label("Their job").fill(f"Night porter {HOSTILE}")
    step(page, "2 What they have not said")
    page.get_by_role("button", name="Add something unsaid").click()
    page.get_by_label("A short name for it, for you only").fill("The spare key")
    page.get_by_label("What they say aloud when it comes out").fill("There is a key that")
    # What is typed is kept a moment after the last key.
    page.wait_for_timeout(1500)
    lab.kill_kernel(page)
    lab.reload(page)
    lab.run_all(page)

    expect(page.get_by_label("Their job")).to_have_value(f"Night porter {HOSTILE}", timeout=60_000)
    step(page, "2 What they have not said")
    page.get_by_role("button", name="Change “The spare key”").click()
    expect(page.get_by_label("What they say aloud when it comes out")).to_have_value("There is a key that")
    step(page, "4 Play it")
    expect(page.get_by_role("alert").filter(has_text="Step 2, “The spare key”").first).to_be_visible()
    assert page.evaluate("() => window.__x") is None


def test_it_goes_by_keyboard_and_reads_well_on_a_telephone(lab: Lab, axe: Axe) -> None:
    page = lab.page
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(lab.write("write.ipynb", "from toolkit import write_scenario\nwrite_scenario()"))
    lab.run_all(page)
    box = page.get_by_label("Their first name")
    expect(box).to_be_visible(timeout=60_000)
    box.fill("Marek")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 Who they are")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Step 2 of 5")).to_be_visible()
    page.get_by_role("button", name="Change “Loud saturdays”").press("Enter")
    done = page.get_by_role("button", name="Done", exact=True)
    assert axe(page, OURS) == []
    done.press("Enter")

    expect(page.get_by_role("button", name="Change “Loud saturdays”")).to_be_focused()
    for title in ("3 How they answer", "4 Play it", "5 Check and save"):
        step(page, title)
        assert fits(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as")).to_be_visible()
    assert fits(page)
    assert axe(page, OURS) == []
