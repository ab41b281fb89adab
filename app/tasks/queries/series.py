"""Reading checklists, who follows a task, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.orm import joinedload

from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.kernel.terms import Period
from app.kernel.text import lazy
from app.tasks.models import ChecklistItem, Task, TaskFollower, TaskSeries
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission

PERIOD_WORDS: Mapping[Period, Any] = {
    Period.WEEK: lazy("each week"),
    Period.MONTH: lazy("each month"),
    Period.QUARTER: lazy("each quarter"),
    Period.YEAR: lazy("each year"),
}


def list_items(task: Task) -> list[ChecklistItem]:
    """Return the checklist of a task that was loaded for the actor, as it is now, in order."""
    statement = (
        select(ChecklistItem)
        .options(joinedload(ChecklistItem.ticked_by))
        .where(ChecklistItem.task_id == task.id)
        .order_by(ChecklistItem.position, ChecklistItem.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def follows(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the person follows a task, to be asked along with it."""
    return exists().where(
        TaskFollower.task_id == Task.id, TaskFollower.person_id == sql.parameter(actor.person_id)
    )


def list_followers(task_id: UUID) -> dict[UUID, list[UUID]]:
    """Return who follows a task, by organisation; asked by a job of no organisation.

    Whether they may see it still is for who tells them.
    """
    statement = (
        select(TaskFollower.organisation_id, TaskFollower.person_id)
        .where(TaskFollower.task_id == task_id)
        .order_by(TaskFollower.organisation_id, TaskFollower.person_id)
    )
    found: dict[UUID, list[UUID]] = {}
    for organisation_id, person_id in db.session().execute(statement):
        found.setdefault(organisation_id, []).append(person_id)
    return found


def list_waiting_for(task_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return which tasks wait for one, each with the organisation that does it; asked by a job.

    Whether these may see either is for who tells them.
    """
    statement = text("select task_id, organisation_id from samenzicht_waiting_for(:task)")
    return [(row[0], row[1]) for row in db.session().execute(statement, {"task": task_id})]


def find_series(task: Task) -> TaskSeries | None:
    """Return the series of a task that was loaded for the actor, or None."""
    if task.series_id is None:
        return None
    return db.session().get(TaskSeries, task.series_id)


def find_series_of_job(series_id: UUID) -> TaskSeries | None:
    """Return a series as the organisation of a job sees it, or None."""
    return db.session().get(TaskSeries, series_id)


def find_place_of_series(actor: Actor, series: TaskSeries) -> Workspace | None:
    """Return where a series is asked, while that is open and both organisations take part there."""
    try:
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, series.workspace_id)
    except NotFound:
        return None
    shares = place.standing.participant_role in SHARING_ROLES
    if not (place.is_open and shares):
        return None
    doing = workspaces.find_active_participation(place, series.doing_id)
    return place if doing is not None else None


def list_due_series(today: date) -> list[tuple[UUID, UUID, UUID]]:
    """Return what has to be asked again: (series, workspace, organisation that asks)."""
    statement = text("select id, workspace_id, organisation_id from samenzicht_due_series(:today)")
    return [(row[0], row[1], row[2]) for row in db.session().execute(statement, {"today": today})]
