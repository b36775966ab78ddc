"""What people see: ipywidgets forms, the room, pictures and pages. Knows no rules, no scoring and no SQL."""

from toolkit.views.exercise import ExerciseForm, HandedInExercise, open_exercise
from toolkit.views.people import People, practise
from toolkit.views.practice import Practice, learner_here
from toolkit.views.questions import FindQuestions, TryAQuestion, find_questions, try_a_question
from toolkit.views.talk import Talk

__all__ = [
    "ExerciseForm",
    "FindQuestions",
    "HandedInExercise",
    "People",
    "Practice",
    "Talk",
    "TryAQuestion",
    "find_questions",
    "learner_here",
    "open_exercise",
    "practise",
    "try_a_question",
]
