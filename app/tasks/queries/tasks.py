"""Reading tasks: one, those of a workspace, those of a person over all workspaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy import tuple_ as row_value
from sqlalchemy.orm import aliased, joinedload

from app.kernel import db
from app.kernel.access import Actor, Permission, require
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
from app.tasks.queries.rows import TaskRow, row_of
from app.tasks.queries.series import follows
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE = 50
MOST_OF_OURS = 200
"""How many tasks the page of an organisation shows at most."""
FAR_DAY = date(9999, 12, 31)
"""Where tasks without a due day stand in the order."""


class Wanted(StrEnum):
    """Which tasks of a workspace a list shows."""

    OPEN = "open"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the order of a list: what comes after it is the next page."""

    is_over: bool
    due_on: date
    ref: str


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
        _whole(actor)
        .options(
            joinedload(Task.extensions).options(
                joinedload(TaskExtension.organisation), joinedload(TaskExtension.asked_by)
            ),
            joinedload(Task.items).joinedload(ChecklistItem.ticked_by),
            joinedload(Task.series),
        )
        .where(Task.id == task_id, Task.workspace_id == workspace.id)
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


def get_place_for(actor: Actor, permission: Permission, ref: str | UUID) -> Workspace:
    """Return a workspace in which tasks are asked or terms kept, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    require(actor, permission, workspace)
    return workspace


def list_of(
    actor: Actor,
    workspace: Workspace,
    wanted: Wanted,
    *,
    limit: int = PAGE,
    after: Place | None = None,
) -> list[TaskRow]:
    """Return tasks of a workspace, by due day; what is over comes last.

    Args:
        after: where the last row of the page before stood.
    """
    statement = ordered_whole(actor).where(Task.workspace_id == workspace.id).limit(limit)
    if wanted is not Wanted.ALL:
        statement = statement.where(Task.status.not_in(OVER))
    if wanted is Wanted.MINE:
        statement = statement.where(_is_mine(actor))
    if after is not None:
        here = row_value(after.is_over, after.due_on, after.ref)
        statement = statement.where(row_value(*_order()) > here)
    return rows_of(actor, statement, places=[workspace])


def place_of(row: TaskRow) -> Place:
    """Return where a row stands in the order of `list_of`."""
    task = row.task
    return Place(task.status.is_over, task.due_on or FAR_DAY, task.ref)


def list_first(actor: Actor, workspace: Workspace, *, limit: int) -> list[TaskRow]:
    """Return what must be done first in a workspace: unfinished, held up by nothing, by due day."""
    statement, values = _first(actor, limit), {"workspace_id": workspace.id}
    return rows_of(actor, statement, places=[workspace], values=values)


@db.kept
def _first(actor: Actor, limit: int) -> Select[Task]:
    here = Task.workspace_id == bindparam("workspace_id")
    ready = and_(Task.status.in_(UNFINISHED), ~_is_held_up())
    return ordered_whole(actor).where(here, ready).limit(limit)


def list_mine(actor: Actor, *, places: Iterable[Workspace] | None = None) -> list[TaskRow]:
    """Return the work of a person over all workspaces, by due day; one statement.

    That is: what is asked of the person and not over; what is asked of the own organisation while
    it has no assignee; and what the person asked and must judge or ask anew.

    Args:
        places: the person's workspaces, when `workspaces.queries.list_of` gave them already.
    """
    known = workspaces.list_of(actor) if places is None else places
    return rows_of(actor, _mine(actor), places=known)


@db.kept
def _mine(actor: Actor) -> Select[Task]:
    assigned = and_(
        Task.assignee_id == actor.person_id, Task.status.in_((*UNFINISHED, TaskStatus.DELIVERED))
    )
    judged = and_(
        Task.asked_by_id == actor.person_id,
        or_(
            Task.status.in_((TaskStatus.DELIVERED, TaskStatus.RETURNED)),
            and_(Task.status.in_(UNFINISHED), Task.wish.has()),
        ),
    )
    return ordered_whole(actor).where(or_(assigned, judged, _is_free(actor)))


def list_of_ours(
    actor: Actor, *, places: Iterable[Workspace], limit: int = MOST_OF_OURS
) -> list[TaskRow]:
    """Return what is asked of the actor's organisation and not over, by due day; one statement.

    Only in workspaces the actor is in: working for an organisation gives no sight.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    return rows_of(actor, _of_ours(actor).limit(limit), places=places)


@db.kept
def _of_ours(actor: Actor) -> Select[Task]:
    return ordered_whole(actor).where(
        Task.organisation_id == actor.organisation_id,
        Task.status.in_((*UNFINISHED, TaskStatus.DELIVERED)),
    )


def list_waiting_on(actor: Actor, task: Task) -> list[TaskRow]:
    """Return the unfinished tasks that wait for this one, by due day."""
    statement = ordered_whole(actor).where(
        Task.predecessor_id == task.id, Task.status.in_(UNFINISHED)
    )
    return rows_of(actor, statement, places=[task.workspace])


@db.kept
def open_count(actor: Actor) -> ScalarSelect[int]:
    """Return how many tasks this person can do something about now, to be asked along."""
    return (
        select(func.count())
        .select_from(Task)
        .where(
            Task.assignee_id == db.parameter(actor.person_id),
            Task.status.in_([db.constant(each) for each in UNFINISHED]),
            ~_is_held_up(),
            visible_to(actor),
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
            Task.workspace_id == db.parameter(place.id),
            Task.status.not_in([db.constant(each) for each in OVER]),
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


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """Hold for what is asked of me or of nobody in my organisation, and for what I asked."""
    return or_(
        Task.assignee_id == actor.person_id, Task.asked_by_id == actor.person_id, _is_free(actor)
    )


def _is_free(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Task.assignee_id.is_(None),
        Task.organisation_id == actor.organisation_id,
        Task.status.in_(UNFINISHED),
    )


def _is_held_up() -> ColumnElement[bool]:
    before = aliased(Task)
    is_ready = exists().where(
        before.id == Task.predecessor_id, before.status.in_([db.constant(each) for each in READY])
    )
    return and_(Task.predecessor_id.is_not(None), ~is_ready)


def _order() -> tuple[Any, ...]:
    is_over = case((Task.status.in_(OVER), True), else_=False)
    return is_over, func.coalesce(Task.due_on, FAR_DAY), Task.ref


def ordered_whole(actor: Actor) -> Select[Task]:
    """Select what the actor sees with everything a row shows, by due day."""
    return _whole(actor).order_by(*_order())


@db.kept
def _whole(actor: Actor) -> Select[Task]:
    """Select tasks with everything a row shows, in one statement."""
    return (
        select(Task)
        .options(
            joinedload(Task.organisation, innerjoin=True),
            joinedload(Task.asking_organisation, innerjoin=True),
            joinedload(Task.assignee),
            joinedload(Task.asked_by),
            joinedload(Task.predecessor).joinedload(Task.organisation),
            joinedload(Task.wish),
        )
        .where(visible_to(actor))
    )


def rows_of(
    actor: Actor,
    statement: Select[Task],
    *,
    places: Iterable[Workspace],
    values: Mapping[str, Any] | None = None,
) -> list[TaskRow]:
    """Return the rows of a statement that `ordered_whole` began.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    known, rows = {each.id: each for each in places}, []
    for task in db.session().execute(statement, values).scalars():
        task.workspace = known[task.workspace_id]
        rows.append(row_of(actor, task))
    return rows


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
