"""A manager chooses somebody from the list, takes a hint, says what is going on, reads the evidence and meets them again."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab
from tests.browser.room import Room
from toolkit.content import Library
from toolkit.practice.session import STUCK_AFTER

Axe = Callable[[Page, str], list[str]]

LESSON = "notebooks/03_people_to_practise_with.ipynb"
OURS = ".jp-OutputArea-output .oo-room, .jp-OutputArea-output .oo, .oo-people, .oo-choices, .oo-field.widget-radio"
IFEOMA = Library.default().scenario("overload")


def test_somebody_is_chosen_met_asked_about_and_met_again(lab: Lab, axe: Axe) -> None:
    page = lab.open(LESSON)
    lab.run_all(page)
    cards = page.locator(".oo-person")
    expect(cards).to_have_count(len(Library.default().scenario_files()))
    assert axe(page, ".oo-people, .oo-choices") == []
    page.get_by_label("Who they are to you").select_option("A senior leader you meet")
    expect(page.get_by_role("button", name="Meet Ifeoma")).to_have_count(0)
    page.get_by_label("Who they are to you").select_option("Reports to you")
    page.get_by_role("button", name="Meet Ifeoma").click()

    room = Room(page)
    expect(room.box.get_by_role("button", name="Start the talk")).to_be_focused()
    room.start()
    hint = room.box.get_by_role("button", name="A hint")
    for i in range(STUCK_AFTER):
        expect(hint).to_be_hidden()
        room.say(f"Number {i} then.")
    hint.press("Enter")
    tips = room.box.get_by_role("status")
    expect(tips.filter(has_text=next(f.hint for f in IFEOMA.facts if f.depth == 1))).to_be_visible()
    expect(room.field).to_be_focused()
    room.end()

    page.get_by_role("button", name="Go on", exact=True).click()
    question = IFEOMA.quiz[0]
    choices = page.locator(".oo-field.widget-radio").filter(has_text=question.question)
    choices.get_by_label(question.choices[0]).focus()
    for _ in range(question.answer):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(choices.get_by_label(question.choices[question.answer])).to_be_checked()
    assert axe(page, ".oo-field.widget-radio") == []
    page.get_by_role("button", name="Show me the evidence").click()

    asked = sum(IFEOMA.fact(one.about).meeting == 1 for one in IFEOMA.quiz)
    expect(page.get_by_role("heading", name=f"What is really going on: 1 of {asked}")).to_be_visible()
    expect(page.get_by_text("You took 1 hint.")).to_be_visible()
    assert axe(page, OURS) == []
    page.get_by_role("button", name="Meet again, two weeks later").click()
    second = Room(page, 1)
    expect(second.box.get_by_role("button", name="Start the talk")).to_be_focused()
    second.start()
    second.say("Good that you came by.")

    lab.reload(page)
    lab.run_all(page)

    expect(cards.first).to_contain_text("1 talk held; one talk is waiting for you")
    page.get_by_role("button", name="Go on with Ifeoma").click()
    expect(page.get_by_text("You took 1 hint.")).to_be_visible()
    expect(Room(page, 1).lines).to_have_text(["Good that you came by."])


def test_the_list_reads_well_on_a_telephone(lab: Lab, axe: Axe) -> None:
    page = lab.page
    page.set_viewport_size({"width": 390, "height": 844})
    lab.open(lab.write("people.ipynb", "from toolkit import practise\npractise()"))
    lab.run_all(page)

    card = page.locator(".oo-person").first
    expect(card).to_be_visible()
    for part in (card, page.locator(".oo-people"), page.locator(".oo-choices")):
        assert part.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert axe(page, ".oo-people, .oo-choices") == []
