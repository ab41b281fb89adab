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


@dataclass(frozen=True, slots=True)
class TaskMoved:
    """A task was asked, or took a step."""

    task: Task
    action: TaskAction


@dataclass(frozen=True, slots=True)
class TasksMovedAlong:
    """Tasks of one workspace got another last day, because the term they follow did."""

    tasks: tuple[Task, ...]
