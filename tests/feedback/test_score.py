"""A talk held to a rubric: points with the words they rest on, and none where there is nothing to judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import Criterion, Level, Library, Rubric
from toolkit.conversation import Transcript, Turn, talk
from toolkit.feedback import BEHAVIOURS, Found, analyse, example_problems, score

LIBRARY = Library.default()
RUBRICS = [LIBRARY.rubric(id) for id in LIBRARY.rubric_files()]
ONE_ON_ONE = LIBRARY.rubric("one_on_one")
EXAMPLES = [e if isinstance(e, str) else e[1] for b in BEHAVIOURS.values() for e in (*b.yes, *b.no)]
FOUND = Found({"a": 1, "b": 3}, {"a": 0})


def criterion(id: str = "asks", most: int = 2, **more) -> Criterion:
    given = {
        "id": id, "title": "c", "why": "c", "decided_by": "key", "measure": "count", "behaviour": "open_question",
        "cannot_judge": "c",
        "levels": (
            Level(score=most, at_least=2, looks_like="a"),
            Level(score=1, at_least=1, looks_like="b", next_try="Ask again."),
            Level(score=0, looks_like="c", next_try="Ask."),
        ),
    }  # fmt: skip
    return Criterion(**(given | more))


def rubric(*criteria: Criterion, minimum_turns: int = 0, minimum_words: int = 0) -> Rubric:
    return Rubric(
        id="r",
        title="r",
        version=1,
        criteria=criteria,
        minimum_turns=minimum_turns,
        minimum_words=minimum_words,
    )


def asking(*lines: str) -> Transcript:
    return talk(*(("manager", line) for line in lines))


@pytest.mark.parametrize(
    "criterion",
    [pytest.param(c, id=f"{r.id}-{c.id}") for r in RUBRICS for c in r.criteria if c.decided_by == "rule"],
)
def test_every_example_of_a_shipped_criterion_gets_its_score(criterion: Criterion) -> None:
    assert criterion.examples
    assert list(example_problems(criterion)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"examples": ({"talk": "It rains.", "score": 2},)}, (0, "must get 2 and gets 0 (0.00)"), id="wrong score"),
        pytest.param(
            {"measure": "telling", "behaviour": None, "examples": ({"talk": "…", "score": 0},)}, (0, "gets None (nothing to measure)"), id="nothing"
        ),
        pytest.param({"measure": "nonsense"}, (-1, "no measure is called 'nonsense'"), id="unknown measure"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_get_its_score_is_a_problem(change: dict, problem: tuple[int, str]) -> None:
    broken = Criterion.model_validate(criterion().model_dump() | change)

    ((number, message),) = example_problems(broken)

    assert number == problem[0]
    assert problem[1] in message


@settings(deadline=None)
@given(
    st.lists(st.builds(Turn, st.sampled_from(["manager", "report"]), st.sampled_from(EXAMPLES)), max_size=30),
    st.sampled_from(RUBRICS),
)
def test_points_never_exceed_what_could_be_reached(turns: list[Turn], rubric: Rubric) -> None:
    card = score(
        analyse(Transcript(tuple(turns))), rubric, FOUND if turns and turns[0].speaker == "manager" else None
    )

    assert (card.points is None) == bool(card.too_short)
    assert 0 <= (card.points or 0) <= card.max_points <= rubric.max_points
    assert {id(s) for s in (*card.graded, *card.shown)} == {id(s) for s in card.scores if s.level}
    assert all((s.level is None) == (s.value is None) for s in card.scores)


@pytest.mark.parametrize("turns", range(9))
def test_a_talk_of_fewer_than_eight_turns_has_no_score(turns: int) -> None:
    card = score(analyse(asking(*["How was it?"] * turns)), ONE_ON_ONE, FOUND)

    assert (card.points is None) == (turns < 8)
    assert ("You spoke" in card.too_short) == (turns < 8)
    assert bool(card.scores) == (turns >= 8)


def test_a_text_of_too_few_words_has_no_score() -> None:
    held_to = rubric(criterion(), minimum_words=3)

    assert score(analyse(asking("What now?")), held_to).points is None
    assert score(analyse(asking("And what now?")), held_to).points == 1


def test_without_a_key_the_criterion_of_the_key_is_left_out_and_lowers_nothing() -> None:
    talk_of_eight = analyse(asking(*(f"How was it on day {n}?" for n in range(8))))
    with_key, without = score(talk_of_eight, ONE_ON_ONE, FOUND), score(talk_of_eight, ONE_ON_ONE)
    (key,) = (c for c in ONE_ON_ONE.criteria if c.decided_by == "key")

    assert with_key.max_points - without.max_points == key.max_points
    assert with_key.max_points == ONE_ON_ONE.max_points
    assert key.id not in {s.criterion.id for s in without.graded}


@pytest.mark.parametrize("who", ["report", "observer", "facilitator"])
def test_what_people_decide_no_rule_decides(who: str) -> None:
    card = score(analyse(asking("What happened?")), rubric(criterion(), criterion("theirs", decided_by=who)))

    assert [s.criterion.id for s in card.graded] == ["asks"]
    assert (card.scores[1].level, card.scores[1].value, card.scores[1].points) == (None, None, 0)
    assert card.max_points == 2


def test_what_is_only_shown_gives_no_points() -> None:
    card = score(analyse(asking("What happened? Why?")), rubric(criterion(graded=False)))

    assert (card.points, card.max_points) == (0, 0)
    assert [s.level.score for s in card.shown] == [2]
    assert card.one_thing is None


def test_the_one_thing_to_try_lost_the_largest_part_of_its_points() -> None:
    half, most = criterion("half", most=2), criterion("most", most=9)
    small = criterion("small", most=3, behaviour="advice")
    done = criterion(
        "done",
        behaviour="encourager",
        levels=(Level(score=0, at_most=0, looks_like="a"), Level(score=0, looks_like="b")),
    )

    card = score(analyse(asking("What happened?")), rubric(half, most, done))
    assert card.one_thing.criterion.id == "most"
    assert card.one_thing.next_try == "Ask again."
    # Nothing of three is a larger part lost than one of nine, though fewer points.
    assert (
        score(analyse(asking("What happened?")), rubric(half, most, small)).one_thing.criterion.id == "small"
    )


def test_a_perfect_talk_leaves_nothing_to_try() -> None:
    card = score(analyse(asking("What happened?", "Why was that?")), rubric(criterion()))

    assert card.one_thing is None
    assert card.scores[0].next_try == ""
    assert [quote.text for quote in card.scores[0].evidence] == ["What happened?", "Why was that?"]
