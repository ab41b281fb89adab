"""What one organisation has in its programmes itself: to compare with a table, or to carry over."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, or_, select

from app.kernel import db, turns
from app.kernel.access import Actor
from app.kernel.turns import Turn
from app.programme.models import Investigation, Keeping
from app.programme.policy import visible_to

IMPORTS = Turn("programme of {}")


def list_own(
    actor: Actor, keeping: Keeping, *, years: Collection[int], keys: Collection[UUID] = ()
) -> list[Investigation]:
    """Return what stands in the own programmes of some years, and these besides, in order."""
    statement = (
        select(Investigation)
        .where(
            visible_to(actor),
            Investigation.organisation_id == actor.organisation_id,
            Investigation.withdrawn_at.is_(None),
            or_(Investigation.year.in_(years), Investigation.id.in_(keys)),
        )
        .order_by(Investigation.year, func.lower(Investigation.title), Investigation.id)
        .execution_options(populate_existing=True)
    )
    found = list(db.session().execute(statement).scalars())
    for each in found:
        each.keeping = keeping
    return found


def lock_versions(keys: Collection[UUID]) -> dict[UUID, int]:
    """Take investigations for this transaction, in their fixed order; return their versions."""
    columns = select(Investigation.id, Investigation.version)
    statement = columns.where(Investigation.id.in_(keys)).order_by(Investigation.id)
    rows = db.session().execute(statement.with_for_update())
    return {row.id: row.version for row in rows}


def wait_for_turn(organisation_id: UUID) -> None:
    """Let imports of one organisation go one after the other, so that no row comes in twice."""
    turns.wait_for(IMPORTS.of(organisation_id))
