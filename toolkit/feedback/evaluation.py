"""How well the reader reads: F1 against people's labels, and whether its figures tell good talks from poor ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any, Final

from toolkit.content import Rubric
from toolkit.feedback.agreement import auc, f1
from toolkit.feedback.corpus import CodedTalk, Labels
from toolkit.feedback.features import moment
from toolkit.feedback.measures import listening_balance, tell_share
from toolkit.feedback.observe import Analysis, analyse
from toolkit.feedback.reader import ACTS, Reader, Reading, default_reader
from toolkit.feedback.score import score

RESAMPLES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Read:
    """A conversation with what the reader made of it."""

    talk: CodedTalk
    analysis: Analysis
    points: float | None
    """Points of the rubric; None when the talk was too short."""


def read_all(talks: Sequence[CodedTalk], rubric: Rubric, reader: Reader | None = None) -> list[Read]:
    """Return what the reader makes of each conversation."""
    found = []
    for talk in talks:
        analysis = analyse(talk.transcript, reader or default_reader())
        card = score(analysis, rubric)
        found.append(Read(talk, analysis, None if card.points is None else card.points / card.max_points))
    return found


def figures(reads: Sequence[Read]) -> dict[str, Any]:
    """Return all figures of merit of a set of read conversations."""
    pairs = _pairs(reads)
    by_act = {act: f1([(labels.main == act, reading.act == act) for labels, reading in pairs]) for act in ACTS}
    forms = [(labels.form, "open" if reading.opens >= 0.5 else "closed") for labels, reading in pairs if labels.form]
    return {
        "conversations": len(reads),
        "utterances": len(pairs),
        "macro_f1": _mean(list(by_act.values())),
        "f1": by_act,
        "question_f1": f1([(labels.asks, reading.asks >= 0.5) for labels, reading in pairs]),
        "question_form_f1": _mean([f1([(a == form, b == form) for a, b in forms]) for form in ("open", "closed")]),
        "auc": {name: auc_of(reads, value) for name, value in RANKED_BY.items()},
    }


def _pairs(reads: Sequence[Read]) -> list[tuple[Labels, Reading]]:
    return [(labels, read.analysis.readings[i]) for read in reads for i, labels in read.talk.labels.items()]


def _share_of(act: str) -> Callable[[Read], float | None]:
    def share(read: Read) -> float | None:
        readings = list(read.analysis.readings.values())
        return sum(getattr(r, act) for r in readings) / len(readings) if readings else None

    return share


def _open_share(read: Read) -> float | None:
    asked = [reading for reading in read.analysis.readings.values() if reading.asks >= 0.5]
    return sum(reading.opens for reading in asked) / len(asked) if asked else None


def _less(value: Callable[[Read], float | None]) -> Callable[[Read], float | None]:
    def negative(read: Read) -> float | None:
        found = value(read)
        return None if found is None else -found

    return negative


RANKED_BY: Final[dict[str, Callable[[Read], float | None]]] = {
    "overall": lambda read: read.points,
    "tell_share": _less(lambda read: tell_share(read.analysis)),
    "listening_balance": lambda read: listening_balance(read.analysis),
    "reflection_rate": _share_of("reflection"),
    "talk_share": _less(lambda read: read.analysis.transcript.talk_share),
    "open_share": _open_share,
}
"""What conversations are put in order by; where less is better, the sign is turned."""


def auc_of(reads: Sequence[Read], value: Callable[[Read], float | None]) -> float | None:
    """Return the chance that a good conversation stands above a poor one; None without both kinds."""
    known = [(read.talk.good, value(read)) for read in reads if read.talk.good is not None]
    return auc([v for good, v in known if good and v is not None], [v for good, v in known if not good and v is not None])


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 4) if known else None


def intervals(reads: Sequence[Read], seed: int = 0, resamples: int = RESAMPLES) -> dict[str, tuple[float, float]]:
    """Return 95 % bootstrap intervals, drawn by conversation, of the main figures."""
    chance = Random(seed)  # noqa: S311 - a bootstrap, no secret
    drawn = [figures(chance.choices(reads, k=len(reads))) for _ in range(resamples)]
    names = ("macro_f1", "question_f1", "question_form_f1")
    values = {name: [d[name] for d in drawn if d[name] is not None] for name in names}
    values |= {f"auc.{name}": [d["auc"][name] for d in drawn if d["auc"][name] is not None] for name in RANKED_BY}
    return {name: _middle(found) for name, found in values.items() if found}


def _middle(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return ordered[int(0.025 * len(ordered))], ordered[min(int(0.975 * len(ordered)), len(ordered) - 1)]


def milliseconds_per_utterance(talks: Sequence[CodedTalk], most: int = 300) -> float:
    """Return the median time to read one turn."""
    reader, taken = default_reader(), []
    turns = [(t.transcript.turns[i].text, t.transcript.heard_before(i)) for t in talks for i in t.labels][:most]
    for text, before in turns:
        since = time.perf_counter()
        reader.read(moment(text, before))
        taken.append(time.perf_counter() - since)
    return round(1_000 * median(taken), 3) if taken else 0.0
