"""What is not finished in a workspace, organisation by organisation, as far as somebody sees it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel import db, sql
from app.kernel.access import Actor
from app.tasks.models import NamedTerm, Task, TaskStatus
from app.tasks.policy import terms_visible_to, visible_to
from app.workspaces.models import Workspace


def select_open_tasks(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of tasks that are not done, by who does them."""
    ended = (TaskStatus.DONE, TaskStatus.WITHDRAWN)
    return (
        select(Task.organisation_id, func.count())
        .where(
            Task.workspace_id == sql.parameter(workspace.id),
            Task.status.not_in(ended),
            visible_to(actor),
        )
        .group_by(Task.organisation_id)
    )


def count_left_with(actor: Actor, workspace: Workspace, person_id: UUID) -> int:
    """Return how many tasks somebody still has in a workspace, of those that the actor sees."""
    ended = (TaskStatus.DONE, TaskStatus.WITHDRAWN)
    statement = (
        select(func.count())
        .select_from(Task)
        .where(
            Task.workspace_id == sql.parameter(workspace.id),
            Task.assignee_id == person_id,
            Task.status.not_in(ended),
            visible_to(actor),
        )
    )
    return int(db.session().execute(statement).scalar_one())


def select_running_terms(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of terms that still run, by who keeps them."""
    return (
        select(NamedTerm.organisation_id, func.count())
        .where(
            NamedTerm.workspace_id == sql.parameter(workspace.id),
            NamedTerm.ended_at.is_(None),
            terms_visible_to(actor),
        )
        .group_by(NamedTerm.organisation_id)
    )
