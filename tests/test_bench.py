"""The benchmark measures real talks, and says when a limit is passed."""

from __future__ import annotations

from tests.bench import TALK_TURNS, Row, long_talk, printed, talks
from toolkit.content import Library


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
