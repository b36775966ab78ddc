"""Which sentences of an answer are scored: all of an honest one, slips and all, as they are read."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from tests.flagged import cut, only, references, spoken
from toolkit.content import Library, TextItem
from toolkit.feedback.text import Line
from toolkit.grading import Answers, ItemGrade, mark
from toolkit.grading.characters import visible
from toolkit.grading.grade import NO_PROSE, NOTHING_OWN
from toolkit.grading.prose import hangs_together, own_sentences

LIBRARY = Library.default()
TEXTS = [
    (spec, item) for spec in map(LIBRARY.exercise, LIBRARY.exercise_files()) for item in spec.items if isinstance(item, TextItem)
]
SPEC, NOTE = TEXTS[0]
RUBRIC = LIBRARY.rubric(NOTE.rubric)
HONEST = ("good", "other_good", "another_good", "middling")
"""The poor ones take over what a rubric quotes."""


def graded(text: str) -> ItemGrade:
    return mark(only(SPEC, NOTE.id), Answers(schema_version=1, exercise=SPEC.id, items={NOTE.id: text}), LIBRARY).items[0]


def sentences(text: str) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in Line(text).sentences)


def written() -> Iterator[tuple[TextItem, str]]:
    for spec, item in TEXTS:
        for name in HONEST:
            if answer := references(LIBRARY, spec)[name].get(item.id):
                yield item, str(answer)


def with_slips(text: str, rate: float, chance: random.Random) -> str:
    """A text in which so many words are left out, misplaced or wrong."""
    words = text.split()
    for i in sorted(chance.sample(range(len(words) - 1), round(rate * len(words))), reverse=True):
        match chance.randrange(4):
            case 0 | 1:
                del words[i]
            case 2:
                words[i : i + 2] = words[i : i + 2][::-1]
            case _:
                words.insert(i, chance.choice(words))
    return " ".join(words)


def test_every_sentence_of_every_honest_reference_is_scored() -> None:
    for item, text in written():
        assert own_sentences(text, item, LIBRARY.rubric(item.rubric)) == sentences(text)


STRUNG = {
    "commas": lambda shown: re.sub(r"[.!?]+\s+", ", ", " ".join(shown)),
    "and": lambda shown: re.sub(r"[.!?]+\s+", " and ", " ".join(shown)),
    "titles run on": " ".join,
}


@pytest.mark.parametrize("strung", STRUNG)
def test_what_was_shown_is_nobodys_own_however_its_sentences_are_strung_together(strung: str) -> None:
    for _, item in TEXTS:
        rubric = LIBRARY.rubric(item.rubric)
        for shown in ([item.model], [*rubric.texts], [example.talk for one in rubric.criteria for example in one.examples]):
            own = own_sentences(STRUNG[strung](shown), item, rubric)
            assert sum(map(len, own)) <= len(" ".join(shown)) / 4, (item.id, own)


def test_what_managers_say_is_neither_a_row_nor_random() -> None:
    pieces = [piece for lines in spoken(LIBRARY).values() for length in (20, 60) for piece in cut(lines, length)]
    scored = [
        own_sentences(piece, item, LIBRARY.rubric(item.rubric)) for piece, (_, item) in zip(pieces, TEXTS * len(pieces), strict=False)
    ]

    assert all(map(hangs_together, scored))
    assert all(scored)
    # What a rubric gives as an example, somebody says.
    assert sum(own != sentences(piece) for own, piece in zip(scored, pieces, strict=True)) <= len(pieces) / 1000


@pytest.mark.parametrize("rate", [0.03, 0.05])
def test_an_answer_with_slips_hangs_together(rate: float) -> None:
    chance = random.Random(4)
    assert all(hangs_together([with_slips(text, rate, chance)]) for _, text in written() for _ in range(5))


def test_what_a_rubric_says_of_a_level_hangs_together() -> None:
    for _, item in TEXTS:
        for criterion in LIBRARY.rubric(item.rubric).criteria:
            assert all(hangs_together([level.looks_like]) for level in criterion.levels)


def test_a_row_of_keywords_is_left_out_and_a_sentence_of_ways_is_not() -> None:
    ways = list(dict.fromkeys(RUBRIC.ways))

    own = own_sentences(f"I talk to the others. {', '.join(ways[:12])}. You know how it is. {' '.join(ways[12:30])}", NOTE, RUBRIC)

    assert own == ("I talk to the others.", "You know how it is.")


def test_short_sentences_of_the_task_count_where_the_rest_is_ones_own() -> None:
    item = NOTE.model_copy(update={"prompt": "Ruth. " + "One long sentence that the task has said to everybody already. It rains.", "hint": ""})

    assert "It rains." in own_sentences("It rains. Nobody told me that the bus was late.", item, RUBRIC)
    assert own_sentences(item.prompt, item, RUBRIC) == ()


def test_it_is_said_why_nothing_is_scored() -> None:
    drawn = "the was to of and of a is to were the by the my of or the if " * 3

    assert [(graded(text).points, graded(text).remarks[0].text) for text in (NOTE.prompt, drawn)] == [(0.0, NOTHING_OWN), (0.0, NO_PROSE)]


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم فردا با او حرف بزنم",
        "हिन्दी में क\u094d\u200dष",
        "Наташа пришла в офис, а у неё вопрос",
        "Η Ρούλα είναι εδώ",
        "أريد أن أتكلم معه غدا",
        "👩\u200d👧 👍🏽 ❤\ufe0f, 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f!",
        "Gergő, Zoë and Dário talk to Жужа in 5 µm",
    ],
)
def test_other_scripts_are_read_as_they_stand(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("agen\u00adda", "agenda"),
        ("don\u2060't", "don't"),
        ("\u0430 \u0441\u0430rd", "a card"),
        ("\u0430 c\u0430r\u0435", "a care"),
        ("\ufb01nd", "find"),
        ("\uff41genda", "agenda"),
        ("An agend\u0430 for Жужа", "An agenda for Жужа"),
    ],
)
def test_latin_words_are_read_as_they_look(stored: str, read: str) -> None:
    assert visible(stored) == read
