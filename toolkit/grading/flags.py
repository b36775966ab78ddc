"""What a facilitator may want to look at: answers that share their wording with something, or that only look like answers.

    entries of an exercise -> what was written -> by itself, beside its sources, beside the others -> Flag

A flag says what was seen and what harmless cause it may have. It changes no grade and no learner sees it. The bounds below
come from `python tests/flagged.py`, which prints how much is flagged with them, and how much wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Annotated, Final, Literal, NamedTuple, get_args

from pydantic import Field

from toolkit.content import ConversationItem, ExerciseSpec, Library, TextItem, Value
from toolkit.grading.characters import hidden_characters, mixed_words, plain_words, with_names
from toolkit.grading.ledger import Entry
from toolkit.grading.likeness import LEAST_SHARED, MOST_NAMED, Passage, Vocabulary, alike, share_of
from toolkit.grading.oddities import in_another_language, key_share, odd_share, repeated_share
from toolkit.grading.sources import Sources, sources_of, written
from toolkit.grading.tables import Cell

Kind = Literal[
    "same_file",
    "copied_from_learner",
    "copied_from_model",
    "copied_from_rubric",
    "copied_from_prompt",
    "repeated",
    "keywords",
    "random_words",
    "other_language",
    "hidden_characters",
    "lookalike_letters",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

FLAG_COLUMNS: Final = ("exercise", "learner", "item", "kind", "share", "others", "text", "quote")

LEAST_WORDS: Final = 12
"""Shorter answers are compared with nothing: there are only so many ways to say a short thing."""

FROM_LEARNER: Final = 0.4
"""Share of the shorter of two answers."""
FROM_MODEL: Final = 0.4
FROM_RUBRIC: Final = 0.25
FROM_PROMPT: Final = 0.5
"""Shares of an answer."""
REPEATED: Final = 0.3
KEYS: Final = 0.9
ODD: Final = 0.025

_QUOTED: Final = 12
"""Words of a quote."""


class Flag(Value):
    """One thing to look at. Not a verdict: each has harmless causes."""

    exercise: str
    learner: str
    item: str
    """Empty where it is about the whole file."""
    kind: Kind
    others: tuple[str, ...] = ()
    """The learners whose answers are alike, the nearest first; twenty at most."""
    share: Annotated[float, Field(ge=0, le=1)]
    """How much of the answer it is about."""
    text: str
    """One sentence: what was seen, and what may be behind it."""
    quote: str = ""
    """A few of the words in question."""


class _Written(NamedTuple):
    """What one learner wrote in answer to one item."""

    learner: str
    lines: tuple[str, ...]


def flags_of(entries: Sequence[Entry], spec: ExerciseSpec, library: Library) -> tuple[Flag, ...]:
    """Return what there is to look at in the answers to one exercise, by learner, item and kind."""
    handed_in = {(entry.learner, entry.grade.answer_sha256): entry for entry in entries}
    ordered = [handed_in[key] for key in sorted(handed_in)]
    found = [*_same_files(ordered, spec)]
    for item in spec.items:
        if isinstance(item, TextItem | ConversationItem):
            texts = [_Written(entry.learner, written(item, entry.answers.get(item.id))) for entry in ordered]
            found += _flags_of_item([text for text in texts if any(text.lines)], item, spec, library)
    return tuple(_gravest_of_each(found, [item.id for item in spec.items]))


def flag_rows(flags: Iterable[Flag]) -> list[dict[str, Cell]]:
    """Return the rows of `flags.csv`, with `FLAG_COLUMNS`."""
    return [flag.model_dump() | {"others": " ".join(flag.others)} for flag in flags]


def _gravest_of_each(flags: Iterable[Flag], items: Sequence[str]) -> Iterator[Flag]:
    """Yield one flag for each learner, item and kind, though several attempts may have it."""
    places = {id: place for place, id in enumerate(["", *items])}
    gravest: dict[tuple[str, int, int], Flag] = {}
    for flag in flags:
        key = (flag.learner, places[flag.item], KINDS.index(flag.kind))
        if key not in gravest or flag.share > gravest[key].share:
            gravest[key] = flag
    yield from (gravest[key] for key in sorted(gravest))


def _same_files(entries: Sequence[Entry], spec: ExerciseSpec) -> Iterator[Flag]:
    """Yield the files that several handed in byte for byte, if anything is written in them: choices are soon the same."""
    owners: dict[str, list[str]] = {}
    for entry in entries:
        if any(_is_long(written(item, entry.answers.get(item.id))) for item in spec.items):
            owners.setdefault(entry.grade.answer_sha256, []).append(entry.learner)
    for learners in owners.values():
        for learner in learners if len(learners) > 1 else ():
            first = [other for other in learners[: MOST_NAMED + 1] if other != learner][:MOST_NAMED]
            yield Flag(
                exercise=spec.id,
                learner=learner,
                item="",
                kind="same_file",
                others=tuple(first),
                share=1.0,
                text=f"This file is byte for byte the one of {_named(first)}; one may have been handed in twice, or under the wrong name.",
            )


def _is_long(lines: Sequence[str]) -> bool:
    return sum(len(plain_words(line)) for line in lines) >= LEAST_WORDS


def _flags_of_item(
    texts: Sequence[_Written], item: TextItem | ConversationItem, spec: ExerciseSpec, library: Library
) -> Iterator[Flag]:
    known = Vocabulary()
    sources = sources_of(item, spec, library, known)
    owners: dict[str, int] = {}
    compared: list[_Written] = []
    passages: list[Passage] = []
    for text in texts:
        case = _Case(spec.id, item.id, text, known)
        yield from _by_characters(case)
        words = [plain_words(line) for line in text.lines]
        if foreign := in_another_language([word for line in words for word in line]):
            yield case.flag("other_language", 1.0, NOT_ENGLISH, case.begins())
        if sum(map(len, words)) < LEAST_WORDS:
            continue
        shingles = known.of(words)
        if not foreign:
            yield from _by_itself(case, words, sources)
        yield from _beside_sources(case, shingles, sources)
        compared.append(text)
        passages.append(Passage.of(owners.setdefault(text.learner, len(owners)), shingles - sources.everything))
    for i, near in alike(passages, FROM_LEARNER):
        yield _like_others(_Case(spec.id, item.id, compared[i], known), i, near, compared, passages)


class _Case(NamedTuple):
    """What a flag about one text needs."""

    exercise: str
    item: str
    text: _Written
    known: Vocabulary

    def flag(self, kind: Kind, share: float, text: str, quote: str, others: tuple[str, ...] = ()) -> Flag:
        return Flag(
            exercise=self.exercise,
            learner=self.text.learner,
            item=self.item,
            kind=kind,
            others=others,
            share=round(min(share, 1.0), 3),
            text=text,
            quote=with_names(quote),
        )

    def begins(self) -> str:
        """Return the first words."""
        return _short(" ".join(self.text.lines).split())

    def quote(self, wanted: Set[int]) -> str:
        """Return words of the longest run of these shingles."""
        return _short(self.known.longest_run(self.text.lines, wanted))


def _short(words: Sequence[str]) -> str:
    return " ".join(words[:_QUOTED]) + (" …" if len(words) > _QUOTED else "")


def _by_characters(case: _Case) -> Iterator[Flag]:
    whole = "\n".join(case.text.lines)
    if hidden := hidden_characters(whole):
        count = sum(map(len, hidden))
        at = whole.index(hidden[0])
        yield case.flag(
            "hidden_characters",
            count / len(whole),
            f"{count} of its characters cannot be seen; text copied from a web page, a PDF or a chat can bring such along.",
            whole[max(0, at - 20) : at + len(hidden[0]) + 20].strip(),
        )
    if mixed := mixed_words(whole):
        yield case.flag(
            "lookalike_letters",
            len(mixed) / len(whole.split()),
            f"{len(mixed)} of its words mix Latin letters with others that look the same; a keyboard switched in mid-word does that.",
            _short(mixed),
        )


def _by_itself(case: _Case, words: Sequence[Sequence[str]], sources: Sources) -> Iterator[Flag]:
    """Yield what a text is flagged for whatever else anybody wrote: one thing at most."""
    every = [word for line in words for word in line]
    if (share := repeated_share(words)) >= REPEATED:
        why = "It says the same again and again; a text pasted twice by mistake does that."
        yield case.flag("repeated", share, why, case.begins())
    elif (share := key_share(every, sources.keys)) >= KEYS:
        why = "It strings together words that the rubric looks for; notes that were never written out do that."
        yield case.flag("keywords", share, why, case.begins())
    elif (share := odd_share(case.text.lines, every)) >= ODD:
        why = "Its words do not follow each other as in sentences; dictation, translation or another language can look like that."
        yield case.flag("random_words", share, why, case.begins())


def _beside_sources(case: _Case, shingles: set[int], sources: Sources) -> Iterator[Flag]:
    from_prompt = shingles & sources.prompt
    if (share := share_of(len(from_prompt), len(shingles))) >= FROM_PROMPT:
        why = f"{_much(share)} of its wording is the task's own; quoting the task before answering it does that."
        yield case.flag("copied_from_prompt", share, why, case.quote(from_prompt))
    own = shingles - sources.given
    for model in sources.models if len(own & sources.modelled) >= LEAST_SHARED else ():
        from_model = own & model
        if (share := share_of(len(from_model), len(own), len(model))) >= FROM_MODEL:
            why = f"{_much(share)} of its wording is that of a model answer; feedback shows one, so a later try may have learnt from it."
            yield case.flag("copied_from_model", share, why, case.quote(from_model))
    from_rubric = own & sources.rubric
    if (share := share_of(len(from_rubric), len(own))) >= FROM_RUBRIC:
        why = f"{_much(share)} of its wording stands in the rubric; feedback quotes it, so a later try may have taken it up."
        yield case.flag("copied_from_rubric", share, why, case.quote(from_rubric))


def _like_others(
    case: _Case, own: int, near: dict[int, float], compared: Sequence[_Written], passages: Sequence[Passage]
) -> Flag:
    nearest = sorted(near, key=lambda j: (-near[j], compared[j].learner, j))
    others = tuple(dict.fromkeys(compared[j].learner for j in nearest))[:MOST_NAMED]
    share = near[nearest[0]]
    shared = set(passages[own].shingles).intersection(passages[nearest[0]].shingles)
    cause = (
        "a template or notes that all had would explain it"
        if len(others) >= A_GROUP
        else "they may have worked together, or had the same notes or the same help with the wording"
    )
    text = f"{_much(share)} of its own wording is also that of {_named(others)}; {cause}."
    return case.flag("copied_from_learner", share, text, case.quote(shared), others)


NOT_ENGLISH: Final = (
    "Hardly any of it is English, which is all that the rules can read; its points say nothing of it, so somebody should read it."
)

A_GROUP: Final = 3
"""Others from which on a template is the likeliest cause."""


def _much(share: float) -> str:
    return "All" if share > 0.99 else f"About {round(share, 1):.0%}"


def _named(others: Sequence[str]) -> str:
    shown = others if len(others) <= A_GROUP else (*others[:2], f"{len(others) - 2} others" + (" or more" if len(others) >= MOST_NAMED else ""))
    *most, last = shown
    return f"{', '.join(most)} and {last}" if most else last
