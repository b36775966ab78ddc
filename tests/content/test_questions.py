"""The question bank: enough of every kind, nothing said twice, every question sound, and what suits a skip-level."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import pytest

from toolkit.check import check
from toolkit.content import PURPOSES, BankQuestion, Library, QuestionBank
from toolkit.content.authoring import schema_text
from toolkit.errors import ContentError
from toolkit.feedback.drafts import MOST_WORDS, bank_faults
from toolkit.feedback.text import stems, subject_stems

LIBRARY = Library.default()
BANK = LIBRARY.questions()
FILE = LIBRARY.root / "exercises/questions.yaml"


def test_there_are_enough_of_every_purpose_and_set() -> None:
    general = Counter(one.purpose for one in BANK.questions if one.set == "general")
    sets = Counter(one.set for one in BANK.questions)

    assert len(BANK.questions) >= 360
    assert set(general) == set(PURPOSES)
    assert min(general.values()) >= 38
    assert min(sets[name] for name in ("skip_level", "career", "manager_of_managers")) >= 30


def test_there_are_questions_of_every_form_depth_and_risk_and_for_everybody() -> None:
    forms = Counter(one.form for one in BANK.questions)
    suits = Counter(who for one in BANK.questions for who in one.suits)

    assert min(forms[form] for form in ("open", "closed", "scale", "choice", "half_sentence", "request")) >= 8
    assert min(suits[who] for who in ("direct", "skip", "peer", "manager_of_managers", "upward")) >= 30
    assert {one.depth for one in BANK.questions} == {1, 2, 3}
    assert {one.risk for one in BANK.questions} == {"low", "some", "high"}


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("who", ["direct", "skip", "peer", "manager_of_managers", "upward"])
def test_whoever_it_is_there_is_something_to_ask_for_every_purpose(purpose, who) -> None:
    assert len(BANK.suited(who, purpose)) >= (10 if who != "upward" else 1)


def test_no_text_and_no_probe_of_a_purpose_is_used_twice() -> None:
    texts = Counter(one.text.lower() for one in BANK.questions)
    pairs = Counter((one.purpose, one.probe.lower()) for one in BANK.questions)

    assert [text for text, times in texts.items() if times > 1] == []
    assert [pair for pair, times in pairs.items() if times > 2] == []


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def near_duplicates(bank: list[str]) -> list[tuple[str, str]]:
    """Return the pairs that share most of their subject, and most of all their words as well."""
    read = [(text, subject_stems(text), frozenset(stems(text))) for text in bank]
    return [
        (a[0], b[0])
        for a, b in itertools.combinations(read, 2)
        if (len(a[1] & b[1]) >= 2 and alike(a[1], b[1]) >= 0.6) or alike(a[2], b[2]) >= 0.7
    ]


def test_no_question_is_another_in_other_words() -> None:
    assert near_duplicates([one.text for one in BANK.questions]) == []


def test_near_duplicates_would_be_seen() -> None:
    assert near_duplicates(["Which form from head office costs you most?", "Which of the forms from head office costs most?"])
    assert near_duplicates(["What is on top of your pile?", "What is that on top of your pile?"])
    assert near_duplicates(["What did you learn at the course?", "What would you drop first?"]) == []


@pytest.mark.parametrize("question", BANK.questions, ids=lambda one: one.id)
def test_every_question_is_sound_by_the_linter(question: BankQuestion) -> None:
    assert bank_faults(question) == ()


def test_every_question_can_be_said_aloud() -> None:
    for one in BANK.questions:
        assert len(one.text.split()) <= MOST_WORDS, one.id
        assert one.text[0].isupper(), one.id
        assert one.text.endswith({"half_sentence": "…", "request": "."}.get(one.form, "?")), one.id
        assert one.probe.endswith("?"), one.id


def test_a_question_that_points_at_the_manager_is_marked_as_none_for_a_skip_level() -> None:
    """What asks about *me* as their daily manager cannot be asked by somebody who is not."""
    for one in BANK.questions:
        if "skip" in one.suits:
            assert one.depth < 3 or one.set in ("skip_level", "career"), one.id
            assert one.not_in_skip_level is None
        elif "direct" in one.suits:
            assert one.not_in_skip_level


def test_a_high_risk_says_what_to_have_ready() -> None:
    for one in BANK.questions:
        assert (one.risk == "high") == bool(one.risk_because), one.id


def test_ids_are_made_of_words_of_the_question() -> None:
    for one in BANK.questions:
        plain = {word.replace("'", "") for word in one.text.lower().replace("’", "'").replace("-", " ").split()}
        said = " ".join(plain)
        assert [part for part in one.id.split("_") if part not in said and part != "too"] == [], one.id


def test_what_was_written_for_somebody_comes_first_and_what_was_asked_is_left_out() -> None:
    found = BANK.suited("skip", "clarity", deepest=1)

    assert {one.depth for one in found} == {1}
    assert [len(one.suits) > 1 for one in found] == sorted(len(one.suits) > 1 for one in found)
    assert found[0].set == "skip_level"
    assert BANK.suited("skip", "clarity", deepest=1, without={found[0].id}) == found[1:]


def test_a_question_is_found_by_its_id() -> None:
    assert BANK.question(BANK.questions[7].id) is BANK.questions[7]
    assert BANK.question("dropped_long_ago") is None


def test_the_published_schema_is_that_of_the_code() -> None:
    published = LIBRARY.root / "exercises/questions_schema.json"

    assert published.read_text(encoding="utf-8") == schema_text("questions"), f"renew: one-on-one schema questions > {published}"
    assert FILE.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=questions_schema.json")


GOOD = """\
id: questions
questions:
  - id: mornings
    text: "{text}"
    purpose: start
    depth: 1
    risk: {risk}
    suits: [{suits}]
    probe: "What is in them?"
"""


def bank_file(tmp_path: Path, text: str = "What about the mornings?", risk: str = "low", suits: str = "direct, skip") -> Library:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "exercises/questions.yaml").write_text(GOOD.format(text=text, risk=risk, suits=suits), encoding="utf-8")
    return Library(tmp_path)


def test_a_small_bank_is_checked_like_the_large_one(tmp_path: Path) -> None:
    library = bank_file(tmp_path)

    assert check([], library).problems == ()
    assert isinstance(library.questions(), QuestionBank)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        pytest.param({"text": "Is the rota done?"}, "exercises/questions.yaml:4: 'mornings' is status", id="a faulty question"),
        pytest.param({"text": "How good is your manager?"}, "'mornings' is unsafe", id="unsafe where it suits a skip-level"),
        pytest.param({"risk": "high"}, "a high risk, and only that, says what it is", id="risk without a why"),
        pytest.param({"suits": "direct"}, "say why in `not_in_skip_level`", id="not for a skip-level without a why"),
        pytest.param({"suits": "boss"}, "exercises/questions.yaml:8", id="nobody"),
    ],
)
def test_a_bad_question_is_named_with_its_line(tmp_path: Path, field: dict[str, str], message: str) -> None:
    problems = check([], bank_file(tmp_path, **field)).problems

    assert len(problems) == 1
    assert message in str(problems[0])


def test_a_library_without_a_bank_says_so(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No question bank is called 'questions'"):
        Library(tmp_path).questions()


def test_two_questions_of_one_id_are_refused(tmp_path: Path) -> None:
    library = bank_file(tmp_path)
    file = library.root / "exercises/questions.yaml"
    entry = GOOD.format(text="What about the mornings?", risk="low", suits="direct, skip").split("questions:\n", 1)[1]
    file.write_text(f"id: questions\nquestions:\n{entry}{entry}", encoding="utf-8")

    with pytest.raises(ContentError, match="the id 'mornings' is used twice"):
        library.questions()


def test_a_bank_reads_as_the_same_after_it_was_written_as_json() -> None:
    assert QuestionBank.model_validate_json(json.dumps(BANK.model_dump(mode="json"))) == BANK
