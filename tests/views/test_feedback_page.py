"""The page that a learner gets back."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from toolkit.content import Library
from toolkit.grading import Answers, mark, read_answers
from toolkit.views import HandedInExercise, open_exercise
from toolkit.views.feedback_page import feedback_page

FIRST, RATED, LOGGED = "01_first_one_on_one", "05_what_a_good_one_looks_like", "14_closing_and_following_up"


def page_of(exercise: str, name: str = "middling", library: Library | None = None, **answered: Any) -> str:
    """Return the page of a reference answers file, with some of its answers replaced."""
    content = library or Library.default()
    spec = content.exercise(exercise)
    answers = read_answers(content.root / "exercises" / exercise / "reference" / f"{name}.json", spec).answers
    answers = Answers(schema_version=1, exercise=exercise, items={**answers.items, **answered})
    return feedback_page(spec, answers, mark(spec, answers, content))


def test_it_holds_every_answer_and_what_was_said_of_it(parsed: Any) -> None:
    text = parsed(page_of(FIRST)).text

    for said in ("A first 1:1", "9.5 of 20 points", "Hi Ruth. Thanks for coming.", "What stayed hidden (4)", "The note: 3 of 6"):
        assert said in text


def test_it_says_whose_answers_they_are(parsed: Any) -> None:
    spec = Library.default().exercise(FIRST)
    nothing = Answers(schema_version=1, exercise=FIRST, items={})

    page = feedback_page(spec, nothing, mark(spec, nothing, Library.default()), "ana_<b>")

    assert "The answers of ana_<b>" in parsed(page).text
    assert "The answers of" not in parsed(page_of(FIRST)).text


def test_what_was_not_answered_counts_neither_right_nor_wrong(parsed: Any) -> None:
    spec = Library.default().exercise(FIRST)
    nothing = Answers(schema_version=1, exercise=FIRST, items={})

    text = parsed(feedback_page(spec, nothing, mark(spec, nothing, Library.default()))).text

    assert "Not scored: The talk, The note, On the stairs. That counts neither right nor wrong." in text
    assert "The note: not scored" in text
    assert "No points yet: nothing was scored." in text
    assert "0 of 20" not in text


def test_the_executed_notebook_says_the_same_of_points_as_the_page(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"schema_version": 1, "exercise": FIRST, "items": {}}), encoding="utf-8")

    handed_in = open_exercise(FIRST, str(file))

    assert isinstance(handed_in, HandedInExercise)
    for shown in (handed_in.feedback(), handed_in.grade()):
        assert shown._repr_mimebundle_()["text/plain"] == "No points yet: nothing was scored."


def test_points_out_of_a_part_say_of_how_many(parsed: Any) -> None:
    spec = Library.default().exercise(FIRST)
    reference = Library.default().root / "exercises" / FIRST / "reference" / "good.json"
    items = dict(read_answers(reference, spec).answers.items)
    del items["note"]
    some = Answers(schema_version=1, exercise=FIRST, items=items)
    grade = mark(spec, some, Library.default())
    scored = sum(item.max_points for item in grade.items if item.points is not None)

    text = parsed(feedback_page(spec, some, grade)).text

    assert 0 < scored < grade.max_points
    assert f"{grade.points:g} of the {scored:g} points that could be scored" in text
    assert "could be scored" not in parsed(page_of(FIRST)).text


def test_it_says_what_it_may_do_and_asks_for_nothing(parsed: Any) -> None:
    html = page_of(FIRST)
    page = parsed(html)

    assert "Content-Security-Policy" in html
    assert "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:" in html
    assert '<html lang="en">' in html
    assert not {"script", "img", "link", "iframe", "a", "form"} & set(page.elements)
    assert not re.search(r"url\(|@import|https?:", html)


def test_its_headings_go_down_one_step_at_a_time(parsed: Any) -> None:
    levels = [int(element[1]) for element in parsed(page_of(FIRST)).elements if re.fullmatch("h[1-6]", element)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("item", ["talk", "note"])
def test_hostile_answers_stay_text_that_can_be_read(item: str, hostile: str, parsed: Any) -> None:
    spec = Library.default().exercise(FIRST)
    kinds = {one.kind: one.id for one in spec.items}
    answered = {kinds["conversation"]: (hostile, "How are your afternoons?")} if item == "talk" else {kinds["text"]: hostile}

    page = parsed(page_of(FIRST, **answered))

    assert hostile in page.text
    assert [one for one in page.harmful if one != "meta"] == []
    assert page.elements.count("meta") == parsed(page_of(FIRST)).elements.count("meta")


def plant(at: Path, change: Any) -> None:
    """Rewrite a content file."""
    yaml = YAML()
    content = yaml.load(at)
    change(content)
    with at.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)


CANARY = "zz canary zz"


def seeded(root: Path) -> Library:
    """Return a copy of the library with canaries in everything that a learner must not be told."""
    for folder in ("exercises", "rubrics"):
        shutil.copytree(Library.default().root / folder, root / folder)

    def rubric(content: Any) -> None:
        for criterion in content["criteria"]:
            criterion["cannot_judge"] += f" {CANARY}"
            for ways in criterion.get("elements", {}).values():
                ways.append(CANARY)
            for example in criterion.get("examples", ()):
                example["talk"] = f"{example['talk'].rstrip()} {CANARY}\n"

    def exercise(content: Any) -> None:
        for item in content["items"]:
            for option in item.get("options", ()) if item["kind"] == "choice" else ():
                option["because"] += f" {CANARY}" * (not option["right"])
                option["text"] += f" {CANARY}" * (not option["right"])
            for card in item.get("cards", ()):
                card["because"] += f" {CANARY}"
            for action in item.get("actions", ()):
                action["means"].append(CANARY)
            for clip in item.get("clips", ()):
                clip["because"] += f" {CANARY}"

    for path in (root / "rubrics").glob("*.yaml"):
        plant(path, rubric)
    for id in (FIRST, RATED, LOGGED):
        plant(root / "exercises" / id / "exercise.yaml", exercise)
    return Library(root)


def test_nothing_of_the_key_is_in_the_page_of_who_got_it_right(tmp_path: Path) -> None:
    library = seeded(tmp_path)

    for exercise in (FIRST, RATED, LOGGED):
        spec = library.exercise(exercise)
        right: dict[str, Any] = {}
        for item in spec.items:
            if item.kind == "choice":
                right[item.id] = next(option.id for option in item.options if option.right)
            if item.kind == "sort":
                right[item.id] = {card.id: card.pile for card in item.cards}
            if item.kind == "ratings":
                right[item.id] = {clip.id: str(clip.gold) for clip in item.clips}
        assert CANARY in spec.model_dump_json()
        assert CANARY not in page_of(exercise, library=library, **right)


def test_of_the_options_only_the_chosen_one_is_in_the_page(tmp_path: Path) -> None:
    library = seeded(tmp_path)
    (item,) = (one for one in library.exercise(FIRST).items if one.kind == "choice")
    wrong = [option for option in item.options if not option.right]

    page = page_of(FIRST, library=library, **{item.id: wrong[0].id})

    assert CANARY in page
    for option in wrong[1:]:
        assert option.text.removesuffix(f" {CANARY}") not in page
