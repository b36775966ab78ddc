"""Exercise + answers -> papermill -> Grade. Knows nothing of widgets.

`answers` and `grade` run in the browser too; `cohort` and `tables` need papermill and pandas, so they are imported by name.
"""

from toolkit.grading.answers import (
    Answer,
    Answers,
    HandedIn,
    answer_problem,
    check_answers,
    file_named_after,
    handed_in,
    read_answers,
)
from toolkit.grading.grade import mark, toolkit_version
from toolkit.grading.keyed import gold_codes, mark_coding
from toolkit.grading.values import GRADE_MIME, Grade, ItemGrade, Remark

__all__ = [
    "GRADE_MIME",
    "Answer",
    "Answers",
    "Grade",
    "HandedIn",
    "ItemGrade",
    "Remark",
    "answer_problem",
    "check_answers",
    "file_named_after",
    "gold_codes",
    "handed_in",
    "mark",
    "mark_coding",
    "read_answers",
    "toolkit_version",
]
