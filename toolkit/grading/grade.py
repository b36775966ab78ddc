"""What a learner's answers are worth, and why: spec + answers -> mark -> Grade."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from toolkit.content import (
    ChoiceItem,
    CodingItem,
    ConversationItem,
    ExerciseSpec,
    Item,
    Library,
    LogItem,
    OrderItem,
    PlanItem,
    RatingsItem,
    Rubric,
    Scenario,
    SortItem,
    TextItem,
)
from toolkit.conversation import clean, talk
from toolkit.errors import ConversationError, GradingError
from toolkit.feedback import CriterionScore, Scorecard, analyse, score
from toolkit.grading import keyed
from toolkit.grading.answers import Answer, Answers
from toolkit.grading.prose import hangs_together, own_sentences
from toolkit.grading.values import Grade, ItemGrade, Remark
from toolkit.practice import Session, debrief, next_meeting


def mark(spec: ExerciseSpec, answers: Answers, library: Library, answer_sha256: str = "") -> Grade:
    """Return the grade of a set of checked answers."""
    scenarios = {item.scenario: library.scenario(item.scenario) for item in spec.items if isinstance(item, ConversationItem)}
    named = {item.rubric for item in spec.items if isinstance(item, TextItem)} | {one.rubric for one in scenarios.values()}
    rubrics = {name: library.rubric(name) for name in sorted(named)}
    talks = _held_again(spec, answers, scenarios)
    items = tuple(_mark(item, answers.items.get(item.id), library, rubrics, talks) for item in spec.items)
    return Grade(
        exercise=spec.id,
        points=round(sum(item.points or 0.0 for item in items), 1),
        max_points=float(spec.max_points),
        items=items,
        answer_sha256=answer_sha256,
        rubric_version=" ".join([f"{spec.id}.{spec.version}", *(f"{name}.{one.version}" for name, one in rubrics.items())]),
        toolkit_version=toolkit_version(),
    )


@cache
def toolkit_version() -> str:
    """Return the version of the installed toolkit; `0+unknown` when it runs from a bare folder."""
    try:
        return version("one-on-one-toolkit")
    except PackageNotFoundError:
        return "0+unknown"


def _held_again(spec: ExerciseSpec, answers: Answers, scenarios: Mapping[str, Scenario]) -> dict[str, Session]:
    """Hold every talk again: what was disclosed is worked out here, never taken from the learner's file."""
    held: dict[str, Session] = {}
    for item in spec.items:
        lines = answers.items.get(item.id)
        if not isinstance(item, ConversationItem) or not lines or (item.after and item.after not in held):
            continue
        session = next_meeting(held[item.after]) if item.after else Session(scenarios[item.scenario])
        try:
            for line in lines:
                session.say(str(line))
        except ConversationError as error:
            raise GradingError(f"The talk in '{item.id}' cannot be held again: {error}") from error
        session.end()
        held[item.id] = session
    return held


def _mark(
    item: Item, answer: Answer | None, library: Library, rubrics: Mapping[str, Rubric], talks: Mapping[str, Session]
) -> ItemGrade:
    if answer is None or not _is_answered(answer):
        return _item(item, None, [Remark(title=item.title, text="Not answered yet.")], answered=False)
    match item, answer:
        case ConversationItem(), _:
            return _mark_talk(item, talks.get(item.id), rubrics)
        case TextItem(), str():
            return _mark_text(item, answer, rubrics[item.rubric])
    share, remarks = _mark_by_key(item, answer, library)
    return _item(item, round(item.points * share, 1), remarks)


def _mark_by_key(item: Item, answer: Answer, library: Library) -> keyed.Marked:
    match item, answer:
        case ChoiceItem(), str():
            return keyed.mark_choice(item, answer)
        case SortItem(), dict():
            return keyed.mark_sort(item, answer)
        case OrderItem(), tuple():
            return keyed.mark_order(item, tuple(map(str, answer)))
        case PlanItem(), dict():
            return keyed.mark_plan(item, answer)
        case CodingItem(), dict():
            return keyed.mark_coding(item, answer, library)
        case RatingsItem(), dict():
            return keyed.mark_ratings(item, answer)
        case LogItem(), tuple():
            return keyed.mark_log(item, [row for row in answer if isinstance(row, dict)])
    raise GradingError(f"Item '{item.id}' cannot hold this kind of answer.")


def _is_answered(answer: Answer | dict[str, str]) -> bool:
    match answer:
        case str():
            return bool(answer.strip())
        case dict():
            return any(value.strip() for value in answer.values())
    return any(map(_is_answered, answer))


def _item(item: Item, points: float | None, remarks: list[Remark], answered: bool = True) -> ItemGrade:
    return ItemGrade(
        id=item.id,
        title=item.title,
        answered=answered,
        points=points,
        max_points=float(item.points),
        remarks=tuple(remarks),
    )


def _mark_talk(item: ConversationItem, session: Session | None, rubrics: Mapping[str, Rubric]) -> ItemGrade:
    if session is None:
        return _item(item, None, [Remark(title=item.title, text="Hold the meeting before this one first.")])
    scorecard = session.score(rubrics[session.scenario.rubric])
    if scorecard.points is None:
        return _item(item, None, [Remark(title=item.title, text=scorecard.too_short)])
    facts = debrief(session)
    remarks = [
        *_remarks(scorecard),
        *(
            Remark(title="Stayed hidden", text=hidden.fact.text, next_try=f"“{hidden.fact.opens_with}”", hidden=True)
            for hidden in facts.hidden
        ),
    ]
    return _item(item, _scaled(scorecard, item), remarks)


def _mark_text(item: TextItem, text: str, rubric: Rubric) -> ItemGrade:
    own = own_sentences(clean(text), item, rubric)
    if not own:
        return _item(item, 0.0, [Remark(title=item.title, text=NOTHING_OWN)])
    scorecard = score(analyse(talk(("manager", "\n".join(own)))), rubric)
    if scorecard.points is None or not hangs_together(own):
        # Two words are an answer, and worth nothing yet; an answer that was never given stays unscored.
        return _item(item, 0.0, [Remark(title=item.title, text=scorecard.too_short or NO_PROSE)])
    return _item(item, _scaled(scorecard, item), [*_remarks(scorecard), *_one_way(item)])


NOTHING_OWN: Final = "All of it was shown with the task or is a row of keywords, so there is nothing to judge."

NO_PROSE: Final = "Most of it does not hang together as sentences, so there is nothing to judge."


def _one_way(item: TextItem) -> list[Remark]:
    return [Remark(title="One way to say it", text=item.model)] if item.model else []


def _scaled(scorecard: Scorecard, item: Item) -> float:
    if not scorecard.max_points:
        raise GradingError(f"The rubric of '{item.id}' has nothing that can be scored here.")
    return round(item.points * (scorecard.points or 0) / scorecard.max_points, 1)


def _remarks(scorecard: Scorecard) -> list[Remark]:
    """Return what is said of each criterion; what only a person can decide is left to one."""
    asked = [s.criterion for s in scorecard.scores if s.criterion.decided_by not in ("rule", "key")]
    return [
        *map(_remark, scorecard.graded),
        *(Remark(title=f"Ask a person: {c.title}", criterion=c.id, text=c.why) for c in asked),
    ]


def _remark(one: CriterionScore) -> Remark:
    missing = f" Not there: {'; '.join(one.missing)}." if one.missing else ""
    return Remark(
        title=one.criterion.title,
        criterion=one.criterion.id,
        quotes=tuple(quote.text for quote in one.evidence),
        text=f"{one.verdict}{missing}",
        next_try=one.next_try,
        points=float(one.points),
        max_points=float(one.criterion.max_points),
    )
