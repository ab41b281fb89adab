"""For which purpose police data are opened: as long as it was stated, in SQL.

Source: Wpg, art. 32a. It holds for everybody, the people of the owner among them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, null, select

from app.documents.models import Document, StatedPurpose
from app.kernel import clock, db, sql
from app.kernel.access import Actor

HOLDS_FOR = timedelta(minutes=30)
"""After that the purpose is asked again."""


def since() -> datetime:
    """Return the moment after which a purpose that was stated holds now."""
    return clock.now() - HOLDS_FOR


SINCE = bindparam("purposes_since", callable_=since, type_=db.UtcMoment())
"""Told when a statement is sent, not when it is built."""


@sql.kept
def purpose_of(actor: Actor) -> ColumnElement[str | None]:
    """Return for which purpose the actor reads the `Document` of a query; null when none holds.

    Stated by this very person, for the organisation they work for now, about this document.
    """
    stated = (
        select(StatedPurpose.purpose)
        .where(
            StatedPurpose.document_id == Document.id,
            StatedPurpose.person_id == actor.person_id,
            StatedPurpose.organisation_id == actor.organisation_id,
            StatedPurpose.stated_at > SINCE,
        )
        .order_by(StatedPurpose.stated_at.desc(), StatedPurpose.id)
        .limit(1)
        .correlate(Document)
        .scalar_subquery()
    )
    return case((Document.is_police_data, stated), else_=null())
