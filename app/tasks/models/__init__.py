"""Tasks (`tasks`), what stands around one (`around`), and named terms (`terms`)."""

from app.tasks.models.around import ChecklistItem, TaskFollower, TaskPredecessor, TaskSeries
from app.tasks.models.tasks import (
    OVER,
    READY,
    UNFINISHED,
    Before,
    Befores,
    ExtensionStatus,
    Task,
    TaskExtension,
    TaskStatus,
)
from app.tasks.models.terms import NamedTerm, TermChange

__all__ = [
    "OVER",
    "READY",
    "UNFINISHED",
    "Before",
    "Befores",
    "ChecklistItem",
    "ExtensionStatus",
    "NamedTerm",
    "Task",
    "TaskExtension",
    "TaskFollower",
    "TaskPredecessor",
    "TaskSeries",
    "TaskStatus",
    "TermChange",
]
