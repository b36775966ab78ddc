"""The figures as text: the reader's model card, and the tables in the datasheet of our own talks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from toolkit.content import Library
from toolkit.feedback.corpus import CodedTalk
from toolkit.feedback.reader import OWN, SURE, WEIGHTS_FILE
from toolkit.fitting.corpus import (
    GIVE_AWAYS,
    SIGNS,
    agreement,
    detectors,
    first_coding,
    second_coding,
    separates,
)
from toolkit.fitting.held_out import FOLDS, HeldOut

MODEL_CARD: Final = WEIGHTS_FILE.with_name("MODEL_CARD.md")
_BEGIN, _END = "<!-- figures: begin (make model renews them) -->", "<!-- figures: end -->"

_ABOUT: Final = {
    OWN: "our own annotated talks (`exercises/transcripts`, CC BY 4.0, synthetic)",
    "annomi_dev": "91 of the 133 conversations of AnnoMI (Wu et al. 2022, 2023; motivational interviewing, transcribed "
    "from public videos and coded by experts; published without a licence file, so no text of it is in this project)",
}
"""What a corpus is, by the name under which it was fitted on."""

_FIGURES: Final = (
    ("macro_f1", "what a turn mainly does, 4 acts, macro-F1"),
    ("question_f1", "whether it asks at all, F1"),
    ("question_form_f1", "open or closed, mean F1"),
    ("auc.overall", "AUC: points on the rubric `one_on_one`"),
    ("auc.tell_share", "AUC: share of words that tell (less is better)"),
    ("auc.listening_balance", "AUC: listening balance"),
    ("auc.reflection_rate", "AUC: share of turns that give back"),
    ("auc.talk_share", "AUC: share of the words (less is better)"),
    ("auc.open_share", "AUC: share of open questions"),
)


def model_card(
    library: Library, found: Sequence[HeldOut], own: Sequence[CodedTalk], others: Mapping[str, Sequence[CodedTalk]]
) -> str:
    """Return the model card of weights fitted on our own talks and the others."""
    corpora = {OWN: own, **others}
    fitted = [
        f"* **{name}**: {_ABOUT.get(name, 'a labelled corpus of that name')}; {len(talks)} conversations, "
        f"{sum(len(talk.labels) for talk in talks):,} labelled turns."
        for name, talks in corpora.items()
    ]
    tables = [_table(name, found) for name in corpora]
    return "\n".join([_HEAD, *fitted, "", _MEASURED, "\n".join(tables), *_choice(found), *_finer(library), _LIMITS])


_HEAD: Final = f"""# Model card: the reader

For each turn of the manager the reader says how likely it mainly asks, gives back, tells, or does something else; how
likely it asks at all; and how likely its question is an open one. Two linear models (words and rules; pieces of words)
whose scores are added, stored in `weights.json` as whole numbers and read in pure Python. A turn is shown as *unsure*
when no act is likelier than {SURE:.0%}. Finer behaviours (advice, dismissal, feeling named …) are found by rules in
`behaviours/`, each with its own examples, and are not part of this model.

**Made for** feedback to a manager on a practice talk or a transcript they bring, in English. **Not for** judging a person, pay,
promotion or dismissal, and not for reading one turn alone: a talk's figures rest on eight turns or more.

Written by `make model`, which refits the weights and measures every figure below.

## Fitted on
"""

_MEASURED: Final = f"""## How well it reads conversations it has not seen

Each figure comes from readers fitted without the conversations they read ({FOLDS} folds by conversation), with the code
behind `one-on-one evaluate`. In brackets: 95 % bootstrap interval by conversation. *Stripped*: capitals and
punctuation removed first, as speech recognition writes. AUC: the chance that a good conversation stands above a poor one; .5 is none.
The rubric's levels were set with these conversations in view, so its AUC is kinder than it will be elsewhere.
"""

_LIMITS: Final = """
## Limits

* English only. Accents, dialects and mis-heard words cost accuracy; *stripped* says about how much.
* Our own talks are synthetic and were written and labelled by a language model. Figures on them are kinder than life.
* The coded conversations of others are helping talks between strangers, acted or filmed for teaching, and not 1:1s at work.
* It reads words. A sigh, a smile, a pause and a look at the clock are not in them.
* Two experts coding the same conversations reach a macro-F1 of about .80 with each other; nothing here can be surer than that.
* Simple and complex reflections are not told apart: neither do two experts agree on them.
"""


def _table(name: str, found: Sequence[HeldOut]) -> str:
    plain, bare = (_one(found, "everything", name, stripped) for stripped in (False, True))
    rows = [f"| {label} | {_cell(plain, key)} | {_cell(bare, key)} |" for key, label in _FIGURES]
    acts = ", ".join(f"{act} {value:.3f}" for act, value in plain.figures["f1"].items())
    return "\n".join(
        [
            f"### {name}: {plain.figures['conversations']} conversations, {plain.figures['utterances']:,} turns",
            "",
            "| figure | as written | stripped |",
            "|---|---|---|",
            *rows,
            "",
            f"F1 of each act, as written: {acts}.",
            "",
        ]
    )


def _one(found: Sequence[HeldOut], use: str, corpus: str, stripped: bool) -> HeldOut:
    return next(h for h in found if (h.fitted_on, h.corpus, h.is_stripped) == (use, corpus, stripped))


def _value(held: HeldOut, key: str) -> float | None:
    first, _, second = key.partition(".")
    value: float | None = held.figures[first][second] if second else held.figures[first]
    return value


def _cell(held: HeldOut, key: str) -> str:
    value = _value(held, key)
    if value is None:
        return "nothing to measure"
    low, high = held.intervals.get(key, (None, None))
    return f"{value:.3f}" if low is None else f"{value:.3f} [{low:.3f}, {high:.3f}]"


def _choice(found: Sequence[HeldOut]) -> list[str]:
    """Return the table that says what fitting on less would have cost; nothing where there is no less."""
    uses = list(dict.fromkeys(held.fitted_on for held in found))
    if len(uses) == 1:
        return []
    keys = [key for key, _ in _FIGURES[:6]]
    lines = [
        "## Why it is fitted on all of them",
        "",
        "The same figures, as written, for each choice of what to fit on (held out by conversation as above):",
        "",
        f"| read | fitted on | {' | '.join(label for _, label in _FIGURES[:6])} |",
        f"|---|---|{'---|' * len(keys)}",
    ]
    for corpus in dict.fromkeys(held.corpus for held in found):
        for use in uses:
            held = _one(found, use, corpus, stripped=False)
            lines.append(f"| {corpus} | {use} | {' | '.join(_bare(held, key) for key in keys)} |")
    return lines


def _finer(library: Library) -> list[str]:
    """Return the table of what the rules for finer behaviours find."""
    every, unseen = detectors(library), detectors(library, unseen=True)
    rows = [
        f"| {a.behaviour} | {_figure(a.precision)} | {_figure(a.recall)} | {a.labelled} | {_figure(b.precision)} | "
        f"{_figure(b.recall)} | {b.labelled} |"
        for a, b in zip(every, unseen, strict=True)
    ]
    return [_FINER, *rows]


_FINER: Final = """
## Finer behaviours, found by rules

Turn by turn, against the labels of our own talks: all of them, and those alone that were written after the rules (the
honest figures, on few turns). Where precision is low the words are quoted for you to judge, and one such turn alone costs no more than a point or two.

| behaviour | precision | recall | labelled | precision, unseen | recall, unseen | labelled, unseen |
|---|---|---|---|---|---|---|"""


def _bare(held: HeldOut, key: str) -> str:
    value = _value(held, key)
    return "–" if value is None else f"{value:.3f}"


def renew_datasheet(library: Library, own: Sequence[CodedTalk]) -> None:
    """Write the figures of our own talks into their datasheet, between its two marks."""
    sheet = library.root / "exercises/transcripts/README.md"
    sheet.write_text(datasheet_with(sheet.read_text(encoding="utf-8"), corpus_figures(library, own)), encoding="utf-8")


def datasheet_with(text: str, tables: str) -> str:
    """Return the datasheet with these tables between its marks."""
    return re.sub(
        f"{re.escape(_BEGIN)}.*{re.escape(_END)}", lambda _: f"{_BEGIN}\n{tables}\n{_END}", text, flags=re.DOTALL
    )


def corpus_figures(library: Library, own: Sequence[CodedTalk]) -> str:
    """Return the tables of agreement and of what separates good talks from poor ones."""
    both = agreement(first_coding(library), second_coding(second_coding_file(library)))
    kinds = [("main label", both.main_same, both.main_kappa), ("rating", both.rating_same, both.rating_kappa)]
    finer = [f"| {name} | {_figure(f1)} | {turns} |" for name, (f1, turns) in both.finer_f1.items()]
    separate = [
        f"| {name} | {_figure(separates(list(own), value))} |" for name, value in {**GIVE_AWAYS, **SIGNS}.items()
    ]
    return "\n".join(
        [
            f"Two codings of {both.talks} talks, {both.turns} turns of the manager:",
            "",
            "| label | the same | Cohen's kappa |",
            "|---|---|---|",
            *(f"| {name} | {same:.1%} | {_figure(kappa)} |" for name, same, kappa in kinds),
            "",
            "F1 of each act between the two: "
            + ", ".join(f"{act} {_figure(value)}" for act, value in both.main_f1.items())
            + ".",
            "",
            "| finer behaviour | F1 between the two | turns in which either saw it |",
            "|---|---|---|",
            *finer,
            "",
            "The chance that a good talk has more of it than a poor one (AUC; .5 says nothing):",
            "",
            "| what | AUC |",
            "|---|---|",
            *separate,
        ]
    )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def second_coding_file(library: Library) -> Path:
    """Return the file of blind second labels."""
    return library.root / "exercises/transcripts/second_coding.csv"
