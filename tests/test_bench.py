"""The benchmark measures real talks and cohorts without twins, and says when a limit is passed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.bench.core import TALK_TURNS, Row, long_talk, printed, talks
from tests.bench.figures import TOO_BUSY, Figure, Point, curve, growth, how_come_by, seconds_at, stretches
from tests.bench.floor import code_cells, execute
from tests.bench.grading import FIVE_ITEMS, WITH_A_TALK
from tests.bench.learners import write_cohort
from tests.bench.peers import assignment
from tests.bench.runs import CAN_WATCH, below, pss_mb, run
from toolkit.content import Library, TextItem
from toolkit.feedback.text import Line
from toolkit.grading import mark, read_answers

ON_LINUX = pytest.mark.skipif(not CAN_WATCH, reason="there is no /proc/*/smaps_rollup here")
both = pytest.mark.parametrize("exercise", [FIVE_ITEMS, WITH_A_TALK])


def test_every_line_of_a_scenarios_walkthroughs_is_answered_and_timed(library: Library) -> None:
    scenario = library.scenario("gone_quiet")
    lines = sum(len(part) for w in scenario.walkthroughs for part in (w.manager, *w.later))

    replied, observed = talks([scenario])

    assert len(replied.seconds) == len(observed.seconds) == lines
    assert replied.limit == 0.02
    assert 0 < replied.median <= (replied.p95 or 0)


def test_the_long_talk_is_as_long_as_it_says(library: Library) -> None:
    assert len(long_talk(library.scenario(id) for id in library.scenario_files()).turns) == TALK_TURNS


def test_what_takes_longer_than_its_limit_is_marked_and_a_single_time_has_no_percentile() -> None:
    quick, slow, once = Row("quick", (0.01,) * 20, 0.02), Row("slow", (0.03,) * 20, 0.02), Row("once", (0.5,))

    lines = printed("core", [quick, slow, once], unit=0.02).splitlines()

    assert [row.too_slow for row in (quick, slow, once)] == [False, True, False]
    assert [line.split() for line in lines[1:]] == [
        ["quick", "10.0", "10.0", "0.5", "20"],
        ["slow", "30.0", "30.0", "1.5", "20", "too", "slow"],
        ["once", "500.0", "25"],
    ]


@both
def test_every_made_learner_is_accepted_and_no_two_write_the_same(exercise: str, library: Library, tmp_path: Path) -> None:
    spec = library.exercise(exercise)
    files = sorted(write_cohort(spec, library, 300, tmp_path / "answers").iterdir())

    given = [read_answers(file, spec).answers.items for file in files]

    assert len(files) == 300
    for item in spec.items:
        answers = [str(items[item.id]) for items in given if item.id in items]
        assert len(answers) > 200
        if isinstance(item, TextItem):
            assert Counter(answers).most_common(1)[0][1] == 1
            sentences = Counter(sentence.text for answer in answers for sentence in Line(answer).sentences)
            assert sum(count - 1 for count in sentences.values()) < len(sentences) / 100


@both
def test_made_learners_differ_in_what_they_get(exercise: str, library: Library, tmp_path: Path) -> None:
    spec = library.exercise(exercise)
    files = write_cohort(spec, library, 30, tmp_path / "answers").iterdir()

    points = {mark(spec, read_answers(file, spec).answers, library).points for file in files}

    assert len(points) > 15
    assert max(points) - min(points) > spec.max_points / 4


def test_the_same_seed_makes_the_same_learners_and_a_larger_cohort_begins_with_the_smaller(
    library: Library, tmp_path: Path
) -> None:
    spec = library.exercise(FIVE_ITEMS)

    few, again, many, others = (
        {file.name: file.read_bytes() for file in write_cohort(spec, library, count, tmp_path / name, seed).iterdir()}
        for name, count, seed in (("few", 5, 1), ("again", 5, 1), ("many", 9, 1), ("others", 5, 2))
    )

    assert few == again == {name: many[name] for name in few}
    assert not set(few.values()) & set(others.values())


def test_a_figure_is_kept_up_to_its_limit_missed_beyond_and_neither_when_it_was_not_measured() -> None:
    most, least = Figure("one more", 60, "ms", 60), Figure("faster", 20, "×", 20, at_least=True)
    over, under = Figure("one more", 60.1, "ms", 60), Figure("faster", 19.9, "×", 20, at_least=True)
    unknown = Figure("faster", None, "×", 20, at_least=True, note="no network")

    assert [f.failed for f in (most, least, over, under, unknown)] == [False, False, True, True, False]
    assert [" ".join(f.line.text.split()) for f in (most, under, unknown)] == [
        "one more 60.0 ms ≤ 60 ms kept",
        "faster 19.9 × ≥ 20 × missed",
        "faster not measured ≥ 20 × no network",
    ]
    assert over.line.failed


def test_what_was_not_measured_is_reckoned_from_the_last_two_sizes_and_says_so() -> None:
    points = [Point(100, 5.0, 200.0), Point(300, 9.0, 210.0), Point(1_000, 30.0, 215.0)]

    assert stretches(points) == [pytest.approx(0.02), pytest.approx(0.03)]
    assert (seconds_at(points, 300), how_come_by(points, 300)) == (9.0, "measured")
    assert seconds_at(points, 10_000) == pytest.approx(300.0)
    assert how_come_by(points, 10_000) == "extrapolated from 300 and 1,000"
    assert growth(points) == pytest.approx(1.5)


def test_times_that_shrink_tell_nothing_of_more_learners() -> None:
    points = [Point(100, 5.0), Point(300, 9.0), Point(1_000, 8.0)]

    assert (seconds_at(points, 10_000), growth(points)) == (None, None)
    assert how_come_by(points, 10_000) == TOO_BUSY


def test_the_curve_shows_time_memory_and_what_one_more_learner_takes() -> None:
    lines = curve([Point(100, 5.0, 200.0), Point(300, 9.0)]).splitlines()

    assert lines[1].split() == ["100", "5.0", "200", "50.0", "#" * 40]
    assert lines[2].split() == ["300", "9.0", "30.0", "20.0", "#" * 24]


def test_the_floor_runs_the_cells_of_the_notebook_on_the_answers(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(sys, "displayhook", shown.append)
    folder = library.root / "exercises" / FIVE_ITEMS

    execute(
        code_cells(folder / "exercise.ipynb"),
        {"exercise_id": FIVE_ITEMS, "answers": str(folder / "reference/good.json"), "seed": 0},
    )

    assert shown[-1].grade.points == 20  # type: ignore[attr-defined]


@both
def test_the_assignment_asks_for_the_points_of_each_item_and_they_add_up(
    exercise: str, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = library.exercise(exercise)
    file = next(write_cohort(spec, library, 1, tmp_path / "answers").iterdir())
    (tmp_path / "answers.json").write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    head, *tests = assignment(spec)["cells"]
    namespace: dict[str, object] = {}

    exec(head["source"], namespace)
    points = [eval(cell["source"], namespace) or 0 for cell in tests]

    assert round(sum(points), 1) == mark(spec, read_answers(file, spec).answers, library).points
    assert [cell["metadata"]["nbgrader"]["points"] for cell in tests] == [item.points for item in spec.items]


@ON_LINUX
def test_the_memory_of_a_run_counts_what_it_starts_and_what_that_starts() -> None:
    hold = "import time; held = bytearray(50_000_000); time.sleep(0.5)"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}], check=True)"

    alone, peak = run([sys.executable, "-c", "pass"]), run([sys.executable, "-c", start], watch=True).peak_mb

    assert alone.peak_mb is None
    assert 0 < alone.cpu < alone.seconds * 2
    assert peak is not None
    assert 50 < peak < 200


@ON_LINUX
def test_the_memory_of_a_run_leaves_out_what_ran_before_it() -> None:
    hold = "import sys; held = bytearray(300_000_000); print(flush=True); sys.stdin.read()"
    other = subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline()
        peak = run([sys.executable, "-c", "import time; time.sleep(0.5)"], watch=True).peak_mb
        assert peak is not None
        assert 0 < peak < 200
    finally:
        other.communicate()


@ON_LINUX
def test_a_process_is_below_the_one_that_started_it() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in below(os.getpid())
        assert pss_mb(child.pid) > 0
    finally:
        child.communicate()
    assert child.pid not in below(os.getpid())
    assert pss_mb(child.pid) == 0


def test_a_command_that_fails_stops_the_benchmark_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match=r"(?s)ended with 3:\nno room"):
        run([sys.executable, "-c", "print('no room'); raise SystemExit(3)"])
