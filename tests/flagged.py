"""How much of what is copied is flagged, and how much of what is not: figures for the bounds in `toolkit/grading/flags.py`.

    python tests/flagged.py

**Copies.** The model answer and the good reference answers of every text, handed in with a share of their words changed: each
changed word is replaced with one of another text, left out, or followed by one more. Then answers copied from another learner,
edited likewise, in a cohort of honest ones.

**Tricks.** For every text: the task echoed, the rubric's advice or examples pasted, its keywords in a row, the good answer said
twice, and words drawn at random, by frequency, from our talks.

**Honest answers.** What was written for itself: the good and middling reference answers of every exercise, held to a library
without references (four to a task, by at least two writers), and what the manager says in our annotated talks, cut into answers
of 20 and of 60 words and as whole talks (by many writers, on subjects that overlap, to no common task). They are not the answers of a
thousand people to one task: nobody has any yet. The poor references stand apart, because their writers took sentences from
the scenarios' poor walkthroughs and the rubrics' bad examples that they had written themselves.

**Time.** Answers of 60 words made by a chain over the same texts, so that they share more turns of phrase than people do.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from toolkit.content import REFERENCES, ConversationItem, ExerciseSpec, Library, TextItem
from toolkit.grading import Grade, read_answers
from toolkit.grading.answers import Answer
from toolkit.grading.flags import Flag, flags_of
from toolkit.grading.ledger import Entry

RATES = (0.0, 0.05, 0.10, 0.15, 0.20, 0.30)
SEEDS = range(4)
POOR = "poor reference answers"
LENGTH = 60
"""Words of an answer that is cut or made here."""


def entry(spec: ExerciseSpec, learner: str, items: dict[str, Answer]) -> Entry:
    """Return what the ledger holds of some answers; nothing is graded for it."""
    sha256 = hashlib.sha256(repr(sorted(items.items())).encode()).hexdigest()
    grade = Grade(
        exercise=spec.id, points=0.0, max_points=1.0, items=(), answer_sha256=sha256, rubric_version="1", toolkit_version="1"
    )
    return Entry(learner=learner, handed_in="2026-01-01T00:00:00Z", content_sha256="0", answers=items, grade=grade)


def without_references(library: Library, folder: Path) -> Library:
    """Return a copy of the library in which no reference answers ship."""
    shutil.copytree(library.root / "rubrics", folder / "rubrics")
    shutil.copytree(library.root / "exercises", folder / "exercises", ignore=shutil.ignore_patterns("reference", "transcripts"))
    return Library(folder)


def references(library: Library, spec: ExerciseSpec) -> dict[str, dict[str, Answer]]:
    """Return reference → its answers."""
    folder = library.root / "exercises" / spec.id / "reference"
    return {name: read_answers(folder / f"{name}.json", spec).answers.items for name in REFERENCES}


@cache
def spoken(library: Library) -> dict[str, tuple[str, ...]]:
    """Return annotated talk → what its manager says."""
    talks = {id: library.talk(id).turns for id in library.talk_files()}
    return {id: tuple(turn.m for turn in turns if hasattr(turn, "m")) for id, turns in talks.items()}


def cut(lines: Sequence[str], length: int = LENGTH) -> Iterator[str]:
    """Yield what was said in pieces of so many words; a short rest is left out."""
    words = " ".join(lines).split()
    yield from (" ".join(words[i : i + length]) for i in range(0, len(words) - length // 2, length))


def edited(text: str, rate: float, others: Sequence[str], chance: random.Random) -> str:
    """Return a text with so much of its words changed."""
    words = [[word] for word in text.split()]
    for i in chance.sample(range(len(words)), round(rate * len(words))):
        other = chance.choice(others)
        words[i] = chance.choice([[other], [other], [], [*words[i], other]])
    return " ".join(itertools.chain.from_iterable(words))


def only(spec: ExerciseSpec, id: str) -> ExerciseSpec:
    """Return the exercise with one of its items."""
    return spec.model_copy(update={"items": tuple(item for item in spec.items if item.id == id)})


def copied_models(library: Library, seeds: Sequence[int] = SEEDS) -> Iterator[tuple[float, bool]]:
    """Yield edit rate and whether it was flagged, for each copy of a model or a good reference answer."""
    others = all_words(library)
    for spec in map(library.exercise, library.exercise_files()):
        given = references(library, spec)
        texts = [item for item in spec.items if isinstance(item, TextItem)]
        for item in texts:
            models = [item.model, *(str(given[name][item.id]) for name in ("good", "other_good", "another_good"))]
            copies = {
                f"{n}_{rate}_{seed}": (rate, edited(model, rate, others, random.Random(f"{spec.id}{item.id}{n}{rate}{seed}")))
                for n, model in enumerate(filter(None, models))
                for rate in RATES
                for seed in seeds
            }
            flags = flags_of([entry(spec, learner, {item.id: text}) for learner, (_, text) in copies.items()], spec, library)
            flagged = {flag.learner for flag in flags if flag.kind == "copied_from_model"}
            yield from ((rate, learner in flagged) for learner, (rate, _) in copies.items())


def copied_learners(library: Library, spec: ExerciseSpec) -> Iterator[tuple[float, bool]]:
    """Yield edit rate and whether both were flagged, for each answer that a learner copied from another."""
    others = all_words(library)
    item = next(item for item in spec.items if isinstance(item, TextItem))
    pieces = [piece for lines in spoken(library).values() for piece in cut(lines)]
    for rate in RATES:
        chance = random.Random(str(rate))
        copied = chance.sample(range(len(pieces)), 100)
        entries = [entry(spec, f"l{i}", {item.id: piece}) for i, piece in enumerate(pieces)]
        entries += [entry(spec, f"copy{i}", {item.id: edited(pieces[i], rate, others, chance)}) for i in copied]
        flags = flags_of(entries, spec, library)
        of = {flag.learner: flag.others for flag in flags if flag.kind in ("copied_from_learner", "same_file")}
        yield from ((rate, f"l{i}" in of.get(f"copy{i}", ()) and f"copy{i}" in of.get(f"l{i}", ())) for i in copied)


def tricks(library: Library) -> Iterator[tuple[str, bool]]:
    """Yield trick and whether it was flagged, for each text."""
    others = all_words(library)
    chance = random.Random(1)
    for spec in map(library.exercise, library.exercise_files()):
        good = references(library, spec)["good"]
        for item in spec.items:
            if isinstance(item, TextItem):
                criteria = library.rubric(item.rubric).criteria
                ways = [way for c in criteria for way in (*c.mentions, *(ways[0] for ways in c.elements.values()))]
                texts = {
                    "the task echoed": item.prompt,
                    "the rubric's advice": " ".join(level.next_try for c in criteria for level in c.levels),
                    "the rubric's examples": " ".join(example.talk for c in criteria for example in c.examples),
                    "its keywords in a row": " ".join(ways * 3),
                    "the good answer said twice": f"{good[item.id]} {good[item.id]}",
                    f"{LENGTH} words at random": " ".join(chance.choice(others) for _ in range(LENGTH)),
                    f"{2 * LENGTH} words at random": " ".join(chance.choice(others) for _ in range(2 * LENGTH)),
                }
                entries = [entry(spec, what, {item.id: text}) for what, text in texts.items()]
                kinds = {(flag.learner, flag.kind) for flag in flags_of(entries, spec, library)}
                yield from ((what, bool(kinds & {(what, kind) for kind in CAUGHT_AS[what.split(" ")[-1]]})) for what in texts)


CAUGHT_AS = {
    "echoed": {"copied_from_prompt"},
    "advice": {"copied_from_rubric"},
    "examples": {"copied_from_rubric"},
    "row": {"keywords", "repeated"},
    "twice": {"repeated"},
    "random": {"random_words"},
}


def honest(library: Library, bare: Library) -> Iterator[tuple[str, int, tuple[Flag, ...]]]:
    """Yield what was handed in, how many answers, and what was flagged: wrongly, every time."""
    for spec in map(bare.exercise, bare.exercise_files()):
        given = references(library, spec)
        flags = flags_of([entry(spec, name, given[name]) for name in REFERENCES if name != "gamed"], spec, bare)
        texts = sum(isinstance(item, TextItem | ConversationItem) for item in spec.items)
        yield "reference answers", 4 * texts, tuple(flag for flag in flags if flag.learner != "poor")
        yield POOR, texts, tuple(flag for flag in flags if flag.learner == "poor")
    spec = bare.exercise("11_feedback_and_thanks")
    item = next(item for item in spec.items if isinstance(item, TextItem))
    for length in (LENGTH // 3, LENGTH):
        pieces = [
            entry(spec, f"{id}{i}", {item.id: piece})
            for id, lines in spoken(library).items()
            for i, piece in enumerate(cut(lines, length))
        ]
        yield f"pieces of {length} words", len(pieces), flags_of(pieces, spec, bare)
    spec = bare.exercise("01_first_one_on_one")
    talk = next(item for item in spec.items if isinstance(item, ConversationItem))
    talks = [entry(spec, id, {talk.id: lines}) for id, lines in spoken(library).items()]
    yield "talks", len(talks), flags_of(talks, spec, bare)


def made(library: Library, count: int) -> list[str]:
    """Return answers made by a chain: each word follows one that it has followed in our texts."""
    chance = random.Random(7)
    said = [word for lines in spoken(library).values() for line in lines for word in line.split()]
    after: dict[str, list[str]] = defaultdict(list)
    for one, other in itertools.pairwise(said):
        after[one].append(other)
    texts = []
    for _ in range(count):
        words = [chance.choice(said)]
        while len(words) < LENGTH:
            words.append(chance.choice(after[words[-1]] or said))
        texts.append(" ".join(words))
    return texts


def seconds(library: Library, count: int) -> tuple[float, float]:
    """Return the processor's seconds for so many answers to one text, and the megabytes that memory grew by (on Linux)."""
    spec = library.exercise("11_feedback_and_thanks")
    item = next(item for item in spec.items if isinstance(item, TextItem))
    entries = [entry(spec, f"l{i:05}", {item.id: text}) for i, text in enumerate(made(library, count))]
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
    before, since = _memory("VmRSS"), time.process_time()
    flags_of(entries, spec, library)
    return time.process_time() - since, _memory("VmHWM") - before


def _memory(what: str) -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith(what)).split()[1]) / 1024


def all_words(library: Library) -> list[str]:
    return [word for lines in spoken(library).values() for line in lines for word in line.split()]


def _by_rate(found: Iterable[tuple[float, bool]]) -> str:
    rates = defaultdict(list)
    for rate, flagged in found:
        rates[rate].append(flagged)
    return "".join(f"{sum(of) / len(of):>8.1%}" for of in rates.values()) + f"   of {len(next(iter(rates.values())))} each"


def main() -> None:
    """Print the figures."""
    say = print
    library = Library.default()
    say(f"{'words changed':<32}" + "".join(f"{rate:>8.0%}" for rate in RATES))
    say(f"{'flagged: model answers':<32}" + _by_rate(copied_models(library)))
    say(f"{'flagged, both: other learners':<32}" + _by_rate(copied_learners(library, library.exercise("11_feedback_and_thanks"))))
    say("\ntricks, flagged")
    caught: dict[str, list[bool]] = defaultdict(list)
    for what, flagged in tricks(library):
        caught[what].append(flagged)
    for what, each in caught.items():
        say(f"  {what:<30}{sum(each):>4} of {len(each)}")
    say("\nhonest answers, flagged wrongly")
    total, wrong = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for what, answers, flags in honest(library, without_references(library, Path(folder))):
            total[what] += answers
            wrong[what] += len({(flag.learner, flag.item) for flag in flags})
            for flag in flags:
                say(f"  {flag.exercise} {flag.learner} {flag.item} {flag.kind} {flag.share:.2f} {flag.others}: {flag.quote}")
    for what in total:
        say(f"  {what:<30}{wrong[what]:>4} of {total[what]}")
    del total[POOR], wrong[POOR]
    say(f"  {'all but the poor ones':<30}{wrong.total():>4} of {total.total()}: {1000 * wrong.total() / total.total():.1f} in a thousand")
    say("\nanswers   seconds   megabytes")
    for count in (2_500, 5_000, 10_000):
        took, grew = seconds(library, count)
        say(f"{count:>7}{took:>10.2f}{grew:>12.0f}")


if __name__ == "__main__":
    sys.exit(main())
