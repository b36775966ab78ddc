"""A manager brings the transcript of a real talk to a real JupyterLab and reads how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyter_lab import Lab

Axe = Callable[[Page, str], list[str]]

LESSON = "notebooks/02_bring_your_own_transcript.ipynb"
EXAMPLE = Path(__file__).parents[2] / "notebooks" / "example_talk.vtt"
OURS = ".jp-OutputArea-output .widget-vbox"
HOSTILE = '<img src=x onerror="window.__x=1"><script>window.__x=1</script>'


def choose_file(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)


def say_who(page: Page, manager: str, report: str) -> None:
    for question, name in (("Who are you, the manager?", manager), ("Who is your report?", report)):
        people = page.get_by_label(question)
        expect(people).to_have_value("choose…")
        people.select_option(label=people.locator("option", has_text=name).inner_text())


def redacted(page: Page) -> Locator:
    return page.get_by_role("region", name="The redacted talk")


def test_a_file_is_brought_redacted_read_and_saved(lab: Lab, axe: Axe) -> None:
    page = lab.open(LESSON)
    lab.run_all(page)
    expect(page.get_by_role("button", name="Choose a file")).to_be_visible(timeout=60_000)
    assert axe(page, OURS) == []

    choose_file(page, EXAMPLE)
    expect(page.get_by_role("status").filter(has_text="Read: example_talk.vtt (2 people")).to_be_visible()
    say_who(page, "Ana Ito", "Bo Lund")

    expect(redacted(page)).to_contain_text("Thank you, the report.")
    expect(redacted(page)).to_contain_text("Marek stayed an hour longer")
    expect(page.get_by_role("row", name="bo.lund@example.com [e-mail]")).to_be_visible()
    page.get_by_label("Also take out").fill("Marek")
    expect(redacted(page)).to_contain_text("a colleague stayed an hour longer")
    assert axe(page, OURS) == []

    page.get_by_role("button", name="Show the debrief").click()
    expect(page.get_by_role("heading", name="Scorecard: ")).to_be_visible()
    expect(page.get_by_role("img", name="What your words did")).to_be_visible()
    turns = page.locator("details", has_text="Your talk, turn by turn").get_by_role("listitem")
    expect(turns.nth(2)).to_contain_text("gives back")
    assert axe(page, OURS) == []
    assert list((lab.root / "notebooks").glob("debrief*")) == []
    assert not lab.store.exists()

    page.get_by_role("button", name="Save the redacted talk with its debrief").click()
    expect(page.get_by_role("status").filter(has_text="Saved as")).to_be_visible()
    saved = (lab.root / "notebooks" / "debrief.html").read_text(encoding="utf-8")
    assert "Scorecard: " in saved
    assert [name for name in ("Ana", "Lund", "Marek") if name in saved] == []
    assert page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)")
    kept = (lab.root / LESSON).read_text(encoding="utf-8")
    assert [said for said in ("Marek", "half the people", "a colleague") if said in kept] == []


def test_a_pasted_talk_goes_by_keyboard_and_mistakes_are_sentences(lab: Lab, axe: Axe) -> None:
    page = lab.open(lab.write("bring.ipynb", "from toolkit import bring_transcript\nbring_transcript()"))
    lab.run_all(page)
    page.set_viewport_size({"width": 390, "height": 844})
    box = page.get_by_label("Or paste the talk here")
    expect(box).to_be_visible(timeout=60_000)

    box.fill("Ana: Is anybody here?")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Read what I pasted")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="here only Ana speaks")).to_be_visible()
    assert axe(page, OURS) == []

    box.fill("\n".join(f"Ana: {HOSTILE} So it is the slide, {i}?\nBo: {'x' * 300} {HOSTILE}" for i in range(3)))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    say_who(page, "Ana", "Bo")
    expect(redacted(page)).to_contain_text(HOSTILE)
    show = page.get_by_role("button", name="Show the debrief")
    show.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("You spoke 3 times.")).to_be_visible()
    assert axe(page, OURS) == []
    assert page.evaluate("() => window.__x") is None
    for part in page.locator(".jp-OutputArea-output .oo").all():
        assert part.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
