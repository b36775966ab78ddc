"""Reading a talk from text: who speaks is written or given, never guessed, and what is printed reads back."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversation import (
    Transcript,
    Turn,
    clean,
    from_text,
    read_transcript,
    redactions,
    speakers,
    talk,
    text_of,
)
from toolkit.conversation.reading import MAX_BYTES
from toolkit.errors import ConversationError

SAID = st.one_of(
    st.text(min_size=1, max_size=60),
    st.lists(st.sampled_from(["Note: call Ana", "Manager: no", "a: b: c", "[nods]", "It's fine.", ": :", "…"]), min_size=1)
    .map("\n".join),
).map(clean).filter(bool)  # fmt: skip


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    """Return a talk of manager and report, and perhaps a third, in which no neighbours are the same person."""
    bo, cy = draw(st.sampled_from(["", "Bo", "Zoë O'Neil"])), draw(st.sampled_from(["", "Cy"]))
    names = {"manager": draw(st.sampled_from(["", "Ana"])), "report": bo, "other": cy}
    order = [
        *draw(st.permutations(["manager", "report"])),
        *draw(st.lists(st.sampled_from(sorted(names)), max_size=6)),
    ]
    kept = [who for i, who in enumerate(order) if not i or who != order[i - 1]]
    return Transcript(tuple(Turn(who, draw(SAID), names[who]) for who in kept))


@settings(deadline=None)
@given(talks())
def test_a_printed_talk_reads_back_as_it_was(transcript: Transcript) -> None:
    names = {turn.speaker: turn.name or turn.speaker for turn in transcript.turns}

    again = from_text(str(transcript), manager=names["manager"], report=names["report"])

    assert again == transcript


@settings(deadline=None)
@given(talks())
def test_plain_roles_need_no_names(transcript: Transcript) -> None:
    plain = Transcript(tuple(Turn(turn.speaker, turn.text) for turn in transcript.turns))

    assert from_text(str(plain)) == plain


@settings(deadline=None)
@given(st.text() | st.text(alphabet="Manger: \n\r\t\x85\u2028.").map(lambda rest: f"Manager: a\n{rest}"))
def test_any_text_is_read_or_refused_with_a_text_for_people(text: str) -> None:
    with contextlib.suppress(ConversationError):
        transcript = from_text(text, manager="Manager")

        assert transcript.turns
        assert all(turn.text == clean(turn.text) != "" for turn in transcript.turns)


def test_indented_and_nameless_lines_go_on_with_the_turn_before() -> None:
    transcript = from_text(
        "Manager: How was it?\n\n  Note: call Ana about that\nReport: Long.\nand then some more of it\n\tManager: not me\n"
    )

    assert transcript == talk(
        ("manager", "How was it?\nNote: call Ana about that"),
        ("report", "Long.\nand then some more of it\nManager: not me"),
    )


def test_a_colon_later_in_the_line_is_part_of_what_was_said() -> None:
    (first, _) = from_text("Ana: One thing: the rota.\nBo: At 10:30.", manager="Ana").turns

    assert first == Turn("manager", "One thing: the rota.", "Ana")


def test_turns_without_words_are_left_out() -> None:
    assert from_text("Manager: Hello.\nReport:\nManager: Still there?").turns == (
        Turn("manager", "Hello.\nStill there?"),
    )


def test_the_given_name_is_found_whatever_its_case() -> None:
    assert [turn.speaker for turn in from_text("ANA: Hi.\nBo: Hi.", manager=" ana ").turns] == [
        "manager",
        "report",
    ]


@pytest.mark.parametrize(
    ("text", "given_names", "message"),
    [
        pytest.param("Ana: Hi.\nBo: Hi.", {}, r"Who is the manager\?.*--manager NAME.*Ana, Bo", id="nobody is named manager"),
        pytest.param("Ana: Hi.\nBo: Hi.", {"manager": "Cy"}, "Nobody called 'Cy'.*Ana, Bo", id="that name does not speak"),
        pytest.param(
            "Ana: Hi.\nBo: Hi.\nCy: Hi.", {"manager": "Ana"}, r"Who is the report\?.*--report NAME.*Speakers: Bo, Cy", id="three people"
        ),
        pytest.param("Ana: Hi.\nBo: Hi.", {"manager": "Ana", "report": "Di"}, "Nobody called 'Di'", id="no such report"),
        pytest.param("", {}, "No turn was found.*name first", id="nothing"),
        pytest.param("Ana:\nBo:  ", {"manager": "Ana"}, "No turn was found", id="names and no words"),
        pytest.param("it was fine\nAna: Hi.", {"manager": "Ana"}, "first line names no speaker: 'it was fine'", id="no name first"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_asked_for(text: str, given_names: dict[str, str], message: str) -> None:
    with pytest.raises(ConversationError, match=message):
        from_text(text, **given_names)


def test_of_three_people_the_one_who_is_neither_is_the_other() -> None:
    transcript = from_text("Ana: Hi.\nCy: Hi.\nBo: Hi.", manager="Ana", report="Bo")

    assert [turn.speaker for turn in transcript.turns] == ["manager", "other", "report"]


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("\ufeffAna: Hé.\r\nBo: Ho.\r\n", id="BOM and Windows line ends"),
        pytest.param("Ana: Hé.\nBo: Ho.", id="plain"),
    ],
)
def test_a_file_is_read(tmp_path: Path, written: str) -> None:
    file = tmp_path / "talk.txt"
    file.write_bytes(written.encode())

    assert read_transcript(file, manager="Ana") == Transcript(
        (Turn("manager", "Hé.", "Ana"), Turn("report", "Ho.", "Bo"))
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            "Ana: Grüße".encode("latin-1"), "talk.txt is not UTF-8 text. Save it as UTF-8", id="Latin-1"
        ),
        pytest.param("Ana: Hi".encode("utf-16"), "talk.txt is not UTF-8 text", id="UTF-16"),
        pytest.param(b"a" * (MAX_BYTES + 1), "talk.txt is larger than 5 MB", id="too large"),
        pytest.param(
            b"Ana: Hi.\nBo: Hi.", r"talk.txt: Who is the manager", id="names the file with the question"
        ),
        pytest.param(None, "talk.txt cannot be read: No such file", id="not there"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "talk.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(ConversationError, match=message):
        read_transcript(file)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("**Ana:** How was it?\n\n**Bo:** Long. **Very**.\n", id="colon inside"),
        pytest.param("# Tuesday\n\n**Ana**: How was it?\n**Bo**: Long. **Very**.\n", id="colon behind, under a heading"),
        pytest.param("- **Ana:** How was it?\n- **Bo:** Long. **Very**.\n", id="a list"),
        pytest.param("**Ana** 00:01\nHow was it?\n\n**Bo** 00:04\nLong. **Very**.\n", id="times"),
    ],
)
def test_bold_names_are_names(written: str) -> None:
    assert str(from_text(written, "Ana")) == "Ana: How was it?\nBo: Long. **Very**."


def test_people_may_call_themselves_me() -> None:
    text = "Me: How was it, Bo?\nBo: Long. Me and you?\n"

    assert [name for name, _ in speakers(text)] == ["Me", "Bo"]
    assert [one.what for one in redactions(from_text(text, "Me"))] == ["Bo"]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"PK\x03\x04...", "is a Word or PDF file", id="Word"),
        pytest.param(b"\xd0\xcf\x11\xe0...", "is a Word or PDF file", id="an old Word"),
        pytest.param(b"%PDF-1.7\n", "is a Word or PDF file", id="PDF"),
        pytest.param(b"\xff\xfeA\x00", "is not UTF-8 text", id="another encoding"),
    ],
)
def test_bytes_that_are_no_plain_text_are_named(raw: bytes, message: str) -> None:
    with pytest.raises(ConversationError, match=f"^talk.docx {message}"):
        text_of(raw, "talk.docx")
