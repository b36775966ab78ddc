"""What a learner's answers are worth, and why: spec + answers -> mark -> Grade."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from toolkit.content import ChoiceItem, ConversationItem, ExerciseSpec, Item, Library, TextItem, Value
from toolkit.conversation import clean, talk
from toolkit.errors import ConversationError, GradingError
from toolkit.feedback import Scorecard, analyse, score
from toolkit.feedback.text import Line, stems
from toolkit.grading.answers import Answers
from toolkit.practice import debrief, play

GRADE_MIME = "application/vnd.one-on-one.grade+json"
"""The form in which an exercise notebook hands its grade over; read from the cell tagged `grade` only."""


class Remark(Value):
    """One thing said about an answer: quote first, verdict second, a next try last."""

    title: str
    quotes: tuple[str, ...] = ()
    text: str
    next_try: str = ""
    points: float | None = None
    """None where nothing is given for it."""
    max_points: float | None = None


class ItemGrade(Value):
    """What one item got."""

    id: str
    title: str
    answered: bool
    points: float | None
    """None when there was nothing to score: not answered, or too little to tell. Never a silent zero."""
    max_points: float
    remarks: tuple[Remark, ...]


class Grade(Value):
    """What a learner's answers to one exercise got, and on which versions it rests."""

    exercise: str
    points: float
    max_points: float
    items: tuple[ItemGrade, ...]
    answer_sha256: str
    rubric_version: str
    toolkit_version: str

    @property
    def unscored(self) -> tuple[str, ...]:
        """Items without points, which count neither right nor wrong."""
        return tuple(item.id for item in self.items if item.points is None)


def mark(spec: ExerciseSpec, answers: Answers, library: Library, answer_sha256: str = "") -> Grade:
    """Return the grade of a set of checked answers."""
    items = tuple(_mark(item, answers.items.get(item.id), library) for item in spec.items)
    return Grade(
        exercise=spec.id,
        points=round(sum(item.points or 0.0 for item in items), 1),
        max_points=float(spec.max_points),
        items=items,
        answer_sha256=answer_sha256,
        rubric_version=_rubric_version(spec, library),
        toolkit_version=toolkit_version(),
    )


def toolkit_version() -> str:
    """Return the version of the installed toolkit; `0+unknown` when it runs from a bare folder."""
    try:
        return version("one-on-one-toolkit")
    except PackageNotFoundError:
        return "0+unknown"


def _rubric_version(spec: ExerciseSpec, library: Library) -> str:
    rubrics = {
        item.rubric if isinstance(item, TextItem) else library.scenario(item.scenario).rubric
        for item in spec.items
        if not isinstance(item, ChoiceItem)
    }
    parts = [f"{spec.id}.{spec.version}", *(f"{name}.{library.rubric(name).version}" for name in sorted(rubrics))]
    return " ".join(parts)


def _mark(item: Item, answer: str | tuple[str, ...] | None, library: Library) -> ItemGrade:
    if answer is None or not any(line.strip() for line in answer):
        return _item(item, None, [Remark(title=item.title, text="Not answered yet.")], answered=False)
    match item, answer:
        case ConversationItem(), tuple():
            return _mark_talk(item, answer, library)
        case TextItem(), str():
            return _mark_text(item, answer, library)
        case ChoiceItem(), str():
            return _mark_choice(item, answer)
    raise GradingError(f"Item '{item.id}' cannot hold this kind of answer.")


def _item(item: Item, points: float | None, remarks: list[Remark], answered: bool = True) -> ItemGrade:
    return ItemGrade(
        id=item.id,
        title=item.title,
        answered=answered,
        points=points,
        max_points=float(item.points),
        remarks=tuple(remarks),
    )


def _mark_talk(item: ConversationItem, lines: tuple[str, ...], library: Library) -> ItemGrade:
    """Hold the same talk again: what was disclosed is worked out here, never taken from the learner's file."""
    scenario = library.scenario(item.scenario)
    try:
        session = play(scenario, lines)
    except ConversationError as error:
        raise GradingError(f"The talk in '{item.id}' cannot be held again: {error}") from error
    scorecard = session.score(library.rubric(scenario.rubric))
    if scorecard.points is None:
        return _item(item, None, [Remark(title=item.title, text=scorecard.too_short)])
    facts = debrief(session)
    remarks = [
        *_remarks(scorecard),
        *(
            Remark(title="Stayed hidden", text=hidden.fact.text, next_try=f"“{hidden.fact.opens_with}”")
            for hidden in facts.hidden
        ),
    ]
    return _item(item, _scaled(scorecard, item), remarks)


def _mark_text(item: TextItem, text: str, library: Library) -> ItemGrade:
    rubric = library.rubric(item.rubric)
    own = own_words(clean(text), [item.prompt, *(e.talk for c in rubric.criteria for e in c.examples)])
    scorecard = score(analyse(talk(("manager", own))), rubric)
    if scorecard.points is None:
        # Two words are an answer, and worth nothing yet; an answer that was never given stays unscored.
        return _item(item, 0.0, [Remark(title=item.title, text=scorecard.too_short)])
    return _item(item, _scaled(scorecard, item), _remarks(scorecard))


def own_words(text: str, given: Iterable[str]) -> str:
    """Return the text without sentences that stand in what was given: the task, or the rubric's examples."""
    theirs = {stems(sentence.text) for one in given for sentence in Line(one).sentences}
    kept = [s.text for s in Line(text).sentences if len(s.words) < COPIED_FROM or stems(s.text) not in theirs]
    return " ".join(kept)


COPIED_FROM: Final = 5
"""Words from which on the same sentence is no coincidence."""


def _scaled(scorecard: Scorecard, item: Item) -> float:
    if not scorecard.max_points:
        raise GradingError(f"The rubric of '{item.id}' has nothing that can be scored here.")
    return round(item.points * (scorecard.points or 0) / scorecard.max_points, 1)


def _remarks(scorecard: Scorecard) -> list[Remark]:
    return [
        Remark(
            title=s.criterion.title,
            quotes=tuple(quote.text for quote in s.evidence),
            text=s.verdict,
            next_try=s.next_try,
            points=float(s.points),
            max_points=float(s.criterion.max_points),
        )
        for s in scorecard.graded
    ]


def _mark_choice(item: ChoiceItem, answer: str) -> ItemGrade:
    chosen = next((option for option in item.options if option.id == answer), None)
    if chosen is None:
        raise GradingError(f"'{answer}' is no option of '{item.id}'.")
    points = float(item.points) if chosen.right else 0.0
    remark = Remark(
        title=item.title, quotes=(chosen.text,), text=chosen.because, points=points, max_points=float(item.points)
    )
    return _item(item, points, [remark])
