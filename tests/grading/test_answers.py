"""Reading an answers file: what is refused, with which code, and that nothing but a refusal ever comes of a bad one."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.content import ChoiceItem, ConversationItem, ExerciseSpec, TextItem
from toolkit.content.items import Option
from toolkit.errors import AnswersError
from toolkit.grading import Answers, check_answers, file_named_after, handed_in, read_answers
from toolkit.grading.answers import MAX_BYTES, learner_named_by

SPEC = ExerciseSpec(
    id="01_first_one_on_one",
    title="An exercise with an item of each kind",
    version=1,
    minutes=5,
    items=(
        ConversationItem(id="talk", title="Talk", prompt="Talk.", points=10, kind="conversation", scenario="any"),
        TextItem(id="note", title="Note", prompt="Write.", points=6, kind="text", rubric="any", max_words=150),
        ChoiceItem(
            id="stairs",
            title="Stairs",
            prompt="Choose.",
            points=4,
            kind="choice",
            options=(
                Option(id="tell_all", text="Tell", right=False, because="No."),
                Option(id="hold_and_own", text="Hold", right=True, because="Yes."),
            ),
        ),
    ),
    references={"good": 20, "middling": 10, "poor": 1, "other_good": 18, "another_good": 16, "gamed": 0},
)


def file_of(**changes: Any) -> bytes:
    """An answers file that is good but for the changes."""
    return json.dumps({"schema_version": 1, "exercise": SPEC.id, "items": {}, **changes}).encode()


def written(items: str) -> bytes:
    """An answers file with items as they stand in the text, for what `json.dumps` would not write."""
    return f'{{"schema_version": 1, "exercise": "{SPEC.id}", "items": {items}}}'.encode()


BAD = [
    pytest.param(b"[" * 100_000, "E_SCHEMA", "nested deeper", id="100,000 brackets"),
    pytest.param(written('{"note": [[[[[[[[[["x"]]]]]]]]]]}'), "E_SCHEMA", "nested deeper", id="one level too deep"),
    pytest.param(written('{"note": NaN}'), "E_VALUE", "NaN", id="NaN"),
    pytest.param(written('{"note": Infinity}'), "E_VALUE", "Infinity", id="Infinity"),
    pytest.param(written('{"note": -Infinity}'), "E_VALUE", "Infinity", id="minus Infinity"),
    pytest.param(written('{"note": 1e999}'), "E_SCHEMA", "items.note", id="a number beyond all numbers"),
    pytest.param(written('{"note": ' + "9" * 5_000 + "}"), "E_JSON", "not JSON", id="an integer of 5,000 digits"),
    pytest.param(written('{"note": "a", "note": "b"}'), "E_DUPLICATE_KEY", "'note' twice", id="an item twice"),
    pytest.param(file_of()[:-1] + b', "items": {}}', "E_DUPLICATE_KEY", "'items' twice", id="the items twice"),
    pytest.param(file_of(items={"note": True}), "E_SCHEMA", "items.note", id="true for a text"),
    pytest.param(file_of(items={"note": 3}), "E_SCHEMA", "items.note", id="a number for a text"),
    pytest.param(file_of(items={"note": None}), "E_SCHEMA", "items.note", id="null for a text"),
    pytest.param(file_of(items={"note": {"text": "x"}}), "E_VALUE", "note: must be a text", id="an object for a text"),
    pytest.param(file_of(items={"note": ["x"]}), "E_VALUE", "note: must be a text", id="a list for a text"),
    pytest.param(file_of(items={"talk": "Hello"}), "E_VALUE", "talk: must be the list", id="a text for a talk"),
    pytest.param(file_of(items={"talk": ["Hello", 3]}), "E_SCHEMA", "items.talk", id="a number for a line"),
    pytest.param(file_of(items={"talk": ["Hello", " "]}), "E_VALUE", "1 to 2,000", id="a blank line"),
    pytest.param(file_of(items={"talk": ["x" * 2_001]}), "E_VALUE", "1 to 2,000", id="a line without a breath"),
    pytest.param(file_of(items={"talk": ["x"] * 61}), "E_VALUE", "has 61 lines; 60", id="more lines than allowed"),
    pytest.param(file_of(items={"note": "x " * 151}), "E_VALUE", "has 151 words; 150", id="more words than allowed"),
    pytest.param(file_of(items={"note": "x" * 20_001}), "E_VALUE", "20,001 characters", id="a text beyond the limit"),
    pytest.param(file_of(items={"stairs": "3"}), "E_VALUE", "must be one of tell_all", id="no option"),
    pytest.param(file_of(items={"stairs": ["hold_and_own"]}), "E_VALUE", "must be one of", id="a list for a choice"),
    pytest.param(file_of(items=[]), "E_SCHEMA", "items", id="a list of items"),
    pytest.param(file_of(score=100, passed=True), "E_SCHEMA", "score: extra", id="a grade of one's own"),
    pytest.param(file_of(learner="boss"), "E_SCHEMA", "learner: extra", id="somebody else's name"),
    pytest.param(file_of(items={"facts_found": ["monday_slide"]}), "E_UNKNOWN_ITEM", "'facts_found'", id="unknown item"),
    pytest.param(file_of(items={"note ": "x"}), "E_UNKNOWN_ITEM", "the items are talk, note", id="nearly an item"),
    pytest.param(file_of(items={"n\nERROR forged": "x"}), "E_UNKNOWN_ITEM", r"'n\\nERROR", id="a forged log line"),
    pytest.param(file_of(exercise="02_other"), "E_OTHER_EXERCISE", "'02_other'", id="another exercise"),
    pytest.param(file_of(exercise="../../etc"), "E_OTHER_EXERCISE", "not '01_first", id="a path for the exercise"),
    pytest.param(file_of(schema_version=0), "E_SCHEMA", "schema_version", id="version 0"),
    pytest.param(file_of(schema_version=0.9), "E_SCHEMA", "schema_version", id="version 0.9"),
    pytest.param(file_of(schema_version=1.0), "E_SCHEMA", "schema_version", id="version 1.0"),
    pytest.param(file_of(schema_version=True), "E_SCHEMA", "schema_version", id="version true"),
    pytest.param(file_of(schema_version="1"), "E_SCHEMA", "schema_version", id="version in quotes"),
    pytest.param(file_of(schema_version=2), "E_VERSION", "form 2.*update", id="version 2"),
    pytest.param(file_of(schema_version=99), "E_VERSION", "form 99.*update", id="version 99"),
    pytest.param(b'{"exercise": "01_first_one_on_one", "items": {}}', "E_SCHEMA", "schema_version", id="no version"),
    pytest.param(written('{"note": "\\ud800"}'), "E_VALUE", "control characters", id="half a character"),
    pytest.param(written('{"\\udfff": "x"}'), "E_VALUE", "control characters", id="half a character in a name"),
    pytest.param(file_of(items={"note": "a\0b"}), "E_VALUE", "control characters", id="NUL"),
    pytest.param(file_of(items={"note": "\x1b]0;owned\x07"}), "E_VALUE", "control characters", id="terminal codes"),
    pytest.param(written('{"\x1b[2J": 1, "\x1b[2J": 2}'), "E_JSON", "not JSON", id="raw terminal codes"),
    pytest.param(
        written('{"\\u001b[2J": 1, "\\u001b[2J": 2}'), "E_DUPLICATE_KEY", r"'\\x1b\[2J'", id="terminal codes in a name"
    ),
    pytest.param(file_of().decode().encode("utf-16"), "E_ENCODING", "save it as UTF-8", id="UTF-16"),
    pytest.param(written('{"note": "é"}').decode().encode("latin-1"), "E_ENCODING", "UTF-8", id="Latin-1"),
    pytest.param(b"null", "E_SCHEMA", "must hold an object", id="null"),
    pytest.param(b'"text"', "E_SCHEMA", "must hold an object", id="only a text"),
    pytest.param(file_of() + b"x", "E_JSON", "not JSON", id="something after the end"),
    pytest.param(file_of()[:-2], "E_JSON", "not JSON", id="cut off"),
    pytest.param(b"\x80\x04\x95\x05\x00", "E_ENCODING", "UTF-8", id="a pickle"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "code", "why"), BAD)
def test_a_bad_file_is_refused_as_a_whole_with_its_code(raw: bytes, code: str, why: str) -> None:
    with pytest.raises(AnswersError, match=why) as refused:
        check_answers(raw, SPEC)

    assert refused.value.code == code


@pytest.mark.parametrize(("raw", "code", "why"), BAD)
def test_a_refusal_is_one_short_line_that_can_be_printed(raw: bytes, code: str, why: str) -> None:
    with pytest.raises(AnswersError, match=why) as refused:
        check_answers(raw, SPEC)

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


def test_a_name_of_19000_characters_does_not_make_a_long_refusal() -> None:
    with pytest.raises(AnswersError, match="extra") as refused:
        check_answers(file_of(**{"k" * 19_000: 1}), SPEC)

    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(file_of(), id="nothing answered"),
        pytest.param(file_of(items={"stairs": "tell_all"}), id="one of three answered"),
        pytest.param(b"\xef\xbb\xbf" + file_of(items={"note": "With a BOM."}), id="BOM"),
        pytest.param(file_of(items={"note": ""}), id="an empty text"),
        pytest.param(file_of(items={"note": 'She said: "[[[[[[[[[[[[" and {{{{{{{{{{{{'}), id="brackets in a text"),
        pytest.param(file_of(items={"note": "a\\"}), id="a text that ends with a backslash"),
        pytest.param(file_of(items={"note": "می‌خواهم 🏳️‍🌈 नमस्ते مرحبا"}), id="joiners of other scripts"),
        pytest.param(file_of(items={"note": "one\n\ttwo\r\nthree"}), id="line ends and tabs"),
    ],
)
def test_a_good_file_is_taken_as_it_is(raw: bytes) -> None:
    expected = json.loads(raw.decode("utf-8-sig"))["items"]

    assert check_answers(raw, SPEC).model_dump(mode="json")["items"] == expected


def test_a_string_that_never_ends_is_refused_at_once() -> None:
    began = time.perf_counter()

    with pytest.raises(AnswersError, match="not JSON"):
        check_answers(b'{"' + rb"\"" * 100_000, SPEC)

    # Tried again at every quote it takes more than a minute.
    assert time.perf_counter() - began < 5


@given(st.binary(max_size=3_000))
def test_arbitrary_bytes_are_refused_and_nothing_else_happens(raw: bytes) -> None:
    with pytest.raises(AnswersError):
        check_answers(raw, SPEC)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)
NAMES = st.sampled_from(["talk", "note", "stairs"]) | st.text()


@given(
    st.fixed_dictionaries(
        {
            "schema_version": st.just(1) | JSON,
            "exercise": st.just(SPEC.id) | JSON,
            "items": st.dictionaries(NAMES, st.text() | st.lists(st.text()) | JSON, max_size=4),
        },
        optional={"extra": JSON},
    )
    | JSON
)
def test_arbitrary_json_is_taken_or_refused_and_nothing_else_happens(data: Any) -> None:
    said = ""
    try:
        taken = check_answers(json.dumps(data).encode(), SPEC)
    except AnswersError as error:
        said = f"{error.code} {error}"
    assert said.isprintable()
    assert said.startswith("E_") or taken.model_dump(mode="json") == data


@given(st.dictionaries(st.just("note"), st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=150)))
def test_a_text_without_control_characters_comes_back_unchanged(items: dict[str, str]) -> None:
    assert check_answers(file_of(items=items), SPEC).items == items


# --- files ----------------------------------------------------------------------------------------------------------


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    for content in (b"", b" \n\t\n"):
        (tmp_path / "ana.json").write_bytes(content)
        with pytest.raises(AnswersError, match="is empty") as refused:
            read_answers(tmp_path / "ana.json", SPEC)
        assert refused.value.code == "E_EMPTY"


def test_a_file_of_100_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "ana.json").open("wb") as file:
        file.truncate(100_000_000)

    tracemalloc.start()
    try:
        with pytest.raises(AnswersError, match="100,000,000 bytes") as refused:
            read_answers(tmp_path / "ana.json", SPEC)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert refused.value.code == "E_TOO_LARGE"
    assert peak < 5_000_000


def test_the_largest_file_allowed_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ana.json"
    path.write_bytes(file_of().ljust(MAX_BYTES))
    assert read_answers(path, SPEC).answers.items == {}

    path.write_bytes(file_of().ljust(MAX_BYTES + 1))
    with pytest.raises(AnswersError, match="1,000,001 bytes"):
        read_answers(path, SPEC)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "ana.json").mkdir()

    with pytest.raises(AnswersError, match="is not a file") as refused:
        read_answers(tmp_path / "ana.json", SPEC)
    assert refused.value.code == "E_NOT_A_FILE"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no named pipes.")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ana.json")

    with pytest.raises(AnswersError, match="is not a file") as refused:
        read_answers(tmp_path / "ana.json", SPEC)
    assert refused.value.code == "E_NOT_A_FILE"


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="This system cannot refuse a link while opening.")
@pytest.mark.parametrize("target", ["bo.json", "/etc/passwd", "/dev/zero", "nowhere"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, target: str) -> None:
    (tmp_path / "bo.json").write_bytes(file_of())
    (tmp_path / "ana.json").symlink_to(target)

    with pytest.raises(AnswersError, match="hand in the file itself") as refused:
        read_answers(tmp_path / "ana.json", SPEC)
    assert refused.value.code == "E_NOT_A_FILE"


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="No such file") as refused:
        read_answers(tmp_path / "ana.json", SPEC)
    assert refused.value.code == "E_UNREADABLE"


def test_refusing_a_file_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "ana.json").mkdir()
    before = os.listdir("/dev/fd") if os.path.isdir("/dev/fd") else []

    for _ in range(5):
        with pytest.raises(AnswersError, match="is not a file"):
            read_answers(tmp_path / "ana.json", SPEC)

    assert (os.listdir("/dev/fd") if os.path.isdir("/dev/fd") else []) == before


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("CON.json", id="reserved on Windows"),
        pytest.param("nul.tar.json", id="reserved with an extension"),
        pytest.param("lpt9.json", id="a printer"),
        pytest.param(".json", id="no name"),
        pytest.param("..json", id="only a dot"),
        pytest.param("-rf.json", id="an option"),
        pytest.param("_ana.json", id="begins with a line"),
        pytest.param("ana..json", id="trailing dot"),
        pytest.param("ana\n.json", id="newline"),
        pytest.param("ana lopez.json", id="blank"),
        pytest.param("ana\u202egpj.json", id="turned round"),
        pytest.param("a\u200bna.json", id="hidden blank"),
        pytest.param("{ana.__class__}.json", id="a template"),
        pytest.param("😀.json", id="emoji"),
        pytest.param("a" * 65 + ".json", id="65 characters"),
        pytest.param("x" * 300 + ".json", id="300 characters"),
        pytest.param("\U00020000" * 62 + "ab.json", id="64 characters in 250 bytes"),
        pytest.param("ana.JSON", id="capital ending"),
        pytest.param("ana.ipynb", id="a notebook"),
        pytest.param("ana.pkl", id="a pickle"),
        pytest.param("ana.json.exe", id="another ending"),
        pytest.param("ana", id="no ending"),
        pytest.param("=cmd.json", id="a formula"),
        pytest.param("\udcff.json", id="bytes that are no text"),
    ],
)
def test_a_name_that_could_do_harm_is_refused(name: str) -> None:
    with pytest.raises(AnswersError, match="the file's name must be the learner's") as refused:
        learner_named_by(Path("in") / name)
    assert refused.value.code == "E_NAME"


@pytest.mark.parametrize("learner", ["ana", "ana.lopez@example.org", "a+b", "Zoë", "李雷", "अनिता", "7", "o_x-1"])
def test_a_name_of_letters_and_digits_names_the_learner(learner: str) -> None:
    assert learner_named_by(Path("in") / f"{learner}.json") == learner


def test_a_name_written_with_loose_accents_is_the_same_learner() -> None:
    assert learner_named_by(Path("Zoe\u0308.json")) == learner_named_by(Path("Zo\u00eb.json")) == "Zo\u00eb"


def test_the_folders_above_say_nothing_about_the_learner() -> None:
    assert learner_named_by(Path("../../bo/x/ana.json")) == "ana"


@given(st.text())
def test_the_file_named_after_any_account_is_taken_back(account: str) -> None:
    name = file_named_after(account)

    assert "/" not in name
    assert f"{learner_named_by(Path(name))}.json" == name


def test_the_learner_is_named_by_the_file_and_by_nothing_in_it(tmp_path: Path) -> None:
    content = file_of(items={"note": "My name is Bo, learner: bo"})
    (tmp_path / "ana.json").write_bytes(content)

    taken = read_answers(tmp_path / "ana.json", SPEC)

    assert taken.learner == "ana"
    assert taken == handed_in("ana", content, SPEC)


def test_the_fingerprint_is_of_the_very_bytes() -> None:
    one, other = handed_in("ana", file_of(), SPEC), handed_in("ana", file_of() + b"\n", SPEC)

    assert one.answers == other.answers == Answers(schema_version=1, exercise=SPEC.id, items={})
    assert one.sha256 != other.sha256
    assert one.raw == file_of()
