"""Reading what may be named as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import visible_to
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Citable:
    """A document that may be named as evidence, with what a citation keeps of it."""

    id: UUID
    title: str
    organisation_id: UUID
    number: int
    media_type: str
    sha256: bytes


def list_citable(actor: Actor, workspace: Workspace) -> list[Citable]:
    """Return what the actor may name as evidence in a workspace, by title; one statement."""
    version = DocumentVersion
    statement = (
        select(
            Document.id,
            Document.title,
            Document.organisation_id,
            version.number,
            version.media_type,
            version.sha256,
        )
        .join(
            version,
            and_(version.document_id == Document.id, version.number == Document.current_number),
        )
        .where(
            Document.workspace_id == workspace.id,
            Document.withdrawn_at.is_(None),
            Document.status == DocumentStatus.RELEASED,
            visible_to(actor),
        )
        .order_by(Document.title, Document.id)
    )
    return [Citable(*row) for row in db.session().execute(statement)]
