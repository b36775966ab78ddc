"""The facilitator's queue: blind, safe against reloads and full disks, and plain about how far the raters agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.full_disk import most_bytes
from toolkit.content import Library
from toolkit.grading.ledger import open_ledger, read_ledger
from toolkit.grading.queue import read_waiting
from toolkit.grading.ratings import RATINGS, read_ratings
from toolkit.views.html import CannotOpen
from toolkit.views.practice import learner_here
from toolkit.views.queue import FacilitatorQueue, open_queue
from toolkit.views.queue_example import write_example

AT = "2026-11-22T10:00:00Z"
NAMES = ("Zenobia", "Quirin", "Xanthippe", "Wulfila", "Vasilisa", "Ulpia")


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    """A folder of grades like the example's, of learners whose names stand nowhere else, read by nobody yet."""
    folder = tmp_path / "graded"
    folder.mkdir()
    write_example(folder, Library.default(), AT)
    next((folder / RATINGS).glob("a_colleague-*.jsonl")).unlink()
    for ledger in folder.glob("*/ledger.jsonl"):
        entries = list(read_ledger(ledger.parent))
        ledger.unlink()
        with open_ledger(ledger.parent) as file:
            for entry, name in zip(entries, NAMES, strict=True):
                file.append(entry.model_copy(update={"learner": name}))
    return folder


def opened(folder: Path, rater: str = "ana") -> FacilitatorQueue:
    queue = open_queue(folder, rater)
    assert isinstance(queue, FacilitatorQueue)
    return queue


def decide(queue: FacilitatorQueue, screen: Callable[[Any], Any], pick: Callable[[int], int], most: int = 99) -> int:
    """Decide what waits, each on the level that `pick` says, and return how many there were."""
    done = 0
    while queue.waits and done < most:
        queue.level.index = pick(done)
        screen(queue.view).press("Save and next")
        done += 1
    return done


def test_an_answer_is_read_whole_and_blind(graded: Path, screen: Callable[[Any], Any]) -> None:
    bo = opened(graded, "bo the other")
    bo.note.value = "What bo saw in it"
    decide(bo, screen, lambda n: n % 2)
    queue = opened(graded)

    seen = ""
    for _ in range(len(queue.waits)):
        here = queue._things[queue.waits[0]]
        text = screen(queue.view).text
        assert here.answer in text
        assert here.criterion.title in text
        assert [label for label, _ in queue.level.options] == [level.looks_like for level in here.criterion.levels]
        assert queue.level.value is None
        seen += text
        decide(queue, screen, lambda _n: 0, most=1)

    assert [word for word in (*NAMES, "bo the other", "What bo saw", "points") if word in seen] == []


def test_what_was_decided_is_kept_and_the_next_one_comes(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    first, *others = queue.waits
    queue.level.index = 1
    queue.note.value = "  Nobody would\nsay that. "
    screen(queue.view).press("Save and next")

    (kept,) = read_ratings(graded)
    assert (kept.asked, kept.rater, kept.score, kept.note) == (first, "ana", 0, "Nobody would\nsay that.")
    assert list(queue.waits) == others
    assert f"Saved. {len(others)} answers wait for you." in screen(queue.view).text
    assert (queue.level.value, queue.note.value) == (None, "")


def test_without_a_level_nothing_is_saved_and_nothing_typed_is_lost(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    first = queue.waits[0]
    queue.note.value = "I cannot tell"
    screen(queue.view).press("Save and next")

    assert "Nothing is chosen yet" in screen(queue.view).text
    assert (queue.waits[0], queue.note.value) == (first, "I cannot tell")
    assert read_ratings(graded) == ()
    queue.level.index = 0
    assert "Nothing is chosen yet" not in screen(queue.view).text


def test_what_was_begun_is_there_after_a_reload_also_when_it_was_not_the_first(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    first, second, *_ = queue.waits
    screen(queue.view).press("Skip")
    queue.note.value = "half a sen"
    queue.level.index = 1

    again = opened(graded)

    assert again._things[second].answer in screen(again.view).text
    assert (again.note.value, again.level.index) == ("half a sen", 1)
    screen(again.view).press("Save and next")
    assert (again.waits[0], again.note.value) == (first, "")
    assert opened(graded).note.value == ""
    assert opened(graded, "bo").note.value == ""


def test_what_is_skipped_comes_again_at_the_end_with_what_was_typed(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    first, *others = queue.waits
    queue.note.value = "later"
    screen(queue.view).press("Skip")
    assert "Skipped" in screen(queue.view).text
    assert queue.waits == (*others, first)

    decide(queue, screen, lambda _n: 0, most=len(others))

    assert (queue.waits, queue.note.value) == ((first,), "later")
    screen(queue.view).press("Skip")
    assert "This is the only one left." in screen(queue.view).text


def test_undo_takes_back_one_after_the_other_and_after_a_reload_too(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    undo = next(w for w in queue._buttons if w.description == "Undo the last")
    assert undo.disabled
    first, second, *_ = queue.waits
    for note, level in (("one", 0), ("two", 1)):
        queue.note.value, queue.level.index = note, level
        screen(queue.view).press("Save and next")

    queue = opened(graded)
    screen(queue.view).press("Undo the last")
    assert (queue._at, queue.note.value, queue.level.index) == (second, "two", 1)
    screen(queue.view).press("Undo the last")
    assert (queue._at, queue.note.value, queue.level.index) == (first, "one", 0)
    assert read_ratings(graded) == ()
    assert opened(graded)._at == first


def test_a_rater_finds_their_own_again_however_they_type_their_name(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded, "Ana")
    total, first = len(queue.waits), queue._at
    queue.level.index = 1
    screen(queue.view).press("Save and next")
    queue.note.value = "half a sen"

    again = opened(graded, " ana ")
    assert (len(again.waits), again.note.value) == (total - 1, "half a sen")
    screen(again.view).press("Undo the last")
    assert again._at == first
    nameless = opened(graded, "  ")
    assert nameless._rater == learner_here()


def test_words_that_come_after_the_press_still_get_to_where_they_belong(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    first, second, *_ = queue.waits

    # The browser holds back what is typed while the kernel is at work; a press overtakes it.
    left, queue.note.value, queue.level.index = queue.note, "Nobody would", 1
    screen(queue.view).press("Save and next")
    left.value = "Nobody would say that"
    assert [(r.asked, r.score, r.note) for r in read_ratings(graded)] == [(first, 0, "Nobody would say that")]
    assert queue.note.value == ""

    left, queue.note.value = queue.note, "Hm"
    screen(queue.view).press("Skip")
    left.value = "Hm, later"
    assert queue._drafts[second].note == "Hm, later"

    left, queue.note.value, queue.level.index = queue.note, "No", 0
    screen(queue.view).press("Save and next")
    screen(queue.view).press("Undo the last")
    left.value = "No and no"
    assert queue.note.value == "No and no"
    assert opened(graded).note.value == "No and no"


def test_on_a_full_disk_it_says_so_and_the_text_stays(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    at = queue._at
    with most_bytes(10):
        queue.note.value = "words that must not go"
        assert "could not be written" in screen(queue.view).text
        queue.level.index = 1
        for press in ("Save and next", "Skip"):
            screen(queue.view).press(press)
            assert "What you chose and typed is still on the screen." in screen(queue.view).text
    assert (queue.note.value, queue.level.index) == ("words that must not go", 1)
    assert read_ratings(graded) == ()

    while queue._at != at:
        screen(queue.view).press("Skip")
    screen(queue.view).press("Save and next")
    assert [(rating.note, rating.score) for rating in read_ratings(graded)] == [("words that must not go", 0)]


def test_what_somebody_else_takes_meanwhile_is_not_asked_twice(graded: Path, screen: Callable[[Any], Any]) -> None:
    ana, bo = opened(graded), opened(graded, "bo")
    total = len(ana.waits)
    bos = [decide(bo, screen, lambda _n: 0, most=1) for _ in range(3)]
    decide(ana, screen, lambda _n: 0)

    # What bo read can come to ana as a second reading only.
    by = read_ratings(graded)
    assert len({rating.asked for rating in by}) == total
    assert sum(bos) == 3
    assert total <= len(by) <= total + 3


def test_hostile_text_stays_text(graded: Path, screen: Callable[[Any], Any], hostile: str) -> None:
    for path in graded.glob("*/ledger.jsonl"):
        entries = list(read_ledger(path.parent))
        path.unlink()
        with open_ledger(path.parent) as ledger:
            for entry in entries:
                answers = {id: hostile if isinstance(a, str) else a for id, a in entry.answers.items()}
                ledger.append(entry.model_copy(update={"answers": answers, "learner": hostile}))
    queue = opened(graded, hostile)
    queue.note.value = hostile
    assert hostile in screen(queue.view).text
    assert [page.harmful for page in screen(queue.view).pages if page.harmful] == []

    queue.level.index = 0
    screen(queue.view).press("Save and next")
    decide(queue, screen, lambda _n: 0)
    other = opened(graded, "bo")
    decide(other, screen, lambda _n: 1)

    assert "To talk about" in screen(other.view).text
    assert hostile in screen(other.view).text
    assert [page.harmful for page in screen(other.view).pages if page.harmful] == []


# --- when nothing waits -----------------------------------------------------------------------------------------------


def test_one_reader_is_told_what_a_second_would_bring(graded: Path, screen: Callable[[Any], Any]) -> None:
    queue = opened(graded)
    total = decide(queue, screen, lambda _n: 0)

    text = screen(queue.view).text
    assert f"Nothing waits for “ana” any more. You read {total} answers." in text
    assert "No answer has been read by two people yet." in text
    assert "a fifth of what you read, and at least 5, waits for them. They do not see what you chose." in text
    screen(queue.view).press("Undo the last")
    assert "1 answer waits for you." in screen(queue.view).text


def test_two_readers_see_where_they_differ_and_not_whose_answers_they_are(graded: Path, screen: Callable[[Any], Any]) -> None:
    decide(opened(graded), screen, lambda _n: 0)
    bo = opened(graded, "bo")
    bo.note.value = "He would shrug"
    seconds = decide(bo, screen, lambda n: 0 if n else 1)

    text = screen(bo.view).text
    assert seconds == 5
    assert "5 answers have been read by two of you or more (2 people in all). You chose the same 80% of the time." in text
    assert "That is too few to say how far you agree beyond chance; it takes 10." in text
    assert "bo gives 0.4 points less than the others on the same answers (5 of them, which is few)." in text
    assert text.count("ana: “") == text.count("bo: “") == 1
    assert "He would shrug" in text
    assert [name for name in NAMES if name in text] == []
    # The colleague sees it too, and the note as well.
    assert "He would shrug" in screen(opened(graded).view).text


def test_with_answers_enough_there_is_a_figure_with_its_interval(
    graded: Path, screen: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.grading.queue.FEWEST_SECONDS", 10)
    decide(opened(graded), screen, lambda n: n % 2)
    bo = opened(graded, "bo")
    mine = {rating.asked: rating.score for rating in read_ratings(graded)}
    for n in range(len(bo.waits)):
        assert bo._at
        bo.level.value = mine[bo._at] if n else 2 - (mine[bo._at] or 0)
        screen(bo.view).press("Save and next")

    text = screen(bo.view).text
    assert "10 answers have been read by two of you" in text
    assert "(Krippendorff's alpha, where 1 is full agreement and 0 is chance) is 0." in text
    assert "it could as well be anything from " in text
    assert "Cohen's kappa, quadratic-weighted, is 0." in text


def test_readers_who_always_choose_the_same_are_not_praised_for_it(
    graded: Path, screen: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.grading.queue.FEWEST_SECONDS", 10)
    for rater in ("ana", "bo"):
        queue = opened(graded, rater)
        decide(queue, screen, lambda _n: 0)

    text = screen(queue.view).text
    assert "You chose the same each time." in text
    assert "nothing can be said about agreement beyond chance" in text
    assert "Nobody gives more than the others" in text
    assert "To talk about" not in text


def test_a_folder_without_grades_says_which_command_makes_them(tmp_path: Path, parsed: Callable[[str], Any]) -> None:
    for folder in (tmp_path, tmp_path / "not there"):
        said = open_queue(folder)
        assert isinstance(said, CannotOpen)
        assert "one-on-one grade EXERCISE --answers FOLDER --out" in parsed(repr(said._why)).text
        assert ("There is no folder" in said._why) == (not folder.exists())


def test_grades_without_a_question_for_people_say_so(graded: Path, screen: Callable[[Any], Any]) -> None:
    for path in graded.glob("*/ledger.jsonl"):
        path.write_text("")

    queue = opened(graded)
    shown = screen(queue.view)

    assert "Nothing waits: no answer in this folder asks for what only a person can decide." in shown.text
    assert [one.description for one in queue._buttons if one.layout.display != "none"] == []


def test_a_damaged_file_of_ratings_is_named_instead_of_asking_everything_again(graded: Path) -> None:
    (graded / RATINGS / "bo.jsonl").write_text("nothing\n")

    said = open_queue(graded, "ana")

    assert isinstance(said, CannotOpen)
    assert "bo.jsonl:1: is no rating" in said._why


def test_without_a_folder_there_is_an_example(screen: Callable[[Any], Any]) -> None:
    queue = open_queue(rater="ana")

    assert isinstance(queue, FacilitatorQueue)
    assert decide(queue, screen, lambda n: n % 2) >= 9
    assert "a colleague: “" in screen(queue.view).text


def test_the_example_has_something_to_decide_and_a_colleague_who_began(tmp_path: Path) -> None:
    write_example(tmp_path, Library.default(), AT)
    things = read_waiting(tmp_path, Library.default())

    assert len(things) >= 10
    assert all(thing.answer and thing.criterion.decided_by != "rule" for thing in things.values())
    assert {rating.rater for rating in read_ratings(tmp_path)} == {"a colleague"}
    assert {rating.score for rating in read_ratings(tmp_path)} == {2, 0}
