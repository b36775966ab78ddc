"""What a grade is made of."""

from __future__ import annotations

from typing import Final

from toolkit.content import Value

GRADE_MIME: Final = "application/vnd.one-on-one.grade+json"
"""The form in which an exercise notebook hands its grade over: JSON in one string, because notebooks lay objects out a line a value,
which took half the time of writing them. Read from the cell tagged `grade` only."""


class Remark(Value):
    """One thing said about an answer: quote first, verdict second, a next try last."""

    title: str
    criterion: str = ""
    """The id of the rubric's criterion that it is about; empty where there is none."""
    quotes: tuple[str, ...] = ()
    text: str
    next_try: str = ""
    points: float | None = None
    """None where nothing is given for it."""
    max_points: float | None = None
    hidden: bool = False
    """Whether it is something that stayed hidden in a talk."""


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
