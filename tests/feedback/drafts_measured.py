"""How well the linter judges drafted questions: precision and recall of each fault, on drafts labelled by hand.

    python tests/feedback/drafts_measured.py            prints the figures of each part
    python tests/feedback/drafts_measured.py misjudged  prints the drafts tuned on that are judged otherwise than labelled

The rules were tuned on `before` and `between`; `after` was written when they stood, and nothing was changed by it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from toolkit.feedback.drafts import FAULTS, problems_of

DRAFTS = Path(__file__).parents[1] / "data" / "drafts.yaml"
PARTS = ("before", "between", "after")
TUNED_ON = PARTS[:2]


@dataclass(frozen=True)
class Judged:
    """One draft with the faults it has, and those that were found."""

    say: str
    labelled: frozenset[str]
    found: frozenset[str]


def judged(part: str) -> list[Judged]:
    """Return the drafts of one part, each as the linter judges it."""
    drafts = YAML(typ="safe", pure=True).load(DRAFTS)[part]
    return [
        Judged(
            draft["say"],
            frozenset(draft["faults"]),
            frozenset(fault.name for fault in problems_of(draft["say"], draft.get("with", "direct"))),
        )
        for draft in drafts
    ]


@dataclass(frozen=True)
class Figures:
    """How often a fault is there, is found, and is found where it is."""

    labelled: int
    found: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is there; None when nothing was found."""
        return self.both / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what is there that was found; None when it is nowhere."""
        return self.both / self.labelled if self.labelled else None


def figures(drafts: Iterable[Judged], faults: Iterable[str] = FAULTS) -> Figures:
    """Return the figures over these faults together."""
    of = frozenset(faults)
    pairs = [(draft.labelled & of, draft.found & of) for draft in drafts]
    return Figures(
        sum(len(labelled) for labelled, _ in pairs), sum(len(found) for _, found in pairs), sum(len(a & b) for a, b in pairs)
    )


def sound_left_alone(drafts: Iterable[Judged]) -> float:
    """Return the share of the sound questions in which no fault is found."""
    sound = [draft for draft in drafts if not draft.labelled]
    return sum(not draft.found for draft in sound) / len(sound)


def faulty_noticed(drafts: Iterable[Judged]) -> float:
    """Return the share of the faulty questions in which some fault is found, if only another than the labelled one."""
    faulty = [draft for draft in drafts if draft.labelled]
    return sum(bool(draft.found) for draft in faulty) / len(faulty)


def _shown(value: float | None) -> str:
    return "  –  " if value is None else f"{value:.3f}"


if __name__ == "__main__":
    if "misjudged" in sys.argv[1:]:
        for one in (one for part in TUNED_ON for one in judged(part)):
            if one.labelled != one.found:
                print(f"{one.say!r} is {sorted(one.labelled) or 'sound'}, found {sorted(one.found) or 'nothing'}")  # noqa: T201
    for part in PARTS:
        drafts = judged(part)
        print(f"\n{part}: {len(drafts)} drafts, {sound_left_alone(drafts):.0%} of the sound ones left alone, {faulty_noticed(drafts):.0%} of the others noticed")  # noqa: T201
        print(f"{'fault':10} labelled  found  precision  recall")  # noqa: T201
        for name in (*FAULTS, "all"):
            row = figures(drafts, FAULTS if name == "all" else [name])
            print(f"{name:10} {row.labelled:8} {row.found:6}  {_shown(row.precision):>9}  {_shown(row.recall):>6}")  # noqa: T201
