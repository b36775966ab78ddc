"""Every form of transcript is read as the file beside it says; what cannot be read is refused with a reason.

`tests/data/transcripts/<file>` has its turns in `<file>.json`, each as speaker, name, start, end, interrupts, text.
"""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import Turn, clean, from_text, read_transcript, speakers
from toolkit.errors import ConversationError

FOLDER = Path(__file__).parents[1] / "data" / "transcripts"
FILES = [
    path for path in sorted(FOLDER.iterdir()) if path.suffix != ".json" and not path.name.startswith(".")
]
HEADS = {
    "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\n",
    "zoom": "[Ana Ito] 10:01:02\n",
    "zoom chat": "10:01:02 From Ana Ito to Everyone:\n",
    "otter": "Ana Ito  0:12\n",
    "meet": "Attendees\nAna Ito, Bo\nTranscript\n",
    "chat": '{"users": {}, "messages": [',
    "labels": "[SPEAKER_00] so\n",
}
PIECES = [
    *HEADS.values(),
    *(
        "Ana Ito: ",
        "\n",
        "\n\n",
        "Bo",
        "<v Ana>",
        "</v>",
        "00:00:03.000 --> 00:00:04.000\n",
        " --> 1",
        "NOTE",
        "\x85",
    ),
    *('"', "]}", "{", "0:12", "\u200f", "a", "Attendees\x0bTranscript\n", "Reacted to “", "\t", "- ", "?: "),
]


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FILES])
def test_a_transcript_is_read_as_the_file_beside_it_says(file: Path) -> None:
    expected: dict[str, Any] = json.loads(Path(f"{file}.json").read_text(encoding="utf-8"))
    who = {role: expected[role] for role in ("manager", "report") if role in expected}

    if "refused" in expected:
        with pytest.raises(ConversationError) as refused:
            read_transcript(file, **who)
        assert str(refused.value) == f"{file}: {expected['refused']}"
    else:
        turns = read_transcript(file, **who).turns
        assert [[t.speaker, t.name, t.start, t.end, t.interrupts, t.text] for t in turns] == expected["turns"]


def test_there_are_transcripts_and_each_has_its_turns() -> None:
    assert len(FILES) >= 12
    assert {f"{file.name}.json" for file in FILES} == {file.name for file in FOLDER.glob("*.json")}


@settings(deadline=None)
@given(
    st.sampled_from(sorted(HEADS.values())),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12),
)
def test_whatever_follows_it_is_read_or_refused_with_a_text_for_people(head: str, rest: list[str]) -> None:
    text = head + "".join(rest)
    for manager in (None, "Ana Ito"):
        with contextlib.suppress(ConversationError):
            for turn in from_text(text, manager).turns:
                assert turn.text == clean(turn.text) != ""
    with contextlib.suppress(ConversationError):
        assert speakers(text)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "", "."])
def test_no_name_of_a_file_is_too_strange_to_refuse(name: str) -> None:
    with pytest.raises(ConversationError):
        read_transcript(name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("WEBVTT\n\n00:01.000 --> soon\nAna: Hi.", "Cue 1 has no times that can be read: '00:01.000 --> soon'", id="broken time"),
        pytest.param("WEBVTT\n\n1\n00:03.000 --> 00:04.000\nAna: Hi.\n\n2\n00:05.000 --> 00:04.999\nBo: Hi.", "Cue 2 ends before it starts", id="ends first"),
        pytest.param("WEBVTT\n\n", "No turn was found", id="no cue"),
        pytest.param('{"cells": []}', "no chat of JupyterLab", id="a notebook"),
        pytest.param('{"messages": [', "cannot be read as JSON", id="half a chat"),
        pytest.param("{" * 100_000, "cannot be read as JSON", id="many braces"),
        pytest.param('{"messages":' + "[" * 100_000, "cannot be read as JSON", id="deep brackets"),
        pytest.param("a" * 5_000_001, "longer than 5,000,000 characters", id="too long"),
    ],
)  # fmt: skip
def test_what_is_broken_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConversationError, match=message):
        from_text(text, manager="Ana")


def test_a_colon_makes_no_new_speaker_once_everybody_is_known() -> None:
    text = "Ana: What is it?\nBo: Two things.\nBudget: gone.\nBob: left.\n"

    assert [name for name, _ in speakers(text)] == ["Ana", "Bo", "Budget", "Bob"]
    assert from_text(text, "Ana", "Bo", others=()).turns == (
        Turn("manager", "What is it?", "Ana"),
        Turn("report", "Two things.\nBudget: gone.\nBob: left.", "Bo"),
    )
    assert [t.name for t in from_text(text, "Ana", "Bo", others=["Bob"]).turns] == ["Ana", "Bo", "Bob"]


@pytest.mark.parametrize(
    "line",
    [
        "Re: the launch: late.",
        "Note: call Ana.",
        "at 10:30 we met",
        "So here is the thing: no.",
        "https://x.org",
    ],
)
def test_a_sentence_with_a_colon_goes_on_with_the_turn_before(line: str) -> None:
    assert [t.text for t in from_text(f"Ana: Hm?\nBo: Well.\n{line}", "Ana").turns] == [
        "Hm?",
        f"Well.\n{line}",
    ]


def test_names_are_found_without_what_programs_add_unless_two_fit() -> None:
    text = "Ana Ito: Hi.\nBo (Guest): Hi.\n"

    assert [t.speaker for t in from_text(text, "bo").turns] == ["report", "manager"]
    with pytest.raises(ConversationError, match=r"'Bo' may be Bo \(Guest\) or Bo \(she/her\)"):
        from_text(text + "Bo (she/her): Hi.", "Bo")


@pytest.mark.parametrize(
    ("start", "interrupts"),
    [pytest.param("04.700", True, id="0.3 s before"), pytest.param("04.701", False, id="just less"), pytest.param("05.000", False, id="at the end")],
)  # fmt: skip
def test_who_starts_three_tenths_before_the_other_ends_interrupts(start: str, interrupts: bool) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:05.000\nAna: I\n\n00:{start} --> 00:09.000\nBo: Yes"

    assert [t.interrupts for t in from_text(text, "Ana").turns] == [False, interrupts]


def test_somebody_who_talks_through_a_third_persons_word_is_still_interrupted() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:09.000\nAna: long\n\n00:02.000 --> 00:03.000\nCy: mm\n\n00:05.000 --> 00:06.000\nBo: but"

    assert [t.interrupts for t in from_text(text, "Ana", "Bo").turns] == [False, True, True]


def test_a_pause_ends_a_line_where_the_recogniser_wrote_no_stops() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nAna: so how\n\n00:02.100 --> 00:03.000\nAna: was it\n\n00:05.000 --> 00:06.000\nAna: really"

    assert from_text(text, "Ana").turns == (Turn("manager", "so how was it\nreally", "Ana", 1.0, 6.0),)


def test_names_before_each_person_speaks_are_told_for_a_form(tmp_path: Path) -> None:
    file = tmp_path / "talk.vtt"
    file.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana Ito>[sighs] How so?\n\n00:02.000 --> 00:03.000\n<v Bo>So.",
        "utf-8",
    )

    assert speakers(file) == (("Ana Ito", 2), ("Bo", 1))
    assert speakers(file.read_text("utf-8")) == speakers(file)
    with pytest.raises(ConversationError, match="first line names no speaker"):
        speakers(str(file))  # a text is a text, even where it is the name of a file


def test_three_hours_are_read_in_two_seconds() -> None:
    cues = (
        f"{i}/0\n{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}.000 --> {i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}.900\n"
        f"<v {('Ana', 'Bo')[i // 5 % 2]}>and then we said that it would be nine words\n"
        for i in range(10_800)
    )
    text = "WEBVTT\n\n" + "\n".join(cues)

    began = time.perf_counter()
    transcript = from_text(text, "Ana")

    assert time.perf_counter() - began <= 2
    assert len(transcript.turns) == 2160
    assert transcript.turns[-1].end == 10_799.9
    assert sum(turn.words for turn in transcript.turns) == 97_200 + 10_800
