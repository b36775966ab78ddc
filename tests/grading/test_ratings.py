"""What people decide: what they are asked, what a grade becomes by it, and that no decision is lost or counted wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.full_disk import most_bytes
from toolkit.content import ExerciseSpec, Library
from toolkit.errors import GradingError, StoreError
from toolkit.grading import mark, read_answers
from toolkit.grading.ledger import Entry
from toolkit.grading.ratings import (
    RATINGS,
    Asked,
    Draft,
    Rating,
    asked,
    keep_drafts,
    keep_rating,
    read_drafts,
    read_ratings,
    same_rater,
    settle,
)

SKIP_LEVEL, SHEET = "16_skip_level_meeting", "19_the_other_chair"
LIBRARY = Library.default()
AT = "2026-11-22T10:00:00Z"


def attempt(exercise: str, reference: str, library: Library = LIBRARY) -> tuple[Entry, ExerciseSpec]:
    """Return the grade of one of an exercise's own references as a ledger keeps it."""
    spec = library.exercise(exercise)
    file = read_answers(LIBRARY.root / "exercises" / exercise / "reference" / f"{reference}.json", spec)
    grade = mark(spec, file.answers, library, file.sha256)
    return Entry(learner="ana", handed_in=AT, content_sha256="c", answers=file.answers.items, grade=grade), spec


def rated(one: Asked, score: int | None, rater: str = "bo", note: str = "") -> Rating:
    return Rating(
        rater=rater, exercise=one.exercise, learner=one.learner, answer_sha256=one.answer_sha256, item=one.item,
        criterion=one.criterion, score=score, note=note, at=AT,
    )  # fmt: skip


def file_of(folder: Path) -> Path:
    """Return the one file of ratings by bo."""
    (path,) = (folder / RATINGS).glob("bo-*.jsonl")
    return path


def thing(learner: str = "ana", sha: str = "s", item: str = "note", criterion: str = "weight") -> Asked:
    return Asked("01_tiny", learner, sha, item, criterion)


# --- what is asked --------------------------------------------------------------------------------------------------


def test_a_person_is_asked_what_no_rule_decides() -> None:
    entry, spec = attempt(SKIP_LEVEL, "good")

    assert [(one.item, one.criterion) for one in asked(entry, spec, LIBRARY)] == [("aloud", "to_discuss"), ("how_am_i", "to_discuss")]


def test_nobody_is_asked_about_what_was_not_answered() -> None:
    entry, spec = attempt(SKIP_LEVEL, "good")
    answers = {id: answer for id, answer in entry.answers.items() if id != "aloud"}
    file = read_answers(LIBRARY.root / "exercises" / SKIP_LEVEL / "reference" / "good.json", spec)
    grade = mark(spec, file.answers.model_copy(update={"items": answers}), LIBRARY, "s")

    assert [one.item for one in asked(entry.model_copy(update={"grade": grade}), spec, LIBRARY)] == ["how_am_i"]


def test_nobody_is_asked_to_read_copied_rubrics() -> None:
    assert asked(*attempt(SKIP_LEVEL, "gamed"), LIBRARY) == ()


# --- what a grade becomes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("score", "item_points", "points"), [(2, 1.1, 12.0), (0, 0.6, 11.5)])
def test_what_was_decided_counts_like_any_criterion(score: int, item_points: float, points: float) -> None:
    entry, spec = attempt(SKIP_LEVEL, "middling")
    aloud, how_am_i = asked(entry, spec, LIBRARY)

    settled = settle(entry, spec, LIBRARY, [rated(how_am_i, score)])

    # By rules it has 2 of 5, which makes 0.8 of the item's 2 points; a person adds 2 or 0 of another 2.
    items = {item.id: item for item in settled.grade.items}
    assert (settled.automatic, settled.grade.points) == (11.7, points)
    assert items["how_am_i"].points == item_points
    assert settled.open == (aloud,)
    assert items["aloud"] in entry.grade.items


def test_the_words_of_the_level_stand_where_a_person_was_asked() -> None:
    entry, spec = attempt(SKIP_LEVEL, "middling")
    how_am_i = asked(entry, spec, LIBRARY)[1]

    settled = settle(entry, spec, LIBRARY, [rated(how_am_i, 2, note="for us alone")])

    remark = next(r for item in settled.grade.items if item.id == "how_am_i" for r in item.remarks if r.criterion == "to_discuss")
    assert (remark.title, remark.points, remark.max_points) == ("What he hears of it", 2.0, 2.0)
    assert remark.text == "He hears of it from you, and has lost nothing by it."
    assert "for us alone" not in settled.grade.model_dump_json()


def test_of_two_people_the_mean_counts_and_it_says_that_they_differ() -> None:
    entry, spec = attempt(SKIP_LEVEL, "middling")
    how_am_i = asked(entry, spec, LIBRARY)[1]

    settled = settle(entry, spec, LIBRARY, [rated(how_am_i, 2), rated(how_am_i, 0, "cy")])

    item = next(item for item in settled.grade.items if item.id == "how_am_i")
    remark = next(r for r in item.remarks if r.criterion == "to_discuss")
    assert (remark.points, item.points) == (1.0, 0.9)  # 3 of 7
    assert remark.text.startswith("2 people read it and differ: “He hears of it from you")


def test_what_is_only_shown_is_decided_and_gives_no_points() -> None:
    entry, spec = attempt(SHEET, "middling")
    (gap,) = asked(entry, spec, LIBRARY)

    for score in (1, 0):
        settled = settle(entry, spec, LIBRARY, [rated(gap, score)])
        assert settled.open == ()
        assert settled.grade.points == settled.automatic == entry.grade.points
        remark = next(r for item in settled.grade.items for r in item.remarks if r.criterion == "the_right_gap")
        assert remark.points is None


def test_what_was_decided_about_other_answers_or_on_a_level_that_is_gone_does_not_count() -> None:
    entry, spec = attempt(SKIP_LEVEL, "good")
    waiting = asked(entry, spec, LIBRARY)
    other = [rated(Asked(one.exercise, one.learner, "another", one.item, one.criterion), 0) for one in waiting]
    gone = [rated(one, 1) for one in waiting]

    settled = settle(entry, spec, LIBRARY, [*other, *gone])

    assert settled.grade == entry.grade
    assert settled.open == waiting


NEEDS = """\
id: follow_up_note
title: Needs
version: 1
minimum_turns: 0
criteria:
  - id: asks
    title: It asks
    why: Why.
    decided_by: rule
    measure: count
    behaviour: open_question
    needs: [person]
    levels:
      - {score: 3, at_least: 1, looks_like: There is one.}
      - {score: 0, looks_like: There is none.}
    cannot_judge: More.
    examples:
      - {talk: "What do you need from me?", score: 3}
  - id: person
    title: It is kind
    why: Why.
    decided_by: facilitator
    measure: count
    behaviour: open_question
    levels:
      - {score: 2, at_least: 1, looks_like: It is.}
      - {score: 0, looks_like: It is not.}
    cannot_judge: More.
  - id: more
    title: It is brave
    why: Why.
    decided_by: facilitator
    measure: count
    behaviour: open_question
    needs: [asks]
    levels:
      - {score: 5, at_least: 1, looks_like: It is.}
      - {score: 0, looks_like: It is not.}
    cannot_judge: More.
"""


@pytest.mark.parametrize(
    ("text", "person", "more", "points"),
    [
        pytest.param("What do you need from me on Monday?", 2, 5, 6.0, id="nothing lacks"),
        pytest.param("What do you need from me on Monday?", 0, 5, 3.0, id="a rule needs what a person denies"),
        pytest.param("I shall bring the plan on Monday.", 2, 5, 1.2, id="a person's yes needs what a rule does not find"),
        pytest.param("I shall bring the plan on Monday.", 2, 0, 1.2, id="and a no is a no"),
    ],
)
def test_a_criterion_counts_once_what_it_needs_does(
    tiny_library: Callable[..., Library], tmp_path: Path, text: str, person: int, more: int, points: float
) -> None:
    library = tiny_library(tmp_path)
    (library.root / "rubrics" / "follow_up_note.yaml").write_text(NEEDS, encoding="utf-8")
    spec = library.exercise("01_tiny")
    path = tmp_path / "ana.json"
    path.write_text(f'{{"schema_version": 1, "exercise": "01_tiny", "items": {{"note": "{text}"}}}}', encoding="utf-8")
    file = read_answers(path, spec)
    entry = Entry(
        learner="ana", handed_in=AT, content_sha256="c", answers=file.answers.items, grade=mark(spec, file.answers, library, file.sha256)
    )
    kind, brave = asked(entry, spec, library)

    assert settle(entry, spec, library, [rated(kind, person), rated(brave, more)]).grade.points == points


# --- keeping it -----------------------------------------------------------------------------------------------------


def test_each_rater_has_a_file_and_the_latest_about_a_thing_counts(tmp_path: Path) -> None:
    for score in (0, 2):
        keep_rating(tmp_path, rated(thing(), score, "bo"))
    keep_rating(tmp_path, rated(thing(), 0, "Cy Ó Néill", note="ça va\n\u2028 <b>"))

    names = sorted(path.name for path in (tmp_path / RATINGS).iterdir())
    assert [name.rpartition("-")[0] for name in names] == ["bo", "cy_ó_néill"]
    assert all(re.fullmatch(r"[0-9a-f]{8}\.jsonl", name.rpartition("-")[2]) for name in names)
    assert {(one.rater, one.score, one.note) for one in read_ratings(tmp_path)} == {("bo", 2, ""), ("Cy Ó Néill", 0, "ça va\n\u2028 <b>")}
    assert len(file_of(tmp_path).read_text().splitlines()) == 2


@pytest.mark.parametrize("other", ["Ana_Lopez", "Ana/Lopez", "AnaLopez", "Ana Lopes"])
def test_two_raters_never_share_a_file_or_a_draft(tmp_path: Path, other: str) -> None:
    for rater, score in (("Ana Lopez", 2), (other, 0)):
        keep_rating(tmp_path, rated(thing(), score, rater))
        keep_drafts(tmp_path, rater, [Draft(**rated(thing(), score).model_dump(exclude={"rater", "at"}))])

    assert len(list((tmp_path / RATINGS).iterdir())) == 4
    assert {(one.rater, one.score) for one in read_ratings(tmp_path)} == {("Ana Lopez", 2), (other, 0)}
    assert [read_drafts(tmp_path, rater)[0].score for rater in ("Ana Lopez", other)] == [2, 0]
    assert not same_rater("Ana Lopez", other)


@pytest.mark.parametrize("again", ["Zoë Petra ", "\tzoë  petra", "ZOË\xa0PETRA", "Zoe\N{COMBINING DIAERESIS} Petra"])
def test_a_rater_stays_the_same_however_the_name_is_typed(tmp_path: Path, again: str) -> None:
    keep_rating(tmp_path, rated(thing(), 0, "Zoë Petra"))
    keep_rating(tmp_path, rated(thing("cy"), 0, "Zoë Petra"))
    keep_rating(tmp_path, rated(thing(), 2, again))
    keep_drafts(tmp_path, again, [Draft(**rated(thing(), 2).model_dump(exclude={"rater", "at"}))])

    decided = read_ratings(tmp_path)
    assert sorted((one.learner, one.score) for one in decided) == [("ana", 2), ("cy", 0)]
    assert len({one.rater for one in decided}) == 1
    assert read_drafts(tmp_path, "Zoë Petra")[0].score == 2
    assert same_rater("Zoë Petra", again)


def test_a_rater_without_a_name_is_none() -> None:
    with pytest.raises(ValidationError):
        rated(thing(), 2, " \t")


def test_two_tabs_of_one_rater_cut_nothing_off_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as tabs:
        list(tabs.map(lambda n: keep_rating(tmp_path, rated(thing(f"learner{n}"), 2)), range(200)))

    assert len(read_ratings(tmp_path)) == 200


def test_what_was_taken_back_counts_no_more_until_it_is_decided_again(tmp_path: Path) -> None:
    keep_rating(tmp_path, rated(thing(), 2))
    keep_rating(tmp_path, rated(thing("cy"), 0))
    keep_rating(tmp_path, rated(thing(), None))
    assert [one.learner for one in read_ratings(tmp_path)] == ["cy"]

    keep_rating(tmp_path, rated(thing(), 0))
    assert [(one.learner, one.score) for one in read_ratings(tmp_path)] == [("cy", 0), ("ana", 0)]


@pytest.mark.parametrize("rater", ["../../bo", "con", "a/b\\c", ".hidden", "\N{KISSING CAT FACE WITH CLOSED EYES}", "bo.draft"])
def test_whatever_a_rater_is_called_the_file_stays_in_its_folder(tmp_path: Path, rater: str) -> None:
    keep_rating(tmp_path, rated(thing(), 2, rater))
    keep_drafts(tmp_path, rater, [])

    assert [one.rater for one in read_ratings(tmp_path)] == [rater]
    assert [path.name for path in tmp_path.iterdir()] == [RATINGS]
    assert len(list((tmp_path / RATINGS).iterdir())) == 2


def test_a_folder_where_nobody_decided_anything_holds_no_ratings(tmp_path: Path) -> None:
    assert read_ratings(tmp_path) == ()


@given(kept=st.integers(1, 300))
def test_a_torn_last_line_counts_for_nothing_and_the_next_one_stands_on_its_own(
    tmp_path_factory: pytest.TempPathFactory, kept: int
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    for learner in ("ana", "cy"):
        keep_rating(folder, rated(thing(learner), 2))
    path = file_of(folder)
    path.write_bytes(path.read_bytes()[:-kept])

    before = [one.learner for one in read_ratings(folder)]
    keep_rating(folder, rated(thing("dee"), 0))

    assert before == ["ana", "cy"][: len(before)]
    assert [one.learner for one in read_ratings(folder)] == [*before, "dee"]


def test_a_line_that_is_no_rating_is_named_with_its_number(tmp_path: Path) -> None:
    keep_rating(tmp_path, rated(thing(), 2))
    with file_of(tmp_path).open("a") as file:
        file.write('{"score": "two"}\n')

    with pytest.raises(GradingError, match=r"bo-\w+\.jsonl:2: is no rating"):
        read_ratings(tmp_path)


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_full_disk_is_named_and_leaves_the_file_as_it_was(tmp_path: Path, room: int) -> None:
    keep_rating(tmp_path, rated(thing(), 2))
    keep_drafts(tmp_path, "bo", [])
    path = file_of(tmp_path)
    before = path.read_bytes()

    with most_bytes(len(before) + room), pytest.raises(StoreError, match=r"bo-\w+\.jsonl could not be written"):
        keep_rating(tmp_path, rated(thing("cy"), 0))
    with most_bytes(10), pytest.raises(StoreError, match=r"bo-\w+\.draft\.json could not be written"):
        keep_drafts(tmp_path, "bo", [Draft(**rated(thing(), None).model_dump(exclude={"rater", "at"}))])

    assert path.read_bytes() == before
    assert read_drafts(tmp_path, "bo") == ()
    keep_rating(tmp_path, rated(thing("cy"), 0))
    assert len(read_ratings(tmp_path)) == 2


def test_what_was_begun_is_there_again_and_a_damaged_draft_stops_nobody(tmp_path: Path) -> None:
    begun = [
        Draft(exercise="01_tiny", learner="ana", answer_sha256="s", item="note", criterion=c, score=s, note=n)
        for c, s, n in (("weight", None, "half a sen"), ("other", 2, ""))
    ]
    keep_drafts(tmp_path, "bo", begun)

    assert read_drafts(tmp_path, "bo") == tuple(begun)
    assert read_drafts(tmp_path, "cy") == ()
    assert read_ratings(tmp_path) == ()

    next((tmp_path / RATINGS).glob("bo-*.draft.json")).write_bytes(b'[{"exercise": \xff')
    assert read_drafts(tmp_path, "bo") == ()
