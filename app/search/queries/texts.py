"""What was read already."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.documents.models import Document
from app.kernel import db
from app.search.models import DocumentText


def is_read(document: Document) -> bool:
    """Tell whether the text of a document's current version is kept."""
    kept = exists().where(
        DocumentText.document_id == document.id, DocumentText.number == document.current_number
    )
    return bool(db.session().execute(select(kept)).scalar_one())
