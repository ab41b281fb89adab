"""Documents that go along with something else of a workspace, such as a task that is delivered."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from app.documents.models import Document, DocumentStatus, Level
from app.documents.policy import Seat, level_of, visible_to
from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace

MOST_OFFERED = 50


class Enclosed(NamedTuple):
    """A document as it is named beside something else."""

    id: UUID
    title: str
    owner: str
    """Short name of the organisation that brought it."""
    url: str


def list_to_enclose(actor: Actor, workspace: Workspace) -> list[Enclosed]:
    """Return what the actor may send along: own documents first, then the newest; one statement."""
    is_own = Document.organisation_id == actor.organisation_id
    order = (is_own.desc(), Document.changed_at.desc(), Document.id)
    return _named(_seen(actor, workspace).order_by(*order).limit(MOST_OFFERED), workspace)


def list_enclosed(actor: Actor, workspace: Workspace, ids: Collection[UUID]) -> list[Enclosed]:
    """Return those of some documents that the actor sees, by title; one statement."""
    chosen = _seen(actor, workspace).where(Document.id.in_(set(ids)))
    return _named(chosen.order_by(Document.title, Document.id), workspace)


def list_unseen_by(
    actor: Actor, workspace: Workspace, ids: Collection[UUID], *, organisation_id: UUID
) -> frozenset[UUID]:
    """Return which of some documents do not exist for an ordinary contributor of an organisation.

    Only of those the actor sees; one statement.
    """
    statement = select(Document.id).where(
        Document.workspace_id == workspace.id,
        Document.id.in_(set(ids)),
        visible_to(actor),
        level_of(Seat(organisation_id)) < Level.VIEW,
    )
    return frozenset(db.session().execute(statement).scalars())


def _seen(actor: Actor, workspace: Workspace) -> Select[UUID, str, str]:
    owner = identity.organisations_to_join()
    return (
        select(Document.id, Document.title, owner.short_name)
        .join(owner, owner.id == Document.organisation_id)
        .where(
            Document.workspace_id == workspace.id,
            Document.withdrawn_at.is_(None),
            Document.status == DocumentStatus.RELEASED,
            visible_to(actor),
        )
    )


def _named(statement: Select[UUID, str, str], workspace: Workspace) -> list[Enclosed]:
    here = f"/workspaces/{workspace.ref}/documents"
    return [Enclosed(*row, f"{here}/{row[0]}") for row in db.session().execute(statement)]
