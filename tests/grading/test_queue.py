"""What waits for whom: in an order that gives nothing away, with a second reader for a part of it, and how far they agree."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.content import Criterion, Level, Library, TextItem
from toolkit.errors import GradingError
from toolkit.grading import mark, read_answers
from toolkit.grading.gradebook import Policy, read_gradebook
from toolkit.grading.ledger import Entry, open_ledger, read_ledger
from toolkit.grading.queue import (
    FEWEST_SECONDS,
    Waiting,
    compare,
    place,
    queue_for,
    read_waiting,
    second_sample,
)
from toolkit.grading.ratings import Asked, Rating, keep_rating, read_ratings

AT = "2026-11-22T10:00:00Z"
LIBRARY = Library.default()


def criterion(*scores: int, id: str = "kind") -> Criterion:
    levels = [Level(score=score, at_least=1.0, looks_like=f"Level {score}") for score in scores[:-1]]
    return Criterion(
        id=id, title="Is it kind?", why="Why.", decided_by="facilitator", measure="count", behaviour="open_question",
        levels=(*levels, Level(score=scores[-1], looks_like=f"Level {scores[-1]}")), cannot_judge="More.",
    )  # fmt: skip


def waiting(count: int, *scores: int, item: str = "note") -> dict[Asked, Waiting]:
    shown = TextItem(kind="text", id=item, title="A note", prompt="Write.", points=3, rubric="any", max_words=50)
    of = criterion(*(scores or (2, 0)))
    return {Asked("01_tiny", f"learner{n:04}", "s", item, of.id): Waiting(shown, of, f"Answer {n}") for n in range(count)}


def rated(one: Asked, score: int | None, rater: str) -> Rating:
    about = {name: getattr(one, name) for name in ("exercise", "learner", "answer_sha256", "item", "criterion")}
    return Rating(**about, score=score, rater=rater, at=AT)


# --- what waits -----------------------------------------------------------------------------------------------------


def test_nothing_that_was_decided_waits_and_everything_else_does() -> None:
    things = waiting(4)
    first, *rest = things

    assert set(queue_for("bo", things, [])) == set(things)
    assert set(queue_for("bo", things, [rated(first, 2, "bo")])) == set(rest)
    assert set(queue_for("bo", things, [rated(first, 1, "bo")])) == set(things)  # no such level any more


def test_nobody_is_their_own_second_reader_under_another_spelling() -> None:
    things = waiting(10)
    by_petra = [rated(one, 2, "Petra") for one in things]

    assert len(queue_for("bo", things, by_petra)) == 5
    assert queue_for("Petra ", things, by_petra) == queue_for("PETRA", things, by_petra) == ()
    assert queue_for(" petra", things, []) == queue_for("Petra", things, [])


def test_the_order_is_neither_that_of_names_nor_that_of_anybody_else_and_stays() -> None:
    things = waiting(30)
    orders = {rater: queue_for(rater, things, []) for rater in ("ana", "bo")}

    assert orders["ana"] != orders["bo"]
    assert orders["ana"] != tuple(sorted(things))
    assert queue_for("ana", dict(reversed(things.items())), []) == orders["ana"]


def test_the_answers_to_one_question_stand_together() -> None:
    things = waiting(10) | waiting(10, item="talk")

    items = [one.item for one in queue_for("ana", things, [])]

    assert sum(a != b for a, b in pairwise(items)) == 1


@pytest.mark.parametrize(("count", "seconds"), [(0, 0), (3, 3), (5, 5), (20, 5), (26, 6), (100, 20)])
def test_a_fifth_and_at_least_five_get_a_second_rater(count: int, seconds: int) -> None:
    things = waiting(count)
    by_ana = [rated(one, 2, "ana") for one in things]

    second = queue_for("bo", things, by_ana)

    assert len(second) == seconds
    assert queue_for("ana", things, by_ana) == ()
    by_both = [*by_ana, *(rated(one, 0, "bo") for one in second)]
    assert queue_for("bo", things, by_both) == queue_for("cy", things, by_both) == ()


@given(scores=st.lists(st.sampled_from([0, 2]), min_size=30, max_size=30), names=st.permutations(["ana", "bo"]))
def test_who_gets_what_twice_says_nothing_about_what_was_decided_or_by_whom(scores: list[int], names: list[str]) -> None:
    things = waiting(30)
    plain = queue_for("cy", things, [rated(one, 2, "ana") for one in things])

    assert queue_for("cy", things, [rated(one, score, names[0]) for one, score in zip(things, scores, strict=True)]) == plain


def test_second_readings_are_mixed_among_the_first() -> None:
    things = waiting(60)
    by_ana = [rated(one, 2, "ana") for one in list(things)[:30]]
    read = {rating.asked for rating in by_ana}

    order = [one in read for one in queue_for("bo", things, by_ana)]

    assert sum(order) == 6
    assert sum(a != b for a, b in pairwise(order)) >= 6


def test_the_sample_is_the_same_on_every_machine() -> None:
    rated_things = list(waiting(40))

    assert second_sample(rated_things) == second_sample(rated_things[::-1])
    assert sorted(one.learner for one in second_sample(rated_things[:12], seed="1")) == [
        "learner0002", "learner0003", "learner0005", "learner0009", "learner0010",
    ]  # fmt: skip
    assert len(second_sample(rated_things, share=0.5)) == 20
    assert len(second_sample(rated_things[:7])) == FEWEST_SECONDS


# --- a folder of grades ---------------------------------------------------------------------------------------------


def hand_in(folder: Path, *references: str, exercise: str = "16_skip_level_meeting") -> list[str]:
    """Let ana hand in these references of an exercise, a day between them; return the fingerprints of the answers."""
    spec, shas = LIBRARY.exercise(exercise), []
    (folder / exercise).mkdir()
    with open_ledger(folder / exercise) as ledger:
        for day, reference in enumerate(references, start=10):
            file = read_answers(LIBRARY.root / "exercises" / exercise / "reference" / f"{reference}.json", spec)
            # With the day in it: the same answers handed in twice would be one attempt.
            sha, at = f"{day}-{file.sha256}", f"2026-11-{day}T10:00:00Z"
            grade = mark(spec, file.answers, LIBRARY, sha)
            ledger.append(Entry(learner="ana", handed_in=at, content_sha256="", answers=file.answers.items, grade=grade))
            shas.append(sha)
    return shas


def queued(folder: Path) -> set[str]:
    return {one.answer_sha256 for one in read_waiting(folder, LIBRARY)}


@pytest.mark.parametrize(
    ("references", "wait"),
    [
        pytest.param(("middling", "good"), {1}, id="the last is the best"),
        pytest.param(("good", "middling"), {0, 1}, id="an earlier one is the best"),
        pytest.param(("middling", "good", "middling"), {1, 2}, id="neither the first nor the last"),
        pytest.param(("good", "good", "middling"), {0, 2}, id="of two alike the earlier"),
    ],
)
def test_every_attempt_that_may_count_waits_and_no_other(tmp_path: Path, references: tuple[str, ...], wait: set[int]) -> None:
    shas = hand_in(tmp_path, *references)

    assert queued(tmp_path) == {shas[n] for n in wait}


def test_of_two_with_the_same_points_the_one_with_less_left_unscored_may_count(tmp_path: Path) -> None:
    hand_in(tmp_path, "good", "good", "middling")
    folder = tmp_path / "16_skip_level_meeting"
    first, second, last = read_ledger(folder)
    (folder / "ledger.jsonl").unlink()
    with open_ledger(folder) as ledger:
        for entry in (with_first_item(first, 0.0), with_first_item(second, None), last):
            ledger.append(entry)

    grades = read_gradebook(tmp_path, LIBRARY).grades
    assert grades["attempt"].tolist() == [2]
    assert queued(tmp_path) == {second.grade.answer_sha256, last.grade.answer_sha256}


def with_first_item(entry: Entry, points: float | None) -> Entry:
    """Return the entry with other points for its first item."""
    one, *others = entry.grade.items
    items = (one.model_copy(update={"points": points}), *others)
    total = round(sum(item.points or 0.0 for item in items), 1)
    return entry.model_copy(update={"grade": entry.grade.model_copy(update={"items": items, "points": total})})


@pytest.mark.parametrize("references", [("good", "middling"), ("good", "good", "middling"), ("middling", "good"), ("middling",) * 3])
@pytest.mark.parametrize("worst", [True, False])
def test_once_nothing_waits_nothing_is_open_in_the_gradebook_either(tmp_path: Path, references: tuple[str, ...], worst: bool) -> None:
    hand_in(tmp_path, *references)
    policies: tuple[Policy, ...] = ("best", "last")

    def still_open() -> list[int]:
        return [int(read_gradebook(tmp_path, LIBRARY, policy=policy).grades["open"].sum()) for policy in policies]

    assert min(still_open()) > 0
    # What is decided can make another attempt the best: whoever opens the queue again is asked about that one.
    while waits := queue_for("bo", things := read_waiting(tmp_path, LIBRARY), read_ratings(tmp_path)):
        for one in waits:
            keep_rating(tmp_path, rated(one, things[one].criterion.levels[-1 if worst else 0].score, "bo"))

    assert still_open() == [0, 0]


def test_the_answer_that_is_shown_is_that_of_its_own_attempt(tmp_path: Path) -> None:
    hand_in(tmp_path, "good", "middling")
    by_sha = {entry.grade.answer_sha256: entry for entry in read_ledger(tmp_path / "16_skip_level_meeting")}

    things = read_waiting(tmp_path, LIBRARY)

    assert all(thing.answer == by_sha[one.answer_sha256].answers[one.item] for one, thing in things.items())
    assert len({thing.answer for thing in things.values()}) == len(things) == 4


def test_without_grades_it_says_how_to_make_some(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(GradingError, match=r"There are no grades in .* one-on-one grade EXERCISE --answers"):
            read_waiting(folder, LIBRARY)


def test_grades_of_content_that_is_not_here_are_named(tmp_path: Path) -> None:
    (tmp_path / "99_ours").mkdir()
    (tmp_path / "99_ours" / "ledger.jsonl").touch()

    with pytest.raises(GradingError, match=r"99_ours holds grades of an exercise that is not among yours. Let ONE_ON_ONE_CONTENT"):
        read_waiting(tmp_path, LIBRARY)


# --- how far raters agree -------------------------------------------------------------------------------------------


def test_criteria_with_other_points_are_counted_together_by_the_place_of_the_level() -> None:
    assert [place(criterion(2, 1, 0), score) for score in (0, 1, 2)] == [0, 0.5, 1]
    assert [place(criterion(5, 1), score) for score in (1, 5)] == [0, 1]

    things = waiting(6) | waiting(6, 1, 0, item="talk")
    ratings = []
    for n, (one, thing) in enumerate(things.items()):
        best, worst = (level.score for level in thing.criterion.levels)
        ratings += [rated(one, best if n % 2 else worst, "ana"), rated(one, best if n % 2 or n == 4 else worst, "bo")]
    found = compare(things, ratings)

    # By hand: of 24 ratings 11 are worst and 13 best, and in one thing of twelve they meet.
    assert (found.agreement.units, found.agreement.raters, found.agreement.exact) == (12, 2, 0.9167)
    assert found.agreement.alpha == pytest.approx(1 - 23 * 2 / (2 * 11 * 13), abs=1e-6)
    assert found.bias == {"ana": (-0.17, 12), "bo": (0.17, 12)}


def test_what_two_raters_see_two_points_apart_is_worth_a_talk() -> None:
    things = waiting(3) | waiting(1, 1, 0, item="talk")
    first, second, third, small = things
    ratings = [rated(one, score, rater) for one, score, rater in (
        (first, 2, "ana"), (first, 0, "bo"), (second, 2, "ana"), (second, 2, "bo"), (third, 0, "ana"), (small, 1, "ana"), (small, 0, "bo"),
    )]  # fmt: skip

    found = compare(things, ratings)

    assert found.far_apart == (first,)
    assert (found.agreement.units, found.agreement.lacking) == (3, "too few")


def test_what_was_taken_back_is_compared_with_nothing(tmp_path: Path) -> None:
    things = waiting(1)
    (one,) = things
    for rating in (rated(one, 2, "ana"), rated(one, 0, "bo"), rated(one, None, "bo")):
        keep_rating(tmp_path, rating)

    assert compare(things, read_ratings(tmp_path)).agreement.units == 0
