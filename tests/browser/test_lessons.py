"""Lessons from the first cell to the last, and an exercise from the first item to the last, as a learner goes through them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyter_lab import Lab
from tests.browser.room import Room
from toolkit.content import (
    ACTS,
    Act,
    ChoiceItem,
    ExerciseSpec,
    Library,
    ManagerTurn,
    PlanItem,
    SortItem,
    TextItem,
)
from toolkit.grading import Answers, mark, read_answers

Axe = Callable[[Page, str], list[str]]

LIBRARY = Library.default()
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OURS = ".jp-OutputArea-output .oo-room, .jp-OutputArea-output .oo, .oo-field, .oo-row, .oo-choices, .oo-button"
KINDS = ("choice", "coding", "log", "order", "plan", "ratings", "sort", "text")
"""Kinds of items but a talk, whose room has tests of its own."""


# What went wrong in each cell, after the kernel has answered for it.
ONE_BY_ONE = """
async () => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const last = notebook.model.cells.length - 1;
  notebook.activeCellIndex = 0;
  for (let i = 0; i <= last; i++) {
    await window.jupyterapp.commands.execute(i < last ? 'notebook:run-cell-and-select-next' : 'notebook:run-cell');
  }
  return notebook.model.sharedModel.toJSON().cells.flatMap(cell => cell.outputs ?? []).filter(one => one.output_type === 'error');
}
"""


CHOSEN = "boxes => boxes.map(box => box.value)"


@dataclass(frozen=True)
class Lesson:
    """What a test needs to know of a lesson: who is met in it, and which turns of a talk are coded."""

    path: str
    scenario: str
    gold: dict[int, Act]
    """The manager's turns → their codes, in the order of the talk."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The beginning of a talk with the person."""
        return LIBRARY.scenario(self.scenario).walkthroughs[0].manager[:3]


def lesson(name: str) -> Lesson:
    source = "\n".join("".join(cell["source"]) for cell in json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"])
    talk = re.search(r'code_talk\("(\w+)", first=(\d+), last=(\d+)\)', source)
    person = re.search(r'practise\("(\w+)"\)', source)
    assert talk, name
    assert person, name
    turns = LIBRARY.talk(talk[1]).turns
    coded = range(int(talk[2]), int(talk[3]) + 1)
    gold = {n: turn.main for n in coded if isinstance(turn := turns[n - 1], ManagerTurn)}
    return Lesson(f"notebooks/{name}", person[1], gold)


def run_cell_by_cell(page: Page) -> None:
    """Run each cell and go on to the next, from the first to the last, as Shift and Enter do."""
    assert page.evaluate(ONE_BY_ONE) == []


def code(page: Page, boxes: Locator, gold: list[Act]) -> None:
    """Choose a code for each turn, with the keyboard alone: by typing its first letters, and on with Tab."""
    boxes.first.focus()
    for n, act in enumerate(gold):
        expect(boxes.nth(n)).to_be_focused()
        page.keyboard.type(ACTS[act][:4])
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Compare with the coders")).to_be_focused()
    assert boxes.evaluate_all(CHOSEN) == [ACTS[act] for act in gold]
    page.keyboard.press("Enter")


@pytest.mark.parametrize("name", ["05_what_a_good_one_looks_like.ipynb", "09_giving_back.ipynb", "15_skip_level_before.ipynb"])
def test_a_lesson_is_gone_through_and_everything_is_still_there_after_a_reload(lab: Lab, axe: Axe, name: str) -> None:
    one = lesson(name)
    page = lab.open(one.path)
    run_cell_by_cell(page)
    cells = page.locator(".jp-Notebook .jp-Cell").count()

    gold = list(one.gold.values())
    mine: list[Act] = ["other" if gold[0] != "other" else "tell", *gold[1:]]
    boxes = page.locator(".oo-part select")
    expect(boxes).to_have_count(len(gold))
    code(page, boxes, mine)
    agreed = page.get_by_text(f"You agree on {len(gold) - 1} of {len(gold)} turns")
    expect(agreed).to_be_visible()

    room = Room(page)
    room.hold(one.lines)
    page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("button", name="Show me the evidence").click()
    evidence = page.get_by_role("heading", name=re.compile("^What stayed hidden"))
    expect(evidence).to_be_visible()

    said = page.get_by_label("One sentence I will say, or one thing I will leave")
    said.press_sequentially("So it is the <b>Tuesdays</b>.")
    page.get_by_label("With whom (a letter will do)").fill("M.")
    page.get_by_label("On which day").fill("2026-12-01")
    expect(page.get_by_text("Kept. You will meet it again")).to_be_visible()
    assert axe(page, OURS) == []
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells

    lab.reload(page)
    lab.run_all(page)

    expect(boxes).to_have_count(len(gold))
    assert boxes.evaluate_all(CHOSEN) == [ACTS[act] for act in mine]
    expect(Room(page).lines).to_have_text(list(one.lines))
    expect(evidence).to_be_visible()
    expect(said).to_have_value("So it is the <b>Tuesdays</b>.")
    expect(page.get_by_label("With whom (a letter will do)")).to_have_value("M.")
    expect(page.get_by_label("On which day")).to_have_value("2026-12-01")


# --- exercises ------------------------------------------------------------------------------------------------------

EXERCISE = "07_an_agenda_they_own"


def check(page: Page, title: str) -> None:
    page.get_by_role("button", name=f"Check “{title}”").click()


def choose(page: Page, texts: dict[str, str], options: dict[str, str], chosen: dict[str, str]) -> None:
    """Choose for each thing, by its own words, what is chosen for it."""
    for id, option in chosen.items():
        page.get_by_label(texts[id], exact=True).select_option(label=options[option])


def fill_in(page: Page, spec: ExerciseSpec, answers: dict[str, Any]) -> None:
    """Answer every item and check each; a choice is first got wrong."""
    for item in spec.items:
        given = answers[item.id]
        match item:
            case PlanItem():
                choose(page, {r.id: r.text for r in item.rows}, {o.id: o.text for o in item.options}, given)
            case SortItem():
                choose(page, {c.id: c.text for c in item.cards}, {p.id: p.text for p in item.piles}, given)
            case ChoiceItem():
                texts = {option.id: option.text for option in item.options}
                page.get_by_role("radio", name=next(text for id, text in texts.items() if id != given)).check()
                check(page, item.title)
                expect(page.get_by_role("heading", name=f"{item.title}: 0 of {item.points:g}")).to_be_visible()
                page.get_by_role("radio", name=texts[given]).check()
            case TextItem():
                page.get_by_label(item.title, exact=True).fill(given)
        check(page, item.title)


def test_an_exercise_is_gone_through_handed_in_and_graded_to_the_points_shown(lab: Lab, axe: Axe) -> None:
    spec = LIBRARY.exercise(EXERCISE)
    reference = Path(__file__).parents[2] / "exercises" / EXERCISE / "reference" / "good.json"
    answers = json.loads(reference.read_text(encoding="utf-8"))["items"]
    # One row of the plan goes wrong, so that not every point is given.
    answers["month"] = {**answers["month"], "b3": "works"}
    page = lab.open(f"exercises/{EXERCISE}/exercise.ipynb")
    lab.run_all(page)
    fill_in(page, spec, answers)

    grade = mark(spec, Answers(schema_version=1, exercise=EXERCISE, items=answers), LIBRARY)
    for item in grade.items:
        expect(page.get_by_role("heading", name=f"{item.title}: {item.points:g} of {item.max_points:g}", exact=True)).to_be_visible()
    page.get_by_role("button", name="A hint for “Wednesday evening”").press("Enter")
    expect(page.get_by_role("status").filter(has_text="A hint: ")).to_be_visible()
    assert axe(page, OURS) == []

    lab.reload(page)
    lab.run_all(page)

    total = f"{grade.points:g} of {grade.max_points:g} points"
    assert grade.points < grade.max_points
    expect(page.get_by_role("heading", name=total)).to_be_visible()
    expect(page.locator(".oo strong", has_text=total)).to_be_visible()
    page.get_by_role("button", name="Save my answers to hand in").click()
    expect(page.get_by_role("status").filter(has_text="Saved as")).to_be_visible()
    (handed_in,) = (lab.root / "exercises" / EXERCISE / "handed_in").iterdir()
    assert json.loads(handed_in.read_text(encoding="utf-8"))["items"] == answers
    assert mark(spec, read_answers(handed_in, spec).answers, LIBRARY) == grade


FORMS = """
from toolkit import Library, open_exercise
import ipywidgets
forms = [form for id in {ids!r} for form in open_exercise(id).items]
ipywidgets.VBox([next(form.view for form in forms if form.item.kind == kind) for kind in {kinds!r}])
"""


def exercises_with(kinds: Sequence[str]) -> list[str]:
    """The first exercise with each kind of item."""
    specs = [LIBRARY.exercise(id) for id in LIBRARY.exercise_files()]
    return sorted({next(spec.id for spec in specs if any(item.kind == kind for item in spec.items)) for kind in kinds})


def test_every_kind_of_item_can_be_answered_without_a_mouse_and_on_a_telephone(lab: Lab, axe: Axe) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    page = lab.open(lab.write("forms.ipynb", FORMS.format(ids=exercises_with(KINDS), kinds=KINDS)))
    lab.run_all(page)

    steps = page.locator(".oo-step")
    expect(steps.first).to_be_visible()
    second = steps.nth(1).locator(".oo").inner_text().removeprefix("2. ")
    down = page.get_by_role("button", name="Move number 2 down", exact=True)
    down.press("Enter")
    expect(steps.nth(2)).to_contain_text(second)
    expect(page.get_by_role("button", name="Move number 3 down", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(steps.nth(3)).to_contain_text(second)

    page.get_by_label("1. What").press_sequentially("ring the supplier")
    for label in ("Who", "By when"):
        page.keyboard.press("Tab")
        box = page.get_by_label(label, exact=True)
        expect(box).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(box).not_to_have_value("choose…")
    page.get_by_role("button", name="Another line").press("Enter")
    expect(page.get_by_label("2. What")).to_be_visible()

    for button in page.get_by_role("button", name="Check “").all():
        button.press("Enter")
    expect(page.get_by_role("status")).to_have_count(len(KINDS) + 1)  # and the order's "is number 4 now"
    assert axe(page, OURS) == []
    wide = "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.outerHTML.slice(0, 200))"
    assert page.locator(".jp-OutputArea-output .oo, .oo-row, .oo-choices, .oo-field").evaluate_all(wide) == []
    expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(1)
