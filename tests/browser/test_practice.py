"""A manager holds a 1:1 in a real JupyterLab, reads how it went, tries a moment again, and loses nothing on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.jupyter_lab import Lab
from tests.browser.room import Room, show_evidence
from tests.practice.model_server import PROXIES, Served, completion, line_to_word, send, serving
from toolkit.content import Library
from toolkit.practice import play

Axe = Callable[[Page, str], list[str]]

LESSON = "notebooks/01_first_one_on_one.ipynb"
SCENARIO = Library.default().scenario("gone_quiet")
TALK = next(w.manager for w in SCENARIO.walkthroughs if w.id == "clumsy_but_recovers")
HELD = play(SCENARIO, TALK)
CARD = HELD.score(Library.default().rubric(SCENARIO.rubric))
SCORECARD = f"Scorecard: {CARD.points} of {CARD.max_points} points"
HIDDEN = f"What stayed hidden ({len(SCENARIO.facts) - len(HELD.state.disclosed)})"


@pytest.fixture
def practice(lab: Lab) -> Page:
    """A page with a practice room and nothing else, which is quicker to run than a lesson."""
    page = lab.open(lab.write("practice.ipynb", "from toolkit import practise\npractise('gone_quiet')"))
    lab.run_all(page)
    return page


def test_a_whole_practice_is_held_read_replayed_and_found_again_after_a_reload(lab: Lab, axe: Axe) -> None:
    page = lab.open(LESSON)
    lab.run_all(page)
    room = Room(page)
    expect(room.box.get_by_role("heading", name="Your 1:1 with Ruth")).to_be_visible()
    assert axe(page, ".jp-OutputArea-output .oo-room") == []

    room.hold(TALK)
    expect(room.replies.last).to_contain_text("See you on Monday")
    expect(page.get_by_role("heading", name=SCORECARD)).to_have_count(0)
    show_evidence(page, "That she is afraid of mistakes.", "The second one.")

    evidence = page.locator(".jp-OutputArea-output", has=page.get_by_role("heading", name="One thing to try"))
    expect(evidence).to_contain_text("That she is afraid of mistakes.")
    expect(page.get_by_role("heading", name=SCORECARD)).to_be_visible()
    expect(evidence).to_contain_text("Four phones and one hatch, and you're alone with them.")
    expect(page.get_by_role("heading", name=HIDDEN)).to_be_visible()
    expect(page.get_by_role("img", name="What your words did").last).to_be_visible()
    assert axe(page, ".jp-OutputArea-output .oo-room, .jp-OutputArea-output .oo") == []

    room.press("Replay from here, turn 3")
    again = Room(page, 1)
    expect(again.field).to_be_focused()
    again.say("What would help you on an afternoon like that?")
    again.end()
    expect(page.get_by_role("heading", name="The two versions, from turn 3 on")).to_be_visible()
    expect(room.lines).to_have_count(len(TALK))

    lab.reload(page)
    lab.run_all(page)

    room, again = Room(page), Room(page, 1)
    expect(room.lines).to_have_text(list(TALK))
    expect(page.get_by_role("heading", name=SCORECARD)).to_be_visible()
    expect(again.lines).to_have_text([TALK[0], "What would help you on an afternoon like that?"])
    expect(page.get_by_role("heading", name="The two versions, from turn 3 on")).to_be_visible()


def test_a_talk_goes_on_at_the_same_turn_after_the_kernel_was_killed(lab: Lab, practice: Page) -> None:
    room = Room(practice)
    room.start()
    for line in TALK[:4]:
        room.say(line)
    said = room.replies.all_inner_texts()

    lab.kill_kernel(practice)
    lab.run_all(practice)

    room = Room(practice)
    expect(room.lines).to_have_text(list(TALK[:4]))
    assert room.replies.all_inner_texts() == said
    room.say(TALK[4])
    expect(room.lines).to_have_count(5)


def test_a_line_typed_but_not_said_is_still_in_the_box_after_a_reload(lab: Lab, practice: Page) -> None:
    room = Room(practice)
    room.start()
    room.say(TALK[0])
    room.field.fill("I was about to say that the")

    lab.reload(practice)
    lab.run_all(practice)

    expect(Room(practice).field).to_have_value("I was about to say that the")


def test_the_room_works_by_keyboard_alone(practice: Page) -> None:
    room = Room(practice)
    start = room.box.get_by_role("button", name="Start the talk")
    start.focus()
    practice.keyboard.press("Enter")
    expect(room.field).to_be_focused()

    practice.keyboard.type("First line")
    practice.keyboard.press("Shift+Enter")
    practice.keyboard.type("and how are you?")
    practice.keyboard.press("Enter")
    expect(room.lines).to_have_text(["First line\nand how are you?"])
    expect(room.field).to_have_value("")
    expect(room.field).to_be_focused()

    practice.keyboard.press("Tab")
    practice.keyboard.press("Tab")
    expect(room.box.get_by_role("button", name="End the talk")).to_be_focused()
    practice.keyboard.press("Enter")
    expect(room.box.get_by_role("button", name="Yes, end it")).to_be_focused()
    practice.keyboard.press("Enter")
    expect(practice.get_by_label("What do you think Ruth has not told you?")).to_be_visible()


def test_an_answer_comes_within_a_third_of_a_second(practice: Page) -> None:
    room = Room(practice)
    room.start()
    room.say(TALK[0])
    taken = []
    for line in TALK[1:8]:
        room.field.fill(line)
        since = time.monotonic()
        room.say(line)
        taken.append(time.monotonic() - since)

    assert sorted(taken)[len(taken) // 2] <= 0.3, taken


def test_the_clock_stands_still_while_paused(practice: Page) -> None:
    room = Room(practice)
    clock = room.box.get_by_role("timer")
    expect(clock).to_have_text("12:00 left")
    room.start()
    expect(clock).not_to_have_text("12:00 left", timeout=5_000)

    room.press("Pause the timer")
    expect(room.box.get_by_role("button", name="Let the timer go on")).to_be_visible()
    stopped = clock.inner_text()
    practice.wait_for_timeout(2_500)

    assert clock.inner_text() == stopped
    room.press("Let the timer go on")
    expect(clock).not_to_have_text(stopped, timeout=5_000)


def test_the_room_reads_well_on_a_telephone(lab: Lab, practice: Page, axe: Axe) -> None:
    practice.set_viewport_size({"width": 390, "height": 844})
    room = Room(practice)
    room.hold([*TALK, "x" * 300])
    show_evidence(practice)

    for part in (".oo-room", ".oo"):
        for box in practice.locator(f".jp-OutputArea-output {part}").all():
            if box.is_visible():
                assert box.evaluate("node => node.scrollWidth <= node.clientWidth + 1"), part
    assert axe(practice, ".jp-OutputArea-output .oo-room, .jp-OutputArea-output .oo") == []


def test_what_somebody_types_is_never_markup(practice: Page) -> None:
    hostile = "<img src=x onerror=\"window.__x=1\"><script>window.__x=1</script>"
    room = Room(practice)
    room.hold([hostile, *TALK[1:]])
    show_evidence(practice, hostile, hostile)

    expect(room.lines.first).to_have_text(hostile)
    expect(practice.locator(".jp-OutputArea-output .oo").filter(has_text="You thought").first).to_contain_text(hostile)
    assert practice.evaluate("() => window.__x") is None
    assert practice.locator(".jp-OutputArea-output img, .jp-OutputArea-output script").count() == 0


def test_two_windows_on_one_talk_do_not_mix(lab: Lab, practice: Page, browser: Browser) -> None:
    first = Room(practice)
    first.start()
    first.say(TALK[0])
    lab.write("second.ipynb", "from toolkit import practise\npractise('gone_quiet')")
    other = lab.open("second.ipynb", page=browser.new_page())
    lab.run_all(other)
    Room(other).say("I am in the other window.")

    first.field.fill(TALK[1])
    first.field.press("Enter")

    expect(first.box.get_by_role("alert")).to_contain_text("another window")
    expect(first.field).to_have_value(TALK[1])
    expect(first.lines).to_have_count(1)


# --- replies worded by a model --------------------------------------------------------------------------------------


def worded_room(lab: Lab, served: Served) -> Page:
    """A page with a practice room whose replies this server words."""
    settings = f"import os\nos.environ.update({served.settings(seconds=30)!r})\n[os.environ.pop(name, None) for name in {PROXIES!r}]"
    page = lab.open(lab.write("worded.ipynb", f"{settings}\nfrom toolkit import practise\npractise('gone_quiet')"))
    lab.run_all(page)
    return page


def test_the_person_is_seen_thinking_while_a_slow_model_words_the_reply(lab: Lab, axe: Axe) -> None:
    go_on = threading.Event()
    with serving() as served:

        def slow(handler: BaseHTTPRequestHandler) -> None:
            go_on.wait(25)
            send(handler, completion(f"Well. {line_to_word(served)}"))

        served.says = slow
        page = worded_room(lab, served)
        room = Room(page)
        thinking = room.box.get_by_text("Ruth is thinking", exact=False)
        expect(room.box).to_contain_text("A language model on 127.0.0.1:")
        room.start()
        before = room.box.bounding_box()

        room.field.fill(TALK[0])
        room.field.press("Enter")
        expect(thinking).to_be_visible()
        expect(room.log).to_have_text("Ruth is thinking …", use_inner_text=True)
        room.field.press("Enter")
        expect(room.field).to_have_value(TALK[0])
        expect(room.lines).to_have_count(0)
        assert room.box.bounding_box() == before
        assert axe(page, ".jp-OutputArea-output .oo-room") == []
        go_on.set()

        expect(room.replies).to_have_count(1)
        expect(room.replies).to_contain_text("Well. ")
        expect(thinking).to_have_count(0)
        expect(room.field).to_have_value("")
        room.say(TALK[1])
        expect(room.lines).to_have_text(list(TALK[:2]))
        said = room.replies.all_inner_texts()

        go_on.clear()
        room.field.fill(TALK[2])
        room.field.press("Enter")
        expect(thinking).to_be_visible()
        threading.Timer(1, go_on.set).start()
        lab.reload(page)
        lab.run_all(page)

        room = Room(page)
        expect(room.lines).to_have_text(list(TALK[:3]))
        assert room.replies.all_inner_texts()[:2] == said
        expect(room.field).to_have_value("")
        assert len(served.asked) == 3


def test_an_answer_that_comes_at_once_brings_no_sign(lab: Lab) -> None:
    with serving() as served:
        served.says = lambda handler: send(handler, completion(f"Well. {line_to_word(served)}"))
        page = worded_room(lab, served)
        room = Room(page)
        room.start()
        page.evaluate(
            """() => {
              window.signs = [];
              const sign = document.querySelector('.oo-thinking');
              new MutationObserver(() => window.signs.push(sign.textContent)).observe(sign, {childList: true, subtree: true});
            }"""
        )
        for line in TALK[:3]:
            room.say(line)

        expect(room.replies.last).to_contain_text("Well. ")
        assert page.evaluate("() => window.signs.filter(Boolean)") == []
