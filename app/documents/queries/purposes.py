"""Who opened police data for which purpose."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.documents.models import StatedPurpose
from app.documents.policy import Sighted
from app.kernel import db

LATEST = 20
"""As many as a page tells; the log has them all."""


def list_purposes(sighted: Sighted) -> list[StatedPurpose]:
    """Return the latest purposes stated for a document, for the people of its owner; no others."""
    if not (sighted.is_own and sighted.document.is_police_data):
        return []
    statement = (
        select(StatedPurpose)
        .where(
            StatedPurpose.document_id == sighted.id,
            StatedPurpose.owner_id == sighted.organisation_id,
        )
        .options(
            joinedload(StatedPurpose.person, innerjoin=True),
            joinedload(StatedPurpose.organisation, innerjoin=True),
        )
        .order_by(StatedPurpose.stated_at.desc(), StatedPurpose.id)
        .limit(LATEST)
    )
    return list(db.session().execute(statement).scalars())
