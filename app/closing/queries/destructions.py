"""Destruction lists: those of a workspace, one with its lines, and what is due for the job."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.orm import joinedload

from app.closing.models import Destruction, DestructionLine, Layer
from app.closing.policy import DestructionPermission, Listed
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces.models import Workspace

_DUE = text("select id, place, organisation from samenzicht_destructions_due(:moment) order by id")


def list_destructions(workspace: Workspace) -> list[Destruction]:
    """Return the lists one may know of, the newest first; row security says which."""
    statement = (
        _whole()
        .where(Destruction.workspace_id == workspace.id)
        .order_by(Destruction.proposed_at.desc(), Destruction.id)
    )
    return list(db.session().execute(statement).scalars())


def get_destruction_for(
    actor: Actor,
    permission: DestructionPermission,
    destruction_id: UUID,
    *,
    workspace: Workspace,
) -> Listed:
    """Return one list of a workspace that was loaded for the actor, and decide the permission."""
    statement = (
        _whole()
        .where(Destruction.id == destruction_id, Destruction.workspace_id == workspace.id)
        .execution_options(populate_existing=True)
    )
    found: Destruction | None = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    listed = Listed(found, workspace)
    require(actor, permission, workspace if permission is DestructionPermission.VIEW else listed)
    return listed


def list_lines(destruction: Destruction) -> list[DestructionLine]:
    """Return the lines of a list, in their order."""
    statement = (
        select(DestructionLine)
        .where(DestructionLine.destruction_id == destruction.id)
        .order_by(DestructionLine.position)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def find_active(actor: Actor, workspace: Workspace, layer: Layer) -> Destruction | None:
    """Find a list of the actor's organisation that is not carried out and not stopped."""
    statement = (
        select(Destruction)
        .where(
            Destruction.workspace_id == workspace.id,
            Destruction.organisation_id == actor.organisation_id,
            Destruction.layer == layer,
            Destruction.stopped_at.is_(None),
            Destruction.done_at.is_(None),
        )
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_due(moment: datetime) -> list[tuple[UUID, UUID, UUID]]:
    """Return (list, workspace, organisation) of what may be carried out; for the job."""
    return [(row[0], row[1], row[2]) for row in db.session().execute(_DUE, {"moment": moment})]


def _whole() -> Select[Destruction]:
    return select(Destruction).options(
        joinedload(Destruction.organisation, innerjoin=True),
        joinedload(Destruction.approver),
        joinedload(Destruction.proposed_by, innerjoin=True),
        joinedload(Destruction.approved_by),
    )
