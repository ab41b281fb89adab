"""News for the features above us; `app.wiring` connects it in plain sight."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.tasks.actions import TaskAction
from app.tasks.models import Task


@dataclass(frozen=True, slots=True)
class TasksHandedOver:
    """Tasks of one organisation went to another of its people."""

    tasks: tuple[Task, ...]
    to_id: UUID
    from_ids: tuple[UUID | None, ...] = ()
    """Of each task who did it before; None: nobody in particular."""


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """A task was asked, or took a step."""

    task: Task
    action: TaskAction
    relieved: tuple[UUID, UUID | None] | None = None
    """The organisation and the person it was asked of before, when that is another now."""


@dataclass(frozen=True, slots=True)
class TasksMovedAlong:
    """Tasks of one workspace got another last day, because the term they follow did."""

    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class TasksGotDay:
    """Tasks of one workspace got another last day, because whoever asked them chose it."""

    tasks: tuple[Task, ...]
