"""How well people understand what a line is about: precision and recall of areas, on lines written without the keywords.

    python tests/practice/understood.py [SCENARIO…]     prints the figures, and what was misunderstood

The lines in `tests/data/understanding` were written from the cards and the facts alone, by writers who saw none of the
authors' keywords. Weights and thresholds were set on the scenarios of `TUNED_ON`; the others are the honest figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from toolkit.content import Library
from toolkit.feedback.text import Line
from toolkit.practice.understanding import hear

LINES = Path(__file__).parents[1] / "data" / "understanding"


@dataclass(frozen=True)
class Understood:
    """One line with the areas that it is about, and those that were heard."""

    scenario: str
    say: str
    kind: str
    about: frozenset[str]
    heard: frozenset[str]


def understood(scenarios: Iterable[str]) -> Iterator[Understood]:
    """Yield every line of these scenarios as its person hears it."""
    library = Library.default()
    for id in scenarios:
        scenario = library.scenario(id)
        for entry in YAML(typ="safe", pure=True).load(LINES / f"{id}.yaml"):
            heard = hear(scenario, Line(entry["say"]))
            yield Understood(id, entry["say"], entry["kind"], frozenset(entry["about"]), heard.areas)


def having_lines() -> list[str]:
    """Return the scenarios that have lines."""
    return sorted(path.stem for path in LINES.glob("*.yaml"))


TUNED_ON = frozenset(name for i, name in enumerate(having_lines()) if i % 2 == 0)
"""Every second scenario, by name."""


def figures(lines: Iterable[Understood]) -> dict[str, float]:
    """Return precision, recall and F1 over pairs of a line and an area, and the share of other lines left alone."""
    lines = list(lines)
    both = sum(len(line.about & line.heard) for line in lines)
    heard, about = sum(len(line.heard) for line in lines), sum(len(line.about) for line in lines)
    others = [line for line in lines if not line.about]
    return {
        "lines": len(lines),
        "precision": round(both / heard, 3),
        "recall": round(both / about, 3),
        "f1": round(2 * both / (heard + about), 3),
        "others left alone": round(sum(not line.heard for line in others) / len(others), 3),
    }


if __name__ == "__main__":
    wanted = sys.argv[1:]
    if wanted:
        for line in understood(wanted):
            if line.about != line.heard:
                print(f"{line.scenario} {line.kind}: {line.say!r} is about {sorted(line.about)}, heard {sorted(line.heard)}")  # noqa: T201
    for name, part in (("tuned on", TUNED_ON), ("not tuned on", set(having_lines()) - TUNED_ON), ("all", set(having_lines()))):
        print(f"{name:14} {figures(understood(sorted(part)))}")  # noqa: T201
