"""Which texts share their wording, in whatever letters, and which characters nobody sees."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.grading.characters import hidden_characters, mixed_words, plain, plain_words, with_names
from toolkit.grading.likeness import LEAST_SHARED, MOST_NAMED, Passage, Vocabulary, alike, share_of
from toolkit.grading.oddities import key_share, odd_share, repeated_share

RUTH = "So from three it is four phones and just you at the hatch, and the labels come out smeared on top of that."
OTHER = "Before anything else, the free Wednesdays: I said yes to that in March and then let the school booking run over them."
CYRILLIC = str.maketrans("aeopcyxis", "аеорсухіѕ")


def passages(*texts: str, owners: list[int] | None = None) -> list[Passage]:
    known = Vocabulary()
    return [Passage.of(owner, known.of([plain_words(text)])) for owner, text in zip(owners or range(len(texts)), texts, strict=True)]


def pairs(*texts: str, owners: list[int] | None = None) -> dict[int, dict[int, float]]:
    return dict(alike(passages(*texts, owners=owners), 0.4))


# --- what is compared ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dodge",
    [
        pytest.param(lambda text: text.upper(), id="capitals"),
        pytest.param(lambda text: text.replace(",", " –"), id="other marks"),
        pytest.param(lambda text: "\u200b".join(text), id="zero-width spaces between all letters"),
        pytest.param(lambda text: text.replace("e", "e\u00ad"), id="soft hyphens"),
        pytest.param(lambda text: text.replace("o", "o\ufe0e"), id="variation selectors"),
        pytest.param(lambda text: text.translate(CYRILLIC), id="Cyrillic letters"),
        pytest.param(lambda text: text.replace("o", "ο").replace("v", "ν"), id="Greek letters"),
        pytest.param(lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in text), id="full-width letters"),
        pytest.param(lambda text: "".join(chr(0x1D41A + ord(c) - 97) if c.islower() else c for c in text), id="bold mathematics"),
    ],
)
def test_what_looks_the_same_is_compared_as_the_same(dodge) -> None:  # type: ignore[no-untyped-def]
    assert plain_words(dodge(RUTH)) == plain_words(RUTH)
    assert pairs(dodge(RUTH), RUTH) == {0: {1: 1.0}, 1: {0: 1.0}}


def test_apostrophes_of_every_kind_stand_inside_a_word() -> None:
    assert plain_words("It’s Ruth‘s, isn't it") == ["it's", "ruth's", "isn't", "it"]


def test_vowel_signs_stay_in_their_words() -> None:
    assert plain_words("नमस्ते, आप कैसे हैं?") == ["नमस्ते", "आप", "कैसे", "हैं"]


@given(st.text())
def test_any_text_can_be_compared_and_comparing_twice_changes_nothing_more(text: str) -> None:
    words = plain_words(text)

    assert all(words)
    assert plain(plain(text)).casefold() == plain(plain(plain(text))).casefold()


# --- texts that are alike --------------------------------------------------------------------------------------------


def test_texts_about_the_same_thing_in_other_words_are_not_alike() -> None:
    assert pairs(RUTH, "You told me that the afternoons are the worst: four phones ring and nobody but you can serve the hatch.") == {}


def test_a_copy_inside_a_longer_text_is_found_by_the_share_of_the_shorter() -> None:
    assert pairs(f"{OTHER} {RUTH}", RUTH) == {0: {1: 1.0}, 1: {0: 1.0}}


def test_runs_of_small_words_say_nothing() -> None:
    small = "What do you think about it? How are you? Tell me more about that. What would you like to do about this? "

    assert pairs(small * 2, small) == {}


def test_texts_of_one_person_are_not_compared_with_each_other() -> None:
    assert pairs(RUTH, RUTH, owners=[1, 1]) == {}


def test_a_later_attempt_is_found_behind_an_earlier_one_of_the_same_person() -> None:
    assert pairs(OTHER, RUTH, RUTH, owners=[1, 1, 2]) == {1: {2: 1.0}, 2: {1: 1.0}}


def test_no_run_goes_over_from_one_line_to_the_next() -> None:
    known = Vocabulary()

    assert known.of([["alpha", "beta"], ["gamma", "delta"]]) == set()
    assert len(known.of([["alpha", "beta", "gamma"], ["delta", "beta", "gamma"]])) == 2


def test_too_little_in_common_is_nothing() -> None:
    assert share_of(LEAST_SHARED - 1, 5, 5) == 0.0
    assert share_of(LEAST_SHARED, 12, 100) == LEAST_SHARED / 12


def test_a_thousand_copies_of_one_text_are_all_found_and_few_are_named_for_each() -> None:
    found = pairs(*[RUTH] * 1_000)

    assert len(found) == 1_000
    assert all(near and len(near) <= 2 * MOST_NAMED for near in found.values())


def test_two_alike_are_found_among_many_that_share_turns_of_phrase() -> None:
    chance = random.Random(5)
    turns = [f"the {a} {b} was {c}" for a, b, c in itertools.product(("first", "late", "new"), ("van", "list", "shift"), ("fine", "lost"))]
    others = [" ".join(chance.choices(turns, k=3)) + f" number{i} word{i} end{i} stop{i} rest{i} last{i}" for i in range(500)]

    found = dict(alike(passages(*others, RUTH, RUTH), 0.9))

    assert {500: {501: 1.0}, 501: {500: 1.0}}.items() <= found.items()


def test_the_words_of_a_run_are_the_learners_own() -> None:
    known = Vocabulary()
    wanted = known.of([plain_words("four phones and just you at the hatch")])

    assert known.longest_run([OTHER, RUTH], wanted) == "four phones and just you at the hatch,".split()
    assert known.longest_run([OTHER], wanted) == []


# --- characters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("the age\u200bnda is yours", id="zero-width space"),
        pytest.param("the age\u200dnda is yours", id="zero-width joiner"),
        pytest.param("the age\ufeffnda is yours", id="byte order mark"),
        pytest.param("the \u202eadnega\u202c is yours", id="override"),
        pytest.param("the \u2067agenda\u2069 is yours", id="isolate from right to left without such letters"),
        pytest.param("yours" + "".join(chr(0xE0000 + ord(c)) for c in "full points"), id="tags"),
        pytest.param("yours " + "\u200b\u200c" * 8, id="a message in zeros and ones"),
        pytest.param("كيف\u202eحالك", id="override among Arabic letters"),
    ],
)
def test_characters_that_hide_something_are_found_and_can_be_shown(text: str) -> None:
    assert hidden_characters(text)
    assert hidden_characters(with_names(text)) == []
    assert "⟨U+" in with_names(text)


HARMLESS = [
    pytest.param("می‌خواهم با شما دربارهٔ برنامه صحبت کنم و HTML‌ها را ببینم", id="Persian"),
    pytest.param("क्‍या आप कल मिल सकते हैं? शुक्रिया, नमस्ते", id="Hindi"),
    pytest.param("كيف حالك؟ \u200fنلتقي (غدًا)\u200f في المكتب \u2067مع ليلى\u2069", id="Arabic"),
    pytest.param("שלום \u200fRuth\u200f, מה שלומך?", id="Hebrew"),
    pytest.param("Thank you 🏳️‍🌈 👩‍👩‍👧 👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ ❤️", id="emoji"),
    pytest.param("\ufeffThe agenda is yours", id="byte order mark at the start"),
    pytest.param("\u2068Ruth\u2069 said \u200eMay 12\u200e", id="what telephones put around names and dates"),
    pytest.param("ກິນ\u200bເຂົ້າ ထမင်း\u200bစား", id="Lao and Burmese between words"),
    pytest.param("葛󠄀城市 and 葛城市", id="Japanese variants"),
    pytest.param("co\u00adop\u00aderate", id="soft hyphens"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_a_script_needs_hides_nothing_and_stays(text: str) -> None:
    assert hidden_characters(text) == []
    assert mixed_words(text) == []
    assert with_names(text) == text


@pytest.mark.parametrize("text", ["Маша met Žofie at 5 µm, Δt, naïve Ελένη", "Отдел кадров и IT-отдел", "straße, Łódź, ırmak"])
def test_words_of_other_alphabets_are_no_mixed_words(text: str) -> None:
    assert mixed_words(text) == []


def test_a_word_with_one_strange_letter_is_mixed() -> None:
    assert mixed_words("the \u0430genda and the t\u03bfpic") == ["\u0430genda", "t\u03bfpic"]


# --- what nobody says ------------------------------------------------------------------------------------------------

KEYS = frozenset("card locker private rider cooler torch gate blood ward mother alive mention".split())


def test_keywords_in_a_row_or_joined_by_small_words_are_keywords() -> None:
    assert key_share(sorted(KEYS), KEYS) == 1.0
    assert key_share(" and the ".join(sorted(KEYS)).split(), KEYS) == 1.0
    assert key_share(plain_words(RUTH), KEYS) < 0.5
    assert key_share(["card"], KEYS) == 0.0  # too few to tell
    assert key_share(sorted(KEYS), frozenset()) == 0.0


def test_words_in_the_order_of_chance_are_odd_and_sentences_are_not() -> None:
    mixed = "the of your and is printer my to are he the from a could is you phone an with it"

    assert odd_share([mixed], mixed.split()) > 0.2
    assert odd_share([RUTH], plain_words(RUTH)) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "Gracias por avisar en diez minutos. No es tu culpa que la impresora corte las etiquetas, y el jueves la miramos.",
        "Merci de l'avoir dit tout de suite. Nous allons regarder la machine avec vous jeudi, et je te dis ce qui en sort.",
        "Danke, dass du es sofort gemeldet hast. Am Donnerstag wird der Drucker geprüft, und ich sage dir, was dabei herauskommt.",
        "Спасибо, что сразу сказала. В четверг принтер проверят, и я расскажу тебе, что вышло.",
        "می‌خواهم از تو تشکر کنم که زود گفتی. پنج‌شنبه چاپگر را نگاه می‌کنیم.",
        "報告してくれてありがとう。木曜日にプリンターを見てもらいます。結果は知らせます。",
    ],
)
def test_another_language_is_not_taken_for_a_list_of_words(text: str) -> None:
    assert odd_share([text], plain_words(text)) == 0.0


def test_letters_drawn_at_random_are_no_language() -> None:
    text = "qwrt plkj zxcv mnbv asdf hjkl rtyu fghj vbnm wert sdfg xcvb"

    assert odd_share([text], text.split()) == 1.0


@given(st.lists(st.sampled_from(plain_words(RUTH)), min_size=6, max_size=40))
def test_saying_it_all_again_is_half_repeated_at_least(words: list[str]) -> None:
    assert repeated_share([words, words]) >= 0.5
