"""Reading uploads under way: one's own only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Delete, Select, delete, func, select
from sqlalchemy.sql.dml import ReturningDelete

from app.documents.models import Upload, UploadPart
from app.documents.policy import UploadPermission
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound


def get_upload_for(actor: Actor, permission: UploadPermission, upload_id: UUID) -> Upload:
    """Return an upload, and decide the permission.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    upload = db.session().execute(own_upload(upload_id)).scalar_one_or_none()
    if upload is None:
        raise NotFound
    require(actor, permission, upload)
    return upload


def own_upload(upload_id: UUID) -> Select[Upload]:
    """Build the statement for one upload; row security leaves out whose it is not."""
    return select(Upload).where(Upload.id == upload_id)


def list_parts(upload: Upload) -> list[UploadPart]:
    """Return what was acknowledged, in order."""
    statement = (
        select(UploadPart).where(UploadPart.upload_id == upload.id).order_by(UploadPart.start)
    )
    return list(db.session().execute(statement).scalars())


def count_under_way(actor: Actor) -> int:
    """Return how many uploads of this person are not finished."""
    statement = select(func.count()).where(
        Upload.person_id == actor.person_id, Upload.document_id.is_(None)
    )
    return db.session().execute(statement).scalar_one()


def forgetting_parts(upload: Upload) -> Delete:
    """Build the statement that forgets the parts of an upload."""
    return delete(UploadPart).where(UploadPart.upload_id == upload.id)


def forgetting_upload(upload: Upload, *, stood: int | None) -> ReturningDelete[UUID]:
    """Build the statement that forgets an upload, only while it stands there when that is told."""
    statement = delete(Upload).where(Upload.id == upload.id)
    if stood is not None:
        statement = statement.where(Upload.received == stood)
    return statement.returning(Upload.id)
