"""What somebody answered, in words: the answers file as its learner would read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from toolkit.content import (
    ACTS,
    ChoiceItem,
    CodingItem,
    Item,
    LogItem,
    OrderItem,
    PlanItem,
    RatingsItem,
    SortItem,
)
from toolkit.grading import Answer
from toolkit.views.html import join, tag


def given_html(item: Item, answer: Answer | None) -> Markup:
    """Return what was answered to an item, to fold out."""
    lines = list(_lines(item, answer)) if answer else ["Not answered."]
    body = join(tag("li", line) for line in lines)
    return tag("details", tag("summary", item.title), tag("ol" if len(lines) > 1 else "ul", body))


def _lines(item: Item, answer: Answer) -> Iterable[str]:
    match item, answer:
        case ChoiceItem(), str():
            return [{option.id: option.text for option in item.options}.get(answer, answer)]
        case OrderItem(), tuple():
            steps = {step.id: step.text for step in item.steps}
            return [steps.get(str(id), str(id)) for id in answer]
        case SortItem(), dict():
            return _each(answer, {c.id: c.text for c in item.cards}, {p.id: p.text for p in item.piles})
        case PlanItem(), dict():
            return _each(answer, {r.id: r.text for r in item.rows}, {o.id: o.text for o in item.options})
        case RatingsItem(), dict():
            clips = {clip.id: f"Clip {n}" for n, clip in enumerate(item.clips, start=1)}
            return _each(answer, clips, {str(n): f"{n}, {text}" for n, text in enumerate(item.scale, start=1)})
        case CodingItem(), dict():
            return _each(answer, {n: f"Turn {n}" for n in answer}, dict(ACTS.items()))
        case LogItem(), tuple():
            people = {one.id: one.text for one in item.people} | {one.id: one.text for one in item.days}
            rows = [row for row in answer if isinstance(row, dict)]
            return [f"{row['what']} ({people.get(row['who'], '?')}, {people.get(row['by'], '?')})" for row in rows]
    return [answer] if isinstance(answer, str) else [str(line) for line in answer]


def _each(answer: Mapping[str, str], things: Mapping[str, str], values: Mapping[str, str]) -> list[str]:
    return [f"{things.get(thing, thing)}: {values.get(value, value)}" for thing, value in answer.items()]
