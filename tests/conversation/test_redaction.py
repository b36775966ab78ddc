"""Names become roles and contacts become masks, never inside another word; a preview says what goes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import Speaker, Transcript, Turn, read_transcript, redactions, without_names
from toolkit.conversation.transcript import SPEAKERS

NAMES: tuple[tuple[Speaker, str], ...] = (
    ("manager", "Ana Ito"),
    ("report", "Bo Lund-Hansen (Guest)"),
    ("other", "Zoë O'Neil"),
)


def redacted(text: str, *names: tuple[Speaker, str], also: tuple[str, ...] = ()) -> str:
    people = tuple(Turn(role, "Hm.", name) for role, name in names)
    return without_names(Transcript((*people, Turn("other", text))), also).turns[-1].text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("Thanks, Ana Ito.", "Thanks, the manager.", id="full name"),
        pytest.param("ana, it's ANA's call; Ito’s too", "the manager, it's the manager's call; the manager’s too", id="case and possessive"),
        pytest.param("Ito, Ana and AnaIto, @ana_ito", "the manager and the manager, @the manager", id="other orders"),
        pytest.param("Bananas, Anabel and an Itoh", "Bananas, Anabel and an Itoh", id="inside other words"),
        pytest.param("Ana Itoh", "the manager Itoh", id="another surname"),
        pytest.param("Bo, bo and Lund and hansen", "the report, bo and the report and the report", id="two letters"),
        pytest.param("Zoe, Zoe\u0308, O’Neil", "a colleague, a colleague", id="accents and apostrophes"),
        pytest.param("ana ito, ANA", "the manager, the manager", id="one person twice"),
        pytest.param("Ana, Bo", "the manager, the report", id="two people in a row"),
    ],
)  # fmt: skip
def test_names_become_roles(text: str, left: str) -> None:
    assert redacted(text, *NAMES) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("I will ask Will.", "I will ask the report.", id="verb and name"),
        pytest.param("Will you go? Mark my words.", "Will you go? Mark my words.", id="at the start it may be the word"),
        pytest.param("Will said no. Will, why? Will's idea. Mark?", "the report said no. the report, why? the report's idea. a colleague?", id="at the start it can only be the name"),
        pytest.param("will hughes and Will Hughes", "the report and the report", id="with the surname"),
        pytest.param("In May, on 3 May, ask May", "In May, on 3 May, ask the manager", id="month"),
        pytest.param("WILL YOU MARK IT", "WILL YOU MARK IT", id="a shout"),
    ],
)  # fmt: skip
def test_names_that_are_words_go_only_where_they_are_names(text: str, left: str) -> None:
    assert redacted(text, ("manager", "May Ng"), ("report", "Will Hughes"), ("other", "Mark Ott")) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("bo.lund+x@mail.example.co.uk.", "[e-mail].", id="mail"),
        pytest.param("see https://x.org/a?b=ana, www.x.org or x.com/ana!", "see [link], [link] or [link]!", id="links"),
        pytest.param("+44 7700 900123, (020) 7946-0958, 06.12.34.56.78, 555-0100", "[phone], [phone], [phone], [phone]", id="phones"),
        pytest.param("on 2026-03-03 10:30, 3.3.2026, 2019-2024, 1 200 000 or 1,200,000", "on 2026-03-03 10:30, 3.3.2026, 2019-2024, 1 200 000 or 1,200,000", id="dates and sums stay"),
    ],
)  # fmt: skip
def test_what_reaches_a_person_becomes_a_mask(text: str, left: str) -> None:
    assert redacted(text, *NAMES) == left


def test_a_surname_of_two_people_is_nobodys_role() -> None:
    names: tuple[tuple[Speaker, str], ...] = (("manager", "Ana Ito"), ("report", "Ken Ito"))

    assert redacted("Ito asked Ken Ito.", *names) == "a colleague asked the report."


def test_names_in_scripts_without_spaces_and_with_prefixes() -> None:
    assert redacted("我问李雷了", ("report", "李雷")) == "我问the report了"
    assert redacted("ודנה אמרה", ("manager", "דנה לוי")) == "וthe manager אמרה"


def test_a_surname_that_is_a_word_does_not_hide_the_first_name() -> None:
    assert (
        redacted("Bo young people, Bo Young", ("report", "Bo Young")) == "the report young people, the report"
    )


def test_labels_that_are_no_names_stay() -> None:
    assert redacted(
        "Speaker 1 had the report, the manager not.", ("manager", "Speaker 1"), ("other", "?")
    ) == ("Speaker 1 had the report, the manager not.")


def test_a_preview_says_what_goes_in_order_and_people_spoken_of_can_be_added() -> None:
    transcript = Transcript(
        (
            Turn("manager", "Ask Dom, 555-0100.", "Ana", 1.0, 2.0, True),
            Turn("report", "Ana did.", "Bo", 2.0, 3.0),
        )
    )

    assert redactions(transcript, also=["Dom Vale"]) == (
        (0, "Dom", "a colleague"),
        (0, "555-0100", "[phone]"),
        (1, "Ana", "the manager"),
    )
    assert without_names(transcript, also=["Dom Vale"]).turns == (
        Turn("manager", "Ask a colleague, [phone].", "", 1.0, 2.0, True),
        Turn("report", "the manager did.", "", 2.0, 3.0),
    )


def test_nothing_that_was_planted_is_left() -> None:
    folder = Path(__file__).parents[1] / "data" / "transcripts"
    transcript = read_transcript(
        folder / "planted_names_and_contacts.vtt", manager="Ana Ito", report="Bo Lund"
    )

    again = without_names(transcript)

    planted = r"\b(?:ana|ito|bo|lund|will|okafor)\b|@|\d{3}|example|http"
    assert re.findall(planted, str(transcript), re.IGNORECASE)
    assert re.findall(planted, str(again), re.IGNORECASE) == []
    assert redactions(again) == ()


TEXTS = st.lists(
    st.sampled_from(["Ana", "ITO", "Bo", "Will", "May", "ana@x.org", "x.org", "+44 7700 900123", ", ", ".", "'s", "\n", "李雷", "e\u0301"])
    | st.text(max_size=8),
    max_size=12,
).map("".join)  # fmt: skip
TURNS = st.lists(
    st.builds(
        Turn,
        st.sampled_from(SPEAKERS),
        TEXTS,
        st.sampled_from(["", "Ana Ito", "Bo", "Will May", "?", "李雷", "[(", "İzel"]) | st.text(max_size=8),
        st.floats(0, 9),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(TURNS)
def test_redaction_changes_neither_turns_nor_speakers_nor_times(turns: list[Turn]) -> None:
    transcript = Transcript(tuple(turns))
    again = without_names(transcript)

    assert [(t.speaker, t.start, t.end) for t in again.turns] == [(t.speaker, t.start, t.end) for t in turns]
    assert {turn.name for turn in again.turns} <= {""}
    for found in redactions(transcript):
        assert found.what in turns[found.turn].text
