"""What raters read and what comes of it, in plain words: an answer as its learner wrote it, and how far the raters agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from toolkit.feedback.agreement import FEWEST_UNITS, Agreement
from toolkit.grading.queue import FEWEST_SECONDS, Compared, Waiting
from toolkit.grading.ratings import Asked, Rating
from toolkit.views.html import join, tag

FIRM: Final = 0.8
TENTATIVE: Final = 0.667
"""Krippendorff's own marks: from 0.8 on firm, from 0.667 on for tentative conclusions only."""


def count(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "answer"), count(3, "answer")
    ('1 answer', '3 answers')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def not_there(folder: str | Path | None) -> str:
    """Return what to look at first where there is no such folder; nothing where there is one."""
    if not folder or Path(folder).expanduser().is_dir():
        return ""
    return f"There is no folder {folder} here. Is the name as it stands in the list of files? "


def answer_html(thing: Waiting, label: str = "What was answered") -> Markup:
    """Return an answer whole, as it was written; of a talk, the lines that were said."""
    answer = thing.answer
    if isinstance(answer, str):
        content = tag("p", answer, style="white-space:pre-wrap;overflow-wrap:anywhere")
    else:
        content = tag("ol", *(tag("li", str(line), style="overflow-wrap:anywhere") for line in answer))
    return tag("div", content, class_="oo-read", tabindex="0", role="region", aria_label=label)


def agreement_html(
    compared: Compared, things: Mapping[Asked, Waiting], by: Mapping[Asked, Mapping[str, Rating]], titles: Mapping[str, str]
) -> Markup:
    """Return how far the raters agree, who gives more than the others, and what is worth a talk among them."""
    found = compared.agreement
    parts = [tag("h3", "How far you agree"), *(tag("p", line) for line in _agreement(found))]
    if compared.bias:
        parts += [tag("h3", "Who gives more"), tag("ul", *(tag("li", line) for line in _biases(compared)))]
    if compared.far_apart:
        parts += [
            tag("h3", "To talk about"),
            tag("p", "Here you are two points or more apart. Read it aloud, say what you saw, and only then what you chose."),
            *(
                _difference(things[one], by[one], titles[one.exercise], f"Answer {n} to talk about")
                for n, one in enumerate(compared.far_apart, start=1)
            ),
        ]
    return join(parts)


def _agreement(found: Agreement) -> Iterator[str]:
    if found.exact is None:
        yield (
            "No answer has been read by two people yet. Let a second person open this folder under a name of their own: "
            f"a fifth of what you read, and at least {FEWEST_SECONDS}, waits for them. They do not see what you chose."
        )
        return
    same = f"{found.exact:.0%} of the time" if found.exact not in (0, 1) else ("each time" if found.exact else "not once")
    read = "answer has" if found.units == 1 else "answers have"
    yield f"{found.units} {read} been read by two of you or more ({found.raters} people in all). You chose the same {same}."
    if found.lacking == "too few":
        yield f"That is too few to say how far you agree beyond chance; it takes {FEWEST_UNITS}. Talk about where you differ."
    elif found.alpha is None:
        yield (
            "Everybody chose the same for every answer, so nothing can be said about agreement beyond chance: whoever never "
            "looks would do as well. It takes answers that differ."
        )
    else:
        yield from _coefficients(found, found.alpha)


def _coefficients(found: Agreement, alpha: float) -> Iterator[str]:
    if alpha >= FIRM:
        what = "That is firm: it hardly matters who of you reads an answer."
    elif alpha >= TENTATIVE:
        what = "That is enough for tentative conclusions: talk about where you differ before points depend on it."
    else:
        what = "That is too low to rely on: who reads an answer matters too much. Talk about where you differ, then read more."
    low, high = found.interval or (None, None)
    span = "." if low is None else f"; with other answers it could as well be anything from {low:.2f} to {high:.2f}."
    yield f"Agreement beyond chance (Krippendorff's alpha, where 1 is full agreement and 0 is chance) is {alpha:.2f}{span} {what}"
    if low is not None and low < TENTATIVE <= alpha:
        yield "Mind the lower end: so far it rests on too few answers to be sure."
    if found.kappa is not None:
        yield f"Cohen's kappa, quadratic-weighted, is {found.kappa:.2f}."


def _biases(compared: Compared) -> Iterator[str]:
    if not any(apart for apart, _ in compared.bias.values()):
        yield "Nobody gives more than the others on the same answers."
        return
    for rater, (apart, n) in compared.bias.items():
        way = "as much as" if not apart else f"{abs(apart):g} points {'more' if apart > 0 else 'less'} than"
        few = "" if n >= FEWEST_UNITS else ", which is few"
        yield f"{rater} gives {way} the others on the same answers ({n} of them{few})."


def _difference(thing: Waiting, by: Mapping[str, Rating], title: str, label: str) -> Markup:
    seen = {level.score: level.looks_like for level in thing.criterion.levels}
    said = (
        tag("li", tag("strong", f"{rater}: "), f"“{seen[rating.score or 0]}”", *([tag("br"), rating.note] if rating.note else []))
        for rater, rating in sorted(by.items())
    )
    about = tag("span", f" {title}: {thing.item.title}", class_="oo-quiet")
    return tag(
        "div", tag("h4", thing.criterion.title), tag("p", about), answer_html(thing, label), tag("ul", *said), class_="oo-score"
    )
