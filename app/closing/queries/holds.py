"""Legal holds of the actor's own organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, String, Uuid, column, func, select
from sqlalchemy.orm import joinedload

from app.closing.models import LegalHold
from app.closing.policy import HoldPermission, HoldPlace, HoldRegister
from app.documents.queries import find_hold_reason
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound

__all__ = ["find_hold_reason", "get_hold_for", "get_register_for", "list_holds"]

PLACES = func.samenzicht_hold_places().table_valued(
    column("place", Uuid()), column("ref", String())
)


def get_register_for(actor: Actor) -> HoldRegister:
    """Return the register of holds of the actor's organisation, and decide that one keeps it."""
    register = _register_of(actor)
    require(actor, HoldPermission.KEEP, register)
    return register


def list_holds(register: HoldRegister) -> list[LegalHold]:
    """Return the holds one keeps: those in force first, by the day one looks at them again."""
    statement = _holds(register).order_by(
        LegalHold.lifted_at.is_not(None), LegalHold.review_on, LegalHold.id
    )
    return list(db.session().execute(statement).scalars())


def get_hold_for(actor: Actor, hold_id: UUID) -> tuple[HoldRegister, LegalHold]:
    """Return one hold with the register it is in, and decide that one keeps it.

    Raises:
        NotFound: there is none, or it is in a place one does not keep.
    """
    register = _register_of(actor)
    fresh = (
        _holds(register).where(LegalHold.id == hold_id).execution_options(populate_existing=True)
    )
    found: LegalHold | None = db.session().execute(fresh).scalar_one_or_none()
    if found is None:
        raise NotFound
    require(actor, HoldPermission.KEEP, register)
    return register, found


def _register_of(actor: Actor) -> HoldRegister:
    rows = db.session().execute(select(PLACES).order_by(PLACES.c.ref))
    return HoldRegister(actor.organisation_id, [HoldPlace(row.place, row.ref) for row in rows])


def _holds(register: HoldRegister) -> Select[LegalHold]:
    return (
        select(LegalHold)
        .where(
            LegalHold.organisation_id == register.organisation_id,
            LegalHold.workspace_id.in_([each.id for each in register.places]),
        )
        .options(
            joinedload(LegalHold.set_by, innerjoin=True),
            joinedload(LegalHold.reviewed_by),
            joinedload(LegalHold.lifted_by),
        )
    )
