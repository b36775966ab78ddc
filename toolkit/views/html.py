"""HTML for people, escaped in this one place. Nothing else in the toolkit writes a `<`.

Texts are data: whatever a person typed goes through `tag`, which escapes it. Only what `tag` returns counts as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets
from markupsafe import Markup, escape

_VOID = frozenset({"br", "hr", "meta"})
"""Elements without an end tag; a browser takes `</br>` for a second line break."""

_CUE = re.compile(r"(\[[^\[\]]*\])")


def tag(name: str, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """Return an element with its children escaped, unless `tag` made them. `class_` is the attribute `class`.

    >>> tag("p", "a < b", class_="note")
    Markup('<p class="note">a &lt; b</p>')
    """
    # Put together by hand: Markup's own `format` takes five times as long, and a page is a thousand elements.
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")  # noqa: S704 - name is ours, the rest is escaped
    return Markup(f"<{name}{written}>{''.join(map(escape, children))}</{name}>")  # noqa: S704 - the same


def join(parts: Iterable[str | Markup]) -> Markup:
    """Return the parts one after the other."""
    return Markup("".join(map(escape, parts)))  # noqa: S704 - escaped just now


def spoken(text: str) -> Markup:
    """Return a spoken line with its stage directions in italics."""
    return join(tag("em", part[1:-1]) if _CUE.fullmatch(part) else part for part in _CUE.split(text) if part)


def quote(text: str, most: int = 160) -> Markup:
    """Return words of a person as a quotation, cut at a word when long."""
    short = text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
    return tag("q", short)


def styled(content: Markup) -> str:
    """Return markup made here with the style that it is shown in: the value of a widget that shows it."""
    return str(join([STYLE, tag("div", content, class_="oo")]))


def block(content: Markup) -> ipywidgets.HTML:
    """Return a widget that shows markup made here."""
    return ipywidgets.HTML(value=styled(content))


def in_a_row(widgets: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Return widgets side by side, on a narrow screen one under the other."""
    made = ipywidgets.HBox(widgets)
    made.add_class("oo-row")
    return made


def button(text: str, *, main: bool = False) -> ipywidgets.Button:
    """Return a button as all of ours look."""
    made = ipywidgets.Button(description=text, button_style="primary" if main else "", tooltip="")
    made.add_class("oo-button")
    return made


def field(question: str, value: str, *, rows: int = 3, hint: str = "") -> ipywidgets.Textarea:
    """Return a box to write in, its question above it as its label."""
    made = ipywidgets.Textarea(description=question, value=value, rows=rows, placeholder=hint)
    made.add_class("oo-field")
    return made


def alert(text: str) -> ipywidgets.HTML:
    """Return a widget that tells a person what is wrong, read out at once by a screen reader."""
    return block(tag("p", text, role="alert", class_="oo-alert"))


class CannotOpen:
    """Said instead of a form whose records cannot be read."""

    def __init__(self, why: str) -> None:
        self._why = why

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return alert(self._why)._repr_mimebundle_(**options)


def upload(text: str, kinds: str) -> ipywidgets.FileUpload:
    """Return a button that takes one file of these kinds."""
    made = ipywidgets.FileUpload(description=text, accept=kinds, multiple=False, button_style="primary")
    made.add_class("oo-button")
    return made


def choice(question: str | Markup, options: list[tuple[str, str]]) -> ipywidgets.Dropdown:
    """Return a list to choose one of; nothing is chosen (an empty value) until somebody does."""
    made = ipywidgets.Dropdown(options=[("choose…", ""), *options], value="")
    made.description_allow_html, made.description = isinstance(question, Markup), str(question)
    made.add_class("oo-field")
    return made


def radio(question: str, answers: Sequence[str], chosen: str | None = None) -> ipywidgets.RadioButtons:
    """Return a question with its answers to choose one of; nothing is chosen (None) until somebody does."""
    made = ipywidgets.RadioButtons(description=question, options=answers, value=chosen if chosen in answers else None)
    made.add_class("oo-field")
    return made


def page(title: str, content: Markup) -> str:
    """Return a whole page to keep as a file, which any browser shows."""
    head = tag("head", tag("meta", charset="utf-8"), tag("title", title), STYLE)
    body = tag("body", tag("main", tag("h1", title), content, class_="oo"), style="margin:2rem auto;max-width:52rem;padding:0 1rem;font-family:system-ui,sans-serif")
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def bundle(content: Markup, plain: str) -> dict[str, Any]:
    """Return a MIME bundle for a notebook's output, with a plain text beside the markup."""
    return {"text/html": styled(content), "text/plain": plain}


STYLE = Markup(
    """<style>
.oo{font-size:15px;line-height:1.5;max-width:52rem;color:var(--jp-content-font-color1,#1b1b1b)}
.oo h3{font-size:1.2rem;line-height:1.3;margin:1.4em 0 .4em}.oo h4{font-size:1rem;line-height:1.3;margin:1.1em 0 .3em}
.oo p{margin:.35em 0}.oo ul{margin:.3em 0;padding-left:1.2em}.oo li{margin:.25em 0}
.oo q{font-style:italic;quotes:"“" "”"}
.oo svg{width:100%;height:auto;display:block}
.oo table{border-collapse:collapse;margin:.6em 0!important}.oo tr{background:none!important}
.oo th,.oo td{text-align:left!important;vertical-align:top;white-space:normal!important;font-size:15px;line-height:1.45;
padding:.35em 1em .35em 0!important;border-bottom:1px solid var(--jp-border-color2,#ccc)}
.oo-seen span{white-space:nowrap}
@media(max-width:40rem){.oo-spoken tr{display:block;padding:.35em 0!important;
border-bottom:1px solid var(--jp-border-color2,#ccc)}
.oo .oo-spoken th,.oo .oo-spoken td{display:block;border:0;padding:0!important}}
.oo-score{border:1px solid var(--jp-border-color1,#bdbdbd);border-radius:.5rem;padding:.6rem 1rem;margin:.6rem 0}
.oo-score h4{margin:0;display:flex;justify-content:space-between;gap:1rem}
.oo-points{font-variant-numeric:tabular-nums;white-space:nowrap}
.oo-try{border-left:4px solid #b45309;padding:.3rem .8rem;margin:.5rem 0}
.oo-one{border-left:6px solid #1a56b0;padding:.5rem 1rem;margin:1rem 0;background:var(--jp-layout-color2,#f2f4f8)}
.oo-quiet{opacity:1;color:var(--jp-content-font-color1,#333);font-size:.92em}
.oo-alert{border-left:6px solid #b3261e;padding:.5rem 1rem;background:var(--jp-layout-color2,#fdf1f0)}
.oo-done{border-left:6px solid #1b6e3c;padding:.5rem 1rem;background:var(--jp-layout-color2,#eef7f1)}
.oo-field.widget-inline-hbox,.oo-field.widget-radio{flex-direction:column;align-items:stretch;width:calc(100% - 8px);max-width:52rem;height:auto}
.oo-field .widget-label{width:auto!important;max-width:none!important;text-align:left!important;white-space:normal!important;
height:auto!important;font-size:15px;font-weight:600;line-height:1.5;color:var(--jp-content-font-color1,#1b1b1b)!important}
.oo-field textarea{font:15px/1.5 var(--jp-content-font-family,system-ui,sans-serif)!important;padding:.5rem .6rem!important;
border:1px solid #6b6b6b!important;border-radius:.5rem;height:auto!important}
.oo-field input:not([type=radio],[type=checkbox]){font:15px/1.5 var(--jp-content-font-family,system-ui,sans-serif)!important;
height:auto!important;padding:.3rem .5rem!important;border:1px solid #6b6b6b!important;border-radius:.5rem}
.oo-field .widget-radio-box{height:auto!important;max-width:none;margin-bottom:.9rem!important}.oo-field .widget-radio-box label{height:auto!important;white-space:normal!important;
font-size:15px!important;line-height:1.45!important;padding:.35rem 0 .35rem 1.8rem!important;position:relative;overflow:visible!important}
.oo-field .widget-radio-box input{position:absolute;left:0;top:.55rem}
.oo-field :focus-visible,.oo-button:focus-visible{outline:3px solid #b45309!important;outline-offset:2px}
.oo-button{width:max-content!important;max-width:calc(100% - 4px);font-size:15px!important;font-weight:600;line-height:1.5!important;
padding:.35rem 1.1rem!important;height:auto!important;white-space:normal!important;text-align:left!important;
border-radius:.5rem!important;margin:.5rem 2px!important;border:1px solid #6b6b6b!important;background:transparent!important;
color:var(--jp-content-font-color1,#1b1b1b)!important}
.oo-button.mod-primary{background:#1a56b0!important;color:#fff!important;border-color:#1a56b0!important}
.oo-field select{flex:0 0 auto!important;font-size:15px!important;height:auto!important;padding:.35rem .5rem!important;border:1px solid #6b6b6b!important;
border-radius:.5rem;max-width:26rem}
.oo-part{margin-bottom:.7rem!important}.oo-part .widget-label{font-weight:400}.oo-part .widget-label strong{font-weight:600}
.oo-part select{align-self:flex-start;width:auto!important;min-width:min(26rem,100%)!important;max-width:100%}
.oo-row{flex-wrap:wrap;gap:0 .6rem;overflow:visible;max-width:52rem}.oo-row>.oo-button{flex:0 0 auto}
.oo-step{flex-wrap:nowrap;align-items:center;gap:.2rem;border-bottom:1px solid var(--jp-border-color2,#ccc)}
.oo-step>.widget-html{flex:1 1 0;min-width:0}
.oo-arrow{min-width:2.75rem;min-height:2.5rem;padding:.2rem!important;text-align:center!important;font-size:0!important}
.oo-arrow::before{font-size:17px}.oo-up::before{content:"↑";content:"↑"/""}.oo-down::before{content:"↓";content:"↓"/""}
.oo-tick.widget-checkbox{height:auto;max-width:52rem;width:auto}.oo-tick label{font-size:15px;white-space:normal!important;height:auto!important;
color:var(--jp-content-font-color1,#1b1b1b)}
.oo-entry{max-width:50rem}.oo-choices{max-width:52rem;flex-wrap:wrap;align-items:flex-end;gap:.3rem 1rem;overflow:visible}
.oo-choices .oo-field{flex:1 1 12rem;width:auto!important;min-width:0}
.oo-people{display:grid!important;grid-template-columns:repeat(auto-fill,minmax(16.5rem,1fr));gap:.8rem;max-width:68rem;overflow:visible;padding:4px 0}
.oo-person{border:1px solid var(--jp-border-color1,#bdbdbd);border-radius:.6rem;padding:.7rem 1rem .3rem;overflow:visible;justify-content:space-between}
.oo-person h4{font-size:1.05rem;margin:0 0 .3em}.oo-person .widget-html{overflow:visible}
.oo-dots{letter-spacing:.12em;color:#b45309}
.oo td,.oo-turns p,.oo-turns li{overflow-wrap:anywhere}
.oo-turns{padding-left:2.4em!important}.oo-turns li{margin:.7em 0}.oo-turns p{margin:.1em 0;white-space:pre-line}
.oo-act{font-size:.92em;border-left:.35rem solid #595959;padding-left:.45rem;margin-left:.6rem}
.oo-read{max-height:24rem;overflow:auto;border:1px solid #6b6b6b;border-radius:.5rem;padding:0 1rem;margin:.6rem 0}
.oo-read:focus-visible{outline:3px solid #b45309;outline-offset:2px}
.oo details{margin:.4rem 0}.oo summary{cursor:pointer}
</style>"""
)
