"""Exercise + answers -> papermill -> Grade. Knows nothing of widgets.

`answers` and `grade` run in the browser too; `cohort` and `tables` need papermill and pandas, so they are imported by name.
"""

from toolkit.grading.answers import (
    Answers,
    HandedIn,
    answer_problem,
    check_answers,
    file_named_after,
    handed_in,
    read_answers,
)
from toolkit.grading.grade import GRADE_MIME, Grade, ItemGrade, Remark, mark, toolkit_version

__all__ = [
    "GRADE_MIME",
    "Answers",
    "Grade",
    "HandedIn",
    "ItemGrade",
    "Remark",
    "answer_problem",
    "check_answers",
    "file_named_after",
    "handed_in",
    "mark",
    "read_answers",
    "toolkit_version",
]
