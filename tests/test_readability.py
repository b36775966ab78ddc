"""The lessons are plain to read, and the figures that say so count what they say they count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readability import EXERCISES, LESSONS, prose, read, sentences, syllables, table

HARDEST_GRADE = 9
LONGEST_SENTENCE = 45


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_no_lesson_needs_more_than_nine_years_of_school(lesson: Path) -> None:
    assert read(prose(lesson)).grade <= HARDEST_GRADE


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_no_sentence_of_a_lesson_has_to_be_read_twice_for_its_length(lesson: Path) -> None:
    longest = max(sentences(prose(lesson)), key=len)

    assert len(longest) <= LONGEST_SENTENCE, " ".join(longest)


def test_the_formulas_give_the_published_figures() -> None:
    reading = read("The cat sat on the mat.")

    assert (reading.words, reading.sentences, reading.syllables) == (6, 1, 6)
    assert reading.ease == pytest.approx(116.145)
    assert reading.grade == pytest.approx(-1.45)


def test_office_prose_would_be_refused() -> None:
    office = (
        "Leveraging regular bilateral conversations facilitates organisational transparency and empowers managers "
        "to operationalise actionable developmental feedback across heterogeneous stakeholder constellations."
    )

    assert read(office).grade > HARDEST_GRADE


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("asked", 1), ("wanted", 2), ("places", 2), ("notes", 1), ("table", 2), ("people", 2), ("coffee", 2),
        ("agreed", 2), ("manager", 3), ("conversation", 4), ("they've", 1), ("Kraków", 2), ("1:1", 2), ("2019", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_code_tables_and_addresses_are_not_read() -> None:
    text = (
        "# A title\n\nSee [the lesson](../notebooks/x.ipynb), Mr. Tan. Is it long?\n\n"
        "| a | b |\n|---|---|\n| one cell | two |\n\n* One `point_of_code` here\n* Two\n\n```\nprint(1)\n```\n"
    )

    assert [" ".join(words) for words in sentences(text)] == [
        "A title", "See the lesson Mr Tan", "Is it long", "One it here", "Two",
    ]  # fmt: skip


def test_an_exercise_is_read_with_what_its_items_ask() -> None:
    exercise = EXERCISES[0]
    asked = "Type what you would say"

    assert asked not in exercise.read_text(encoding="utf-8")
    assert asked in prose(exercise)


def test_the_table_has_a_line_for_each_notebook() -> None:
    heading, *lines = table(LESSONS[:2])

    assert heading.split() == ["words", "ease", "grade", "notebook"]
    assert [line.split()[-1] for line in lines] == [f"notebooks/{path.name}" for path in LESSONS[:2]]
