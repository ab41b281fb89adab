"""What a person may type about tasks and about named terms."""

from app.tasks.forms.several import SeveralForm, UndoForm, moment_or_none
from app.tasks.forms.tasks import (
    AskForm,
    DeliverForm,
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
from app.tasks.forms.terms import (
    CorrectionForm,
    CourseForm,
    ForeseenForm,
    GoOnForm,
    OtherCourseForm,
    StartForm,
    TakeBackForm,
    TermForm,
)
from app.tasks.forms.usual import UsualForm

__all__ = [
    "AskForm",
    "CorrectionForm",
    "CourseForm",
    "DeliverForm",
    "ExtensionForm",
    "ForeseenForm",
    "GoOnForm",
    "HandoverForm",
    "OtherCourseForm",
    "ReasonForm",
    "RefusalForm",
    "SeveralForm",
    "StartForm",
    "StepForm",
    "TakeBackForm",
    "TaskForm",
    "TermForm",
    "TickForm",
    "UndoForm",
    "UsualForm",
    "WishForm",
    "moment_or_none",
    "values_of",
]
