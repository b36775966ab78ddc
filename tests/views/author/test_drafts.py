"""Beginning a scenario in a form and coming back to it: what is typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.views.author.marek import SHIPPED, scenario, widget, wrong
from toolkit.content import Library
from toolkit.errors import ContentError
from toolkit.records import Store, open_store
from toolkit.views.author import write_scenario
from toolkit.views.author.draft import id_from
from toolkit.views.author.form import ScenarioForm
from toolkit.views.author.words import LABELS


def test_a_draft_begins_as_a_scenario_that_works_under_a_new_name(form: ScenarioForm, shelf: Library, screen: Any) -> None:
    made = scenario(form)

    assert (made.id, made.report.name, made.title) == ("marek", "Marek", "Marek swaps her Saturdays")
    assert "Pernille" not in made.model_dump_json()
    assert wrong(form, shelf) == []
    assert "Marek. Step 1 of 5: Who they are" in screen(form.view).text


@pytest.mark.parametrize("id", sorted(SHIPPED.scenario_files())[::5])
def test_every_scenario_can_be_begun_with_and_comes_out_as_it_was(id: str, store: Store) -> None:
    given = SHIPPED.scenario(id)
    form = ScenarioForm(SHIPPED, store, "ana", Path())
    form.begin(given.report.name, id)

    made = scenario(form)
    assert made.model_copy(update={"id": id, "areas": {}, "facts": ()}) == given.model_copy(update={"areas": {}, "facts": ()})
    assert [fact.model_copy(update={"area": ""}) for fact in made.facts] == [fact.model_copy(update={"area": ""}) for fact in given.facts]
    assert [made.areas[fact.area] for fact in made.facts] == [given.areas[fact.area] for fact in given.facts]


def test_what_is_typed_is_there_again_in_another_kernel(form: ScenarioForm, shelf: Library, tmp_path: Path, screen: Any) -> None:
    widget(form.who.view, LABELS["report.role"]).value = "Night porter"
    form.go(1)
    form.unsaid.facts.open("loud_saturdays")
    widget(form.unsaid.view, LABELS["says"]).value = "I've a key that nobody knows of."
    form.unsaid.add_fact()
    widget(form.unsaid.view, LABELS["name"]).value = "A half-typed"
    screen(form.unsaid.view).press("Remove “Wants the desk”")
    form.go(2)
    widget(form.answers.view, "To advice").value = "Hm.\n\nI could.\n"

    with open_store(tmp_path / "records.sqlite") as other:
        again = write_scenario(library=shelf, store=other, folder=tmp_path)
        assert again.draft
        assert form.draft
        assert again.draft.values == form.draft.values
        assert again.draft.values["report"]["role"] == "Night porter"
        assert again.draft.values["lines"]["advised"] == ["Hm.", "I could."]
        assert [card["name"] for card in again.draft.cards("facts")][-2:] == ["Twelve seconds", "A half-typed"]


def test_one_key_in_a_card_writes_that_card_and_nothing_else(form: ScenarioForm, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[str] = []
    put = store.put_answer
    monkeypatch.setattr(store, "put_answer", lambda who, draft, part, value: (rows.append(part), put(who, draft, part, value))[1])
    form.unsaid.facts.open("loud_saturdays")

    widget(form.unsaid.view, LABELS["hint"]).value = "Saturdays."

    assert rows == ["facts/loud_saturdays"]


def test_there_are_several_drafts_and_one_chooses(form: ScenarioForm, written: Callable[..., ScenarioForm], screen: Any) -> None:
    screen(form.view).press("Write somebody else")
    form.begin("Zoë", "gone_quiet")
    assert scenario(form).id == "zoe"
    screen(form.view).press("Write somebody else")
    assert {"Go on with Marek: Marek swaps her Saturdays", "Go on with Zoë: Zoë has gone quiet"} <= set(screen(form.view).buttons)

    assert written().draft is None
    screen(form.view).press("Go on with Marek: Marek swaps her Saturdays")

    again = written()
    assert again.draft
    assert again.draft.id == "marek"
    assert written("zoe").draft.name == "Zoë"  # type: ignore[union-attr]


def test_a_draft_can_be_removed_and_put_back(form: ScenarioForm, written: Callable[..., ScenarioForm], screen: Any) -> None:
    before = scenario(form)
    form.choose()
    screen(form.view).press("Remove Marek: Marek swaps her Saturdays")
    assert "Go on with Marek: Marek swaps her Saturdays" not in screen(written().view).buttons
    another = written()
    another.begin("Marek", "example")
    assert scenario(another).id == "marek_2"
    another.choose()

    screen(form.view).press("Put back Marek: Marek swaps her Saturdays")

    again = written()
    screen(again.view).press("Go on with Marek: Marek swaps her Saturdays")
    assert scenario(again) == before


def test_the_last_words_are_kept_by_whoever_leaves_at_once(form: ScenarioForm, written: Callable[..., ScenarioForm]) -> None:
    assert form.draft
    form.draft.values["report"]["role"] = "Typed a moment ago"

    form.choose()

    assert scenario(written("marek")).report.role == "Typed a moment ago"


def test_a_name_that_is_taken_gets_another_file(form: ScenarioForm) -> None:
    form.begin("Marek", "example")
    assert scenario(form).id == "marek_2"

    form.begin("Gone Quiet", "example")
    assert scenario(form).id == "gone_quiet_2"


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_somebody_without_a_name_is_not_begun(written: Callable[..., ScenarioForm], name: str, screen: Any) -> None:
    form = written()
    form.begin(name, "example")

    assert form.draft is None
    assert "Give them a first name" in screen(form.view).text


@pytest.mark.parametrize("id", ["My Person", "../outside", "Ünal"])
def test_an_id_that_is_no_file_name_is_refused(written: Callable[..., ScenarioForm], id: str) -> None:
    with pytest.raises(ContentError, match="is no id"):
        written(id)


def test_an_id_opens_a_new_draft_or_the_scenario_of_that_name(written: Callable[..., ScenarioForm], shelf: Library) -> None:
    assert scenario(written("night_porter")).report.name == "Night"
    ruth = scenario(written("gone_quiet"))
    assert [fact.says for fact in ruth.facts] == [fact.says for fact in shelf.scenario("gone_quiet").facts]


def test_ids_are_made_of_any_name() -> None:
    assert [id_from(name, set(), "person") for name in ("李", "2 Fast", "Żółć", "", "a" * 90)] == ["person", "fast", "zoc", "person", "a" * 50]


def test_a_text_that_cannot_be_kept_is_said_and_stays(form: ScenarioForm, held: Callable[[], AbstractContextManager[None]], tmp_path: Path) -> None:
    with open_store(tmp_path / "records.sqlite", busy_seconds=0.1) as impatient:
        again = write_scenario(library=form._library, store=impatient, folder=tmp_path)
        box = widget(again.who.view, LABELS["report.voice"])
        with held():
            box.value = "Loud."
            assert "What you typed is still on the screen." in again._problem.children[0].value
        box.value = "Loud!"
        assert again._problem.children == ()
        assert write_scenario(library=form._library, store=impatient).draft.values["report"]["voice"] == "Loud!"  # type: ignore[union-attr]


def test_hostile_text_is_text(form: ScenarioForm, shelf: Library, hostile: str, screen: Any) -> None:
    form.unsaid.facts.open("loud_saturdays")
    for question in (LABELS["name"], LABELS["about"], LABELS["text"]):
        widget(form.unsaid.view, question).value = hostile
    widget(form.who.view, LABELS["report.name"]).value = hostile[:40]
    form.unsaid.facts.close()
    form.check.check()
    form.check.save()

    for step in range(5):
        form.go(step)
        assert [page.harmful for page in screen(form.view).pages if page.harmful] == []
