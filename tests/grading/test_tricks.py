"""What tricks get for any text of the course: no more than a step, no more than without the trick, or nothing."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flagged import only, references
from toolkit.content import ExerciseSpec, Library, TextItem
from toolkit.grading import Answers, mark
from toolkit.grading.answers import Answer

LIBRARY = Library.default()
TEXTS = [
    (spec, item)
    for spec in map(LIBRARY.exercise, LIBRARY.exercise_files())
    for item in spec.items
    if isinstance(item, TextItem)
]

Case = tuple[ExerciseSpec, TextItem]


def points(spec: ExerciseSpec, item: TextItem, text: str) -> float:
    answers: dict[str, Answer] = {item.id: text}
    graded = mark(only(spec, item.id), Answers(schema_version=1, exercise=spec.id, items=answers), LIBRARY)
    return graded.items[0].points or 0.0


@cache
def reference(spec_id: str, item_id: str, name: str) -> str:
    return str(references(LIBRARY, LIBRARY.exercise(spec_id))[name][item_id])


def step(item: TextItem) -> float:
    """What the next better level of some criterion is worth."""
    rubric = LIBRARY.rubric(item.rubric)
    gaps = [one.score - other.score for c in rubric.criteria if c.graded for one, other in itertools.pairwise(c.levels)]
    return round(item.points * max(gaps) / rubric.max_points, 1)


def keywords(item: TextItem) -> list[str]:
    """The first way to put each element, and three mentions of each criterion."""
    criteria = LIBRARY.rubric(item.rubric).criteria
    return [w for c in criteria for w in (*c.mentions[:3], *(ways[0] for ways in c.elements.values()))]


def shortened(item: TextItem, text: str) -> str:
    return " ".join(text.split()[: item.max_words])


def too_many(worth: Callable[[ExerciseSpec, TextItem], Iterator[tuple[float, float]]]) -> list[str]:
    """The texts for which something gets more than it may."""
    return [f"{s.id} {i.id}: {got} > {most}" for s, i in TEXTS for got, most in worth(s, i) if got > most]


def test_keywords_alone_get_a_fifth_at_most() -> None:
    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        every = [w for c in LIBRARY.rubric(item.rubric).criteria for w in (*c.mentions, *itertools.chain(*c.elements.values()))]
        for words, between in itertools.product((keywords(item), every), (", ", " ")):
            yield points(spec, item, shortened(item, between.join(words))), item.points / 5

    assert too_many(worth) == []


@pytest.mark.xfail(strict=True, reason="some draws have too few words that cannot follow each other")
def test_random_words_get_a_step_at_most() -> None:
    others = " ".join(SENTENCES).split()

    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        chance = random.Random(item.id)
        for _ in range(3):
            yield points(spec, item, " ".join(chance.choice(others) for _ in range(item.max_words))), step(item)

    assert too_many(worth) == []


def test_keywords_put_behind_an_answer_change_nothing() -> None:
    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        for name in ("good", "middling", "poor"):
            text = reference(spec.id, item.id, name)
            before, after = points(spec, item, text), points(spec, item, shortened(item, f"{text} {', '.join(keywords(item))}"))
            yield abs(after - before), 0.0

    assert too_many(worth) == []


def test_an_answer_given_twice_gets_no_more() -> None:
    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        for name in ("good", "middling", "poor"):
            text = reference(spec.id, item.id, name)
            yield points(spec, item, f"{text}\n{text}"), points(spec, item, text)

    assert too_many(worth) == []


SENTENCES = [
    sentence
    for spec, item in TEXTS[:6]
    for name in ("good", "middling", "poor", "gamed")
    for sentence in re.split(r"(?<=[.!?])\s+", reference(spec.id, item.id, name))
]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TEXTS[:6]), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.sampled_from([" ", "\n"]))
def test_saying_anything_twice_gets_no_more_than_saying_it_once(case: Case, parts: list[str], between: str) -> None:
    text = " ".join(parts)

    assert points(*case, text + between + text) <= points(*case, text)


@pytest.mark.parametrize("part", ["why", "looks_like", "next_try", "examples", "cannot_judge"])
def test_the_rubrics_own_words_get_nothing(part: str) -> None:
    def pasted(item: TextItem) -> Iterator[str]:
        for c in LIBRARY.rubric(item.rubric).criteria:
            match part:
                case "examples":
                    yield from (example.talk for example in c.examples)
                case "why" | "cannot_judge":
                    yield getattr(c, part)
                case _:
                    yield from (getattr(level, part) for level in c.levels)

    found = too_many(lambda spec, item: iter([(points(spec, item, "\n".join(pasted(item))), 0.0)]))

    assert found == []


def test_the_task_echoed_gets_a_step_at_most() -> None:
    def echoed(item: TextItem) -> Iterator[str]:
        yield from (item.prompt, f"{item.prompt} {item.hint}", f"{item.prompt}\n{item.hint}")

    assert too_many(lambda spec, item: ((points(spec, item, text), step(item)) for text in echoed(item))) == []


def hidden_in(text: str) -> str:
    return re.sub(r"(\w)(\w)", "\\1\u200b\\2", text)


def in_cyrillic(text: str) -> str:
    return text.translate(str.maketrans("aeopcyxisj", "аеорсухіѕј"))


@pytest.mark.parametrize("disguise", [hidden_in, in_cyrillic])
def test_a_model_in_disguise_gets_nothing(disguise: Callable[[str], str]) -> None:
    assert too_many(lambda spec, item: iter([(points(spec, item, disguise(item.model)) if item.model else 0.0, 0.0)])) == []


def test_keywords_that_nobody_sees_get_nothing() -> None:
    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        text = reference(spec.id, item.id, "middling")
        unseen = "".join(chr(0xE0000 + ord(c)) for c in ", ".join(keywords(item)) if c.isascii())
        yield points(spec, item, f"{text} {unseen}"), points(spec, item, text)

    assert too_many(worth) == []


@pytest.mark.parametrize("disguise", [hidden_in, in_cyrillic])
def test_a_good_answer_is_scored_as_it_looks(disguise: Callable[[str], str]) -> None:
    def worth(spec: ExerciseSpec, item: TextItem) -> Iterator[tuple[float, float]]:
        text = reference(spec.id, item.id, "good")
        yield points(spec, item, text), points(spec, item, disguise(text))

    assert too_many(worth) == []
