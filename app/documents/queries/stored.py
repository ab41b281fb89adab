"""Which blobs documents and uploads name: for the keeper, who reads all rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from app.adapters.blobs import NamedBlob, StoredBlob
from app.documents.models import DocumentVersion, Upload, UploadPart
from app.kernel import db

AT_A_TIME = 500


def list_stored() -> Iterator[NamedBlob]:
    """Yield the blob of every version, oldest first."""
    statement = select(DocumentVersion).order_by(DocumentVersion.id)
    rows = db.session().execute(statement.execution_options(yield_per=AT_A_TIME)).scalars()
    for row in rows:
        blob = _stored(row, row.sha256.hex())
        yield NamedBlob("document version", row.id, row.workspace_id, blob)


def list_oldest_stored(count: int) -> list[str]:
    """Return the ids of the first blobs that were stored; for the keeper, who reads all rows."""
    statement = select(DocumentVersion.blob_id).order_by(DocumentVersion.id).limit(count)
    return list(db.session().execute(statement).scalars())


def list_arriving() -> Iterator[NamedBlob]:
    """Yield the blob of every acknowledged part of an upload under way."""
    statement = (
        select(UploadPart, Upload.workspace_id)
        .join(Upload, Upload.id == UploadPart.upload_id)
        .order_by(UploadPart.upload_id, UploadPart.start)
    )
    rows = db.session().execute(statement.execution_options(yield_per=AT_A_TIME))
    for part, workspace_id in rows:
        yield NamedBlob("part of upload", part.upload_id, workspace_id, _stored(part, ""))


def _stored(row: DocumentVersion | UploadPart, sha256: str) -> StoredBlob:
    return StoredBlob(
        id=row.blob_id,
        sha256=sha256,
        size=row.size,
        wrapped_key=row.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
