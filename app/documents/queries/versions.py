"""Reading the versions of documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from app.documents.models import Document, DocumentVersion
from app.kernel import db
from app.kernel.errors import NotFound


def list_versions(document: Document, *, with_closed: bool = False) -> list[DocumentVersion]:
    """Return the versions of a document, the newest first, with who brought them.

    Args:
        with_closed: for the owner; for others a closed version is not there.
    """
    statement = (
        select(DocumentVersion)
        .options(joinedload(DocumentVersion.uploaded_by, innerjoin=True))
        .where(DocumentVersion.document_id == document.id)
        .order_by(DocumentVersion.number.desc())
    )
    if not with_closed:
        statement = statement.where(DocumentVersion.closed_at.is_(None))
    return list(db.session().execute(statement).scalars())


def get_version(
    document: Document, number: int | None = None, *, is_anew: bool = False
) -> DocumentVersion:
    """Return one version of a document, the current one when no number is given.

    Args:
        is_anew: after time passed; also when this session read it before.
    """
    wanted = document.current_number if number is None else number
    found = find_version(document, wanted, is_anew=is_anew)
    if found is None:
        raise NotFound
    return found


def list_versions_anew(document: Document, *, numbers: Collection[int]) -> list[DocumentVersion]:
    """Return some versions of a document as they are now, also when this session read them before.

    Raises:
        NotFound: one of them is not there any more.
    """
    statement = (
        select(DocumentVersion)
        .where(DocumentVersion.document_id == document.id, DocumentVersion.number.in_(numbers))
        .order_by(DocumentVersion.number)
        .execution_options(populate_existing=True)
    )
    found = list(db.session().execute(statement).scalars())
    if len(found) != len(set(numbers)):
        raise NotFound
    return found


def find_version(
    document: Document, number: int, *, is_anew: bool = False
) -> DocumentVersion | None:
    """Find one version of a document."""
    statement = select(DocumentVersion).where(
        DocumentVersion.document_id == document.id, DocumentVersion.number == number
    )
    if is_anew:
        statement = statement.execution_options(populate_existing=True)
    return db.session().execute(statement).scalar_one_or_none()


def current_versions(document_ids: Iterable[UUID]) -> dict[UUID, DocumentVersion]:
    """Return the current version of some documents the actor has loaded, by document."""
    is_current = and_(
        DocumentVersion.document_id == Document.id,
        DocumentVersion.number == Document.current_number,
    )
    statement = (
        select(DocumentVersion).join(Document, is_current).where(Document.id.in_(set(document_ids)))
    )
    return {each.document_id: each for each in db.session().execute(statement).scalars()}
