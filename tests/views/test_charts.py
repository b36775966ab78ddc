"""Pictures and pages: well-formed, adding up, also in words, and never made of what somebody typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.conversation import Transcript, Turn
from toolkit.feedback import analyse
from toolkit.views.charts import WIDTH, Part, bar, talk_share_picture, telling_picture
from toolkit.views.examples import read_talk
from toolkit.views.html import quote, spoken, tag

SENTENCES = ["How are you?", "You should ask Dom.", "So it is four phones.", "Hello.", "I did it too.", "Thanks.", "…", "[nods]"]
TALKS = st.lists(st.tuples(st.sampled_from(["manager", "report"]), st.sampled_from(SENTENCES)), max_size=12)


def drawn(picture: Any) -> tuple[ElementTree.Element, ElementTree.Element]:
    """The figure and the picture in it; an error when it is not well-formed."""
    figure = ElementTree.fromstring(str(picture))
    svg = figure.find("svg")
    assert svg is not None
    return figure, svg


@given(TALKS)
def test_the_parts_of_a_picture_fill_its_width_and_are_said_in_words(said: list[tuple[Any, str]]) -> None:
    analysis = analyse(Transcript(tuple(Turn(who, text) for who, text in said)))

    for picture in (talk_share_picture(analysis, "Ruth"), telling_picture(analysis)):
        if picture is None:
            continue
        figure, svg = drawn(picture)
        words = "".join(figure.itertext())
        rects = svg.findall("rect")
        ends = [float(r.attrib["x"]) + float(r.attrib["width"]) for r in rects]
        assert ends[-1] == pytest.approx(WIDTH, abs=3)
        assert [float(r.attrib["x"]) for r in rects] == sorted(float(r.attrib["x"]) for r in rects)
        label = svg.attrib["aria-label"]
        assert label.split(": ", 1)[1] in words
        assert sum(int(n) for n in re.findall(r"(\d+)%", label)) == pytest.approx(100, abs=len(rects))


def test_nothing_said_is_no_picture() -> None:
    silent = analyse(Transcript((Turn("manager", "…"), Turn("report", "[nods]"))))

    assert talk_share_picture(silent, "Ruth") is None
    assert telling_picture(silent) is None


def test_the_shares_of_what_the_words_did_add_up_to_one() -> None:
    analysis = analyse(Transcript((Turn("manager", "How are you? You should ask Dom. Thanks."), Turn("report", "Fine."))))

    assert sum(analysis.words.values()) == pytest.approx(8)
    shares = re.findall(r"(\d+)%", str(telling_picture(analysis)).split("</figcaption>")[0])
    assert sum(map(int, shares)) == pytest.approx(100, abs=2)


def test_a_label_is_text_whatever_it_says(hostile: str, parsed: Any) -> None:
    picture = bar(hostile, [Part(hostile, 0.5, "#000"), Part("Ruth", 0.5, "#111")], note=hostile, mark=0.5)

    assert parsed(str(picture)).harmful == []
    figure, svg = drawn(picture)
    assert svg.attrib["role"] == "img"
    assert hostile in svg.attrib["aria-label"]
    assert hostile in "".join(figure.itertext())


def test_a_part_without_a_share_is_not_drawn() -> None:
    _, svg = drawn(bar("T", [Part("none", 0.0, "#000"), Part("all", 1.0, "#111")]))

    assert len(svg.findall("rect")) == 1
    assert "none" not in svg.attrib["aria-label"]


@given(st.text())
def test_a_text_in_an_element_or_an_attribute_is_seen_as_it_is(text: str) -> None:
    made = str(tag("p", text, title=text))

    parts = re.fullmatch(r'<p title="([^"<>]*)">([^<>]*)</p>', made, re.DOTALL)
    assert parts
    assert [unescape(part) for part in parts.groups()] == [text, text]


def test_stage_directions_are_set_apart_and_escaped() -> None:
    assert str(spoken("Well. [<b>nods</b>] Yes.")) == "Well. <em>&lt;b&gt;nods&lt;/b&gt;</em> Yes."


def test_a_long_quote_is_cut_at_a_word() -> None:
    cut = str(quote("word " * 100))

    assert cut.endswith("word …</q>")
    assert len(cut) < 200


def test_a_talk_to_read_shows_what_was_done_only_when_asked(parsed: Any, hostile: str) -> None:
    hostile = hostile.replace("[x]", "")  # square brackets hold what is seen, not said
    text = f"Manager: How was the night? {hostile}\nReport: Long.\nManager: So it was long.\n"

    plain, marked = (read_talk(text, marked=m, name="Kenji")._repr_mimebundle_()["text/html"] for m in (False, True))

    assert "open question" not in plain
    assert "open question" in marked
    for html in (plain, marked):
        assert parsed(html).harmful == []
        assert hostile in parsed(html).text
        assert "Kenji" in parsed(html).text
