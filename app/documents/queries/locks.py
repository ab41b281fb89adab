"""Who works on a document now."""

from __future__ import annotations

from app.documents.models import Document, DocumentLock
from app.workspaces import queries as workspaces


def find_lock(document: Document) -> DocumentLock | None:
    """Find who works on a document at this moment; one whose time has passed is none."""
    return workspaces.find_hold(DocumentLock, document.id)
