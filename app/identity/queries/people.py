"""People, and what they may sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.identity.models import (
    ADMINISTRATOR,
    MANDATE_KEEPER,
    PRIVACY_OFFICER,
    IdentityProvider,
    Mandate,
    Person,
    RefusedAddress,
)
from app.identity.policy import IdentityPermission
from app.identity.queries.found import one
from app.kernel import clock, db
from app.kernel.access import Actor, require

COMING = timedelta(days=91)
MOST_COMING = 50


def people_to_join() -> type[Person]:
    """Return people under a name of their own, to be joined to rows that refer to them."""
    return aliased(Person)


def find_person(provider_id: UUID, subject: str) -> Person | None:
    """Find a person by identity: provider and subject, never e-mail."""
    statement = select(Person).where(Person.provider_id == provider_id, Person.subject == subject)
    return db.session().execute(statement).scalar_one_or_none()


def list_bound_at(provider_id: UUID) -> list[Person]:
    """Return everybody who is known by a provider, blocked or not."""
    statement = select(Person).where(Person.provider_id == provider_id).order_by(Person.id)
    return list(db.session().execute(statement).scalars())


def find_person_by_login(login: str) -> Person | None:
    """Find a person by the name used in commands and the API."""
    return db.session().execute(select(Person).where(Person.login == login)).scalar_one_or_none()


def get_person_by_login(login: str) -> Person:
    """Return a person by the name used in commands and the API."""
    return one(find_person_by_login(login))


def get_provider_of(person: Person) -> IdentityProvider:
    """Return the provider a person is known at; nobody's for who is not bound yet."""
    return one(db.session().get(IdentityProvider, person.provider_id or person.id))


def get_person(person_id: UUID) -> Person:
    """Return a person by id."""
    return one(db.session().get(Person, person_id))


def get_self(person_id: UUID | None) -> Person:
    """Return the person an actor is."""
    return one(db.session().get(Person, person_id) if person_id else None)


def list_people(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return people by id, all in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = select(Person).where(Person.id.in_(wanted))
    return {each.id: each for each in db.session().execute(statement).scalars()}


def list_people_of(organisation_id: UUID | None) -> list[Person]:
    """Return the people of an organisation who are not blocked, by name."""
    statement = (
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.blocked_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return list(db.session().execute(statement).scalars())


def list_accounts(organisation_id: UUID | None = None) -> list[Person]:
    """Return all accounts, of one organisation or of all, blocked or not, by login."""
    statement = select(Person).order_by(Person.login)
    if organisation_id is not None:
        statement = statement.where(Person.organisation_id == organisation_id)
    return list(db.session().execute(statement).scalars())


def find_by_address(organisation_id: UUID, address: str) -> Person | None:
    """Find who of an organisation has this address (in small letters), blocked or not."""
    statement = (
        select(Person)
        .where(Person.organisation_id == organisation_id, func.lower(Person.email) == address)
        .order_by(Person.id)
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_refused(people: Iterable[Person]) -> dict[UUID, datetime]:
    """Return of which people mail to the present address comes back, and since when.

    Only colleagues, administrators and jobs hear it.
    """
    statement = (
        select(RefusedAddress.person_id, RefusedAddress.since_at)
        .join(Person, Person.id == RefusedAddress.person_id)
        .where(
            RefusedAddress.person_id.in_({each.id for each in people}),
            RefusedAddress.address == Person.email,
        )
    )
    return {row[0]: row[1] for row in db.session().execute(statement)}


def refuses_mail_of(moment: ColumnElement[datetime], person_id: ColumnElement[UUID]) -> Exists:
    """Return the condition that somebody's address was refused since a mail became due."""
    return (
        select(RefusedAddress.person_id)
        .join(Person, Person.id == RefusedAddress.person_id)
        .where(
            RefusedAddress.person_id == person_id,
            RefusedAddress.address == Person.email,
            RefusedAddress.last_at >= moment,
        )
        .exists()
    )


def list_mandates(holder_id: UUID, *, on: date) -> list[Mandate]:
    """Return the mandates a person may use on a day, as holder or as deputy, newest first."""
    statement = (
        select(Mandate)
        .options(joinedload(Mandate.holder, innerjoin=True))
        .where(
            or_(
                Mandate.holder_id == holder_id,
                and_(
                    Mandate.deputy_id == holder_id,
                    Mandate.absent_from <= on,
                    Mandate.absent_until >= on,
                ),
            ),
            Mandate.valid_from <= on,
            Mandate.valid_to >= on,
        )
        .order_by(Mandate.valid_from.desc(), Mandate.number)
    )
    return list(db.session().execute(statement).scalars())


def list_register(organisation_id: UUID | None) -> list[Mandate]:
    """Return every mandate of an organisation, what ends last first; one statement."""
    statement = (
        select(Mandate)
        .options(joinedload(Mandate.holder, innerjoin=True), joinedload(Mandate.deputy))
        .where(Mandate.organisation_id == organisation_id)
        .order_by(Mandate.valid_to.desc(), Mandate.office, Mandate.number, Mandate.id)
    )
    return list(db.session().execute(statement).scalars())


def get_mandate_for(actor: Actor, permission: IdentityPermission, mandate_id: UUID) -> Mandate:
    """Return a mandate of one's own organisation, and decide the permission."""
    statement = (
        select(Mandate)
        .options(joinedload(Mandate.holder, innerjoin=True), joinedload(Mandate.deputy))
        .where(Mandate.id == mandate_id, Mandate.organisation_id == actor.organisation_id)
    )
    found = one(db.session().execute(statement).scalar_one_or_none())
    require(actor, permission, found)
    return found


def list_keepers(organisation_id: UUID | None) -> list[Person]:
    """Return who keeps the register of mandates of an organisation, by name."""
    return [each for each in list_people_of(organisation_id) if MANDATE_KEEPER in each.duties]


def list_privacy_officers(organisation_ids: Iterable[UUID]) -> list[Person]:
    """Return the privacy officers of some organisations, by name."""
    statement = (
        select(Person)
        .where(Person.organisation_id.in_(set(organisation_ids)), Person.blocked_at.is_(None))
        .where(Person.duties.contains([PRIVACY_OFFICER]))
        .order_by(Person.name, Person.id)
    )
    return list(db.session().execute(statement).scalars())


def list_administrators(organisation_id: UUID) -> list[Person]:
    """Return the administrators of an organisation who can sign in, by name."""
    statement = (
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.blocked_at.is_(None))
        .where(Person.duties.contains([ADMINISTRATOR]))
        .order_by(Person.name, Person.id)
    )
    return list(db.session().execute(statement).scalars())


def list_coming(organisation_id: UUID) -> list[Person]:
    """Return who left another organisation lately for this one, as that one said; the newest first.

    Whether they have an account here is this organisation's own choice.
    """
    since = clock.now() - COMING
    statement = (
        select(Person)
        .where(Person.goes_to_id == organisation_id, Person.blocked_at >= since)
        .order_by(Person.blocked_at.desc(), Person.id)
        .limit(MOST_COMING)
    )
    return list(db.session().execute(statement).scalars())


def list_with_administrator(organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Return which of some organisations have an administrator who can sign in."""
    statement = (
        select(Person.organisation_id)
        .where(Person.organisation_id.in_(set(organisation_ids)), Person.blocked_at.is_(None))
        .where(Person.duties.contains([ADMINISTRATOR]))
        .distinct()
    )
    return set(db.session().execute(statement).scalars())


def list_offices(
    organisation_ids: Iterable[UUID], *, on: date, among: Select[UUID] | None = None
) -> list[Mandate]:
    """Return every mandate of some organisations valid on a day, with who holds it, by office.

    Args:
        among: only of organisations that this selects as well.
    """
    statement = (
        select(Mandate)
        .options(joinedload(Mandate.holder, innerjoin=True), joinedload(Mandate.deputy))
        .where(Mandate.organisation_id.in_(set(organisation_ids)))
        .where(Mandate.valid_from <= on, Mandate.valid_to >= on)
        .order_by(Mandate.organisation_id, Mandate.office, Mandate.number)
    )
    if among is not None:
        statement = statement.where(Mandate.organisation_id.in_(among))
    return list(db.session().execute(statement).scalars())
