"""A learner answers an exercise in a real JupyterLab, sees feedback at once, and hands in what the grader takes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.jupyter_lab import Lab
from tests.browser.room import Room
from toolkit.content import Library
from toolkit.grading import mark, read_answers

EXERCISE = "01_first_one_on_one"
NOTE = "Ruth, you told me about the slide, and that the form was in first. I'll have the printer looked at by Friday."


def test_answers_are_kept_checked_and_handed_in(lab: Lab, axe: Callable[[Page, str], list[str]]) -> None:
    library = Library.default()
    talk = library.scenario("gone_quiet").walkthroughs[0].manager
    page = lab.open(f"exercises/{EXERCISE}/exercise.ipynb")
    lab.run_all(page)
    Room(page).hold(talk)
    page.get_by_label("The note", exact=True).press_sequentially(NOTE)
    page.get_by_role("button", name="Check “The note”").click()
    expect(page.get_by_role("heading", name="The note: 6 of 6")).to_have_count(0)
    expect(page.get_by_role("heading", name="The note: 5.2 of 6")).to_be_visible()
    page.get_by_role("radio", name="We talked yesterday").check()
    page.get_by_role("button", name="Check “On the stairs”").click()
    expect(page.get_by_role("heading", name="On the stairs: 4 of 4")).to_be_visible()
    assert axe(page, ".jp-OutputArea-output .oo-room, .jp-OutputArea-output .oo, .jp-OutputArea-output .oo-field") == []

    lab.reload(page)
    lab.restart_kernel(page)
    lab.run_all(page)
    expect(Room(page).lines).to_have_text(list(talk))
    expect(page.get_by_label("The note", exact=True)).to_have_value(NOTE)
    expect(page.get_by_role("radio", name="We talked yesterday")).to_be_checked()
    page.get_by_role("button", name="Save my answers to hand in").click()
    expect(page.get_by_role("status").filter(has_text="Saved as")).to_be_visible()

    (handed_in,) = (lab.root / "exercises" / EXERCISE / "handed_in").iterdir()
    spec = library.exercise(EXERCISE)
    grade = mark(spec, read_answers(handed_in, spec).answers, library)
    assert [item.points for item in grade.items] == [9.5, 5.2, 4.0]


def test_the_start_page_leads_to_the_lesson_and_the_lesson_to_the_exercise(lab: Lab) -> None:
    page = lab.open("notebooks/00_start_here.ipynb")
    lab.run_all(page)
    expect(page.get_by_text("Everything works.", exact=True)).to_be_visible()
    links = page.locator(".jp-MarkdownOutput a", has_text="A first 1:1")

    expect(links.first).to_be_visible()
    links.first.click()
    expect(page.get_by_role("heading", name="A first 1:1").first).to_be_visible(timeout=30_000)
    lab.wait_for_kernel(page)
    lab.run_all(page)
    expect(page.locator(".jp-MarkdownOutput a", has_text="the graded exercise").last).to_be_attached()
    expect(Room(page).box.get_by_role("button", name="Start the talk")).to_be_visible()


def test_whoever_says_who_they_are_gets_a_path_whose_links_open_the_lessons(lab: Lab) -> None:
    page = lab.open("notebooks/00_start_here.ipynb")
    lab.run_all(page)
    page.get_by_label("Who are you?").select_option("My people have people of their own")
    link = page.locator(".jp-OutputArea-output a", has_text="Before the skip-level talk")
    expect(link).to_be_visible()

    link.click()

    expect(page.get_by_role("heading", name="Before the skip-level talk").first).to_be_visible(timeout=30_000)
