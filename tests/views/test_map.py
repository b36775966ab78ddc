"""The picture of a scenario shows every fact once, in words too, whatever the author wrote."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from toolkit.content import Library, Scenario
from toolkit.views.map import scenario_map

LIBRARY = Library.default()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("scenario", [LIBRARY.scenario(id) for id in LIBRARY.scenario_files()], ids=lambda s: s.id)
def test_every_fact_has_a_box_and_every_condition_an_arrow(scenario: Scenario) -> None:
    picture = ElementTree.fromstring(str(scenario_map(scenario)))

    assert len(picture.findall(f"{SVG}g")) == len(scenario.facts)
    assert len(picture.findall(f"{SVG}path")) == sum(len(fact.gate.after) for fact in scenario.facts)
    told = picture.findtext(f"{SVG}desc") or ""
    assert all(fact.id in told for fact in scenario.facts)


def test_boxes_do_not_lie_on_one_another() -> None:
    picture = ElementTree.fromstring(str(scenario_map(LIBRARY.scenario("gone_quiet"))))
    places = [(rect.attrib["x"], rect.attrib["y"]) for rect in picture.iter(f"{SVG}rect")]

    assert len(set(places)) == len(places)


def test_an_authors_text_is_text(hostile: str, parsed: Any) -> None:
    scenario = LIBRARY.scenario("gone_quiet")
    fact = scenario.facts[0].model_copy(update={"text": hostile})
    changed = scenario.model_copy(update={"facts": (fact, *scenario.facts[1:]), "title": hostile})

    assert parsed(str(scenario_map(changed))).harmful == []
