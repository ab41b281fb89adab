"""Reading tasks: one, those of a workspace, those of a person over all workspaces."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    and_,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased, joinedload

from app.kernel import db, sql
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.tasks.models import (
    OVER,
    READY,
    UNFINISHED,
    ChecklistItem,
    Task,
    TaskExtension,
    TaskStatus,
)
from app.tasks.policy import TaskPermission, visible_to
from app.tasks.queries.series import follows
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission, is_open_place

IS_OVER = Task.status.in_([sql.constant(each) for each in OVER])


@dataclass(frozen=True, slots=True)
class Link:
    """How one task hangs on another."""

    number: int
    predecessor_id: UUID | None
    organisation_id: UUID
    status: TaskStatus
    is_apart: bool


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
            joinedload(Task.predecessor).joinedload(Task.organisation),
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
    fresh = statement.add_columns(follows(actor)).execution_options(populate_existing=True)
    found = db.session().execute(fresh).unique().one_or_none()
    if found is None:
        raise NotFound
    task: Task = found[0]
    task.workspace, task.is_followed = workspace, found[1]
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
            Task.assignee_id == sql.parameter(actor.person_id),
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


def list_links(actor: Actor, workspace: Workspace) -> dict[UUID, Link]:
    """Return how the tasks of a workspace that the actor sees hang together."""
    statement = select(
        Task.id,
        Task.number,
        Task.predecessor_id,
        Task.organisation_id,
        Task.status,
        Task.is_apart,
    ).where(Task.workspace_id == workspace.id, visible_to(actor))
    return {row[0]: Link(*row[1:]) for row in db.session().execute(statement)}


def is_held_up(actor: Actor, predecessor_id: UUID | None) -> bool:
    """Tell whether a predecessor holds up; one that the actor may not see does."""
    if predecessor_id is None:
        return False
    ready = select(
        exists().where(Task.id == predecessor_id, Task.status.in_(READY), visible_to(actor))
    )
    return not db.session().execute(ready).scalar_one()


def is_unfinished() -> ColumnElement[bool]:
    """Return the condition that the assignee of a task has something to do."""
    return Task.status.in_([sql.constant(each) for each in UNFINISHED])


def waits() -> ColumnElement[bool]:
    """Return the condition that the predecessor of a task is not delivered yet."""
    before = aliased(Task)
    is_ready = exists().where(
        before.id == Task.predecessor_id, before.status.in_([sql.constant(each) for each in READY])
    )
    return and_(Task.predecessor_id.is_not(None), ~is_ready)


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
