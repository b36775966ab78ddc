"""What a facilitator sees of a folder of grades."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from tests.grading.graded import entry_of, entry_with, reference, write
from toolkit.content import Library
from toolkit.errors import GradingError
from toolkit.grading import Answers, mark
from toolkit.grading.gradebook import Gradebook, read_gradebook
from toolkit.grading.ledger import LEDGER, attempts, open_ledger, read_ledger
from toolkit.views.gradebook import GradebookView, example_grades, gradebook_page, open_gradebook, read_flags
from toolkit.views.gradebook.cohort import Went, cohort_of, looks, went
from toolkit.views.gradebook.example import DUE
from toolkit.views.gradebook.learner import learner_html
from toolkit.views.html import CannotOpen

LIBRARY = Library.default()
FIRST, AGENDA, GIVING = DUE
QUOTED = "So you feel so you feel so you feel."
"""Words of a learner, which a page shows only when asked."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_grades(tmp_path_factory.mktemp("grades"), LIBRARY)


@pytest.fixture(scope="module")
def book(folder: Path) -> Gradebook:
    return read_gradebook(folder, LIBRARY, due={id: datetime.fromisoformat(at) for id, at in DUE.items()})


@pytest.fixture
def opened(folder: Path) -> GradebookView:
    view = open_gradebook(folder, due=DUE)
    assert isinstance(view, GradebookView)
    return view


# --- the example ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", [AGENDA, GIVING])
def test_the_examples_grades_are_those_that_its_answers_get(exercise: str, folder: Path) -> None:
    spec = LIBRARY.exercise(exercise)
    every = attempts(read_ledger(folder / exercise))

    for entry in (every["farid"][0], every["liam"][0], every["bartek"][-1]):
        answers = Answers(schema_version=1, exercise=exercise, items=entry.answers)
        assert mark(spec, answers, LIBRARY).items == entry.grade.items


def test_the_example_has_everything_that_there_is_to_see(book: Gradebook, folder: Path) -> None:
    assert {"graded", "waiting for a person", "refused", "unattempted"} <= set(book.grades["state"])
    assert book.grades["late"].any()
    assert (book.grades["attempts"] > 1).any()
    assert {flag["kind"] for flag in read_flags(folder)} == {"same_file", "repeated", "keywords"}


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_says_who_is_where_and_that_not_begun_is_no_zero(book: Gradebook, parsed: Any) -> None:
    text = parsed(gradebook_page(book)).text

    assert "19 learners, 3 exercises: 43 of 57 handed in and graded; 13 not begun" in text
    assert text.count("not begun") >= 13
    assert "is not JSON; hand in the file" in text


def test_what_was_left_out_is_said_beside_a_share_of_the_rest(tmp_path: Path, parsed: Any) -> None:
    left_out = entry_with("ana", {"talk": 9.0, "note": None})
    book = read_gradebook(write(tmp_path, [left_out]), LIBRARY)

    text = parsed(gradebook_page(book)).text
    assert "90%in part" in "".join(text.split()).replace("inpart", "in part")
    assert "counts neither right nor wrong" in text
    assert [one.why for one in looks(cohort_of(book))] == ["scored in part: 1"]


def test_what_was_left_out_is_said_also_where_something_waits_for_a_person(tmp_path: Path, parsed: Any) -> None:
    whole = reference(AGENDA, "good")
    waiting = {"whole": whole.answers, "partly": {id: answer for id, answer in whole.answers.items() if id != "month"}}
    assert len(waiting["partly"]) == len(waiting["whole"]) - 1
    entries = [entry_of(AGENDA, name, Answers(schema_version=1, exercise=AGENDA, items=items)) for name, items in waiting.items()]

    book = read_gradebook(write(tmp_path, entries), LIBRARY)

    assert set(book.grades["state"]) == {"waiting for a person"}
    assert [one.learner for one in looks(cohort_of(book)) if "scored in part: 1" in one.why] == ["partly"]
    text = " ".join(parsed(gradebook_page(book)).text.split())
    assert text.count("1 open, in part") == 1
    assert "of what was scored" in " ".join(parsed(learner_html(book, "partly", "partly")).text.split())
    assert "of what was scored" not in " ".join(parsed(learner_html(book, "whole", "whole")).text.split())


def test_every_share_stands_in_words_in_the_table(book: Gradebook, parsed: Any) -> None:
    page = gradebook_page(book)
    table = page[page.index('class="gb-heat"') : page.index("Who needs a look")]

    for share in book.grades["share"].dropna():
        assert f"{share:.0%}" in table


def test_words_of_learners_stand_in_it_only_when_asked_for(book: Gradebook) -> None:
    assert QUOTED not in gradebook_page(book)
    assert QUOTED in gradebook_page(book, quotes=True)


def test_flags_stand_apart_and_are_to_look_at(book: Gradebook, parsed: Any) -> None:
    flag = {"exercise": FIRST, "learner": "liam", "item": "note", "text": "About half of it is also rosa's.", "quote": "so poor Arvid"}

    page = gradebook_page(book, [flag])

    apart = page[page.index('class="gb-flags"') :]
    assert "do not judge" in apart
    assert "About half of it is also rosa&#39;s." in apart
    assert "so poor Arvid" not in page
    assert "so poor Arvid" in gradebook_page(book, [flag], quotes=True)
    assert "do not judge" not in gradebook_page(book)


def test_hostile_names_and_flags_stay_text(book: Gradebook, hostile: str, parsed: Any) -> None:
    flag = {"exercise": FIRST, "learner": hostile, "item": hostile, "text": hostile, "quote": hostile}
    people = tuple(replace(person, name=hostile) if person.learner == "liam" else person for person in book.people)

    page = parsed(gradebook_page(replace(book, people=people), [flag], quotes=True))

    assert page.text.count(hostile) >= 3
    assert [one for one in page.harmful if one != "meta"] == []


def test_the_same_gradebook_makes_the_same_page(book: Gradebook) -> None:
    assert gradebook_page(book) == gradebook_page(book)


def test_a_big_group_is_shown_as_distributions_and_not_as_rows_of_names(tmp_path: Path, folder: Path, parsed: Any) -> None:
    (tmp_path / FIRST).mkdir()
    one = list(read_ledger(folder / FIRST))[:12]
    with open_ledger(tmp_path / FIRST) as ledger:
        for number in range(30):
            for entry in one:
                ledger.append(entry.model_copy(update={"learner": f"{entry.learner}{number}"}))
    learners = len({entry.learner for entry in one}) * 30
    assert learners > 200

    big = read_gradebook(tmp_path, LIBRARY)
    page = parsed(gradebook_page(big))

    assert f"{learners} learners" in page.text
    assert "Who is where" not in page.text
    assert len([element for element in page.elements if element == "tr"]) < 120


def test_ten_learners_are_needed_for_figures(tmp_path: Path, folder: Path, parsed: Any) -> None:
    (tmp_path / FIRST).mkdir()
    (tmp_path / FIRST / LEDGER).write_bytes(b"".join((folder / FIRST / LEDGER).read_bytes().splitlines(keepends=True)[:3]))

    text = parsed(gradebook_page(read_gradebook(tmp_path, LIBRARY))).text

    assert "Figures come with ten learners" in text
    assert "This needs ten learners" in text


def test_ten_learners_who_each_left_something_out_are_not_called_too_few(tmp_path: Path, parsed: Any) -> None:
    entries = [entry_with(f"learner_{n}", {"talk": float(n % 5), "note": None if n % 2 else 5.0}, sha=f"{n:064}") for n in range(12)]

    text = parsed(gradebook_page(read_gradebook(write(tmp_path, entries), LIBRARY))).text

    assert "Figures come with ten learners" not in text
    assert "ten learners with points for every item of the same exercise" in text


def test_of_one_learner_there_is_no_half(tmp_path: Path, parsed: Any) -> None:
    book = read_gradebook(write(tmp_path, [entry_with("ana", {"talk": 9.0, "note": 9.0})]), LIBRARY)

    text = parsed(gradebook_page(book)).text

    assert "1 with points: 90%" in text
    assert "half of them" not in text


# --- what is read off -----------------------------------------------------------------------------------------------


def test_who_has_nothing_to_be_asked_about_needs_no_look(book: Gradebook) -> None:
    cohort = cohort_of(book)
    asked = {one.learner: one.why for one in looks(cohort)}

    assert asked["stefan"] == "not begun: 2, file refused: 1"
    for learner in set(cohort.learners) - set(asked):
        rows = [row for row in cohort.grades if row["learner"] == learner]
        assert all(row["share"] >= 0.5 and not row["late"] and row["attempt"] for row in rows)


def test_full_marks_lie_in_the_last_tenth_and_nobody_is_counted_twice() -> None:
    one = Went(FIRST, (0.0, 0.1, 0.3, 0.7, 0.95, 1.0), unattempted=1, refused=0, late=0)

    assert one.tenths() == [1, 1, 0, 1, 0, 0, 0, 1, 0, 2]
    assert one.middle == 0.5


def test_of_an_exercise_without_points_there_is_no_middle(book: Gradebook) -> None:
    nobody = replace(cohort_of(book), grades=[row for row in cohort_of(book).grades if row["learner"] == "stefan"])

    assert [(one.middle, sum(one.tenths())) for one in went(nobody)] == [(None, 0)] * 3


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b""])
def test_a_file_that_holds_no_flags_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "flags.csv").write_bytes(content)

    with pytest.raises(GradingError, match=r"flags\.csv"):
        read_flags(tmp_path)


# --- in the notebook ------------------------------------------------------------------------------------------------


def test_filters_leave_those_who_are_meant(opened: GradebookView, screen: Callable[[Any], Any]) -> None:
    opened.shown.value = "late"
    late = {row["learner"] for row in cohort_of(opened.book).grades if row["late"]}
    assert {name for _, name in opened.learner.options} == {"", *late}

    opened.shown.value = "everybody"
    opened.exercise.value = GIVING
    opened.search.value = " PIL"

    assert opened.learner.value == "pilar"
    text = screen(opened.view).text
    assert "Who is where: 1 learner" in text
    assert "19 learners, 1 exercise" in text


def test_one_learner_is_shown_with_attempts_items_and_quotes(opened: GradebookView, screen: Callable[[Any], Any]) -> None:
    opened.learner.value = "adaeze"

    text = screen(opened.view).text

    assert re.search(r"Attempt 1, \d+ March 2026, 09:30 UTC: [\d.]+ of 20", text)
    assert "late, counts" in text
    assert "What the points rest on" in text


def test_the_last_attempt_counts_when_it_is_chosen(opened: GradebookView) -> None:
    before = opened.book
    opened.policy.value = "last"

    assert (before.policy, opened.book.policy) == ("best", "last")


def test_what_is_saved_never_takes_the_place_of_an_older_file(opened: GradebookView, folder: Path) -> None:
    opened.shown.value = "late"

    first, second, book = opened.save("csv"), opened.save("csv"), opened.save("xlsx")

    assert first.parent == folder.parent
    assert len({first, second, book}) == 3
    assert len(first.read_text(encoding="utf-8").splitlines()) == 1 + 19 * 3
    assert first.read_bytes() == second.read_bytes()
    assert book.read_bytes().startswith(b"PK")


def test_a_page_to_print_is_saved_without_flags_and_with_words_only_when_they_are_shown(
    opened: GradebookView, screen: Callable[[Any], Any], folder: Path
) -> None:
    screen(opened.view).press("Save as a page to print")
    opened.quotes.value = True
    with_words = opened.save("html").read_text(encoding="utf-8")

    assert f"{folder.name}_gradebook.html" in screen(opened.view).text
    page = next(folder.parent.glob(f"{folder.name}_gradebook.html")).read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Where the group goes wrong" in page
    assert (QUOTED in page, QUOTED in with_words) == (False, True)
    assert "To look at, not to judge" not in page + with_words


def test_pressing_says_where_the_file_is(opened: GradebookView, screen: Callable[[Any], Any], folder: Path) -> None:
    screen(opened.view).press("Save as Excel")

    assert f"{folder.name}_gradebook" in screen(opened.view).text


def test_an_empty_folder_says_which_command_makes_grades(tmp_path: Path) -> None:
    shown = open_gradebook(tmp_path)

    assert isinstance(shown, CannotOpen)
    assert "one-on-one grade EXERCISE --answers FOLDER" in vars(shown)["_why"]
    assert "There is no folder" not in vars(shown)["_why"]


def test_a_folder_that_is_not_there_is_told_from_an_empty_one(tmp_path: Path) -> None:
    shown = open_gradebook(tmp_path / "gradde")

    assert isinstance(shown, CannotOpen)
    assert vars(shown)["_why"].startswith(f"There is no folder {tmp_path / 'gradde'} here. Is the name as it stands in the list of files?")


def test_a_due_date_that_is_none_is_named(folder: Path) -> None:
    shown = open_gradebook(folder, due={FIRST: "next Friday"})

    assert isinstance(shown, CannotOpen)


def test_whoever_asks_for_tables_that_are_not_there_gets_a_sentence(tmp_path: Path) -> None:
    shell = InteractiveShell()
    shell.user_ns["view"] = open_gradebook(tmp_path)

    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert not shell.run_cell("view.book.grades").success

    assert said.getvalue().startswith("There are no tables yet, because no gradebook was opened. There are no grades in ")
    assert "Traceback" not in said.getvalue()


def test_a_due_day_lasts_until_its_end(folder: Path) -> None:
    on_time = open_gradebook(folder, due={FIRST: "2026-03-08"})
    late = open_gradebook(folder, due={FIRST: "2026-03-08T00:00"})

    assert isinstance(on_time, GradebookView)
    assert isinstance(late, GradebookView)
    assert late.book.attempts["late"].sum() > on_time.book.attempts["late"].sum() == 0


def test_hostile_searches_stay_text(opened: GradebookView, screen: Callable[[Any], Any], hostile: str) -> None:
    opened.search.value = hostile

    assert "Nobody is left" in screen(opened.view).text
    assert [found for page in screen(opened.view).pages for found in page.harmful] == []


def test_nothing_of_the_grades_stands_in_the_text_that_a_notebook_keeps(opened: GradebookView) -> None:
    assert opened._repr_mimebundle_()["text/plain"] == "<gradebook: 19 learners>"


def test_a_folder_in_which_everything_was_refused_can_be_looked_at(tmp_path: Path, parsed: Any) -> None:
    (tmp_path / "refused.csv").write_text(f"exercise,file,code,reason\n{FIRST},ana.json,E_JSON,is not JSON\n", encoding="utf-8")

    page = parsed(gradebook_page(read_gradebook(tmp_path, LIBRARY)))

    assert "1 learner, 1 exercise: 0 of 1 handed in and graded" in page.text
    assert "is not JSON" in page.text
    assert "1 file refused" in page.text
    assert isinstance(open_gradebook(tmp_path), GradebookView)
