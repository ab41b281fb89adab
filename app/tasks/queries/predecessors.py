"""Reading what a task waits for: which tasks, whether they hold it up, and what waits in a ring."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.identity import queries as identity
from app.kernel import db, sql
from app.kernel.access import Actor
from app.tasks.models import READY, Predecessor, Predecessors, Task, TaskPredecessor, TaskStatus
from app.tasks.policy import is_seen_in, visible_to
from app.workspaces.models import Workspace

NOTHING = Predecessors()


@dataclass(frozen=True, slots=True)
class Link:
    """A task that another one would wait for: between whom it stands."""

    title: str
    organisation_id: UUID
    is_apart: bool


def predecessors_of(
    task_id: ColumnElement[UUID] | InstrumentedAttribute[UUID],
    first_id: ColumnElement[Any] | InstrumentedAttribute[UUID | None],
) -> Any:
    """Return what a task waits for as one column of its row: `predecessors_in` reads it.

    Args:
        first_id: its `predecessor_id`; what waits for nothing costs nothing.
    """
    before, doing = aliased(Task), identity.organisations_to_join()
    each = func.jsonb_build_array(
        TaskPredecessor.predecessor_id,
        before.title,
        before.status,
        before.organisation_id,
        before.asking_organisation_id,
        before.is_apart,
        doing.short_name,
    )
    by_age = aggregate_order_by(each, TaskPredecessor.predecessor_id)
    all_of_them = (
        select(cast(func.jsonb_agg(by_age), Text))
        .select_from(TaskPredecessor)
        .outerjoin(before, before.id == TaskPredecessor.predecessor_id)
        .outerjoin(doing, doing.id == before.organisation_id)
        .where(TaskPredecessor.task_id == task_id)
        .scalar_subquery()
    )
    return case((first_id.is_not(None), all_of_them), else_=None)


def predecessors_in(cell: str | None) -> Predecessors:
    """Return what a task waits for, from the column `predecessors_of`."""
    if cell is None:
        return NOTHING
    found: list[list[Any]] = json.loads(cell)
    known = tuple(_predecessor(*each) for each in found if each[1] is not None)
    return Predecessors(tuple(UUID(each[0]) for each in found), known)


def _predecessor(key: str, title: str, status: str, *rest: Any) -> Predecessor:
    doing, asking, is_apart, name = rest
    return Predecessor(
        UUID(key), title, TaskStatus(status), UUID(doing), UUID(asking), is_apart, name
    )


def seen_predecessors(
    actor: Actor, predecessors: Predecessors, workspace: Workspace
) -> tuple[Predecessor, ...]:
    """Return those of what a task waits for that the actor may see."""
    return tuple(each for each in predecessors.known if is_seen_in(actor, each, workspace))


def unseen_predecessors(
    actor: Actor, predecessors: Predecessors, workspace: Workspace
) -> tuple[UUID, ...]:
    """Return those of what a task waits for that the actor may not see; they stay as they are."""
    seen = {each.id for each in seen_predecessors(actor, predecessors, workspace)}
    return tuple(each for each in predecessors.ids if each not in seen)


def is_held_up(actor: Actor, task: Task, *, but_for: UUID | None = None) -> bool:
    """Tell whether something that a task waits for holds it up; what the actor may not see does.

    Args:
        but_for: a task that is not looked at.
    """
    if task.predecessor_id is None:
        return False
    is_ready = exists().where(
        Task.id == TaskPredecessor.predecessor_id, Task.status.in_(READY), visible_to(actor)
    )
    holding = exists().where(TaskPredecessor.task_id == task.id, ~is_ready)
    if but_for is not None:
        holding = holding.where(TaskPredecessor.predecessor_id != but_for)
    return db.session().execute(select(holding)).scalar_one()


def waits() -> ColumnElement[bool]:
    """Return the condition that something a task waits for is not delivered yet."""
    before = aliased(Task)
    is_ready = exists().where(
        before.id == TaskPredecessor.predecessor_id,
        before.status.in_([sql.constant(each) for each in READY]),
    )
    is_held = exists().where(TaskPredecessor.task_id == Task.id, ~is_ready)
    return and_(Task.predecessor_id.is_not(None), is_held)


def find_links(actor: Actor, workspace: Workspace, ids: Collection[UUID]) -> dict[UUID, Link]:
    """Return between whom those of some tasks of a workspace stand that the actor sees."""
    statement = select(Task.id, Task.title, Task.organisation_id, Task.is_apart).where(
        Task.workspace_id == workspace.id, Task.id.in_(list(ids)), visible_to(actor)
    )
    return {row[0]: Link(*row[1:]) for row in db.session().execute(statement)}


def makes_ring(task: Task, ids: Collection[UUID]) -> bool:
    """Tell whether a task of the actor would wait for itself by way of these, at any distance.

    Also by way of tasks that the actor does not see: they would wait for each other for ever.
    """
    ring = func.samenzicht_makes_ring(task.id, list(ids))
    return bool(db.session().execute(select(ring)).scalar_one())


def list_rows(task: Task) -> list[TaskPredecessor]:
    """Return what a task that was loaded for the actor waits for, as rows that can be removed."""
    statement = select(TaskPredecessor).where(TaskPredecessor.task_id == task.id)
    return list(db.session().execute(statement).scalars())
