"""Every scenario rewards listening, and nothing else: what managers of one habit each find and score."""

from __future__ import annotations

from functools import cache

import pytest

from tests.practice.bots import BOTS, played_by, share_found
from toolkit.content import Library
from toolkit.practice import Session

LIBRARY = Library.default()
every_scenario = pytest.mark.parametrize("id", sorted(LIBRARY.scenario_files()))


@cache
def talk_of(bot: str, id: str) -> Session:
    return played_by(BOTS[bot], LIBRARY.scenario(id))


@cache
def points(bot: str, id: str) -> int:
    session = talk_of(bot, id)
    return session.score(LIBRARY.rubric(session.scenario.rubric)).points or 0


@every_scenario
def test_a_good_listener_finds_most_of_what_there_is_and_scores_high(id: str) -> None:
    assert share_found(talk_of("good_listener", id)) >= 0.8
    assert points("good_listener", id) >= 14


@every_scenario
@pytest.mark.parametrize("bot", ["lecturer", "interrogator", "flatterer", "status_asker"])
def test_a_manager_of_a_bad_habit_finds_little(bot: str, id: str) -> None:
    assert share_found(talk_of(bot, id)) <= 0.3


@every_scenario
def test_keywords_in_a_row_and_a_list_of_questions_gain_nothing_over_an_honest_middling_player(id: str) -> None:
    middling = "middling_listener"

    assert share_found(talk_of("keyword_stuffer", id)) == 0
    assert share_found(talk_of("copy_paster", id)) <= share_found(talk_of(middling, id))
    assert max(points("keyword_stuffer", id), points("copy_paster", id)) <= points(middling, id)


@every_scenario
def test_good_is_above_middling_and_middling_above_poor(id: str) -> None:
    poor = max(points(bot, id) for bot in ("lecturer", "interrogator", "flatterer", "status_asker"))

    assert points("good_listener", id) > points("middling_listener", id) > poor
