"""A manager tries a question of their own by keyboard, finds two in the bank, and is not offered them again after a reload."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab

Axe = Callable[[Page, str], list[str]]

LESSON = "notebooks/21_finding_a_question.ipynb"
OURS = ".oo-people, .oo-choices, .oo-field, .jp-OutputArea-output .oo"


def test_a_draft_is_mended_and_a_question_is_found_once(lab: Lab, axe: Axe) -> None:
    page = lab.open(LESSON)
    lab.run_all(page)

    draft = page.get_by_label("Your question, as you would say it")
    draft.fill("Why didn't you tell me about the lift?")
    draft.press("Tab")
    expect(page.get_by_label("Who would be asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Look at it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Asks for an excuse")).to_be_visible()
    take = page.get_by_role("button", name="Take “What kept you from telling me about the lift?”")
    take.press("Enter")
    expect(draft).to_have_value("What kept you from telling me about the lift?")
    expect(page.get_by_text("Nothing in the way:")).to_be_visible()
    assert axe(page, OURS) == []

    page.get_by_label("Who they are to you").select_option("Two levels below you")
    page.get_by_label("What the question is for").select_option("What is clear and what is not")
    page.get_by_label("Which one it is (a letter will do)").fill("B")
    cards = page.locator(".oo-person")
    expect(cards).to_have_count(5)
    first = cards.first.get_by_role("heading").inner_text()
    cards.first.get_by_role("button", name="I'll ask this").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Kept:")).to_contain_text(first)
    expect(cards.filter(has_text=first)).to_have_count(0)
    page.get_by_text("What you would ask your own people, and not here").click()
    assert axe(page, OURS) == []

    lab.reload(page)
    lab.run_all(page)

    expect(draft).to_have_value("What kept you from telling me about the lift?")
    page.get_by_label("Who they are to you").select_option("Two levels below you")
    page.get_by_label("What the question is for").select_option("What is clear and what is not")
    page.get_by_label("Which one it is (a letter will do)").fill("B")
    expect(page.get_by_text("Asked before:")).to_be_visible()
    expect(cards.filter(has_text=first)).to_have_count(0)


def test_it_reads_well_on_a_telephone(lab: Lab, axe: Axe) -> None:
    page = lab.page
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(lab.write("find.ipynb", "from toolkit import find_questions, try_a_question\nfind_questions()", "try_a_question()"))
    lab.run_all(page)
    page.get_by_label("Who they are to you").select_option("A colleague")
    page.get_by_label("What the question is for").select_option("To begin")

    expect(page.locator(".oo-person")).to_have_count(5)
    for part in (page.locator(".oo-people"), page.locator(".oo-choices").first, page.locator(".oo-person").first):
        assert part.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert axe(page, OURS) == []
