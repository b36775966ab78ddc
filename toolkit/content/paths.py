"""The lessons of the course, and in which order they are whose."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from toolkit.content.values import BrokenRulesError, Id, Text, Unique, Value

LessonId = Annotated[str, Field(pattern=r"^\d\d_[a-z0-9_]+$")]


class Lesson(Value):
    """A notebook to work through. Its exercise, if it has one, bears the same name."""

    id: LessonId
    title: Text
    minutes: Annotated[int, Field(ge=5, le=90)]


class LearningPath(Value):
    """Lessons in the order that suits somebody."""

    id: Id
    who: Text
    why: Text
    lessons: Annotated[tuple[LessonId, ...], Field(min_length=1)]


class Course(Value):
    """All lessons, and the paths through them."""

    lessons: Annotated[tuple[Lesson, ...], Unique]
    paths: Annotated[tuple[LearningPath, ...], Unique]

    def lesson(self, id: str) -> Lesson:
        """Return the lesson with this id."""
        return next(lesson for lesson in self.lessons if lesson.id == id)

    @model_validator(mode="after")
    def _paths_lead_through_lessons(self) -> Course:
        known = {lesson.id for lesson in self.lessons}
        broken = [
            (("paths", i, "lessons", n), f"'{id}' is no lesson")
            for i, path in enumerate(self.paths)
            for n, id in enumerate(path.lessons)
            if id not in known
        ]
        if broken:
            raise BrokenRulesError(broken)
        return self
