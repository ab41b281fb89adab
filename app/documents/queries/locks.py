"""Who works on a document now."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.documents.models import Document, DocumentLock
from app.kernel import clock, db


def find_lock(document: Document) -> DocumentLock | None:
    """Find who works on a document at this moment; one whose time has passed is none."""
    statement = _locks(document).where(DocumentLock.until > clock.now())
    return db.session().execute(statement).scalar_one_or_none()


def find_any_lock(document: Document) -> DocumentLock | None:
    """Find the row that says who has, or last had, a document in hand."""
    return db.session().execute(_locks(document)).scalar_one_or_none()


def _locks(document: Document) -> Select[DocumentLock]:
    return (
        select(DocumentLock)
        .options(
            joinedload(DocumentLock.holder, innerjoin=True),
            joinedload(DocumentLock.organisation, innerjoin=True),
        )
        .where(DocumentLock.document_id == document.id)
        .execution_options(populate_existing=True)
    )
