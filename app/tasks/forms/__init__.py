"""What a person may type about tasks and about named terms."""

from app.tasks.forms.tasks import (
    ExtensionForm,
    HandoverForm,
    ReasonForm,
    RefusalForm,
    StepForm,
    TaskForm,
    WishForm,
    values_of,
)
from app.tasks.forms.terms import CourseForm, StartForm, TermForm

__all__ = [
    "CourseForm",
    "ExtensionForm",
    "HandoverForm",
    "ReasonForm",
    "RefusalForm",
    "StartForm",
    "StepForm",
    "TaskForm",
    "TermForm",
    "WishForm",
    "values_of",
]
