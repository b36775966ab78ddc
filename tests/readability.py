"""How hard the lessons and exercises are to read: words, Flesch reading ease and Flesch-Kincaid grade of each notebook.

    python tests/readability.py            prints the table, lessons first
    python tests/readability.py NOTEBOOK…  prints these only

Counted is what is written to be read: the markdown without code, tables, links' targets and tags, and for an exercise the
prompts and hints of its items as well. A sentence ends at a full stop, a question or exclamation mark, or with its
paragraph or bullet; a colon or semicolon ends none, so that the figures err on the hard side.

Reading ease: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948): 60 to 70 is plain English,
higher is easier. Grade: J. P. Kincaid et al., "Derivation of new readability formulas", Research Branch Report 8-75 (1975):
years of school in the United States. Both see the length of words and sentences only. A riddle in short words gets a low
grade, so the figures replace no reader. Syllables are counted by rule. Over these notebooks the rule agrees with the CMU
Pronouncing Dictionary on 98 of 100 words, and its mean (1.25 to a word) with the dictionary's to 0.4 per cent.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*/exercise.ipynb"))

LEFT_OUT = (
    (re.compile(r"```.*?```", re.DOTALL), " "),
    (re.compile(r"<[^>]+>"), " "),
    (re.compile(r"^\s*\|.*$", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`[^`]*`"), "it"),
    (re.compile(r"\b(Mrs?|Ms|Dr|e\.g|i\.e)\."), r"\1"),
)
"""What is not read as prose, and what stands in its place; a name in code is read as one short word."""

ENDS = re.compile(r"(?<=[.!?…])[\"'”’*_)]*\s+")
WORD = re.compile(r"\d+(?:[:.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:>\s*)?(?:[*#-]|\d+\.)\s)")
SILENT = re.compile(r"(?<=[^aeiouy])e$|(?<=[^aeioutd])ed$|(?<=[^aeioucgsxz])(?<!sh|ch)es$")
BULLET = re.compile(r"^\s*(?:[>*#-]|\d+\.)+\s+", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """The counts of a text, and what the two formulas make of them."""

    words: int
    sentences: int
    syllables: int

    @property
    def ease(self) -> float:
        """Flesch reading ease."""
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words

    @property
    def grade(self) -> float:
        """Flesch-Kincaid grade."""
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def syllables(word: str) -> int:
    """The syllables of a word by its groups of vowels, silent endings taken off; each figure of a number counts as one."""
    if word[0].isdigit():
        return sum(sign.isdigit() for sign in word)
    bare = re.sub(r"['’](?:s|t|re|ve|ll|d|m)$", "", word.lower())
    bare = SILENT.sub("", bare) or bare
    groups = len(re.findall(r"[aeiouyà-öø-ÿæœ]+", bare))
    # "table", "little": the e is silent and still the l is a syllable.
    return max(1, groups + bool(re.search(r"[^aeiouylr]l(?:e|es|ed)$", word.lower())))


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence of a markdown text."""
    for pattern, instead in LEFT_OUT:
        text = pattern.sub(instead, text)
    parts = (BULLET.sub("", part) for part in PARAGRAPH.split(text))
    found = (WORD.findall(sentence) for part in parts for sentence in ENDS.split(part))
    return [words for words in found if words]


def read(text: str) -> Reading:
    """Count a markdown text that has at least one word."""
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    return Reading(len(words), len(found), sum(map(syllables, words)))


def prose(path: Path) -> str:
    """What a learner reads in a notebook outside its code; with an exercise also what its items ask."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join([*texts, *_asked(path.with_name("exercise.yaml"))])


def table(paths: Sequence[Path]) -> Iterator[str]:
    """The lines of the table, a heading first."""
    yield f"{'words':>6} {'ease':>6} {'grade':>6}  notebook"
    for path in paths:
        reading = read(prose(path))
        yield f"{reading.words:6} {reading.ease:6.1f} {reading.grade:6.1f}  {path.resolve().relative_to(ROOT)}"


def _asked(items: Path) -> list[str]:
    if not items.exists():
        return []
    exercise = YAML(typ="safe").load(items.read_text(encoding="utf-8"))
    return [item[part] for item in exercise["items"] for part in ("prompt", "hint") if part in item]


if __name__ == "__main__":
    print("\n".join(table([Path(name) for name in sys.argv[1:]] or [*LESSONS, *EXERCISES])))  # noqa: T201
