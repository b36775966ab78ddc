"""The page that a learner gets back: what they handed in, and what was said of it.

A page here is one file that asks the network for nothing and runs nothing: it can be mailed, printed and read on a phone.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from toolkit.content import ExerciseSpec, Item
from toolkit.grading import Answer, Answers, Grade, ItemGrade
from toolkit.views.given import given_html
from toolkit.views.html import join, tag
from toolkit.views.report import grade_points, item_html, left_out_html

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Even if a text got through as markup, nothing in it would run or be fetched."""


def feedback_page(spec: ExerciseSpec, answers: Answers, grade: Grade, learner: str = "") -> str:
    """Return the feedback on one learner's answers as a whole page, made of these answers and their grade only.

    `learner` is whose they are, so that a pile of printed pages can be given back.
    """
    graded = {item.id: item for item in grade.items}
    items = (
        _item(number, item, answers.items.get(item.id), graded[item.id])
        for number, item in enumerate(spec.items, start=1)
        if item.id in graded
    )
    whose = tag("p", "The answers of ", tag("strong", learner)) if learner else ""
    return standalone_page(spec.title, join([whose, _total(grade), *items, _about()]), _STYLE)


def _total(grade: Grade) -> Markup:
    return tag("div", tag("p", grade_points(grade), class_="total"), left_out_html(grade))


def _item(number: int, item: Item, answer: Answer | None, graded: ItemGrade) -> Markup:
    handed_in = tag("div", given_html(item, answer), class_="given")
    return tag("section", tag("h2", f"Part {number}"), handed_in, item_html(graded))


def _about() -> Markup:
    text = "The points are about these answers, for learning from. They are no judgement of a person, and must not be used as one."
    return tag("footer", tag("p", text, class_="oo-quiet"))


def standalone_page(title: str, content: Markup, style: Markup) -> str:
    """Return a whole page that runs nothing, fetches nothing, and can be read by day and by night."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name_="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", _COMMON_STYLE, style),
    )
    body = tag("body", tag("main", tag("h1", title), content))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


_COMMON_STYLE: Final = Markup(
    """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#f2f4f8;--line:#b9b9b9;--edge:#767676;--try:#b45309}
@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#16181c;--soft:#23262c;--line:#4d5159;--edge:#9a9a9a;--try:#e0913f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:.2em 0 .4em}
h2{font-size:1.3rem;line-height:1.3;margin:2em 0 .5em}
h3{font-size:1.1rem;line-height:1.35;margin:1.2em 0 .4em}
h4{font-size:1rem;line-height:1.35;margin:1em 0 .3em}
p{margin:.4em 0}ul,ol{margin:.4em 0;padding-left:1.5em}li{margin:.3em 0}
q{font-style:italic;quotes:"“" "”";unicode-bidi:plaintext}
summary{cursor:pointer}
:focus-visible{outline:3px solid var(--try);outline-offset:2px}
"""
)

_STYLE: Final = Markup(
    """
.total{font-size:1.25rem;font-weight:600;border-left:6px solid #1a56b0;background:var(--soft);padding:.5rem 1rem}
section{border-top:2px solid var(--line);margin-top:2rem}section h2{margin:.8em 0 .4em;font-size:1rem;font-weight:600}
section h3{font-size:1.3rem}
.given summary{font-weight:600;padding:.5rem 1rem}.given summary::before{content:"What you handed in: "}
.given details{background:var(--soft);border-radius:.5rem}
.given ol,.given ul{margin:0;padding:.2rem 1rem .8rem 2.8rem}.given ul{list-style:none;padding-left:1rem}
.given li{white-space:pre-wrap;unicode-bidi:plaintext}
.oo-score{border:1px solid var(--line);border-radius:.5rem;padding:.6rem 1rem;margin:.8rem 0}
.oo-score h4{margin:0;display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.oo-points{font-variant-numeric:tabular-nums;white-space:nowrap}
.oo-try{border-left:4px solid var(--try);padding:.3rem .8rem;margin:.5rem 0}
.oo-quiet{font-size:.92em}footer{border-top:2px solid var(--line);margin-top:2.5rem;padding-top:.5rem}
@media print{main{max-width:none;padding:0}.oo-score,h2,h3,h4{break-inside:avoid;break-after:auto}h2,h3,h4{break-after:avoid}
details::details-content{content-visibility:visible;display:block}summary{list-style:none}}
"""
)
