"""Reading tasks: one, those of a workspace, those of a person over all workspaces."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import joinedload

from app.kernel import db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.tasks.models import (
    OVER,
    UNFINISHED,
    ChecklistItem,
    Task,
    TaskExtension,
)
from app.tasks.policy import TaskPermission, visible_to
from app.tasks.queries.offices import is_for_holder
from app.tasks.queries.predecessors import predecessors_in, predecessors_of, waits
from app.tasks.queries.series import follows
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission, is_open_place

IS_OVER = Task.status.in_([sql.constant(each) for each in OVER])


def get_for(
    actor: Actor, permission: TaskPermission, *, task_id: UUID, workspace: Workspace
) -> Task:
    """Return a task of a workspace that the actor has loaded, and decide the permission."""
    statement = (
        select(Task)
        .options(
            joinedload(Task.organisation, innerjoin=True),
            joinedload(Task.asking_organisation, innerjoin=True),
            joinedload(Task.assignee),
            joinedload(Task.asked_by),
            joinedload(Task.wish),
            joinedload(Task.extensions).options(
                joinedload(TaskExtension.organisation), joinedload(TaskExtension.asked_by)
            ),
            joinedload(Task.items).joinedload(ChecklistItem.ticked_by),
            joinedload(Task.series),
        )
        .where(Task.id == task_id, Task.workspace_id == workspace.id, visible_to(actor))
    )
    # As it is now: a step that was just taken has let go of what was joined before.
    predecessors = predecessors_of(Task.id, Task.predecessor_id)
    fresh = statement.add_columns(follows(actor), predecessors).execution_options(
        populate_existing=True
    )
    found = db.session().execute(fresh).unique().one_or_none()
    if found is None:
        raise NotFound
    task: Task = found[0]
    task.workspace, task.is_followed = workspace, found[1]
    task.predecessors = predecessors_in(found[2])
    require(actor, permission, task)
    return task


def get_anywhere(actor: Actor, permission: TaskPermission, task_id: UUID) -> Task:
    """Return a task by its id alone, whatever workspace it stands in."""
    statement = select(Task.workspace_id).where(Task.id == task_id, visible_to(actor))
    place_id = db.session().execute(statement).scalar_one_or_none()
    if place_id is None:
        raise NotFound
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place_id)
    return get_for(actor, permission, task_id=task_id, workspace=workspace)


@sql.kept
def open_count(actor: Actor) -> ScalarSelect[int]:
    """Return how many tasks this person can do something about now, to be asked along."""
    return (
        select(func.count())
        .select_from(Task)
        .where(
            or_(Task.assignee_id == sql.parameter(actor.person_id), is_for_holder(actor)),
            is_unfinished(),
            ~waits(),
            visible_to(actor),
            is_open_place(Task.workspace_id),
        )
        .scalar_subquery()
    )


def count_unfinished(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return how many tasks of a workspace are not over, as a part of another statement.

    Args:
        others: who must see them as well.
    """
    also = [visible_to(each) for each, _place in others]
    return (
        select(func.count())
        .select_from(Task)
        .where(
            Task.workspace_id == sql.parameter(place.id),
            ~IS_OVER,
            visible_to(actor),
            *also,
        )
        .scalar_subquery()
    )


def list_choices(actor: Actor, workspace: Workspace) -> list[Task]:
    """Return the tasks another one may wait for: not over, by title."""
    statement = (
        select(Task)
        .where(Task.workspace_id == workspace.id, Task.status.not_in(OVER), visible_to(actor))
        .order_by(Task.title, Task.ref)
    )
    return list(db.session().execute(statement).scalars())


def list_titles(actor: Actor, workspace: Workspace) -> frozenset[str]:
    """Return what the tasks of a workspace that the actor sees are called, also those over."""
    statement = select(Task.title).where(Task.workspace_id == workspace.id, visible_to(actor))
    return frozenset(db.session().execute(statement).scalars())


def is_unfinished() -> ColumnElement[bool]:
    """Return the condition that the assignee of a task has something to do."""
    return Task.status.in_([sql.constant(each) for each in UNFINISHED])


def list_named(actor: Actor, task_ids: Collection[UUID]) -> list[Task]:
    """Return those of some tasks that an organisation sees in one workspace, by their ids.

    Args:
        actor: a job, acting for that organisation in that place.
    """
    statement = (
        select(Task)
        .where(Task.id.in_(task_ids), Task.workspace_id == actor.place_id, visible_to(actor))
        .order_by(Task.id)
    )
    return list(db.session().execute(statement).scalars())


def list_due(actor: Actor, *, until: date) -> list[Task]:
    """Return what an organisation still has to do in one workspace up to a day, by due day.

    Args:
        actor: a job, acting for that organisation in that place.
    """
    statement = (
        select(Task)
        .options(joinedload(Task.assignee))
        .where(
            Task.workspace_id == actor.place_id,
            Task.organisation_id == actor.organisation_id,
            Task.status.in_(UNFINISHED),
            Task.due_on <= until,
            visible_to(actor),
        )
        .order_by(Task.due_on, Task.id)
    )
    return list(db.session().execute(statement).scalars())
