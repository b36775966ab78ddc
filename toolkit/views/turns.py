"""A talk turn by turn, with what the reader takes each of the manager's turns for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from toolkit.content import ACTS as ACTS_IN_WORDS
from toolkit.conversation import Speaker, Transcript
from toolkit.feedback import Analysis
from toolkit.feedback.reader import ACTS, Reading
from toolkit.views.charts import FILLS
from toolkit.views.html import join, spoken, tag

_UNSURE: Final = "#b45309"


def taken_for(reading: Reading) -> str:
    """Return what a turn is taken for, in words; both likeliest acts where the reader is unsure.

    >>> taken_for(Reading(0.46, 0.42, 0.06, 0.06, asks=0.5, opens=0.5))
    'unsure: asks or gives back'
    """
    if not reading.unsure:
        return ACTS_IN_WORDS[reading.act]
    first, second, *_ = sorted(ACTS, key=lambda act: -getattr(reading, act))
    return f"unsure: {ACTS_IN_WORDS[first]} or {ACTS_IN_WORDS[second]}"


def turns_html(
    transcript: Transcript, report: str = "Your report", readings: Mapping[int, Reading] | None = None
) -> Markup:
    """Return a talk to read, each turn with its number and, with `readings`, what the manager's are taken for."""
    who: dict[Speaker, str] = {"manager": "You", "report": report, "other": "A colleague"}
    return tag(
        "ol",
        *(
            tag("li", tag("strong", who[turn.speaker]), _act(readings.get(i) if readings else None), tag("p", spoken(turn.text)))
            for i, turn in enumerate(transcript.turns)
        ),
        class_="oo-turns",
    )


def _act(reading: Reading | None) -> Markup:
    if reading is None:
        return Markup("")
    colour = _UNSURE if reading.unsure else FILLS[reading.act]
    return join([" ", tag("span", taken_for(reading), class_="oo-act", style=f"border-color:{colour}")])


def turn_by_turn(analysis: Analysis, report: str = "Your report", *, unfolded: bool = False) -> Markup:
    """Return the whole talk, annotated, to fold out."""
    readings = analysis.readings
    unsure = sum(reading.unsure for reading in readings.values())
    note = "Beside each of your turns stands what the reader takes it mainly for. It misreads people at times"
    note += f", and was unsure at {unsure} of your {len(readings)} turns." if unsure else "."
    return tag(
        "details",
        tag("summary", tag("strong", "Your talk, turn by turn")),
        tag("p", note, class_="oo-quiet"),
        turns_html(analysis.transcript, report, readings),
        open="" if unfolded else None,
    )
