"""An exercise as a form: every answer kept, back after a reload, and the file to hand in grades as the form does."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from toolkit.content import Library
from toolkit.errors import AnswersError, StoreError
from toolkit.grading import GRADE_MIME, Grade, mark, read_answers
from toolkit.records import Store, open_store
from toolkit.views import ExerciseForm, autosave, open_exercise
from toolkit.views.autosave import Autosave
from toolkit.views.exercise import HandedInExercise

ID = "01_first_one_on_one"
SHIPPED = Library.default()
SPEC = SHIPPED.exercise(ID)
TALK, NOTE, CHOICE = SPEC.items
RIGHT = next(option.id for option in CHOICE.options if option.right)  # type: ignore[union-attr]
GOOD = SHIPPED.root / "exercises" / ID / "reference" / "good.json"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.2) as opened:
        yield opened


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A copy, because the form writes the file to hand in beside the exercise."""
    root = tmp_path / "library"
    shutil.copytree(SHIPPED.root / "exercises", root / "exercises", ignore=shutil.ignore_patterns("handed_in"))
    shutil.copytree(SHIPPED.root / "rubrics", root / "rubrics")
    return Library(root)


@pytest.fixture
def form(library: Library, store: Store) -> ExerciseForm:
    return ExerciseForm(SPEC, library, store, "ana")


def fill_in(form: ExerciseForm) -> None:
    """Answer as the good reference does."""
    answers = json.loads(GOOD.read_text(encoding="utf-8"))["items"]
    talk, note, choice = form.items
    talk.talk.start()
    for line in answers[TALK.id]:
        talk.talk.say(line)
    talk.talk.end()
    note.box.value = answers[NOTE.id]
    choice.choice.value = answers[CHOICE.id]


def test_every_answer_is_kept_as_it_is_given(form: ExerciseForm, store: Store) -> None:
    fill_in(form)

    assert form.answers == read_answers(GOOD, SPEC).answers
    assert store.answers("ana", ID).keys() == {TALK.id, NOTE.id, CHOICE.id}


def test_a_reopened_form_shows_every_answer(form: ExerciseForm, library: Library, store: Store) -> None:
    fill_in(form)

    talk, note, choice = ExerciseForm(SPEC, library, store, "ana").items

    assert talk.talk.view.turns == form.items[0].talk.view.turns
    assert talk.talk.ended
    assert note.box.value == form.items[1].box.value
    assert choice.choice.value == RIGHT


def test_a_text_that_is_too_long_is_still_there_after_a_reload(form: ExerciseForm, library: Library, store: Store) -> None:
    long = "word " * 200
    form.items[1].box.value = long

    again = ExerciseForm(SPEC, library, store, "ana")

    assert again.items[1].box.value == long
    assert NOTE.id not in again.answers.items


def test_a_text_that_is_too_long_gets_a_word_about_it_and_no_points(form: ExerciseForm, screen: Any) -> None:
    form.items[1].box.value = "word " * 200

    screen(form.view).press(f"Check “{NOTE.title}”")

    assert "has 200 words; 150 are allowed" in screen(form.view).text


def test_an_answer_to_an_option_that_is_gone_is_left_out(form: ExerciseForm, library: Library, store: Store) -> None:
    store.put_answer("ana", ID, CHOICE.id, "an_old_option")
    store.put_answer("ana", ID, "an_old_item", "x")

    again = ExerciseForm(SPEC, library, store, "ana")

    assert again.answers.items == {}
    assert again.items[2].choice.value is None


def test_nothing_is_chosen_before_somebody_chooses(form: ExerciseForm) -> None:
    assert form.items[2].choice.value is None
    assert form.answers.items == {}


@pytest.mark.parametrize("item", [TALK, NOTE, CHOICE], ids=lambda item: item.kind)
def test_checking_an_item_gives_its_feedback(form: ExerciseForm, screen: Any, item: Any) -> None:
    screen(form.view).press(f"Check “{item.title}”")
    assert "Not answered yet." in screen(form.view).text

    fill_in(form)
    screen(form.view).press(f"Check “{item.title}”")

    assert f"{item.title}: {item.points} of {item.points}" in screen(form.view).text


def test_holding_a_talk_again_keeps_the_first_until_the_second_ends(form: ExerciseForm, screen: Any, store: Store) -> None:
    fill_in(form)
    first = form.answers.items[TALK.id]

    screen(form.view).press("Hold the talk again")
    assert form.items[0].talk.view.turns == []
    form.items[0].talk.start()
    form.items[0].talk.say("Hello again.")
    assert form.answers.items[TALK.id] == first
    form.items[0].talk.end()

    assert form.answers.items[TALK.id] == ("Hello again.",)
    assert len(store.attempts("ana", subject=f"{ID}/{TALK.id}")) == 2


def test_the_file_to_hand_in_is_taken_and_graded_as_on_the_screen(form: ExerciseForm, library: Library, screen: Any) -> None:
    fill_in(form)

    screen(form.view).press("Save my answers to hand in")

    path = library.root / "exercises" / ID / "handed_in" / "ana.json"
    taken = read_answers(path, SPEC)
    assert str(path) in screen(form.view).text
    assert taken.learner == "ana"
    assert taken.answers == form.answers
    assert mark(SPEC, taken.answers, library).points == form.grade().grade.points == SPEC.references["good"]
    assert [p.name for p in path.parent.iterdir()] == ["ana.json"]


@pytest.mark.parametrize("account", ["Ana Lopez", "corp\\ana", "../../ana", "con", "_www", "अनिता", "{x}", "a" * 200])
def test_any_account_gets_a_file_that_is_taken(library: Library, store: Store, tmp_path: Path, account: str) -> None:
    path = ExerciseForm(SPEC, library, store, account).save_answers_file(tmp_path / "in")

    assert path.parent == tmp_path / "in"
    assert read_answers(path, SPEC).answers.items == {}


def test_a_file_that_cannot_be_written_is_said_to_be_so(form: ExerciseForm, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("", encoding="utf-8")

    with pytest.raises(StoreError, match=r"could not be written.*Your answers are kept"):
        form.save_answers_file(tmp_path / "in")


def test_an_answer_that_cannot_be_kept_stays_on_the_screen_and_says_so(
    form: ExerciseForm, screen: Any, held: Callable[[], AbstractContextManager[None]]
) -> None:
    with held():
        form.items[1].box.value = "Ruth, thank you."

    assert 'role="alert"' in screen(form.view).html
    assert form.items[1].box.value == "Ruth, thank you."
    form.items[1].box.value = "Ruth, thank you!"
    assert 'role="alert"' not in screen(form.view).html


def test_hostile_answers_are_shown_as_text(form: ExerciseForm, library: Library, tmp_path: Path, parsed: Any, screen: Any, hostile: str) -> None:
    fill_in(form)
    form.items[1].box.value = f"{hostile} You told me about the slide and the form. I will see to the printer by Friday."
    screen(form.view).press(f"Check “{NOTE.title}”")
    path = form.save_answers_file(tmp_path / "in")
    handed_in = open_exercise(ID, str(path), library=library)

    shown = [form.feedback(), handed_in, handed_in.grade()]
    pages = [parsed(view._repr_mimebundle_()["text/html"]) for view in shown] + screen(form.view).pages

    assert [p.harmful for p in pages if p.harmful] == []
    assert hostile in pages[1].text


def test_an_exercise_with_answers_is_feedback_and_a_grade(library: Library) -> None:
    exercise = open_exercise(ID, str(GOOD), library=library)

    assert isinstance(exercise, HandedInExercise)
    grade = exercise.grade()._repr_mimebundle_()
    taken = read_answers(GOOD, SPEC)
    assert Grade.model_validate_json(grade[GRADE_MIME]) == mark(SPEC, taken.answers, library, taken.sha256)
    assert GRADE_MIME not in exercise.feedback()._repr_mimebundle_()


def test_an_exercise_with_bad_answers_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"score": 100}', encoding="utf-8")

    with pytest.raises(AnswersError, match="schema_version"):
        open_exercise(ID, str(tmp_path / "a.json"), library=library)


# --- autosave -------------------------------------------------------------------------------------------------------


def test_without_a_loop_every_change_is_kept_at_once() -> None:
    box, kept = ipywidgets.Textarea(), list[str]()
    Autosave(box, kept.append)

    box.value = "a"
    box.value = "ab"

    assert kept == ["a", "ab"]


def test_with_a_loop_a_burst_of_keys_is_kept_once_when_it_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "PAUSE", 0.05)
    box, kept = ipywidgets.Textarea(), list[str]()
    Autosave(box, kept.append)

    async def type_two_bursts() -> list[list[str]]:
        seen = []
        for text in ("abc", "abcdef"):
            for i in range(1, len(text) + 1):
                box.value = text[:i]
            seen.append(list(kept))
            await asyncio.sleep(0.3)
        return seen

    before_pause = asyncio.run(type_two_bursts())

    assert before_pause == [[], ["abc"]]
    assert kept == ["abc", "abcdef"]


def test_flushing_keeps_what_was_typed_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "PAUSE", 60)
    box, kept = ipywidgets.Textarea(), list[str]()
    saver = Autosave(box, kept.append)

    async def type_and_check() -> None:
        box.value = "abc"
        saver.flush()

    asyncio.run(type_and_check())

    assert kept == ["abc"]
