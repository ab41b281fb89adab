"""What maintenance was announced and is not over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.identity.models import Maintenance
from app.kernel import db


def find_maintenance(now: datetime) -> Maintenance | None:
    """Find what was announced last, unless it is over or was ended."""
    statement = (
        select(Maintenance)
        .where(Maintenance.ended_at.is_(None), Maintenance.ends_at > now)
        .order_by(Maintenance.announced_at.desc(), Maintenance.id.desc())
        .limit(1)
    )
    return db.session().execute(statement).scalars().first()
