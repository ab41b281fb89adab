"""What goes on in the programme of the next year, and what a line went on from."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import db
from app.kernel.access import Actor
from app.programme.models import Investigation, InvestigationPhase, Keeping
from app.programme.policy import visible_to
from app.programme.queries.own import list_own

GOING_ON = (
    InvestigationPhase.PREPARATION,
    InvestigationPhase.EXECUTION,
    InvestigationPhase.REPORTING,
)
"""Phases in which there is something left to do."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """The own programme of a year, beside that of the next."""

    year: int
    open: tuple[Investigation, ...]
    """What can go on and does not yet."""
    carried: tuple[Investigation, ...]
    """Lines of the next year that go on from one of this."""


@dataclass(frozen=True, slots=True)
class OtherYear:
    """The same investigation in the year before or after, for a reader who sees that line too."""

    id: UUID
    year: int
    title: str


def can_go_on(it: Investigation) -> bool:
    """Tell whether an investigation has anything left to do."""
    return it.withdrawn_at is None and it.phase in GOING_ON


def read_carrying(actor: Actor, keeping: Keeping, year: int) -> Carrying:
    """Return what of a year can go on in the next, and what does already; one statement."""
    rows = list_own(actor, keeping, years=(year, year + 1))
    carried = [each for each in rows if each.year == year + 1 and each.carried_from_id]
    former = {each.carried_from_id for each in carried}
    still = [each for each in rows if each.year == year and can_go_on(each)]
    return Carrying(year, tuple(each for each in still if each.id not in former), tuple(carried))


def list_other_years(actor: Actor, it: Investigation) -> list[OtherYear]:
    """Return the lines before and after one, as far as the actor sees them; by year."""
    statement = (
        select(Investigation.id, Investigation.year, Investigation.title)
        .where(
            or_(Investigation.id == it.carried_from_id, Investigation.carried_from_id == it.id),
            Investigation.withdrawn_at.is_(None),
            visible_to(actor),
        )
        .order_by(Investigation.year, Investigation.id)
    )
    return [OtherYear(*row) for row in db.session().execute(statement)]


def find_carried(actor: Actor, former_id: UUID) -> UUID | None:
    """Find the line that goes on from one now."""
    statement = select(Investigation.id).where(
        Investigation.carried_from_id == former_id,
        Investigation.withdrawn_at.is_(None),
        visible_to(actor),
    )
    found: UUID | None = db.session().execute(statement).scalar_one_or_none()
    return found
