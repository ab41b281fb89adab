"""Who has a thing in hand now: a document, the text of a finding."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import joinedload

from app.kernel import clock, db
from app.workspaces.models import Hold

Kind = TypeVar("Kind", bound=Hold)


def find_hold(kind: type[Kind], thing_id: UUID) -> Kind | None:
    """Find who has a thing in hand at this moment; one whose time has passed is none."""
    statement = _holds(kind, thing_id).where(kind.until > clock.now())
    return db.session().execute(statement).scalar_one_or_none()


def find_any_hold(kind: type[Kind], thing_id: UUID) -> Kind | None:
    """Find the row that says who has, or last had, a thing in hand."""
    return db.session().execute(_holds(kind, thing_id)).scalar_one_or_none()


def in_force(hold: Kind | None, moment: datetime | None = None) -> Kind | None:
    """Return a hold when it holds others off at a moment, now when none is given."""
    is_in_force = hold is not None and hold.until > (moment or clock.now())
    return hold if is_in_force else None


def hold_as_json(hold: Hold | None) -> dict[str, Any]:
    """Tell partners' systems who has a thing in hand; nobody when it is free."""
    current = in_force(hold)
    return {
        "holder": current.holder.login if current else None,
        "organisation": current.organisation.code if current else None,
        "since": current.taken_at.isoformat() if current else None,
        "until": current.until.isoformat() if current else None,
    }


def _holds(kind: type[Kind], thing_id: UUID) -> Select[Any]:
    [key] = inspect(kind).primary_key
    return (
        select(kind)
        .options(
            joinedload(kind.holder, innerjoin=True),
            joinedload(kind.organisation, innerjoin=True),
        )
        .where(key == thing_id)
        .execution_options(populate_existing=True)
    )
