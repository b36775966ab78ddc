"""A facilitator looks at a group in a real JupyterLab, and pages are opened as files, hostile answers in them too."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.jupyter_lab import Lab
from toolkit.content import Library
from toolkit.grading import Answers, mark
from toolkit.grading.gradebook import read_gradebook
from toolkit.views.feedback_page import feedback_page
from toolkit.views.gradebook import example_grades, gradebook_page
from toolkit.views.gradebook.example import DUE

Axe = Callable[[Page, str], list[str]]

NOTEBOOK = "notebooks/facilitator_gradebook.ipynb"
OURS = ".jp-OutputArea-output .widget-vbox"
HOSTILE = (
    "<script>window.__x=1</script><img src=http://127.0.0.1:9/p.gif onerror=window.__x=1><svg onload=window.__x=1>"
    "<iframe srcdoc='<script>parent.__x=1</script>'></iframe><style>@import 'http://127.0.0.1:9/x.css'</style>"
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.__x=1> \" onx=1 '><a href=javascript:x>a</a>"
)
FIRST = "01_first_one_on_one"


def test_a_facilitator_finds_a_learner_filters_and_saves(lab: Lab, axe: Axe) -> None:
    page = lab.open(NOTEBOOK)
    lab.run_all(page)
    view = page.locator(OURS).first
    expect(view.get_by_text("19 learners, 3 exercises")).to_be_visible()
    assert axe(page, OURS) == []

    view.get_by_label("Show", exact=True).select_option("only refused")
    expect(view.get_by_text("Who is where: 1 learner", exact=True)).to_be_visible()
    view.get_by_label("Show", exact=True).select_option("everybody")
    view.get_by_label("Find a learner").fill("PIL")
    expect(view.get_by_role("heading", name="pilar")).to_be_visible()
    view.get_by_label("Exercise", exact=True).select_option(label="09 Giving back")
    expect(view.get_by_text("19 learners, 1 exercise")).to_be_visible()
    view.get_by_label("Show learners' own words").check()
    expect(view.get_by_role("columnheader", name="In their words").first).to_be_visible()
    assert axe(page, OURS) == []

    view.get_by_role("button", name="Save as Excel").press("Enter")
    expect(view.get_by_text("Saved everybody")).to_be_visible()
    assert (lab.root / "notebooks/example_gradebook.xlsx").stat().st_size > 5_000


@pytest.mark.parametrize("width", [800, 390])
def test_nothing_is_cut_off_in_a_narrow_window(width: int, lab: Lab) -> None:
    page = lab.page
    page.set_viewport_size({"width": width, "height": 900})
    lab.open(NOTEBOOK)
    lab.run_all(page)
    view = page.locator(OURS).first
    expect(view.get_by_role("region", name="Items worth a look")).to_be_visible()

    view.get_by_label("Show learners' own words").check()
    expect(view.get_by_role("columnheader", name="Words", exact=True)).to_be_visible()

    assert view.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    # A column of one or two letters a line cannot be read.
    assert view.locator(".gb-table td").evaluate_all("cells => cells.filter(cell => cell.clientHeight > 6 * cell.clientWidth).length") == 0


def test_a_facilitator_grades_what_was_sent_as_the_page_says(lab: Lab) -> None:
    handed_in = lab.root / "notebooks/handed_in"
    handed_in.mkdir()
    shutil.copy(lab.root / "exercises" / FIRST / "reference/good.json", handed_in / "ana.json")
    path = lab.root / NOTEBOOK
    text = path.read_text(encoding="utf-8")
    assert text.count("# !") == text.count('folder = \\"\\"') == 1
    path.write_text(text.replace("# !", "!").replace('folder = \\"\\"', 'folder = \\"graded\\"'), encoding="utf-8")

    page = lab.open(NOTEBOOK)
    lab.run_all(page)

    expect(page.get_by_text("1 graded, 0 refused.")).to_be_visible()
    expect(page.locator(OURS).get_by_text("1 learner, 1 exercise: 1 of 1 handed in and graded")).to_be_visible()


def test_a_folder_without_grades_says_which_command_makes_them(lab: Lab) -> None:
    (lab.root / "empty").mkdir(exist_ok=True)
    page = lab.open(lab.write("empty.ipynb", "from toolkit import open_gradebook\nview = open_gradebook('empty')\nview", "view.book.grades"))
    with pytest.raises(AssertionError, match=r"^Cell 2 failed:\nThere are no tables yet, because no gradebook was opened\. .*$"):
        lab.run_all(page)

    said = page.get_by_role("alert").filter(has_text="There are no grades in empty")
    expect(said).to_contain_text("one-on-one grade EXERCISE --answers FOLDER --out empty")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's gradebook as a page, with a flag that holds hostile text."""
    folder, library = tmp_path_factory.mktemp("grades"), Library.default()
    example_grades(folder, library)
    book = read_gradebook(folder, library, due={id: datetime.fromisoformat(at) for id, at in DUE.items()})
    flag = {"exercise": FIRST, "learner": HOSTILE, "item": HOSTILE, "text": HOSTILE, "quote": HOSTILE}
    path = folder / "gradebook.html"
    path.write_text(gradebook_page(book, [flag], quotes=True), encoding="utf-8")
    return path


@pytest.fixture
def handed_back(tmp_path: Path) -> Path:
    """The feedback on hostile answers, as a page."""
    library = Library.default()
    spec = library.exercise(FIRST)
    items = {item.id: (HOSTILE,) * 9 if item.kind == "conversation" else HOSTILE for item in spec.items if item.kind != "choice"}
    answers = Answers(schema_version=1, exercise=FIRST, items=items)
    path = tmp_path / "feedback.html"
    path.write_text(feedback_page(spec, answers, mark(spec, answers, library)), encoding="utf-8")
    return path


@pytest.fixture(params=["with its policy", "without its policy"])
def opened(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that opens files, the policy that forbids all scripts in force or not: the text must be harmless by itself."""
    context = browser.new_context(bypass_csp=request.param == "without its policy", viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("which", ["made", "handed_back"])
def test_a_page_with_hostile_words_runs_nothing_and_asks_for_nothing(which: str, opened: Page, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(which)
    asked: list[str] = []
    opened.on("request", lambda one: asked.append(one.url))

    opened.goto(path.as_uri())
    opened.wait_for_load_state("networkidle")

    assert asked == [path.as_uri()]
    assert opened.evaluate("window.__x") is None
    assert opened.locator("script, img, iframe, form, a, object, link").count() == 0
    assert HOSTILE in (opened.locator("main").text_content() or "")
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["made", "handed_back"])
def test_a_page_keeps_nobody_out(which: str, scheme: str, page: Page, axe: Axe, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(which)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path.as_uri())

    assert axe(page, "body") == []


def test_on_paper_what_was_handed_in_is_unfolded(handed_back: Path, page: Page) -> None:
    page.goto(handed_back.as_uri())
    answer = page.locator(".given li").first
    assert not answer.is_visible()

    page.emulate_media(media="print")

    assert answer.is_visible()
