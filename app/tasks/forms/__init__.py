"""What a person may type about tasks and about named terms."""

from app.tasks.forms.tasks import (
    DayField,
    ExtensionForm,
    ReasonForm,
    StepForm,
    TaskForm,
    values_of,
)
from app.tasks.forms.terms import CourseForm, StartForm, TermForm

__all__ = [
    "CourseForm",
    "DayField",
    "ExtensionForm",
    "ReasonForm",
    "StartForm",
    "StepForm",
    "TaskForm",
    "TermForm",
    "values_of",
]
