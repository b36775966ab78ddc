"""What a facilitator is shown: copies and tricks are flagged with what was seen, honest answers are not."""

from __future__ import annotations

import csv
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flagged import (
    POOR,
    copied_learners,
    copied_models,
    edited,
    entry,
    honest,
    references,
    tricks,
    without_references,
)
from toolkit.content import ConversationItem, ExerciseSpec, Library, TextItem
from toolkit.grading.flags import FLAG_COLUMNS, KINDS, Flag, flag_rows, flags_of
from toolkit.grading.ledger import Entry
from toolkit.grading.tables import write_table

LIBRARY = Library.default()
EXERCISES = [LIBRARY.exercise(id) for id in LIBRARY.exercise_files()]
TEXTS = [(spec, item) for spec in EXERCISES for item in spec.items if isinstance(item, TextItem)]
THANKS = LIBRARY.exercise("11_feedback_and_thanks")
FIRST = LIBRARY.exercise("01_first_one_on_one")
RUTH = next(item for item in FIRST.items if isinstance(item, ConversationItem))
OWN = (
    "I would wait at her locker when the night is over and hand her an envelope. Inside: you got two sleepy men onto their bikes "
    "within ten minutes, by a road none of us would have thought of, and somebody's daughter has a mother today. I wanted you to "
    "have that in writing, because nobody on the ward will ever ring you."
)
OTHER = (
    "Not in front of anybody, since she hid in the store room last year. A page in my own hand, folded, left on the desk before "
    "she comes: what the log says of the coolers, what the sister said to me this morning, and that I slept while she did not."
)


def thanks(**texts: str) -> list[Entry]:
    return [entry(THANKS, learner, {"thanks": text}) for learner, text in texts.items()]


def flagged(**texts: str) -> list[Flag]:
    return list(flags_of(thanks(**texts), THANKS, LIBRARY))


def kinds(text: str) -> set[str]:
    return {flag.kind for flag in flagged(ana=text)}


# --- copies ----------------------------------------------------------------------------------------------------------


def test_two_answers_with_one_wording_are_both_listed_and_nobody_is_accused() -> None:
    bo, cy = flagged(ana=OTHER, bo=OWN, cy=OWN.replace("sleepy", "tired").replace("envelope", "card"))

    assert (bo.learner, bo.others, cy.learner, cy.others) == ("bo", ("cy",), "cy", ("bo",))
    assert bo.kind == cy.kind == "copied_from_learner"
    assert bo.share == cy.share > 0.7
    assert bo.quote.removesuffix(" …") in OWN
    assert bo.text.endswith("of cy; they may have worked together, or had the same notes or the same help with the wording.")


def test_a_shared_template_is_shown_as_overlap(tmp_path: Path) -> None:
    slots = ["her locker", "the gate", "the parking lot", "the kitchen", "the roof"]
    template = (
        "First I would like to express my sincere gratitude for the outstanding dedication that was shown, at {}, by {}. Such "
        "commitment embodies the very best of our organisation, and its impact on families will resonate far beyond this week."
    )
    texts = {f"l{i}": template.format(slot, f"Mirembe of desk {i}") for i, slot in enumerate(slots)}

    flags = flagged(**texts)

    assert [flag.learner for flag in flags] == sorted(texts)
    assert all(len(flag.others) == 4 and "template or notes that all had would explain it" in flag.text for flag in flags)
    assert not re.search(r"cheat|copied|plagiar|stole|cop(y|ie)", " ".join(flag.text for flag in flags))


def test_short_answers_may_be_the_same() -> None:
    assert flagged(ana="I thank her at the desk, with nobody there.", bo="I thank her at the desk, with nobody there.") == []


def test_a_file_handed_in_twice_is_named_once_for_the_file_and_once_for_what_is_written() -> None:
    flags = flagged(ana=OWN, bo=OWN)

    assert [(flag.learner, flag.item, flag.kind, flag.others) for flag in flags] == [
        ("ana", "", "same_file", ("bo",)),
        ("ana", "thanks", "copied_from_learner", ("bo",)),
        ("bo", "", "same_file", ("ana",)),
        ("bo", "thanks", "copied_from_learner", ("ana",)),
    ]


def test_equal_choices_sorts_and_plans_mean_nothing() -> None:
    for spec in EXERCISES:
        chosen = {
            id: answer
            for id, answer in references(LIBRARY, spec)["good"].items()
            if not isinstance(next(item for item in spec.items if item.id == id), TextItem | ConversationItem)
        }
        assert flags_of([entry(spec, learner, chosen) for learner in ("ana", "bo", "cy")], spec, LIBRARY) == ()


def test_blank_answers_of_many_are_nothing_to_look_at() -> None:
    assert flagged(ana="", bo=" ", cy="") == []


def test_attempts_of_one_learner_are_not_held_against_each_other() -> None:
    entries = thanks(ana=OWN) + thanks(ana=OWN + " Thank you.")

    assert flags_of(entries, THANKS, LIBRARY) == ()


def test_an_earlier_attempt_counts_and_is_told_once() -> None:
    entries = thanks(ana=OWN, bo=OWN + " Thank you.") + thanks(bo=OTHER) + thanks(bo=OWN + " Thanks again, really.")

    flags = flags_of(entries, THANKS, LIBRARY)

    assert [(flag.learner, flag.others) for flag in flags] == [("ana", ("bo",)), ("bo", ("ana",))]


@pytest.mark.parametrize("name", ["good", "other_good", "another_good", "middling"])
@pytest.mark.parametrize("spec", [pytest.param(spec, id=spec.id) for spec in EXERCISES])
def test_every_reference_handed_in_as_it_is_is_flagged(spec: ExerciseSpec, name: str) -> None:
    written = [item for item in spec.items if isinstance(item, TextItem | ConversationItem)]

    flags = flags_of([entry(spec, "ana", references(LIBRARY, spec)[name])], spec, LIBRARY)

    assert {flag.item for flag in flags if flag.kind == "copied_from_model"} == {item.id for item in written}


def test_a_walkthrough_said_as_ones_own_talk_is_flagged_and_what_ruth_said_is_not() -> None:
    ruth = LIBRARY.scenario(RUTH.scenario)
    copied = entry(FIRST, "ana", {RUTH.id: ruth.walkthroughs[0].manager})
    reflecting = entry(FIRST, "bo", {RUTH.id: tuple(f"So what you say is: {fact.says}" for fact in ruth.facts)})
    hinted = entry(FIRST, "cy", {RUTH.id: tuple(fact.opens_with for fact in ruth.facts)})

    flags = flags_of([copied, reflecting, hinted], FIRST, LIBRARY)

    assert {(flag.learner, flag.kind) for flag in flags if flag.learner != "cy"} == {("ana", "copied_from_model")}


def test_common_lines_of_a_talk_are_nobodys() -> None:
    lines = ("Hi Ruth!", "How are you?", "Tell me more.", "How so?", "What would help you?", "Go on.", "Thanks for telling me.", "Bye!")
    entries = [entry(FIRST, learner, {RUTH.id: (*lines, end)}) for learner, end in (("ana", "See you Monday."), ("bo", "Take care."))]

    assert flags_of(entries, FIRST, LIBRARY) == ()


# --- tricks ----------------------------------------------------------------------------------------------------------

WAYS = [way for c in LIBRARY.rubric("thanks_to_one_person").criteria for ways in c.elements.values() for way in ways]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(THANKS.items[0].prompt, "copied_from_prompt", id="the task"),
        pytest.param("You thank her where nobody watches. " + " ".join(
            c.why for c in LIBRARY.rubric("thanks_to_one_person").criteria
        ), "copied_from_rubric", id="the rubric"),
        pytest.param(", ".join(WAYS[:40]), "keywords", id="keywords"),
        pytest.param("Thank you for all that you did. " * 12, "repeated", id="one sentence"),
        pytest.param(f"{OWN} {OWN}", "repeated", id="everything twice"),
        pytest.param("asdf " * 100, "repeated", id="no words"),
        pytest.param("hat spoon river green seven walk lamp under carpet Tuesday fish nine tall", "random_words", id="any words"),
        pytest.param("the of your and is the my to are he of the from a could is you and an with of it", "random_words", id="small words"),
        pytest.param(OWN.replace("envelope", "enve\u200blope"), "hidden_characters", id="a zero-width space"),
        pytest.param(OWN + "\U000e0066\U000e0075\U000e006c\U000e006c", "hidden_characters", id="tags"),
        pytest.param(OWN.replace("envelope", "envel\u043epe"), "lookalike_letters", id="a Cyrillic letter"),
    ],
)
def test_a_trick_is_flagged_as_what_it_is_with_a_quote_and_a_harmless_cause(text: str, kind: str) -> None:
    (flag,) = flagged(ana=text)

    assert (flag.kind, flag.learner, flag.item, flag.others) == (kind, "ana", "thanks", ())
    assert 0 < flag.share <= 1
    assert 0 < len(flag.quote.split()) <= 20
    assert re.fullmatch(r"[A-Z0-9].+; .+\.", flag.text)


@pytest.mark.parametrize("name", ["hidden", "alike"])
def test_hiding_a_copy_behind_characters_does_not_hide_it(name: str) -> None:
    model = next(item.model for item in THANKS.items if isinstance(item, TextItem))
    text = "\u200b".join(model) if name == "hidden" else model.translate(str.maketrans("aeopcx", "аеорсх"))

    assert "copied_from_model" in kinds(text)


def test_a_hidden_character_is_named_in_the_quote() -> None:
    (flag,) = flagged(ana=OWN.replace("envelope", "enve\u202elope"))

    assert "enve⟨U+202E⟩lope" in flag.quote


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم از تو تشکر کنم که در آن شب دو نفر را بیدار کردی و آن‌ها را از راه دور فرستادی 🏳️‍🌈",
        "मैं आपको धन्यवाद देना चाहता हूँ कि आपने उस रात दो लोगों को जगाया और उन्हें लंबे रास्ते से भेजा",
        "أريد أن أشكرك لأنك أيقظت رجلين في تلك الليلة وأرسلتهما من الطريق الطويل حتى وصل الدم إلى الجناح",
        "Quiero darte las gracias porque aquella noche despertaste a dos hombres y los mandaste por el camino largo",
        "Ich würde nach der Nachtschicht zu ihr gehen und ihr unter vier Augen sagen, was ich gesehen habe und was es bewirkt hat.",
        "Vardiyadan sonra yanına gider, kimse yokken o gece ne yaptığını gördüğümü ve bunun neye yaradığını anlatırdım, sonra susardım.",
        "Menisin yövuoron jälkeen hänen luokseen kahden kesken ja kertoisin mitä näin ja mitä siitä seurasi enkä pyytäisi mitään takaisin.",
        "下班以后我会一个人去找她，告诉她那天晚上我看到她做了什么，以及因此发生了什么变化。谢谢她，然后就停下来。",
    ],
    ids=["Persian", "Hindi", "Arabic", "Spanish", "German", "Turkish", "Finnish", "Chinese"],
)
def test_an_answer_in_another_language_is_for_a_person_to_read(text: str) -> None:
    (flag,) = flagged(ana=text)

    assert flag.kind == "other_language"
    assert flag.text == "Hardly any of it is English, which is all that the rules can read; its points say nothing of it, so somebody should read it."


@pytest.mark.parametrize(
    "text",
    [
        "Gracias por todo, Mirembe.",
        "谢谢你。",
        "Żaneta, Łukasz, Zoë and Müller: thank each of them at the gate, on their own, for what I saw them do that night.",
        "I would say “merci beaucoup pour tout ce que vous avez fait”, because she grew up with French, and then what I saw and what it changed.",
    ],
    ids=["too little to tell", "too little of other letters", "names", "a quote"],
)
def test_a_few_words_of_another_language_are_nothing_to_look_at(text: str) -> None:
    assert kinds(text) == set()


# --- the table -------------------------------------------------------------------------------------------------------


def cohort() -> list[Entry]:
    return thanks(abe=str(references(LIBRARY, THANKS)["good"]["thanks"]), al=OTHER, ana=OWN, bo=OWN, cy=OWN + " Thank you.", di="asdf " * 50, ed=THANKS.items[0].prompt)


def test_the_order_of_the_entries_changes_nothing() -> None:
    entries = cohort()
    flags = flags_of(entries, THANKS, LIBRARY)

    for seed in range(5):
        random.Random(seed).shuffle(entries)
        assert flags_of(entries, THANKS, LIBRARY) == flags

    assert [flag.learner for flag in flags] == sorted(flag.learner for flag in flags)


@pytest.mark.slow
def test_the_seed_of_hashes_changes_nothing() -> None:
    code = "from tests.grading.test_flags import *; print([flag.model_dump() for flag in flags_of(cohort(), THANKS, LIBRARY)])"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, cwd=Path(__file__).parents[2],
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(outputs) == 1
    assert "copied_from_learner" in outputs.pop()


def test_rows_are_written_as_a_table(tmp_path: Path) -> None:
    flags = flags_of(cohort(), THANKS, LIBRARY)

    write_table(tmp_path / "flags.csv", flag_rows(flags), FLAG_COLUMNS)

    with (tmp_path / "flags.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(flags) > 4
    assert tuple(rows[0]) == FLAG_COLUMNS
    assert {row["kind"] for row in rows} <= set(KINDS)
    assert next(row for row in rows if row["kind"] == "copied_from_learner")["others"] == "bo cy"
    assert [row for row in flag_rows(flags) if set(row) != set(FLAG_COLUMNS)] == []


# --- how much is found, and how much wrongly -------------------------------------------------------------------------


@pytest.mark.slow
def test_copies_are_found_with_a_tenth_of_their_words_changed_and_mostly_with_a_fifth() -> None:
    for found in (copied_models(LIBRARY, [0]), copied_learners(LIBRARY, THANKS)):
        rates: dict[float, list[bool]] = {}
        for rate, one in found:
            rates.setdefault(rate, []).append(one)
        share = {rate: sum(of) / len(of) for rate, of in rates.items()}
        assert min(share[0.0], share[0.05], share[0.10]) >= 0.95
        assert share[0.20] >= 0.6


@pytest.mark.slow
def test_one_honest_answer_in_a_thousand_is_flagged_at_most(tmp_path: Path) -> None:
    found = [(answers, flags) for what, answers, flags in honest(LIBRARY, without_references(LIBRARY, tmp_path)) if what != POOR]
    answers, wrong = sum(count for count, _ in found), [flag for _, flags in found for flag in flags]

    assert answers > 4_000
    assert len(wrong) <= answers / 1_000, wrong


@pytest.mark.slow
def test_tricks_are_flagged_for_any_text() -> None:
    missed = [what for what, flagged in tricks(LIBRARY) if not flagged]

    assert {what for what in missed if "random" not in what} == set()
    assert missed.count("120 words at random") <= len(TEXTS) / 5


def test_edits_change_as_many_words_as_they_say() -> None:
    words = OWN.split()
    changed = edited(OWN, 0.2, ["other"], random.Random(1)).split()

    kept = sum(word in changed for word in words)
    assert len(words) * 0.75 <= kept <= len(words) * 0.95
