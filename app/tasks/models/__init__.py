"""Tasks (`tasks`), what stands around one (`around`), and named terms (`terms`)."""

from app.tasks.models.around import ChecklistItem, TaskFollower, TaskPredecessor, TaskSeries
from app.tasks.models.offices import Office
from app.tasks.models.tasks import (
    OVER,
    READY,
    UNFINISHED,
    ExtensionStatus,
    Predecessor,
    Predecessors,
    Task,
    TaskExtension,
    TaskStatus,
)
from app.tasks.models.terms import NamedTerm, TermChange

__all__ = [
    "OVER",
    "READY",
    "UNFINISHED",
    "ChecklistItem",
    "ExtensionStatus",
    "NamedTerm",
    "Office",
    "Predecessor",
    "Predecessors",
    "Task",
    "TaskExtension",
    "TaskFollower",
    "TaskPredecessor",
    "TaskSeries",
    "TaskStatus",
    "TermChange",
]
