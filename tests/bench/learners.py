"""A cohort to grade: answers files made from an exercise's own reference answers, no two of them alike.

Of every item each learner has what somebody among the references has, or leaves one item out. Choices for several things are
picked thing by thing. A text or a talk begins as one reference's: a sentence may go, a sentence of another's come in, two
neighbours change places, and every sentence gets two words from the references' own vocabulary. So a grade ranges as real
ones do, the work is that of real answers, no text comes twice and hardly a sentence (63 of 75,700 among 10,000 learners): what
was once worked out for one learner's words helps nobody else.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from toolkit.content import ConversationItem, ExerciseSpec, Item, Library, TextItem
from toolkit.feedback.text import Line

SEED = 20_261_121


def write_cohort(spec: ExerciseSpec, library: Library, count: int, folder: Path, seed: int = SEED) -> Path:
    """Write an answers file for each of so many learners; return the folder. A larger cohort begins with the smaller one."""
    folder.mkdir(parents=True)
    for name, answers in cohort(spec, references(spec, library), count, seed):
        (folder / f"{name}.json").write_text(json.dumps(answers, indent=2, ensure_ascii=False), encoding="utf-8")
    return folder


def references(spec: ExerciseSpec, library: Library) -> list[dict[str, Any]]:
    """Return what each of the exercise's reference files answers, by item."""
    files = sorted((library.root / "exercises" / spec.id / "reference").glob("*.json"))
    return [json.loads(file.read_bytes())["items"] for file in files]


def cohort(
    spec: ExerciseSpec, given: Sequence[dict[str, Any]], count: int, seed: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each learner and what their answers file holds."""
    words = sorted({word for answers in given for line in _lines(answers.values()) for word in line.split() if word.isalpha()})
    texts = [item.id for item in spec.items if isinstance(item, TextItem | ConversationItem)]
    for number in range(1, count + 1):
        chance = random.Random(f"{seed} {number}")
        # The last text stays: it is what tells two learners apart.
        left_out = chance.choice([None, None, *(item.id for item in spec.items if item.id != texts[-1])])
        items = {item.id: _answer(item, given, words, chance) for item in spec.items if item.id != left_out}
        yield f"learner_{number:05}", {"schema_version": 1, "exercise": spec.id, "items": items}


def _answer(item: Item, given: Sequence[dict[str, Any]], words: Sequence[str], chance: random.Random) -> Any:
    all_given = [answers[item.id] for answers in given if item.id in answers]
    one, other = chance.choice(all_given), chance.choice(all_given)
    if isinstance(item, ConversationItem):
        return _varied(one, other, words, chance)[: item.max_lines]
    if isinstance(item, TextItem):
        return _within(_varied(_sentences(one), _sentences(other), words, chance), item.max_words)
    if isinstance(one, dict):
        return {thing: chance.choice(all_given)[thing] for thing in one}
    return one


def _varied(lines: Sequence[str], others: Sequence[str], words: Sequence[str], chance: random.Random) -> list[str]:
    """Return lines mixed with another's, out of order here and there, and none of them as it was."""
    mixed = list(lines)
    if len(mixed) > 2 and chance.random() < 0.5:
        del mixed[chance.randrange(len(mixed))]
    if chance.random() < 0.5:
        mixed[chance.randrange(len(mixed))] = chance.choice(others)
    if len(mixed) > 1 and chance.random() < 0.5:
        at = chance.randrange(len(mixed) - 1)
        mixed[at : at + 2] = mixed[at + 1], mixed[at]
    return [_with_two_words(line, words, chance) for line in mixed]


def _with_two_words(line: str, words: Sequence[str], chance: random.Random) -> str:
    """Return a line with two words put in, never at its end: what ends a sentence still ends it."""
    said = line.split()
    for _ in range(2):
        said.insert(chance.randrange(len(said)), chance.choice(words))
    return " ".join(said)


def _within(sentences: Sequence[str], most: int) -> str:
    """Return as many of the sentences as so many words allow, one at least."""
    text = sentences[0]
    for sentence in sentences[1:]:
        if len(f"{text} {sentence}".split()) > most:
            break
        text = f"{text} {sentence}"
    return text


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in Line(text).sentences]


def _lines(answers: Any) -> Iterator[str]:
    """Yield the texts and lines of one learner's answers."""
    for answer in answers:
        yield from [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else ()
