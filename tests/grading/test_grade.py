"""What answers are worth: the references get their stated points, blanks get none, and tricks get no more than work."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.content import REFERENCES, ChoiceItem, ConversationItem, ExerciseSpec, Library, TextItem
from toolkit.errors import AnswersError
from toolkit.grading import Answers, ItemGrade, handed_in, mark, read_answers

LIBRARY = Library.default()
EXERCISES = [LIBRARY.exercise(id) for id in LIBRARY.exercise_files()]
SPEC = LIBRARY.exercise("01_first_one_on_one")
RUBRIC = LIBRARY.rubric("follow_up_note")
RUTH = LIBRARY.scenario("gone_quiet")
NOTE = next(item for item in SPEC.items if isinstance(item, TextItem))
TALK = next(item for item in SPEC.items if isinstance(item, ConversationItem))
CHOICE = next(item for item in SPEC.items if isinstance(item, ChoiceItem))


def reference(spec: ExerciseSpec, name: str) -> Answers:
    folder = LIBRARY.root / "exercises" / spec.id / "reference"
    return read_answers(folder / f"{name}.json", spec).answers


def only(id: str, answer: str | tuple[str, ...]) -> ItemGrade:
    """The grade of one item, as if the exercise had no other."""
    spec = SPEC.model_copy(update={"items": tuple(item for item in SPEC.items if item.id == id)})
    return mark(spec, Answers(schema_version=1, exercise=spec.id, items={id: answer}), LIBRARY).items[0]


def note(text: str) -> float | None:
    return only(NOTE.id, text).points


@cache
def points_of(name: str, id: str) -> float:
    graded = mark(SPEC, reference(SPEC, name), LIBRARY)
    return next(item.points or 0.0 for item in graded.items if item.id == id)


@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.id) for spec in EXERCISES])
@pytest.mark.parametrize("name", REFERENCES)
def test_a_reference_gets_exactly_its_stated_points(spec: ExerciseSpec, name: str) -> None:
    assert mark(spec, reference(spec, name), LIBRARY).points == spec.references[name]


@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.id) for spec in EXERCISES])
def test_blank_answers_get_no_points_and_no_item_is_scored(spec: ExerciseSpec) -> None:
    blank = Answers(schema_version=1, exercise=spec.id, items={})

    graded = mark(spec, blank, LIBRARY)

    assert graded.points == 0
    assert graded.max_points == spec.max_points
    assert [(item.points, item.answered) for item in graded.items] == [(None, False)] * len(spec.items)
    assert graded.unscored == tuple(item.id for item in spec.items)


@pytest.mark.parametrize("answer", [pytest.param("", id="empty"), pytest.param(" \n\t ", id="blanks")])
def test_an_empty_text_is_not_answered_rather_than_wrong(answer: str) -> None:
    assert (only(NOTE.id, answer).answered, only(NOTE.id, answer).points) == (False, None)


def test_a_talk_without_lines_is_not_answered_rather_than_wrong() -> None:
    assert (only(TALK.id, ()).answered, only(TALK.id, ()).points) == (False, None)


def test_a_talk_too_short_to_tell_is_answered_and_not_scored() -> None:
    short = only(TALK.id, ("Hello Ruth, how are you?",) * 7)

    assert (short.answered, short.points) == (True, None)
    assert "You spoke 7 times" in short.remarks[0].text


@pytest.mark.parametrize("text", ["asdf", "🙂", "ok thanks bye"])
def test_a_few_words_are_an_answer_worth_nothing(text: str) -> None:
    graded = only(NOTE.id, text)

    assert (graded.answered, graded.points) == (True, 0.0)
    assert graded.remarks[0].text


def test_only_the_right_choice_gets_points_and_each_says_why() -> None:
    for option in CHOICE.options:
        graded = only(CHOICE.id, option.id)
        assert graded.points == (CHOICE.points if option.right else 0.0)
        assert graded.remarks[0].text == option.because


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"points": 20, "max_points": 20}, id="points"),
        pytest.param({"grade": {"points": 20}}, id="a grade"),
        pytest.param({"facts": ["monday_slide"], "disclosed": ["printer_cuts_labels"]}, id="facts found"),
        pytest.param({"answer_sha256": "0" * 64}, id="a fingerprint"),
    ],
)
def test_an_outcome_in_the_file_is_refused(forged: dict[str, object]) -> None:
    raw = json.dumps({"schema_version": 1, "exercise": SPEC.id, "items": {}, **forged}).encode()

    with pytest.raises(AnswersError, match="extra inputs"):
        handed_in("ana", raw, SPEC)


def test_saying_ruths_secrets_oneself_is_no_finding_out() -> None:
    told = tuple(fact.says for fact in RUTH.facts) * 2

    assert (only(TALK.id, told).points or 0.0) < points_of("middling", TALK.id)


def test_the_same_answers_get_the_same_grade_to_the_byte() -> None:
    answers = reference(SPEC, "middling")

    assert len({mark(SPEC, answers, LIBRARY, "f00").model_dump_json() for _ in range(3)}) == 1


def test_a_grade_carries_what_it_rests_on(tmp_path: Path) -> None:
    taken = read_answers(LIBRARY.root / "exercises" / SPEC.id / "reference" / "good.json", SPEC)

    graded = mark(SPEC, taken.answers, LIBRARY, taken.sha256)

    assert graded.answer_sha256 == taken.sha256
    assert graded.rubric_version == f"{SPEC.id}.{SPEC.version} follow_up_note.{RUBRIC.version} one_on_one.{LIBRARY.rubric('one_on_one').version}"
    assert graded.toolkit_version


def test_quotes_are_words_of_the_answer() -> None:
    answers = reference(SPEC, "good")
    texts = "\n".join("\n".join(a) if isinstance(a, tuple) else a for a in answers.items.values())
    texts += "\n".join(option.text for option in CHOICE.options)

    quotes = [q for item in mark(SPEC, answers, LIBRARY).items for remark in item.remarks for q in remark.quotes]

    assert quotes
    assert [q for q in quotes if q not in texts] == []


# --- tricks ---------------------------------------------------------------------------------------------------------

MENTIONS = [word for criterion in RUBRIC.criteria for word in criterion.mentions]
KEYWORDS = list(dict.fromkeys(MENTIONS))
ORDINARY = (
    "the of and to in is it you that he was for on are with as his they be at one have this from or had by word but what some "
    "we can out other were all there when up use your how said an each she which do their time if will way about many then them "
    "write would like so these her long make thing see him two has look more day could go come did number sound no most people"
).split()


def random_words(seed: int, count: int) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(ORDINARY) for _ in range(count))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ".join(KEYWORDS), id="keywords once"),
        pytest.param(", ".join(KEYWORDS) + ".", id="keywords with commas"),
        pytest.param(" ".join(KEYWORDS * 14), id="keywords fourteen times"),
        pytest.param(
            " ".join(KEYWORDS) + ". I will do it by Friday. Thank you for reporting it.", id="keywords, promise, thanks"
        ),
        pytest.param("I heard that the slide cost you more. " * 18, id="one sentence again and again"),
        pytest.param("I will fix it by Friday. " * 20, id="one promise again and again"),
        pytest.param(random_words(1, 150), id="random words"),
        pytest.param("asdf " * 100, id="no words"),
        pytest.param(NOTE.prompt, id="the question"),
        pytest.param(" ".join(c.why for c in RUBRIC.criteria), id="the rubric's reasons"),
        pytest.param(" ".join(level.looks_like for c in RUBRIC.criteria for level in c.levels), id="the rubric's levels"),
        pytest.param(" ".join(level.next_try for c in RUBRIC.criteria for level in c.levels), id="the rubric's advice"),
        pytest.param(" ".join(e.talk for c in RUBRIC.criteria for e in c.examples), id="the rubric's examples"),
    ],
)
def test_a_trick_gets_no_more_than_a_middling_note(text: str) -> None:
    assert (note(text) or 0.0) <= points_of("middling", NOTE.id)


@pytest.mark.parametrize("seed", range(5))
def test_random_words_get_no_more_than_a_middling_note(seed: int) -> None:
    assert (note(random_words(seed, 140)) or 0.0) <= points_of("middling", NOTE.id)


@pytest.mark.parametrize("name", ["good", "middling", "poor"])
def test_keywords_put_behind_a_note_lift_it_to_no_more_than_full_points(name: str) -> None:
    text = str(reference(SPEC, name).items[NOTE.id])

    assert (note(f"{text} {' '.join(KEYWORDS)}") or 0.0) <= NOTE.points


LONG_ENOUGH = [
    *(str(reference(SPEC, name).items[NOTE.id]) for name in ("good", "middling", "poor")),
    *(e.talk for c in RUBRIC.criteria for e in c.examples if len(e.talk.split()) >= RUBRIC.minimum_words),
    "I heard that the slide cost you more than the mistake did.",
    random_words(7, 60),
    NOTE.prompt,
]


@pytest.mark.parametrize("text", LONG_ENOUGH, ids=lambda text: text[:30])
@pytest.mark.parametrize("between", [" ", "\n\n"], ids=["in one paragraph", "in two"])
def test_a_note_said_twice_gets_no_more_than_said_once(text: str, between: str) -> None:
    assert (note(text + between + text) or 0.0) <= (note(text) or 0.0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*ORDINARY, *KEYWORDS, "by Friday.", "I will", "Thank you for", "?"]), min_size=12, max_size=60))
def test_points_lie_between_none_and_all_of_them(parts: list[str]) -> None:
    assert 0 <= (note(" ".join(parts)) or 0.0) <= NOTE.points


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("asdf",) * 20, id="no words"),
        pytest.param(("…",) * 20, id="silence"),
        pytest.param(("How are you?",) * 50, id="one question"),
        pytest.param(("Tell me more.",) * 50, id="one nod"),
        pytest.param((" ".join(w for f in RUTH.facts for w in f.asked_about),) * 8, id="every subject at once"),
        pytest.param((RUTH.manager_card.who,) * 9, id="the card"),
    ],
)
def test_a_talk_of_nothing_gets_a_quarter_of_the_points_at_most(lines: tuple[str, ...]) -> None:
    assert (only(TALK.id, lines).points or 0.0) <= TALK.points / 4


def test_the_lines_of_the_answer_key_alone_get_less_than_the_good_talk() -> None:
    openers = tuple(fact.opens_with for fact in RUTH.facts)

    assert (only(TALK.id, openers).points or 0.0) < points_of("good", TALK.id)


@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.id) for spec in EXERCISES])
def test_keywords_in_one_frame_get_nothing_for_any_text(spec: ExerciseSpec) -> None:
    for item in spec.items:
        if isinstance(item, TextItem):
            criteria = LIBRARY.rubric(item.rubric).criteria
            ways = [way for c in criteria for ways in c.elements.values() for way in ways[:2]] or [m for c in criteria for m in c.mentions]
            framed = " ".join(f"I think that the {way} is what it is about." for way in ways)
            answers = Answers(schema_version=1, exercise=spec.id, items={item.id: " ".join(framed.split()[: item.max_words])})
            assert next(g.points for g in mark(spec, answers, LIBRARY).items if g.id == item.id) == 0
