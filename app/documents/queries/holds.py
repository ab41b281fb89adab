"""Whether what the own organisation brought may not disappear (legal hold, vernietigingsstop).

Holds are kept by a feature above; the database tells the own organisation why, and refuses the
change itself whatever road leads there.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from app.documents.models import Document, DocumentVersion
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace

_REASON = text("select samenzicht_hold_on(:place)")
_HIDES = text("select samenzicht_hides_of_mine(:place)")


def find_hold_reason(workspace_id: UUID) -> str | None:
    """Find why what the actor's organisation brought to a place is frozen; None when it is not."""
    found: str | None = db.session().execute(_REASON, {"place": workspace_id}).scalar_one()
    return found


def hides_own(workspace_id: UUID) -> bool:
    """Tell whether the actor's organisation has documents in a place that the actor cannot see."""
    return bool(db.session().execute(_HIDES, {"place": workspace_id}).scalar_one())


def list_own_shared(actor: Actor, workspace: Workspace) -> list[Document]:
    """Return and lock what the actor's organisation brought that others may see by its rules."""
    statement = (
        select(Document)
        .where(
            Document.workspace_id == workspace.id,
            Document.organisation_id == actor.organisation_id,
            Document.withdrawn_at.is_(None),
            ~Document.is_private,
        )
        .order_by(Document.id)
        .with_for_update(of=Document)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version of a document that is still there; not what it is called."""

    document_id: UUID
    number: int
    media_type: str
    size: int
    sha256: bytes


def list_own_versions(actor: Actor, workspace: Workspace, *, is_private: bool) -> list[KeptVersion]:
    """Return every version of what the actor's organisation brought, of one layer, in order."""
    statement = (
        select(
            DocumentVersion.document_id,
            DocumentVersion.number,
            DocumentVersion.media_type,
            DocumentVersion.size,
            DocumentVersion.sha256,
        )
        .join(Document, Document.id == DocumentVersion.document_id)
        .where(
            Document.workspace_id == workspace.id,
            Document.organisation_id == actor.organisation_id,
            Document.is_private.is_(is_private),
        )
        .order_by(DocumentVersion.document_id, DocumentVersion.number)
    )
    return [KeptVersion(*row) for row in db.session().execute(statement)]
