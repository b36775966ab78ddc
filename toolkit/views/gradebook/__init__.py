"""What a facilitator sees of a folder of grades: one page to keep, and a view for the notebook."""

from toolkit.views.gradebook.cohort import read_flags
from toolkit.views.gradebook.example import example_grades
from toolkit.views.gradebook.notebook import GradebookView, open_gradebook
from toolkit.views.gradebook.page import gradebook_page

__all__ = ["GradebookView", "example_grades", "gradebook_page", "open_gradebook", "read_flags"]
