"""Bringing a real talk: read it, say who is who, see what is taken out, see the debrief; mistakes are sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from toolkit.content import Library
from toolkit.conversation import talk
from toolkit.feedback import analyse
from toolkit.feedback.reader import Reading
from toolkit.practice import play
from toolkit.views.report import debrief_html
from toolkit.views.transcript import BroughtTranscript, bring_transcript
from toolkit.views.turns import taken_for, turn_by_turn

EXAMPLE = Path(__file__).parents[2] / "notebooks" / "example_talk.vtt"
SHORT = "Ana Ito: How was the night, Bo?\nBo Lund: Long. Ask Marek.\nAna Ito: So you were two.\nBo Lund: Yes, Ana.\n"


@pytest.fixture
def brought(tmp_path: Path) -> BroughtTranscript:
    return bring_transcript(folder=tmp_path)


def put(brought: BroughtTranscript, raw: bytes, name: str = "talk.txt") -> None:
    """Choose a file, as the page does."""
    brought.upload.value = ({"name": name, "type": "", "size": len(raw), "content": memoryview(raw), "last_modified": datetime.now(UTC)},)


def paste(brought: BroughtTranscript, screen: Any, text: str) -> Any:
    brought.paste.value = text
    shown = screen(brought.view)
    shown.press("Read what I pasted")
    return shown


def choose(brought: BroughtTranscript, manager: str = "Ana Ito", report: str = "Bo Lund") -> None:
    brought.manager.value, brought.report.value = manager, report


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_step_appears_when_the_one_before_is_done(brought: BroughtTranscript, screen: Any, tmp_path: Path) -> None:
    shown = screen(brought.view)
    assert "Nothing leaves this computer" in shown.text
    assert "2. Who is who" not in shown.text

    put(brought, EXAMPLE.read_bytes(), EXAMPLE.name)
    assert "Read: example_talk.vtt (2 people, " in shown.text
    assert "2. Who is who" in shown.text
    assert (brought.manager.value, brought.report.value) == ("", "")
    assert brought.manager.options[0] == ("choose…", "")
    assert [value for _, value in brought.manager.options[1:]] == ["Ana Ito", "Bo Lund"]

    brought.manager.value = "Ana Ito"
    assert "3. What is taken out" not in shown.text
    brought.report.value = "Bo Lund"
    assert "3. What is taken out" in shown.text
    assert "Scorecard" not in shown.text

    shown.press("Show the debrief")
    assert "Scorecard: " in shown.text
    assert "What you did well, in your words" in shown.text
    assert "The talk in pictures" in shown.text
    assert "Your talk, turn by turn" in shown.text
    assert files(tmp_path) == []


def test_the_preview_says_what_is_replaced_with_what(brought: BroughtTranscript, screen: Any, parsed: Any) -> None:
    shown = paste(brought, screen, SHORT)
    choose(brought)

    assert brought.redacted is not None
    assert "Bo" not in str(brought.redacted)
    table = parsed(brought._preview.children[0].value).text
    assert "Ana ItoYoubefore 2 turns" in table
    assert "Bothe reportin the talk, 1 time" in table
    assert "How was the night, the report?" in shown.text
    assert "Marek" in shown.text


def test_further_names_are_taken_out_as_they_are_written(brought: BroughtTranscript, screen: Any) -> None:
    shown = paste(brought, screen, SHORT)
    choose(brought)

    brought.also.value = "Marek, Zoë;  \n"

    assert "Ask a colleague." in shown.text
    assert "Not found in the talk: Zoë." in shown.text
    assert "Marek" not in str(brought.redacted)
    brought.also.value = ""
    assert "Ask Marek." in shown.text


def test_words_that_may_still_be_names_are_listed(brought: BroughtTranscript, screen: Any) -> None:
    put(brought, EXAMPLE.read_bytes())
    choose(brought)
    shown = screen(brought.view)

    assert "Still there with a capital letter: Leeds, Marek." in shown.text
    brought.also.value = "Marek"
    assert "Still there with a capital letter: Leeds." in shown.text
    brought.also.value = "Marek, Leeds"
    assert "Still there" not in shown.text


def test_names_to_take_out_outlive_a_change_of_roles(brought: BroughtTranscript, screen: Any) -> None:
    paste(brought, screen, SHORT)
    choose(brought)
    brought.also.value = "Marek"

    brought.report.value = ""
    choose(brought, "Bo Lund", "Ana Ito")

    assert "Marek" not in str(brought.redacted)
    assert str(brought.redacted).startswith("Report: How was the night, the manager?")


def test_only_the_redacted_talk_is_shown_as_the_debrief(brought: BroughtTranscript, screen: Any, parsed: Any) -> None:
    put(brought, EXAMPLE.read_bytes())
    choose(brought)
    brought.also.value = "Marek, Leeds"

    screen(brought.view).press("Show the debrief")

    text = parsed(brought._result.children[0].value).text
    assert [name for name in ("Ana", "Ito", "Lund", "Marek", "Leeds", "example.com") if name in text] == []
    assert "the manager" in text


def test_what_changes_afterwards_takes_the_old_debrief_away(brought: BroughtTranscript, screen: Any) -> None:
    put(brought, EXAMPLE.read_bytes())
    choose(brought)
    shown = screen(brought.view)
    shown.press("Show the debrief")

    brought.also.value = "Marek"
    assert "Scorecard: " not in shown.text
    shown.press("Show the debrief")
    brought.manager.value = ""
    assert "Scorecard: " not in shown.text
    assert "3. What is taken out" not in shown.text


def test_a_short_talk_is_shown_and_not_scored(brought: BroughtTranscript, screen: Any) -> None:
    shown = paste(brought, screen, SHORT)
    choose(brought)

    shown.press("Show the debrief")

    assert "You spoke 2 times." in shown.text
    assert "That says nothing against the talk." in shown.text
    assert "points are for you" not in shown.text
    assert "So you were two." in shown.text


def test_one_person_cannot_be_both(brought: BroughtTranscript, screen: Any) -> None:
    shown = paste(brought, screen, SHORT)

    choose(brought, "Ana Ito", "Ana Ito")
    assert "One person cannot be both." in shown.text
    assert "Show the debrief" not in shown.buttons
    brought.report.value = "Bo Lund"
    assert "One person cannot be both." not in shown.text
    assert "Show the debrief" in shown.buttons


def test_further_speakers_are_kept_apart_unless_they_are_no_people(brought: BroughtTranscript, screen: Any) -> None:
    text = SHORT + "Cy Ott: May I?\nBudget: too small\nBo Lund: Hm.\nBudget: far too small\nCy Ott: Sorry.\n"
    shown = paste(brought, screen, text)
    choose(brought)

    assert "Kept apart" in shown.text
    assert [box.description for box in brought.apart.values()] == ["Cy Ott (3 words)", "Budget (5 words)"]
    assert brought.redacted is not None
    assert [turn.speaker for turn in brought.redacted.turns].count("other") == 4
    brought.apart["Budget"].value = False
    assert [turn.speaker for turn in brought.redacted.turns].count("other") == 2
    assert "far too small" in brought.redacted.turns[-2].text


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        pytest.param(b"", "There is nothing to read in talk.txt.", id="empty"),
        pytest.param(b" \r\n", "There is nothing to read in talk.txt.", id="blank"),
        pytest.param(b"\xff\xfe\x00H", "talk.txt is not UTF-8 text. Save it as UTF-8", id="not text"),
        pytest.param(b"PK\x03\x04\x14", "talk.txt is a Word or PDF file", id="word"),
        pytest.param(b"%PDF-1.7\n", "talk.txt is a Word or PDF file", id="pdf"),
        pytest.param(b"a" * 5_000_001, "larger than 5 MB", id="too large"),
        pytest.param(b"just a note", "names no speaker", id="no speaker"),
        pytest.param(b"Ana: Hello.\nAna: Anybody?\n", "A 1:1 has two people, and here only Ana speaks.", id="one speaker"),
        pytest.param(b"1\n00:00:01,000 --> 00:00:02,000\nHello there.\n", "only a person without a name speaks", id="no names"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(brought: BroughtTranscript, screen: Any, raw: bytes, why: str) -> None:
    put(brought, raw)

    shown = screen(brought.view)
    assert why in shown.text
    assert 'role="alert"' in shown.html
    assert "2. Who is who" not in shown.text


def test_pressing_the_button_without_a_talk_says_what_to_do(brought: BroughtTranscript, screen: Any) -> None:
    assert "There is nothing to read in what you pasted." in paste(brought, screen, "").text


def test_a_mistake_takes_the_talk_before_it_away(brought: BroughtTranscript, screen: Any) -> None:
    shown = paste(brought, screen, SHORT)
    choose(brought)

    put(brought, b"")

    assert "So you were two." not in shown.text
    assert brought.redacted is None
    put(brought, SHORT.encode())
    assert "2. Who is who" in shown.text
    assert "There is nothing to read" not in shown.text


def test_the_same_file_can_be_chosen_again(brought: BroughtTranscript, screen: Any) -> None:
    for _ in range(2):
        put(brought, SHORT.encode())
        assert brought.upload.value == ()
        assert "Read: talk.txt (2 people, 14 words)" in screen(brought.view).text


def test_saving_writes_one_page_without_the_names_and_never_over_another(
    brought: BroughtTranscript, screen: Any, tmp_path: Path, parsed: Any
) -> None:
    put(brought, EXAMPLE.read_bytes())
    choose(brought)
    shown = screen(brought.view)
    shown.press("Show the debrief")
    assert files(tmp_path) == []

    shown.press("Save the redacted talk with its debrief")
    shown.press("Save the redacted talk with its debrief")

    assert files(tmp_path) == ["debrief.html", "debrief_2.html"]
    assert str(tmp_path / "debrief_2.html") in shown.text
    page = parsed((tmp_path / "debrief.html").read_text(encoding="utf-8"))
    assert "Scorecard: " in page.text
    assert "Bo Lund" not in page.text
    assert page.elements[0] == "html"


def test_a_page_that_cannot_be_written_says_so(screen: Any, tmp_path: Path) -> None:
    brought = bring_transcript(folder=tmp_path / "missing")
    paste(brought, screen, SHORT)
    choose(brought)
    shown = screen(brought.view)
    shown.press("Show the debrief")

    shown.press("Save the redacted talk with its debrief")

    assert "could not be written: No such file or directory. The debrief is still on the screen." in shown.text


def test_hostile_texts_are_shown_as_text_everywhere(
    brought: BroughtTranscript, screen: Any, hostile: str, tmp_path: Path, parsed: Any
) -> None:
    said = "\n".join(f"Ana: So {hostile} is it, {i}? What then?\nBo: {hostile} and {i}." for i in range(9))
    put(brought, said.encode(), "<img src=x onerror=alert(1)>.txt")
    choose(brought, "Ana", "Bo")
    brought.also.value = hostile
    shown = screen(brought.view)
    shown.press("Show the debrief")
    shown.press("Save the redacted talk with its debrief")

    pages = [*shown.pages, parsed((tmp_path / "debrief.html").read_text(encoding="utf-8"))]
    assert [page.harmful for page in pages if set(page.harmful) - {"meta"}] == []
    assert "<img src=x onerror=alert(1)>.txt" in shown.text


def test_the_notebook_keeps_no_word_of_it(brought: BroughtTranscript, screen: Any) -> None:
    paste(brought, screen, SHORT)
    choose(brought)

    assert brought._repr_mimebundle_()["text/plain"] == "<transcript to bring>"


# --- turn by turn ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        ((0.9, 0.05, 0.03, 0.02), "asks"),
        ((0.1, 0.8, 0.05, 0.05), "gives back"),
        ((0.1, 0.1, 0.7, 0.1), "tells"),
        ((0.1, 0.1, 0.1, 0.7), "something else"),
        ((0.4, 0.45, 0.1, 0.05), "unsure: gives back or asks"),
        ((0.1, 0.1, 0.45, 0.35), "unsure: tells or something else"),
    ],
)
def test_a_turn_is_taken_for_something_or_for_one_of_two(likely: tuple[float, ...], said: str) -> None:
    assert taken_for(Reading(*likely, asks=0.5, opens=0.5)) == said


def test_every_turn_of_the_manager_says_what_it_is_taken_for(parsed: Any) -> None:
    analysis = analyse(talk(("manager", "How was the night?"), ("report", "Long."), ("other", "May I?")))

    page = parsed(turn_by_turn(analysis, "Ruth"))

    assert page.elements.count("li") == 3
    assert "You asksHow was the night?" in page.text
    assert "RuthLong." in page.text
    assert "A colleagueMay I?" in page.text


def test_the_practice_debrief_has_the_talk_turn_by_turn(parsed: Any) -> None:
    library = Library.default()
    scenario = library.scenario("gone_quiet")
    session = play(scenario, scenario.walkthroughs[0].manager)

    page = parsed(debrief_html(session, session.score(library.rubric(scenario.rubric))))

    assert "Your talk, turn by turn" in page.text
    assert page.elements.count("ol") == 1
    assert page.text.count("gives back") >= 2
