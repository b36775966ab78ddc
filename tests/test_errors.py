"""Errors say what is wrong, where, and what to do."""

from __future__ import annotations

import pytest

from toolkit import errors
from toolkit.errors import AnswersError, ContentError, Problem, ToolkitError, UnknownNameError


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        pytest.param(Problem("a.yaml", 3, "is missing", "facts[2].id"), "a.yaml:3: is missing (at facts[2].id)", id="everything"),
        pytest.param(Problem("a.yaml", 3, "is missing"), "a.yaml:3: is missing", id="no path"),
        pytest.param(Problem("a.yaml", 0, "is too large"), "a.yaml: is too large", id="the whole file"),
    ],
)  # fmt: skip
def test_a_problem_says_its_place_first(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_a_content_error_lists_all_problems_by_file_and_line() -> None:
    error = ContentError([Problem("b.yaml", 1, "x"), Problem("a.yaml", 10, "y"), Problem("a.yaml", 2, "z")])

    assert str(error).splitlines() == ["a.yaml:2: z", "a.yaml:10: y", "b.yaml:1: x"]
    assert [problem.line for problem in error.problems] == [2, 10, 1]


@pytest.mark.parametrize(
    ("name", "known", "text"),
    [
        pytest.param(
            "gone_quite",
            ["late", "gone_quiet"],
            "Did you mean 'gone_quiet'? Known: gone_quiet, late.",
            id="near",
        ),
        pytest.param("xyz", ["late"], "No scenario is called 'xyz'. Known: late.", id="nothing near"),
        pytest.param("xyz", [], "Known: none; there is no scenario here yet.", id="nothing known"),
    ],
)
def test_an_unknown_name_lists_the_known_and_suggests_the_nearest(
    name: str, known: list[str], text: str
) -> None:
    error = UnknownNameError("scenario", name, known)

    assert text in str(error)
    assert ("Did you mean" in str(error)) == ("Did you mean" in text)


def test_every_error_that_a_user_can_cause_is_a_toolkit_error() -> None:
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)
    ]

    assert len(classes) == 7
    assert all(issubclass(kind, ToolkitError) for kind in classes)
    assert AnswersError("E_EMPTY", "is empty").code == "E_EMPTY"
