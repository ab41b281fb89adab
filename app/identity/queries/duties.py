"""What is asked about duties, and who administers an organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select

from app.identity.models import ADMINISTRATOR, DutyChange, Person
from app.identity.policy import IdentityPermission
from app.identity.queries.found import one
from app.kernel import db
from app.kernel.access import Actor, require


def get_duty_change_for(
    actor: Actor, permission: IdentityPermission, change_id: UUID
) -> DutyChange:
    """Return what was asked about a duty, and decide the permission."""
    change = one(db.session().get(DutyChange, change_id))
    require(actor, permission, change)
    return change


def list_duty_changes(organisation_id: UUID | None) -> list[DutyChange]:
    """Return what waits for a second person of an organisation, the oldest first."""
    statement = (
        select(DutyChange)
        .where(DutyChange.organisation_id == organisation_id, DutyChange.answer.is_(None))
        .order_by(DutyChange.asked_at, DutyChange.id)
    )
    return list(db.session().execute(statement).scalars())


def find_waiting_duty(person: Person, duty: str) -> DutyChange | None:
    """Find what waits for a second person about one duty of somebody."""
    statement = select(DutyChange).where(
        DutyChange.person_id == person.id, DutyChange.duty == duty, DutyChange.answer.is_(None)
    )
    return db.session().execute(statement).scalar_one_or_none()


def lock_administrators(organisation_id: UUID, *also: UUID) -> list[Person]:
    """Return who administers an organisation and can sign in, locked and as they are now.

    Args:
        also: people who are locked and read anew with them. All of them in one order, so that two
            who change each other at the same moment wait instead of standing in each other's way.
    """
    administers = and_(
        Person.organisation_id == organisation_id,
        Person.blocked_at.is_(None),
        Person.subject.is_not(None),
        Person.duties.contains([ADMINISTRATOR]),
    )
    statement = (
        select(Person)
        .where(or_(administers, Person.id.in_(also)))
        .order_by(Person.id)
        .with_for_update(of=Person)
        .execution_options(populate_existing=True)
    )
    return [
        each
        for each in db.session().execute(statement).scalars()
        if each.organisation_id == organisation_id
        and each.blocked_at is None
        and each.subject is not None
        and ADMINISTRATOR in each.duties
    ]
