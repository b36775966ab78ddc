"""A facilitator decides two answers by keyboard; neither a reload nor a killed kernel costs what was decided or typed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab
from toolkit.content import Library
from toolkit.grading.ratings import read_ratings
from toolkit.views.queue_example import write_example

Axe = Callable[[Page, str], list[str]]

OURS = ".oo-queue"


def test_two_answers_are_decided_and_a_third_begun(lab: Lab, axe: Axe) -> None:
    graded = lab.root / "graded"
    graded.mkdir()
    write_example(graded, Library.default(), "2026-11-22T10:00:00Z")
    page = lab.open(lab.write("queue.ipynb", "from toolkit import open_queue", "open_queue('graded', 'ana')"))
    lab.run_all(page)
    answer, note = page.get_by_role("region", name="What was answered"), page.get_by_label("A note")
    save = page.get_by_role("button", name="Save and next")
    expect(page.get_by_text("10 answers wait for you.")).to_be_visible()
    assert axe(page, OURS) == []

    # By keyboard: the levels, the note, the button; then the next answer has the focus.
    first = answer.inner_text()
    answer.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio").first).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(note).to_be_focused()
    page.keyboard.type("Somebody who holds it would nod; dd")
    page.keyboard.press("Tab")
    expect(save).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved. 9 answers wait for you.")).to_be_visible()
    expect(answer).not_to_have_text(first)
    expect(answer).to_be_focused()
    page.get_by_role("radio").nth(1).check()
    save.click()
    expect(page.get_by_text("Saved. 8 answers wait for you.")).to_be_visible()

    save.click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is chosen yet")
    page.get_by_role("radio").first.check()
    note.fill("Half a sen")
    expect(page.get_by_role("alert")).to_have_count(0)
    third = answer.inner_text()
    (draft,) = (graded / "ratings").glob("ana-*.draft.json")
    for _ in range(50):  # a text is kept after a pause, which is longer on a machine at work
        if "Half a sen" in draft.read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(200)
    assert "Half a sen" in draft.read_text(encoding="utf-8")
    assert axe(page, OURS) == []

    for accident in (lambda: lab.kill_kernel(page), lambda: lab.reload(page)):
        accident()
        lab.run_all(page)
        expect(answer).to_have_text(third)
        expect(note).to_have_value("Half a sen")
        expect(page.get_by_role("radio").first).to_be_checked()

    mine = [(rating.score, rating.note) for rating in read_ratings(graded) if rating.rater == "ana"]
    assert mine == [(2, "Somebody who holds it would nod; dd"), (0, "")]


def test_it_reads_well_on_a_telephone_to_the_last_page(lab: Lab, axe: Axe) -> None:
    page = lab.page
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open("notebooks/facilitator_queue.ipynb")
    lab.run_all(page)
    form = page.locator(OURS)
    save = form.get_by_role("button", name="Save and next")
    expect(save).to_be_visible()
    for number in range(10):
        if not save.is_visible():
            break
        form.get_by_role("radio").nth(number % 2).check()
        save.click()
        # The next answer has come when nothing is chosen any more.
        expect(form.get_by_role("radio", checked=True)).to_have_count(0)

    expect(form.get_by_role("heading", name="How far you agree")).to_be_visible()
    expect(form.get_by_role("heading", name="To talk about")).to_be_visible()
    assert form.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert axe(page, OURS) == []
