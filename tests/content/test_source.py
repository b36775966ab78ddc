"""Content files are read strictly, and each problem carries the file and the line on which it stands.

Each file in `tests/data/bad_content` is named for the rule that it breaks. A line with a problem ends in a comment
`# <- message`; the problems that a file has are exactly these, so adding a file there adds a test.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import ExerciseSpec, Rubric, Scenario, Value, load, read_source
from toolkit.content.source import MAX_BYTES
from toolkit.errors import ContentError

DATA = Path(__file__).parents[1] / "data"
KINDS: dict[str, tuple[type[Value], str]] = {
    "scenario": (Scenario, "small"),
    "rubric": (Rubric, "small"),
    "exercise": (ExerciseSpec, "01_small"),
}
WITHOUT_LINES = {
    "scenario-not-utf8.yaml": "is not UTF-8 text; save it as UTF-8",
    "scenario-control-character.yaml": "is not YAML",
}


def read(file: Path) -> Value:
    kind, id = KINDS[file.name.split("-")[0]]
    return load(read_source(file, file.name), id, kind)


def text(tmp_path: Path, content: str) -> Path:
    file = tmp_path / "scenario-x.yaml"
    file.write_text(content, encoding="utf-8")
    return file


def bad_files() -> list:
    return [pytest.param(file, id=file.stem) for file in sorted((DATA / "bad_content").glob("*.yaml"))]


@pytest.mark.parametrize(
    "file", [pytest.param(file, id=file.stem) for file in sorted((DATA / "good_content").glob("*"))]
)
def test_the_file_that_the_bad_ones_differ_from_breaks_no_rule(file: Path) -> None:
    assert read(file).id == KINDS[file.name.split("-")[0]][1]


@pytest.mark.parametrize("file", [p for p in bad_files() if p.values[0].name not in WITHOUT_LINES])
def test_a_bad_file_is_refused_with_every_problem_on_its_line(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    expected = [(n, mark) for n, line in enumerate(lines, 1) for mark in re.split(r"\s*# <- ", line)[1:]]

    with pytest.raises(ContentError) as caught:
        read(file)

    told = [(problem.line, str(problem)) for problem in caught.value.problems]
    assert [n for n, _ in told] == [n for n, _ in expected]
    for line, message in expected:
        assert any(n == line and message in said for n, said in told), (message, told)
    assert all(said.startswith(f"{file.name}:{n}: ") for n, said in told)


@pytest.mark.parametrize(("name", "message"), WITHOUT_LINES.items(), ids=str)
def test_a_file_that_is_no_text_is_refused_as_a_whole(name: str, message: str) -> None:
    with pytest.raises(ContentError, match=f"{name}.*{message}") as caught:
        read(DATA / "bad_content" / name)

    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("[" * 900_000, id="square brackets"),
        pytest.param("a: " + "{" * 900_000, id="braces"),
        pytest.param("- " * 400_000, id="dashes"),
        pytest.param("? " * 400_000, id="question marks"),
    ],
)
def test_a_hundred_thousand_brackets_are_refused_at_once(tmp_path: Path, content: str) -> None:
    file = text(tmp_path, content)
    start = time.process_time()

    with pytest.raises(ContentError, match="nested deeper than 16 levels"):
        read_source(file)

    # Reading them all takes minutes or ends in a RecursionError; the bound leaves room for a slow machine.
    assert time.process_time() - start < 3


def test_doubling_aliases_are_refused_before_they_unfold(tmp_path: Path) -> None:
    laughs = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))

    with pytest.raises(ContentError, match=r":2: aliases"):
        read_source(text(tmp_path, "a0: &a0 [lol]\n" + laughs))


@pytest.mark.parametrize("written", ["no", "yes", "on", "off", "12:30:45", "1.2.3", "~x", "0o8", "=", "<<"])
def test_a_text_that_older_yaml_took_for_something_else_stays_text(tmp_path: Path, written: str) -> None:
    small = (DATA / "good_content" / "scenario-small.yaml").read_text(encoding="utf-8")

    scenario = read(text(tmp_path, small.replace("title: A small scenario", f"title: {written}")))

    assert scenario.title == written


@pytest.mark.parametrize("written", ["? [a, b]\n: c", "{{name}}: c", "text: {{name}: c}"])
def test_a_list_or_a_group_for_a_name_is_refused_with_its_line(tmp_path: Path, written: str) -> None:
    with pytest.raises(ContentError, match=r":2: a list or a group cannot be a name"):
        read_source(text(tmp_path, f"id: x\n{written}\n"))


def test_a_quoted_date_stays_the_text_that_was_written(tmp_path: Path) -> None:
    assert read_source(text(tmp_path, 'due: "2026-03-01"\nby: on 2026-03-01 at noon\n')).data == {
        "due": "2026-03-01",
        "by": "on 2026-03-01 at noon",
    }


def test_a_folded_text_is_one_line_and_keeps_its_paragraphs(tmp_path: Path) -> None:
    small = (DATA / "good_content" / "scenario-small.yaml").read_text(encoding="utf-8")
    folded = "voice: |\n    Short,\n    and dry.\n\n    Then long."

    assert (
        read(text(tmp_path, small.replace("voice: Short.", folded))).report.voice
        == "Short, and dry.\n\nThen long."
    )


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read_source(text(tmp_path, "\ufeffid: x\n")).data == {"id": "x"}


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="larger than 1000 kB"):
        read_source(text(tmp_path, "#" * (MAX_BYTES + 1)))


def test_a_file_that_is_not_there_is_a_content_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"scenario-x\.yaml: cannot be read: No such file"):
        read_source(tmp_path / "scenario-x.yaml")


@settings(deadline=None)
@given(st.text() | st.text(alphabet="[]{}:-?,&*!|>'\"%@`#ab1.\n \t~<=0x"))
def test_any_text_is_read_or_refused_with_problems(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))

    with pytest.raises(ContentError) as caught:
        load(read_source(file, "any.yaml"), "any", Scenario)

    assert all(problem.file == "any.yaml" for problem in caught.value.problems)
    assert caught.value.problems
