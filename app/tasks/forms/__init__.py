"""What a person may type about tasks and about named terms."""

from app.tasks.forms.tasks import (
    ExtensionForm,
    ReasonForm,
    StepForm,
    TaskForm,
    values_of,
)
from app.tasks.forms.terms import CourseForm, StartForm, TermForm

__all__ = [
    "CourseForm",
    "ExtensionForm",
    "ReasonForm",
    "StartForm",
    "StepForm",
    "TaskForm",
    "TermForm",
    "values_of",
]
