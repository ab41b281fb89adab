"""What a person may type about tasks and about named terms."""

from app.tasks.forms.tasks import (
    AskForm,
    ExtensionForm,
    HandoverForm,
    ReasonForm,
    RefusalForm,
    StepForm,
    TaskForm,
    TickForm,
    WishForm,
    values_of,
)
from app.tasks.forms.terms import CourseForm, StartForm, TermForm

__all__ = [
    "AskForm",
    "CourseForm",
    "ExtensionForm",
    "HandoverForm",
    "ReasonForm",
    "RefusalForm",
    "StartForm",
    "StepForm",
    "TaskForm",
    "TermForm",
    "TickForm",
    "WishForm",
    "values_of",
]
