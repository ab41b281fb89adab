"""Reading tasks that change together: those of one person, those that follow a term."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.kernel import db
from app.kernel.access import Actor
from app.tasks.models import OVER, UNFINISHED, Task
from app.tasks.policy import visible_to
from app.tasks.queries.predecessors import predecessors_in, predecessors_of
from app.workspaces.models import Workspace


def list_following(
    actor: Actor, workspace: Workspace, term_ids: Iterable[UUID], *, to_move: bool = False
) -> list[Task]:
    """Return the tasks that follow some terms and are not over, by title.

    Args:
        to_move: hold their rows until the work ends.
    """
    statement = (
        select(Task)
        .where(
            Task.workspace_id == workspace.id,
            Task.term_id.in_(list(term_ids)),
            Task.status.not_in(OVER),
            visible_to(actor),
        )
        .order_by(Task.title, Task.ref)
    )
    if to_move:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(db.session().execute(statement).scalars())


def hold_some(actor: Actor, workspace: Workspace, ids: Iterable[UUID]) -> list[Task]:
    """Return those of some tasks that the actor sees, and hold them until the work ends."""
    statement = (
        select(Task)
        .options(
            joinedload(Task.organisation, innerjoin=True),
            joinedload(Task.assignee),
            joinedload(Task.wish),
        )
        .where(Task.workspace_id == workspace.id, Task.id.in_(list(ids)), visible_to(actor))
        .order_by(Task.id)
        .with_for_update(of=Task)
        .add_columns(predecessors_of(Task.id, Task.predecessor_id))
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).all()
    for task, predecessors in found:
        task.workspace, task.predecessors = workspace, predecessors_in(predecessors)
    return [task for task, _predecessors in found]


def count_withdrawn(actor: Actor, workspace: Workspace, at: datetime) -> int:
    """Return how many tasks the actor's organisation withdrew at a moment and can ask again."""
    statement = select(func.count()).select_from(Task).where(*_withdrawn(actor, workspace, at))
    return db.session().execute(statement).scalar_one()


def hold_withdrawn(actor: Actor, workspace: Workspace, at: datetime) -> list[Task]:
    """Return what the actor's organisation withdrew at a moment, and hold it until the work ends.

    Only what can be asked again: what belongs to something larger is not.
    """
    statement = (
        select(Task)
        .where(*_withdrawn(actor, workspace, at))
        .order_by(Task.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = list(db.session().execute(statement).scalars())
    for task in found:
        task.workspace = workspace
    return found


def _withdrawn(actor: Actor, workspace: Workspace, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Task.workspace_id == workspace.id,
        Task.asking_organisation_id == actor.organisation_id,
        Task.changed_at == at,
        Task.withdrawn_from.is_not(None),
        or_(~Task.is_apart, Task.is_private),
        visible_to(actor),
    )


def hold_unfinished(actor: Actor, places: Iterable[Workspace], person_id: UUID) -> list[Task]:
    """Return what somebody of the own organisation has to do, and hold it until the work ends.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    known = {each.id: each for each in places}
    statement = (
        select(Task)
        .where(
            Task.assignee_id == person_id,
            Task.organisation_id == actor.organisation_id,
            Task.workspace_id.in_(known),
            Task.status.in_(UNFINISHED),
            visible_to(actor),
        )
        .order_by(Task.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = list(db.session().execute(statement).scalars())
    for task in found:
        task.workspace = known[task.workspace_id]
    return found
