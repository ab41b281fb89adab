"""What the API says of a task: in a list, alone, and after a change."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.kernel.access import Actor
from app.kernel.web.house import current_house
from app.kernel.web.json_api import answer_json
from app.tasks import queries
from app.tasks.models import ChecklistItem, Task, TaskExtension, TaskSeries
from app.tasks.policy import TaskPermission
from app.tasks.queries import TaskRow


def answer(actor: Actor, task: Task, *, status: int = 200) -> Response:
    """Answer a task as it is after a change."""
    place = task.workspace
    now = queries.get_for(actor, TaskPermission.VIEW, task_id=task.id, workspace=place)
    return answer_known(actor, now, status=status)


def answer_known(actor: Actor, task: Task, *, status: int = 200) -> Response:
    """Answer a task that was just loaded, or made, with all that there is to tell of it."""
    extensions = [_extension(each) for each in task.extensions]
    told = outline_of(queries.row_of(actor, task)) | {
        "extensions": extensions,
        "checklist": [_item(each) for each in task.items],
        "comes_back": _returns(task.series),
        "is_followed": task.is_followed,
        "result": task.result,
        "first_due_on": task.first_due_on.isoformat() if task.first_due_on else None,
        "skipped": task.skipped,
        "documents": _documents(actor, task),
    }
    return answer_json(told, status=status, version=task.version)


def _documents(actor: Actor, task: Task) -> list[dict[str, Any]]:
    """Return the documents it was delivered with, those that who asks sees."""
    brought = queries.brought_with(actor, task, current_house().tool(queries.Enclosures))
    return [
        {"id": str(each.id), "title": each.title, "is_unseen_by_asker": each.id in brought.unseen}
        for each in brought.documents
    ]


def _item(item: ChecklistItem) -> dict[str, Any]:
    return {
        "id": str(item.id),
        "words": item.words,
        "ticked_at": item.ticked_at.isoformat() if item.ticked_at else None,
    }


def _returns(series: TaskSeries | None) -> dict[str, Any] | None:
    if series is None:
        return None
    return {
        "every": str(series.every),
        "until": series.until_on.isoformat(),
        "next_on": series.next_on.isoformat() if series.next_on else None,
    }


def _extension(extension: TaskExtension) -> dict[str, Any]:
    granted_on = extension.granted_on
    return {
        "status": str(extension.status),
        "organisation": extension.organisation.code,
        "old_on": extension.old_on.isoformat() if extension.old_on else None,
        "wanted_on": extension.wanted_on.isoformat(),
        "granted_on": granted_on.isoformat() if granted_on else None,
        "reason": extension.reason,
        "answer": extension.answer,
    }


def outline_of(row: TaskRow) -> dict[str, Any]:
    """Return what is told of a task in a list too."""
    task, deadline = row.task, row.deadline
    predecessors = [str(each.id) for each in row.predecessors]
    return {
        "id": str(task.id),
        "ref": task.ref,
        "workspace": row.workspace.ref,
        "title": task.title,
        "details": task.details,
        "assignee": task.assignee.login if task.assignee else None,
        "organisation": task.organisation.code,
        "office": str(task.office) if task.office else None,
        "asked_by": task.asking_organisation.code,
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "term": {
            "ends_on": deadline.ends_on.isoformat() if deadline.ends_on else None,
            "words": deadline.words,
            "reasons": list(deadline.steps),
        },
        "status": str(task.status),
        "answer": task.answer,
        "follows": str(row.follows) if row.follows else None,
        "depends_on": predecessors[0] if predecessors else None,
        "predecessors": predecessors,
        "is_held_up": row.is_held_up,
        "is_private": task.is_private,
        "version": task.version,
    }
