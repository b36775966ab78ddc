"""Runs of `grade`: gone on with, after a change of content, on workers. The same answers give the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading.running import CHILD, Make, entries, hand_in, rows, run
from toolkit.content import Library
from toolkit.errors import GradingError
from toolkit.grading.cohort import grade_cohort
from toolkit.grading.ledger import read_ledger


@pytest.fixture
def library(tiny_library: Make, tmp_path: Path) -> Library:
    return tiny_library(tmp_path / "library")


def raise_points(library: Library) -> None:
    """Change what the exercise is worth, without a new version: an author may forget that."""
    spec = library.root / "exercises/01_tiny/exercise.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("points: 4", "points: 8"), encoding="utf-8")


# --- stopping and going on ----------------------------------------------------------------------------------------------


class StopError(Exception):
    pass


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_stopped_goes_on_where_it_was_and_ends_like_one_that_was_not(library: Library, tmp_path: Path, workers: int) -> None:
    answers = hand_in(tmp_path / "in", 60)
    done: list[str] = []

    def stop(file: str) -> None:
        done.append(file)
        if len(done) == 20:
            raise StopError

    with pytest.raises(StopError):
        run(library, answers, tmp_path / "out", workers=workers, on_done=stop)
    kept = entries(tmp_path / "out")
    result = run(library, answers, tmp_path / "out", workers=workers, resume=True)
    whole = run(library, answers, tmp_path / "whole")

    assert kept >= 19
    assert result.graded == 60 - kept
    assert (tmp_path / "out/grades.csv").read_bytes() == (tmp_path / "whole/grades.csv").read_bytes()
    assert len(whole.rows) == 60


def test_resuming_what_is_complete_grades_nothing(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 5)
    run(library, answers, tmp_path / "out")

    again = run(library, answers, tmp_path / "out", resume=True)

    assert (again.graded, len(again.rows), entries(tmp_path / "out")) == (0, 5, 5)


def test_new_answers_are_graded_and_both_attempts_are_kept(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 3)
    run(library, answers, tmp_path / "out")
    file = answers / "learner_001.json"
    file.write_text(file.read_text(encoding="utf-8").replace("number 1", "number one"), encoding="utf-8")

    again = run(library, answers, tmp_path / "out", resume=True)

    assert (again.graded, len(again.rows), again.changes) == (1, 3, ())
    assert [entry.learner for entry in read_ledger(tmp_path / "out/01_tiny")].count("learner_001") == 2


def test_a_file_that_was_refused_is_looked_at_again(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 2)
    (answers / "late.json").write_text("", encoding="utf-8")
    first = run(library, answers, tmp_path / "out")
    shutil.copy(answers / "learner_000.json", answers / "late.json")

    second = run(library, answers, tmp_path / "out", resume=True)

    assert [r.code for r in first.refused] == ["E_EMPTY"]
    assert (second.refused, second.graded) == ((), 1)


# --- grading anew -------------------------------------------------------------------------------------------------------


def test_after_a_change_of_the_exercise_everybody_is_graded_anew_and_old_stands_beside_new(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 12)
    before = {row.learner: row for row in run(library, answers, tmp_path / "out").rows}
    raise_points(library)

    again = run(library, answers, tmp_path / "out", resume=True)

    assert again.graded == 12
    sums = [change for change in again.changes if not change.item]
    assert {change.learner for change in sums} == {name for name, row in before.items() if dict(row.items)["pick"]}
    for change in sums:
        assert (change.old, change.new) == (before[change.learner].points, before[change.learner].points + 4)
    assert {(c.item, c.old, c.new) for c in again.changes if c.item} == {("pick", 4.0, 8.0)}
    assert [row["learner"] for row in rows(tmp_path / "out/changes.csv")] == [change.learner for change in again.changes]


def test_only_the_exercise_whose_rubric_has_changed_is_graded_anew(tiny_library: Make, tmp_path: Path) -> None:
    library = tiny_library(tmp_path / "library")
    other = library.root / "exercises/02_other"
    shutil.copytree(library.root / "exercises/01_tiny", other)
    spec = (other / "exercise.yaml").read_text(encoding="utf-8")
    (other / "exercise.yaml").write_text(spec.replace("01_tiny", "02_other").replace("follow_up_note", "hallway_answer"), encoding="utf-8")
    rubric = (library.root / "rubrics/follow_up_note.yaml").read_text(encoding="utf-8")
    (library.root / "rubrics/hallway_answer.yaml").write_text(rubric.replace("id: follow_up_note", "id: hallway_answer"), encoding="utf-8")
    hand_in(tmp_path / "in/01_tiny", 3)
    for file in hand_in(tmp_path / "in/02_other", 3).iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("01_tiny", "02_other"), encoding="utf-8")
    both = [(library.exercise(id), library) for id in ("02_other", "01_tiny")]
    first = grade_cohort(both, tmp_path / "in", tmp_path / "out", notebooks=False)
    with (library.root / "rubrics/hallway_answer.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word more\n")

    second = grade_cohort(both, tmp_path / "in", tmp_path / "out", notebooks=False, resume=True)

    assert [row.exercise for row in first.rows] == ["01_tiny"] * 3 + ["02_other"] * 3
    assert (second.graded, second.changes) == (3, ())
    assert len(list(read_ledger(tmp_path / "out/01_tiny"))) == 3
    assert len(list(read_ledger(tmp_path / "out/02_other"))) == 6


def test_exercises_that_are_graded_one_after_the_other_share_the_tables(tiny_library: Make, tmp_path: Path) -> None:
    shipped = Library.default()
    both = {"01_tiny": tiny_library(tmp_path / "library"), "06_designing_it_together": shipped}
    hand_in(tmp_path / "in/01_tiny", 3)
    shutil.copytree(shipped.root / "exercises/06_designing_it_together/reference", tmp_path / "in/06_designing_it_together")
    for exercise in both:
        (tmp_path / f"in/{exercise}/bad.json").write_text("{}", encoding="utf-8")

    def grade(out: str, *exercises: str) -> dict[str, bytes]:
        grade_cohort([(both[id].exercise(id), both[id]) for id in exercises], tmp_path / "in", tmp_path / out, notebooks=False)
        return {path.name: path.read_bytes() for path in (tmp_path / out).glob("*.csv")}

    grade("apart", "06_designing_it_together")
    apart = grade("apart", "01_tiny")

    assert apart == grade("together", "01_tiny", "06_designing_it_together")
    assert {row["exercise"] for row in rows(tmp_path / "apart/grades.csv")} == set(both)
    assert len(rows(tmp_path / "apart/refused.csv")) == 2
    assert rows(tmp_path / "apart/flags.csv")


def test_a_copy_that_is_graded_again_was_handed_in_when_it_first_was(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 1)
    os.utime(answers / "learner_000.json", (1_700_000_000, 1_700_000_000))
    run(library, answers, tmp_path / "out")
    os.utime(answers / "learner_000.json", (1_800_000_000, 1_800_000_000))
    run(library, answers, tmp_path / "out")

    assert [entry.handed_in for entry in read_ledger(tmp_path / "out/01_tiny")] == ["2023-11-14T22:13:20Z"] * 2


def test_a_time_of_writing_that_cannot_be_is_refused_for_one_file_only(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 2)
    os.utime(answers / "learner_000.json", (-5_000_000_000, -5_000_000_000))

    result = run(library, answers, tmp_path / "out")

    assert [(one.file, one.code) for one in result.refused] == [("learner_000.json", "E_TIME")]
    assert len(result.rows) == 1


def test_the_grades_do_not_go_where_the_answers_lie(library: Library, tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="holds the answers"):
        run(library, hand_in(tmp_path / "in", 1), tmp_path / "in")


def test_the_grades_of_an_exercise_do_not_go_where_its_answers_lie(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "all/01_tiny", 1)

    for given in (answers, tmp_path / "all"):
        with pytest.raises(GradingError, match=r"all/01_tiny holds the answers"):
            run(library, given, tmp_path / "all")
    assert len(list(answers.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_two_commands_do_not_grade_into_one_folder_at_once(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 2)

    def another(_: str) -> None:
        with pytest.raises(GradingError, match="Another command is grading into"):
            run(library, answers, tmp_path / "out")

    assert run(library, answers, tmp_path / "out", on_done=another).graded == 2
    assert run(library, answers, tmp_path / "out").graded == 2


def test_an_exercise_is_graded_once(library: Library, tmp_path: Path) -> None:
    twice = [(library.exercise("01_tiny"), library)] * 2

    with pytest.raises(GradingError, match="01_tiny is named twice"):
        grade_cohort(twice, hand_in(tmp_path / "in/01_tiny", 1).parent, tmp_path / "out", notebooks=False)


def test_what_lies_in_the_place_of_a_folder_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/01_tiny").touch()

    with pytest.raises(GradingError, match=r"no folder .*out/01_tiny: File exists"):
        run(library, hand_in(tmp_path / "in", 1), tmp_path / "out")


def test_a_link_to_itself_is_no_place_for_grades(library: Library, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    with pytest.raises(GradingError, match="Nothing can be written"):
        run(library, hand_in(tmp_path / "in", 1), tmp_path / "loop")
    assert run(library, tmp_path / "loop", tmp_path / "out").refused[0].code == "E_NAME"


def test_limits_that_say_nothing_end_the_command_and_not_every_run(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARM_LIMITS", "AS=2GB")

    with pytest.raises(GradingError, match="WARM_LIMITS: 'AS=2GB' is no limit"):
        run(library, hand_in(tmp_path / "in", 1), tmp_path / "out", notebooks=True)


def test_marks_alone_leave_the_feedback_on_the_same_answers_and_take_away_that_on_others(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 2)
    run(library, answers, tmp_path / "out")
    for number in (0, 1):
        (tmp_path / f"out/01_tiny/learner_00{number}.html").write_text("feedback", encoding="utf-8")
    file = answers / "learner_001.json"
    file.write_text(file.read_text(encoding="utf-8").replace("number 1", "number one"), encoding="utf-8")

    run(library, answers, tmp_path / "out")

    assert [path.name for path in (tmp_path / "out/01_tiny").glob("*.html")] == ["learner_000.html"]


def test_without_resume_everything_is_graded_anew(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 3)
    run(library, answers, tmp_path / "out")

    assert run(library, answers, tmp_path / "out").graded == 3


def test_with_several_exercises_the_answers_of_each_lie_in_its_folder(library: Library, tmp_path: Path) -> None:
    shipped = Library.default()
    both = [(library.exercise("01_tiny"), library), (shipped.exercise("06_designing_it_together"), shipped)]

    with pytest.raises(GradingError, match="has no folder with answers that is named like one of the exercises"):
        grade_cohort(both, hand_in(tmp_path / "in", 1), tmp_path / "out")


# --- the same bytes -----------------------------------------------------------------------------------------------------

@pytest.mark.slow
def test_the_order_workers_time_zone_locale_and_hash_seed_do_not_change_a_byte(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 40)
    (answers / "é.json").write_text((answers / "learner_000.json").read_text(encoding="utf-8"), encoding="utf-8")
    (answers / "bad.json").write_text("{}", encoding="utf-8")
    books = set()
    for number, (zone, locale, seed, workers) in enumerate(
        (("UTC", "C", "0", 1), ("Pacific/Kiritimati", "de_DE.UTF-8", "1", 2), ("America/St_Johns", "tr_TR.UTF-8", "7", 3))
    ):
        out = tmp_path / f"out{number}"
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
        arguments = [str(library.root), str(answers), str(out), str(workers), seed]
        subprocess.run([sys.executable, "-c", CHILD, *arguments], env=environment, check=True, timeout=120)
        books.add(((out / "grades.csv").read_bytes(), (out / "refused.csv").read_bytes()))

    assert len(books) == 1


@pytest.mark.slow
def test_marks_without_notebooks_are_those_of_papermill(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 6)

    run(library, answers, tmp_path / "marked")
    run(library, answers, tmp_path / "run", notebooks=True, workers=2)

    assert (tmp_path / "marked/grades.csv").read_bytes() == (tmp_path / "run/grades.csv").read_bytes()
    assert len(list((tmp_path / "run/01_tiny").glob("*.ipynb"))) == 6
    assert not list((tmp_path / "marked/01_tiny").glob("*.ipynb"))


@pytest.mark.slow
def test_feedback_can_be_made_later_for_one_learner_and_nothing_else_changes(library: Library, tmp_path: Path) -> None:
    answers = hand_in(tmp_path / "in", 6)
    run(library, answers, tmp_path / "out")
    before = (tmp_path / "out/grades.csv").read_bytes()

    one = run(library, answers, tmp_path / "out", notebooks=True, only=["learner_003"])

    assert [row.learner for row in one.rows] == ["learner_003"]
    assert one.changes == ()
    assert (tmp_path / "out/grades.csv").read_bytes() == before
    assert [path.name for path in (tmp_path / "out/01_tiny").glob("*.ipynb")] == ["learner_003.ipynb"]
    with pytest.raises(GradingError, match="There is no answers file of nobody"):
        run(library, answers, tmp_path / "out", only=["nobody"])
