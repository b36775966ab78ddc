"""What of an exercise's own words a learner may have read, so that taking them over can be told from writing alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from toolkit.content import (
    ConversationItem,
    ExerciseSpec,
    Item,
    Library,
    LogItem,
    Rubric,
    Scenario,
    TextItem,
)
from toolkit.feedback.text import FUNCTION_WORDS
from toolkit.grading.answers import Answer, read_answers
from toolkit.grading.characters import plain_words
from toolkit.grading.likeness import Vocabulary


def written(item: Item, answer: Answer | None) -> tuple[str, ...]:
    """Return what was written in answer to an item: a text, or the lines of a talk; nothing where something was chosen."""
    match item, answer:
        case TextItem(), str():
            return (answer,)
        case ConversationItem(), tuple():
            return tuple(line for line in answer if isinstance(line, str))
    return ()


@dataclass(frozen=True)
class Sources:
    """The shingles of what may have been read before one item was answered."""

    around: frozenset[int]
    """What anybody takes up who answers the exercise: its other tasks, what the simulated report says."""
    hinted: frozenset[int]
    """Lines that a debrief proposes, to be tried in the next talk."""
    prompt: frozenset[int]
    models: tuple[frozenset[int], ...]
    """The model answer, the reference answers that ship, the walkthroughs of a scenario: one set for each."""
    rubric: frozenset[int]
    keys: frozenset[str]
    """Words that the rubric looks for."""

    @cached_property
    def given(self) -> frozenset[int]:
        """What stands in no model and in no rubric because it stands in the task."""
        return self.around | self.prompt

    @cached_property
    def modelled(self) -> frozenset[int]:
        """What stands in any model."""
        return frozenset().union(*self.models)

    @cached_property
    def everything(self) -> frozenset[int]:
        """All shingles that two learners may share without having read each other's."""
        return self.given.union(self.hinted, self.rubric, self.modelled)


def sources_of(item: TextItem | ConversationItem, spec: ExerciseSpec, library: Library, known: Vocabulary) -> Sources:
    """Return the sources of an item."""

    def shingles(*texts: str) -> frozenset[int]:
        return frozenset(known.of(map(plain_words, texts)))

    scenarios = [library.scenario(one.scenario) for one in spec.items if isinstance(one, ConversationItem)]
    around = shingles(
        *(text for one in spec.items if one is not item for text in _task_of(one)),
        *(text for scenario in scenarios for text in _heard_from(scenario)),
    )
    prompt = shingles(*_task_of(item)) - around
    taken = around | prompt
    models = tuple(shingles(*model) - taken for model in _models(item, spec, library))
    taken = taken.union(*models)
    rubric = library.rubric(item.rubric) if isinstance(item, TextItem) else None
    return Sources(
        around,
        shingles(*(fact.opens_with for scenario in scenarios for fact in scenario.facts)),
        prompt,
        models,
        rubric=shingles(*rubric.texts) - taken if rubric else frozenset(),
        keys=_keys(rubric) if rubric else frozenset(),
    )


def _task_of(item: Item) -> Iterator[str]:
    yield from (item.title, item.prompt, item.hint)
    if isinstance(item, LogItem):
        yield item.talk


def _heard_from(scenario: Scenario) -> Iterator[str]:
    """Yield what a manager reads of a person beforehand, and all that the person may say."""
    yield scenario.manager_card.text
    for meeting in scenario.later:
        yield from (meeting.why, *meeting.noticed, meeting.kept, meeting.forgotten)
    for fact in scenario.facts:
        yield from (fact.text, fact.says, *fact.guarded)
    yield from (point.says for point in scenario.sore_points)
    yield from (text for owed in scenario.owed for text in (owed.kept, owed.forgotten))
    yield from (line for lines in (scenario.lines, scenario.closed_lines) for said in lines.values() for line in said)
    yield from scenario.asides


def _models(item: TextItem | ConversationItem, spec: ExerciseSpec, library: Library) -> Iterator[tuple[str, ...]]:
    if isinstance(item, TextItem):
        yield (item.model,)
    else:
        for walkthrough in library.scenario(item.scenario).walkthroughs:
            yield from (walkthrough.manager, *walkthrough.later)
    for path in sorted((library.exercise_files()[spec.id].parent / "reference").glob("*.json")):
        yield written(item, read_answers(path, spec).answers.items.get(item.id))


def _keys(rubric: Rubric) -> frozenset[str]:
    return frozenset(word for way in rubric.ways for word in plain_words(way)) - FUNCTION_WORDS
