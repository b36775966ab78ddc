"""Checking content: what ships is clean, and each kind of fault is reported with its file and line, all at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from toolkit.check import check, content_files
from toolkit.content import Library

SCENARIO = "exercises/scenarios/gone_quiet.yaml"
RUBRIC = "rubrics/follow_up_note.yaml"
EXERCISE = "exercises/01_first_one_on_one/exercise.yaml"
REFERENCE = "exercises/01_first_one_on_one/reference"


@pytest.fixture
def copy(tmp_path: Path) -> Library:
    """A copy of the shipped library, to be spoiled."""
    shipped = Library.default().root
    root = tmp_path / "copy"
    shutil.copytree(shipped / "rubrics", root / "rubrics")
    (root / "exercises/scenarios").mkdir(parents=True)
    shutil.copy(shipped / SCENARIO, root / SCENARIO)
    shutil.copytree(shipped / "exercises/01_first_one_on_one", root / "exercises/01_first_one_on_one")
    return Library(root)


def spoil(library: Library, file: str, old: str, new: str) -> int:
    """Replace the first line that holds `old`; return its number."""
    path = library.root / file
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(i for i, line in enumerate(lines) if old in line)
    lines[number] = lines[number].replace(old, new)
    path.write_text("".join(lines), encoding="utf-8")
    return number + 1


def places(library: Library) -> list[tuple[str, int]]:
    return [(problem.file, problem.line) for problem in check([], library).problems]


def test_the_shipped_library_has_no_problem(library: Library) -> None:
    checked = check([], library)

    assert checked.problems == ()
    kinds = (library.scenario_files(), library.rubric_files(), library.exercise_files(), library.talk_files())
    lists = (library.practice_files(), library.course_files(), library.question_files())
    assert [len(files) for files in lists] == [1, 1, 1]
    assert checked.files == sum(map(len, (*kinds, *lists)))


def test_a_copy_elsewhere_has_no_problem_either_and_each_file_is_told_as_it_is_done(copy: Library) -> None:
    done: list[Path] = []

    assert check([], copy, on_done=done.append).problems == ()

    assert done == content_files([], copy)
    assert len(set(done)) == len(done) == 2 + len(copy.rubric_files())


FAULTS = [
    pytest.param(SCENARIO, "minutes: 12", "minutes: twelve", "valid integer", id="a word for a number"),
    pytest.param(SCENARIO, "difficulty: 2", "difficulty: 9", "less than or equal to 5", id="a number out of range"),
    pytest.param(SCENARIO, "difficulty: 2", "dificulty: 2", "not a known field", id="a misspelt field"),
    pytest.param(SCENARIO, "id: gone_quiet", "id: went_quiet", "but the file is named 'gone_quiet'", id="another id"),
    pytest.param(SCENARIO, "minutes: 12", "id: gone_quiet", "duplicate key", id="a field twice"),
    pytest.param(SCENARIO, "rubric: one_on_one", "rubric: one_on_two", "No rubric is called", id="unknown rubric"),
    pytest.param(SCENARIO, "area: huddle", "area: hudle", "hudle", id="unknown area"),
    pytest.param(SCENARIO, "after: [monday_slide]", "after: [tuesday_slide]", "tuesday_slide", id="unknown fact"),
    pytest.param(SCENARIO, "gate: {openness: 20}", "gate: {openness: 20", "is not YAML", id="an open bracket"),
    pytest.param(SCENARIO, "gate: {openness: 20}", "gate: {openness: 20, after: [checks_twice]}", "checks_twice", id="a fact that waits for itself"),
    pytest.param(SCENARIO, "finds: [alone_at_hatch, checks_twice]", "finds: [chemist_interview]", "", id="a false walkthrough"),
    pytest.param(SCENARIO, "points: [0, 5]", "points: [16, 16]", "", id="false points of a walkthrough"),
    pytest.param(SCENARIO, "title: Ruth has gone quiet", "title: !!python/object:os.system x", "tags", id="a tag"),
    pytest.param(RUBRIC, "measure: mentions", "measure: mentoins", "no measure is called 'mentoins'", id="unknown measure"),
    pytest.param(RUBRIC, "behaviour: commitment", "behaviour: comitment", "no behaviour is called 'comitment'", id="unknown behaviour"),
    pytest.param(RUBRIC, "- talk: It was good to catch up", "- talk: The slide, the form, the printer. It", "must get 0", id="a false example"),
    pytest.param(RUBRIC, "version: 1", 'version: "1"', "valid integer", id="a number in quotes"),
    pytest.param(EXERCISE, "scenario: gone_quiet", "scenario: gone_quite", "Did you mean 'gone_quiet'", id="unknown scenario"),
    pytest.param(EXERCISE, "rubric: follow_up_note", "rubric: folow_up_note", "Did you mean 'follow_up_note'", id="unknown rubric in an exercise"),
    pytest.param(EXERCISE, "references: {good: 20", "references: {good: 19.5", "gets 20 points, not 19.5", id="false points of a reference"),
    pytest.param(EXERCISE, "id: note", "id: talk", "used twice", id="an item twice"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "why"), FAULTS)
def test_a_fault_is_reported_with_its_file_and_line(copy: Library, file: str, old: str, new: str, why: str) -> None:
    line = spoil(copy, file, old, new)

    problems = check([], copy).problems

    here = [problem for problem in problems if problem.file == file and why in problem.message]
    assert here
    assert all(problem.line > 0 for problem in here)
    assert min(abs(problem.line - line) for problem in here) <= 25
    assert str(here[0]).startswith(f"{file}:{here[0].line}: ")


def test_the_line_is_the_line_of_the_fault_itself(copy: Library) -> None:
    lines = [
        spoil(copy, SCENARIO, "minutes: 12", "minutes: twelve"),
        spoil(copy, SCENARIO, "difficulty: 2", "difficulty: 9"),
        spoil(copy, SCENARIO, "style: reserved", "style: shy"),
    ]

    assert [(file, line) for file, line in places(copy) if file == SCENARIO] == [(SCENARIO, line) for line in sorted(lines)]


def test_the_faults_of_all_files_come_at_once_and_in_order(copy: Library) -> None:
    spoil(copy, SCENARIO, "minutes: 12", "minutes: twelve")
    spoil(copy, RUBRIC, "version: 1", "version: one")
    spoil(copy, EXERCISE, "id: note", "id: talk")
    (copy.root / "rubrics/broken.yaml").write_bytes(b"\xff\xfe")

    found = places(copy)

    assert {file for file, _ in found} == {SCENARIO, RUBRIC, EXERCISE, "rubrics/broken.yaml"}
    assert found == sorted(found)


def test_a_fault_that_is_met_twice_is_reported_once(copy: Library) -> None:
    spoil(copy, SCENARIO, "minutes: 12", "minutes: twelve")

    assert [problem.file for problem in check([], copy).problems] == [SCENARIO]


def test_what_rests_on_a_broken_rubric_says_so_where_it_is_named(copy: Library) -> None:
    spoil(copy, "rubrics/one_on_one.yaml", "measure: telling", "measure: teling")

    for file in (SCENARIO, EXERCISE):
        (problem,) = check([copy.root / file], copy).problems
        assert "'one_on_one' has problems of its own" in problem.message
        assert problem.line > 1


def test_a_missing_notebook_and_missing_references_are_reported(copy: Library) -> None:
    (copy.root / "exercises/01_first_one_on_one/exercise.ipynb").unlink()
    (copy.root / REFERENCE / "good.json").unlink()
    (copy.root / REFERENCE / "poor.json").write_bytes(b"")

    messages = "\n".join(str(problem) for problem in check([], copy).problems)

    assert "has no exercise.ipynb beside it" in messages
    assert "reference/good.json cannot be read" in messages
    assert "reference/poor.json is empty" in messages
    assert messages.count(EXERCISE) == 3


def test_a_reference_that_answers_an_unknown_item_is_reported(copy: Library) -> None:
    path = copy.root / REFERENCE / "middling.json"
    answers = json.loads(path.read_text(encoding="utf-8"))
    answers["items"]["extra"] = "x"
    path.write_text(json.dumps(answers), encoding="utf-8")

    (problem,) = check([], copy).problems

    assert problem.file == EXERCISE
    assert "reference/middling.json answers 'extra'" in problem.message


def test_only_the_files_asked_for_are_looked_at(copy: Library, library: Library) -> None:
    spoil(copy, SCENARIO, "minutes: 12", "minutes: twelve")

    assert check([copy.root / RUBRIC], library).problems == ()
    assert check([copy.root / SCENARIO], library).files == 1
    assert len(check([copy.root / SCENARIO], library).problems) == 1
    assert check([copy.root / "rubrics"], library).files == len(copy.rubric_files())


def test_a_file_is_checked_against_the_library_that_it_lies_in(copy: Library, library: Library) -> None:
    (copy.root / RUBRIC).rename(copy.root / "rubrics/own_note.yaml")
    spoil(copy, "rubrics/own_note.yaml", "id: follow_up_note", "id: own_note")
    spoil(copy, EXERCISE, "rubric: follow_up_note", "rubric: own_note")

    assert check([copy.root / EXERCISE], library).problems == ()


@pytest.mark.parametrize("name", ["missing.yaml", "missing/"])
def test_a_path_that_is_not_there_is_a_problem(tmp_path: Path, library: Library, name: str) -> None:
    (problem,) = check([tmp_path / name], library).problems

    assert "cannot be read" in problem.message
