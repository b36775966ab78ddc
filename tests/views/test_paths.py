"""The start page: who somebody is, which lessons are theirs, and how far they have come."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.content import Library
from toolkit.records import Store, open_store
from toolkit.views.commitment import commitment
from toolkit.views.paths import MyPath, my_path
from toolkit.views.practice import learner_here

LIBRARY = Library.default()
COURSE = LIBRARY.course()
ME = learner_here()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "records.sqlite") as opened:
        yield opened


def opened(store: Store) -> MyPath:
    shown = my_path(store=store)
    assert isinstance(shown, MyPath)
    return shown


def page(shown: MyPath) -> str:
    return str(shown.way.outputs[0]["data"]["text/html"])


def links(shown: MyPath) -> list[str]:
    return re.findall(r'href="([^"]+)"', page(shown))


def test_before_anybody_has_said_who_they_are_it_asks(store: Store) -> None:
    assert opened(store).who.value == ""
    assert "Choose who you are" in page(opened(store))


@pytest.mark.parametrize("path", COURSE.paths, ids=lambda path: path.id)
def test_every_path_shows_its_lessons_in_order_with_links_that_lead_somewhere(store: Store, path) -> None:
    shown = opened(store)
    shown.who.value = path.id

    lessons = [link.removesuffix(".ipynb") for link in links(shown) if not link.startswith("..")]
    assert tuple(lessons) == path.lessons
    assert [link for link in links(shown) if not (LIBRARY.root / "notebooks" / link).is_file()] == []
    assert opened(store).who.value == path.id


def test_what_is_done_is_counted_and_the_next_is_marked(store: Store) -> None:
    path = next(path for path in COURSE.paths if path.id == "new_manager")
    good = LIBRARY.exercise_files()[path.lessons[0]].parent / "reference" / "good.json"
    for item, answer in json.loads(good.read_text(encoding="utf-8"))["items"].items():
        store.put_answer(ME, path.lessons[0], item, answer)
    commitment(path.lessons[1], store=store).text.value = "Say less."
    shown = opened(store)
    shown.who.value = path.id

    assert f"1 of {len(path.lessons)} done." in page(shown)
    row = next(row for row in page(shown).split("<tr>") if f"{path.lessons[1]}.ipynb" in row)
    assert "<strong>next</strong>" in row
    assert "you know what you want to do" in row


def test_every_notebook_is_a_lesson_of_the_course_under_its_own_title() -> None:
    notebooks = {path.stem: path for path in (LIBRARY.root / "notebooks").glob("[0-9]*.ipynb") if not path.stem.startswith("00")}
    titles = {id: json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0][2:].strip() for id, path in notebooks.items()}

    assert {lesson.id: lesson.title for lesson in COURSE.lessons} == titles


def test_every_lesson_is_on_some_path_or_is_a_tool() -> None:
    walked = {id for path in COURSE.paths for id in path.lessons}

    assert {lesson.id for lesson in COURSE.lessons} == walked
