"""The gradebook: everybody by everything, with what waits, what is late, and what was not begun, which is never 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.graded import (
    AGENDA,
    EVENING,
    FIRST,
    GIVING,
    LIBRARY,
    MORNING,
    by,
    cohort,
    entry_held_to,
    entry_of,
    entry_with,
    reference,
    refuse,
    write,
)
from toolkit.content import Library
from toolkit.errors import GradingError
from toolkit.grading import Answers
from toolkit.grading.gradebook import STATES, Gradebook, plain, read_gradebook
from toolkit.grading.ledger import LEDGER, Entry, attempts
from toolkit.grading.ratings import Rating, keep_rating, settle
from toolkit.grading.roster import Person, read_roster
from toolkit.grading.rows import due_time

SHIPPED = pytest.mark.parametrize("name", ["good", "middling", "poor", "gamed"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return cohort(tmp_path / "graded")


def state(book: Gradebook, learner: str, exercise: str) -> str:
    return str(row(book, learner, exercise)["state"])


def row(book: Gradebook, learner: str, exercise: str) -> dict[str, object]:
    return next(one for one in plain(book.grades) if (one["learner"], one["exercise"]) == (learner, exercise))


# --- everybody by everything ----------------------------------------------------------------------------------------


def test_everybody_in_the_roster_or_the_folder_has_a_row_for_every_exercise(folder: Path) -> None:
    book = read_gradebook(folder, LIBRARY, roster=[Person("zoe", name="Zoe")])

    pairs = list(zip(book.grades["learner"], book.grades["exercise"], strict=True))
    assert pairs == [(who, what) for who in ("ana", "bo", "cy", "dee", "zoe") for what in (FIRST, AGENDA, GIVING)]
    assert book.learners == ("ana", "bo", "cy", "dee", "zoe")
    assert [person.name for person in book.people] == ["", "", "", "", "Zoe"]


@pytest.mark.parametrize(
    ("learner", "exercise", "expected"),
    [
        ("ana", FIRST, "graded"),
        ("ana", AGENDA, "waiting for a person"),
        ("cy", AGENDA, "waiting for a person"),
        ("dee", GIVING, "refused"),
        ("dee", FIRST, "unattempted"),
        ("bo", GIVING, "unattempted"),
    ],
)
def test_each_row_says_how_far_it_is(folder: Path, learner: str, exercise: str, expected: str) -> None:
    assert state(read_gradebook(folder, LIBRARY), learner, exercise) == expected
    assert expected in STATES


@SHIPPED
def test_the_points_are_those_of_the_grade(tmp_path: Path, name: str) -> None:
    book = read_gradebook(write(tmp_path, [by("ana", reference(FIRST, name))]), LIBRARY)

    stated = LIBRARY.exercise(FIRST).references[name]  # type: ignore[index]
    assert row(book, "ana", FIRST)["points"] == stated
    assert row(book, "ana", FIRST)["share"] == pytest.approx(stated / 20)
    assert book.table().at["ana", FIRST] == stated
    assert book.table(value="share").at["ana", FIRST] == pytest.approx(stated / 20)
    assert book.table("items").loc["ana"].drop("open").sum() == pytest.approx(stated)


@pytest.mark.parametrize("table", ["exercises", "items", "criteria"])
def test_what_was_not_begun_is_empty_and_never_nought(folder: Path, table: str) -> None:
    book = read_gradebook(folder, LIBRARY, roster=[Person("zoe")])

    of = book.table(table)  # type: ignore[arg-type]
    assert of.loc["zoe"].drop("open").isna().all()
    assert of.loc["dee"].drop("open").isna().all()
    assert of.at["zoe", "open"] == 0
    assert list(of.columns) == [*book.columns[table], "open"]  # type: ignore[index]


def test_nought_points_are_nought(tmp_path: Path) -> None:
    book = read_gradebook(write(tmp_path, [by("bo", reference(FIRST, "gamed"))]), LIBRARY)

    assert row(book, "bo", FIRST) | {"points": 0.0, "share": 0.0, "state": "graded"} == row(book, "bo", FIRST)


def test_a_table_has_the_content_in_its_order_though_nobody_has_come_so_far(tmp_path: Path) -> None:
    book = read_gradebook(refuse(tmp_path, (FIRST, "ana.json", "E_JSON", "is not JSON")), LIBRARY)

    assert book.columns["items"] == (f"{FIRST}/talk", f"{FIRST}/note", f"{FIRST}/stairs")
    assert f"{FIRST}/talk/telling_less" in book.columns["criteria"]
    assert state(book, "ana", FIRST) == "refused"
    assert book.attempts.empty
    assert book.table("criteria").loc["ana"].drop("open").isna().all()


def test_an_item_left_out_makes_it_partly_scored(tmp_path: Path) -> None:
    good = reference(FIRST, "good").answers
    answers = Answers(schema_version=1, exercise=FIRST, items={"stairs": good["stairs"]})
    book = read_gradebook(write(tmp_path, [entry_of(FIRST, "ana", answers)]), LIBRARY)

    assert state(book, "ana", FIRST) == "partly scored"
    assert row(book, "ana", FIRST)["points"] == 4
    assert book.items.set_index("item")["answered"].to_dict() == {"talk": False, "note": False, "stairs": True}
    assert pd.isna(book.table("items").at["ana", f"{FIRST}/talk"])


def test_where_nothing_was_scored_there_is_no_share(tmp_path: Path) -> None:
    nothing = entry_of(FIRST, "ana", Answers(schema_version=1, exercise=FIRST, items={}))
    book = read_gradebook(write(tmp_path, [nothing]), LIBRARY)

    assert row(book, "ana", FIRST)["points"] is None
    assert row(book, "ana", FIRST)["share"] is None
    assert row(book, "ana", FIRST)["attempts"] == 1
    assert pd.isna(book.table().at["ana", FIRST])


def test_what_could_not_be_scored_counts_neither_right_nor_wrong(tmp_path: Path) -> None:
    book = read_gradebook(write(tmp_path, [entry_with("ana", {"talk": 9.0, "note": None})]), LIBRARY)

    assert row(book, "ana", FIRST) | {"points": 9.0, "max_points": 20.0, "share": 0.9} == row(book, "ana", FIRST)
    assert book.table(value="share").at["ana", FIRST] == 0.9
    assert state(book, "ana", FIRST) == "partly scored"


def test_the_tables_have_the_columns_and_kinds_that_they_promise(folder: Path) -> None:
    book = read_gradebook(folder, LIBRARY)

    kinds = {
        "attempts": "string string Int64 datetime64[s, UTC] boolean Float64 Float64 Float64 bool int64 string",
        "items": "string string Int64 bool string string bool Float64 Float64",
        "criteria": "string string Int64 bool string string string string Float64 Float64 string",
        "refused": "string string string string string",
        "grades": "string string string Int64 Int64 datetime64[s, UTC] boolean Float64 Float64 Float64 int64",
    }
    for name, expected in kinds.items():
        assert " ".join(str(kind).replace(", ", ",") for kind in getattr(book, name).dtypes) == expected.replace(", ", ","), name
    assert list(book.attempts.columns) == [
        "learner", "exercise", "attempt", "handed_in", "late", "points", "max_points", "share", "counts", "open", "answer_sha256",
    ]  # fmt: skip


def test_the_tables_can_be_had_without_pandas(folder: Path) -> None:
    rows = plain(read_gradebook(folder, LIBRARY).grades)

    assert rows[0]["learner"] == "ana"
    assert rows[0]["late"] is None
    assert {type(one["open"]) for one in rows} == {int}
    assert {type(one["points"]) for one in rows} == {float, type(None)}


# --- attempts -------------------------------------------------------------------------------------------------------


def test_the_best_attempt_counts_or_the_last(folder: Path) -> None:
    best, last = (read_gradebook(folder, LIBRARY, policy=policy) for policy in ("best", "last"))

    assert best.table().at["bo", FIRST] == 9.5
    assert last.table().at["bo", FIRST] == 0.8
    assert [row(book, "bo", FIRST)["attempt"] for book in (best, last)] == [1, 2]
    assert row(best, "bo", FIRST)["attempts"] == 2
    assert list(best.attempts.loc[best.attempts["learner"] == "bo", "counts"]) == [True, False]
    assert set(best.items.loc[best.items["learner"] == "bo", "counts"]) == {True, False}


def test_of_two_attempts_alike_the_earlier_counts(tmp_path: Path) -> None:
    same = {"talk": 5.0}
    two = [entry_with("ana", same, sha=sha * 64, handed_in=at) for sha, at in (("b", EVENING), ("a", MORNING))]
    book = read_gradebook(write(tmp_path, two), LIBRARY)

    assert row(book, "ana", FIRST)["handed_in"] == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_the_best_is_the_one_with_most_points_and_then_with_the_greater_share(tmp_path: Path) -> None:
    few = entry_with("ana", {"talk": 8.0, "note": None}, sha="a" * 64)
    many = entry_with("ana", {"talk": 8.0, "note": 6.0}, sha="b" * 64, handed_in=EVENING)
    alike = [
        entry_with("bo", {"talk": 8.0, "note": 0.0}, sha="a" * 64),
        entry_with("bo", {"talk": 8.0, "note": None}, sha="b" * 64, handed_in=EVENING),
    ]
    book = read_gradebook(write(tmp_path, [few, many, *alike]), LIBRARY)

    assert (row(book, "ana", FIRST)["points"], row(book, "ana", FIRST)["share"]) == (14, 0.7)
    assert (row(book, "bo", FIRST)["points"], row(book, "bo", FIRST)["share"]) == (8, 0.8)


def test_an_attempt_without_any_score_is_never_the_best(tmp_path: Path) -> None:
    two = [entry_with("ana", {"talk": None}, sha="b" * 64), entry_with("ana", {"talk": 0.0}, handed_in=EVENING)]
    book = read_gradebook(write(tmp_path, two), LIBRARY)

    assert row(book, "ana", FIRST)["attempt"] == 2
    assert row(book, "ana", FIRST)["points"] == 0


def test_a_grade_given_anew_is_no_new_attempt(tmp_path: Path) -> None:
    before, after = entry_with("ana", {"talk": 5.0}), entry_with("ana", {"talk": 6.0})
    book = read_gradebook(write(tmp_path, [before, after]), LIBRARY)

    assert list(book.attempts["points"]) == [6]


def test_a_copy_that_lost_its_time_makes_nobody_late_and_its_grade_counts(tmp_path: Path) -> None:
    first, again = (entry_with("ana", {"talk": got}, handed_in=at) for got, at in ((5.0, MORNING), (6.0, EVENING)))
    book = read_gradebook(write(tmp_path, [first, again]), LIBRARY, due={FIRST: FIVE})

    (one,) = plain(book.attempts)
    assert (one["handed_in"], one["late"], one["points"]) == (datetime(2026, 11, 30, 9, tzinfo=UTC), False, 6)


def test_who_goes_back_to_earlier_answers_makes_no_new_attempt(tmp_path: Path) -> None:
    went = [("a", 5.0, "2026-11-30T09:00:00Z"), ("b", 7.0, "2026-11-30T10:00:00Z"), ("a", 5.0, "2026-11-30T11:00:00Z")]
    entries = [entry_with("ana", {"talk": got}, sha=sha * 64, handed_in=at) for sha, got, at in went]
    book = read_gradebook(write(tmp_path, entries), LIBRARY, policy="last")

    assert [one["points"] for one in plain(book.attempts)] == [5, 7]
    assert row(book, "ana", FIRST)["points"] == 7


graded = st.lists(
    st.builds(
        lambda learner, sha, at, points: entry_with(learner, {"talk": points}, sha=sha * 64, handed_in=at),
        st.sampled_from(["ana", "bo", "cy"]),
        st.sampled_from("abc"),
        st.sampled_from([MORNING, EVENING]),
        st.sampled_from([None, 0.0, 5.0, 10.0]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(graded)
def test_the_attempts_are_the_ledgers(tmp_path_factory: pytest.TempPathFactory, entries: Sequence[Entry]) -> None:
    book = read_gradebook(write(tmp_path_factory.mktemp("graded"), entries), LIBRARY)

    expected = [
        (learner, number, one.grade.answer_sha256, datetime.fromisoformat(one.handed_in), one.grade.items[0].points)
        for learner, of in attempts(entries).items()
        for number, one in enumerate(of, start=1)
    ]
    names = ("learner", "attempt", "answer_sha256", "handed_in", "points")
    found = [tuple(one[name] for name in names) for one in plain(book.attempts)]
    assert found == expected
    assert book.attempts.groupby("learner")["counts"].sum().eq(1).all()


# --- late -----------------------------------------------------------------------------------------------------------

FIVE = datetime(2026, 12, 1, 17)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("due", "handed_in", "late"),
    [
        (FIVE, "2026-12-01T17:00:00Z", False),
        (FIVE, "2026-12-01T17:00:01Z", True),
        (FIVE.replace(tzinfo=timezone(timedelta(hours=1))), "2026-12-01T16:00:01Z", True),
        (FIVE.replace(tzinfo=timezone(timedelta(hours=-1))), "2026-12-01T17:00:01Z", False),
    ],
)
def test_late_is_after_the_due_time_wherever_that_was_said(tmp_path: Path, due: datetime, handed_in: str, late: bool) -> None:
    book = read_gradebook(write(tmp_path, [by("ana", reference(FIRST, "good"), handed_in)]), LIBRARY, due={FIRST: due})

    assert row(book, "ana", FIRST)["late"] is late
    assert list(book.attempts["late"]) == [late]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2026-12-01", "2026-12-01T23:59:59+00:00"),
        ("2026-12-01T00:00", "2026-12-01T00:00:00+00:00"),
        ("2026-12-01T17:00", "2026-12-01T17:00:00+00:00"),
        ("2026-12-01T17:00+01:00", "2026-12-01T17:00:00+01:00"),
    ],
)
def test_a_day_lasts_until_its_end_and_no_zone_is_utc(text: str, until: str) -> None:
    assert due_time(text).isoformat() == until


def test_nothing_is_late_or_in_time_without_a_due_time_or_an_attempt(folder: Path) -> None:
    book = read_gradebook(folder, LIBRARY, due={FIRST: FIVE})

    assert row(book, "ana", AGENDA)["late"] is None
    assert row(book, "cy", FIRST)["late"] is None
    assert row(book, "ana", FIRST)["late"] is False


def test_a_due_time_for_another_exercise_is_refused(folder: Path) -> None:
    with pytest.raises(GradingError, match=f"no grades of '16_skip_level_meeting'.*There are: {FIRST}, "):
        read_gradebook(folder, LIBRARY, due={"16_skip_level_meeting": FIVE})


# --- what people decide ---------------------------------------------------------------------------------------------


def test_what_a_person_decided_counts_and_waits_no_longer(folder: Path) -> None:
    entry = by("cy", reference(AGENDA, "poor"))
    before = read_gradebook(folder, LIBRARY)
    waiting = before.criteria[(before.criteria["learner"] == "cy") & before.criteria["points"].isna()]
    rating = Rating(
        exercise=AGENDA, learner="cy", answer_sha256=entry.grade.answer_sha256, item="beforehand", criterion="fair_to_the_other",
        score=2, rater="dee", at=EVENING,
    )  # fmt: skip
    keep_rating(folder, rating)
    after = read_gradebook(folder, LIBRARY)

    assert list(waiting["decided_by"]) == ["facilitator"]
    assert list(waiting["max_points"]) == [2]
    assert before.table().at["cy", "open"] == 1
    assert after.table().at["cy", "open"] == 0
    assert state(after, "cy", AGENDA) == "graded"
    settled = settle(entry, LIBRARY.exercise(AGENDA), LIBRARY, [rating])
    assert after.table().at["cy", AGENDA] == settled.grade.points > before.table().at["cy", AGENDA]
    assert after.table("criteria").at["cy", f"{AGENDA}/beforehand/fair_to_the_other"] == 2
    assert state(after, "ana", AGENDA) == "waiting for a person"


def test_a_criterion_that_the_rubric_no_longer_has_is_still_there(tmp_path: Path) -> None:
    book = read_gradebook(write(tmp_path, [entry_held_to("ana", 1, ["I promise."], criterion="long_gone")]), LIBRARY)

    (one,) = plain(book.criteria)
    assert (one["decided_by"], one["title"], one["quote"]) == ("", "Who does what by when", "I promise.")
    assert book.columns["criteria"][-1] == f"{FIRST}/note/long_gone"
    assert book.table("criteria").at["ana", f"{FIRST}/note/long_gone"] == 1


# --- what was refused -----------------------------------------------------------------------------------------------


def test_who_had_a_file_refused_and_another_taken_keeps_the_grade(folder: Path) -> None:
    book = read_gradebook(refuse(folder, (FIRST, "ana.json", "E_JSON", "is not JSON")), LIBRARY)

    assert state(book, "ana", FIRST) == "graded"
    assert plain(book.refused) == [
        {"learner": "ana", "exercise": FIRST, "file": "ana.json", "code": "E_JSON", "reason": "is not JSON"}
    ]


def test_a_refused_file_that_names_nobody_is_nobodys(folder: Path) -> None:
    book = read_gradebook(refuse(folder, (FIRST, "../=x.json", "E_NAME", "bad"), (FIRST, "NA.json", "E_JSON", "bad")), LIBRARY)

    assert list(book.refused["learner"]) == ["", "NA"]
    assert "" not in book.learners
    assert state(book, "NA", FIRST) == "refused"


@pytest.mark.parametrize("text", ["", "file,code\nx,y\n", "a\nb,c,d\n", b"\xff\xfe"])
def test_a_list_of_refused_files_that_is_none_is_named(folder: Path, text: str | bytes) -> None:
    (folder / "refused.csv").write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(GradingError, match=r"refused\.csv is not the list of refused files"):
        read_gradebook(folder, LIBRARY)


# --- folders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_grades_says_how_to_make_them(tmp_path: Path, made: bool) -> None:
    if made:
        (tmp_path / "none").mkdir()

    with pytest.raises(GradingError, match=f"no EXERCISE/{LEDGER} in it.*one-on-one grade EXERCISE --answers FOLDER --out"):
        read_gradebook(tmp_path / "none", LIBRARY)


def test_grades_of_an_exercise_that_is_not_here_say_what_to_set(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(GradingError, match=f"holds grades of '{FIRST}'.*ONE_ON_ONE_CONTENT"):
        read_gradebook(folder, Library(tmp_path))


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    entries = [by(who, reference(FIRST, name)) for who, name in (("ana", "good"), ("bo", "poor"), ("cy", "middling"))]
    one, other = (
        read_gradebook(write(tmp_path / name, order), LIBRARY) for name, order in (("one", entries), ("other", entries[::-1]))
    )

    for name in ("grades", "attempts", "items", "criteria"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


# --- the roster -----------------------------------------------------------------------------------------------------


def roster(tmp_path: Path, text: str | bytes) -> tuple[Person, ...]:
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


@pytest.mark.parametrize(
    "text",
    [
        "learner,name,email\nana,Ana López,a@x.org\n",
        "\ufefflearner;name;email\r\nana;Ana López;a@x.org\r\n",
        'Email, Learner ,Team,NAME\na@x.org,ana,Blue,"Ana Lo\u0301pez"\n\n',
    ],
    ids=["plain", "as Excel writes it", "other order, other columns, letters in parts"],
)
def test_a_roster_is_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    assert roster(tmp_path, text) == (Person("ana", name="Ana López", email="a@x.org"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\nana\n", "has no column 'learner'"),
        ("", "has no column 'learner'"),
        ("learner\nana\nana\n", r"people\.csv:3: 'ana' is there twice"),
        (b"learner\n\xff\n", "is not UTF-8 text"),
        ('learner\n"' + "x" * 200_000, "cannot be read as CSV"),
        ("learner," + "x" * 200_000, "cannot be read as CSV"),
        ('learner,name\n"ana,Ana\nbo,Bo\n', "cannot be read as CSV: unexpected end of data"),
    ],
)
def test_a_roster_that_is_none_is_refused(tmp_path: Path, text: str | bytes, says: str) -> None:
    with pytest.raises(GradingError, match=says):
        roster(tmp_path, text)


def test_a_roster_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match=r"people\.csv cannot be read: No such file"):
        read_roster(tmp_path / "people.csv")
