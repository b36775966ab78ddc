"""Scenarios, rubrics and exercises as values, and the one reader of their files. Knows not what is done with them."""

from toolkit.content.annotated import Act, AnnotatedTalk, ManagerTurn, ReportTurn
from toolkit.content.authoring import new_scenario, schema
from toolkit.content.exercise import REFERENCES, ExerciseSpec
from toolkit.content.items import (
    ACTS,
    ChoiceItem,
    CodingItem,
    ConversationItem,
    Item,
    LogItem,
    OrderItem,
    PlanItem,
    RatingsItem,
    SortItem,
    TextItem,
)
from toolkit.content.library import Library, ReadOnce, load
from toolkit.content.paths import Course, LearningPath, Lesson
from toolkit.content.practices import Practices, coverage
from toolkit.content.questions import PURPOSES, BankQuestion, Purpose, QuestionBank
from toolkit.content.rubric import Criterion, Level, Rubric
from toolkit.content.scenario import (
    Fact,
    Listing,
    Meeting,
    Mood,
    Owed,
    Question,
    Relationship,
    ReplyKind,
    Scenario,
    Shift,
    SorePoint,
    Walkthrough,
)
from toolkit.content.source import Source, read_source
from toolkit.content.values import Value

__all__ = [
    "ACTS",
    "PURPOSES",
    "REFERENCES",
    "Act",
    "AnnotatedTalk",
    "BankQuestion",
    "ChoiceItem",
    "CodingItem",
    "ConversationItem",
    "Course",
    "Criterion",
    "ExerciseSpec",
    "Fact",
    "Item",
    "LearningPath",
    "Lesson",
    "Level",
    "Library",
    "Listing",
    "LogItem",
    "ManagerTurn",
    "Meeting",
    "Mood",
    "OrderItem",
    "Owed",
    "PlanItem",
    "Practices",
    "Purpose",
    "Question",
    "QuestionBank",
    "RatingsItem",
    "ReadOnce",
    "Relationship",
    "ReplyKind",
    "ReportTurn",
    "Rubric",
    "Scenario",
    "Shift",
    "SorePoint",
    "SortItem",
    "Source",
    "TextItem",
    "Value",
    "Walkthrough",
    "coverage",
    "load",
    "new_scenario",
    "read_source",
    "schema",
]
