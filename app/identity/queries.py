"""Reading organisations, providers, people, sessions and mandates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Delete, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.identity.models import (
    ApiToken,
    FreshSignIn,
    IdempotencyKey,
    IdentityProvider,
    Invitation,
    LastVisit,
    Mandate,
    Organisation,
    Person,
    SignInAttempt,
    SignInSession,
)
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.errors import NotFound

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """After how long a session ends by itself."""

    idle: timedelta
    absolute: timedelta

    def moments(self) -> dict[str, datetime]:
        """Return since when a session must have been seen, and begun, to live now."""
        moment = clock.now()
        return {"idle_since": moment - self.idle, "begun_since": moment - self.absolute}


IS_LIVING = (
    SignInSession.ended_at.is_(None),
    SignInSession.last_seen_at > bindparam("idle_since"),
    SignInSession.signed_in_at > bindparam("begun_since"),
    SignInSession.provider_id == IdentityProvider.id,
    IdentityProvider.is_active,
    Person.blocked_at.is_(None),
)
"""Asked of a session, its person and its provider: for each request, and while bytes are moving."""
LIVING_SESSION = (
    select(SignInSession, Person)
    .join(Person, Person.id == SignInSession.person_id)
    .join(IdentityProvider, IdentityProvider.id == SignInSession.provider_id)
    .outerjoin(Person.visit)
    .options(contains_eager(Person.visit))
    .where(SignInSession.token_hash == bindparam("token_hash"), *IS_LIVING)
)


def hash_secret(secret: str) -> bytes:
    """Hash a random secret of 256 bits for looking it up; it needs no salt or slowness."""
    return sha256(secret.encode()).digest()


def find_session(secret: str, *, limits: SessionLimits) -> tuple[SignInSession, Person] | None:
    """Find a living session by the cookie's secret, with its person."""
    values = {"token_hash": hash_secret(secret), **limits.moments()}
    row = db.session().execute(LIVING_SESSION, values).one_or_none()
    return None if row is None else (row[0], row[1])


def still_acts(actor: Actor, *, limits: SessionLimits) -> bool:
    """Tell whether the next request of an actor, with this session or token, would be let in.

    For what outlasts the request it came by: the session may be ended or run out meanwhile, the
    person blocked, the provider closed.
    """
    is_living: tuple[Any, ...]
    if actor.token_id is not None:
        is_living = (
            ApiToken.id == actor.token_id,
            ApiToken.person_id == Person.id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
            Person.provider_id == IdentityProvider.id,
            IdentityProvider.is_active,
            Person.blocked_at.is_(None),
        )
        values: dict[str, datetime] = {}
    else:
        same = (SignInSession.id == actor.session_id, SignInSession.person_id == Person.id)
        is_living, values = (*same, *IS_LIVING), limits.moments()
    living = select(exists().where(*is_living, Person.id == actor.person_id))
    return bool(db.session().execute(living, values).scalar_one())


def find_token(secret: str) -> tuple[ApiToken, Person] | None:
    """Find a living API token, with its person, whose provider must still speak for them."""
    statement = (
        select(ApiToken, Person)
        .join(Person, Person.id == ApiToken.person_id)
        .join(IdentityProvider, IdentityProvider.id == Person.provider_id)
        .where(
            IdentityProvider.is_active,
            ApiToken.token_hash == hash_secret(secret),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
            Person.blocked_at.is_(None),
        )
    )
    row = db.session().execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def list_sign_in_choices() -> list[tuple[Organisation, IdentityProvider]]:
    """Return every organisation people can sign in at, with its provider, by name."""
    statement = (
        select(Organisation, IdentityProvider)
        .join(IdentityProvider, IdentityProvider.organisation_id == Organisation.id)
        .where(IdentityProvider.is_active)
        .where(or_(Organisation.valid_to.is_(None), Organisation.valid_to >= clock.today()))
        .order_by(Organisation.name, IdentityProvider.slug)
    )
    return [(row[0], row[1]) for row in db.session().execute(statement)]


def find_provider(
    *, organisation_code: str | None = None, mail_domain: str | None = None, slug: str | None = None
) -> IdentityProvider | None:
    """Find the provider an organisation's people use; None tells nothing about who is a member."""
    statement = (
        select(IdentityProvider)
        .join(Organisation, IdentityProvider.organisation_id == Organisation.id)
        .where(IdentityProvider.is_active)
        .order_by(IdentityProvider.slug)
        .limit(1)
    )
    if slug is not None:
        statement = statement.where(IdentityProvider.slug == slug)
    elif organisation_code is not None:
        statement = statement.where(Organisation.code == organisation_code)
    else:
        statement = statement.where(Organisation.mail_domain == (mail_domain or ""))
    return db.session().execute(statement).scalar_one_or_none()


def find_any_provider(slug: str) -> IdentityProvider | None:
    """Find a provider by the name in its callback, in use or not."""
    statement = select(IdentityProvider).where(IdentityProvider.slug == slug)
    return db.session().execute(statement).scalar_one_or_none()


def list_providers() -> list[IdentityProvider]:
    """Return every provider with its organisation, in use or not, by organisation."""
    statement = (
        select(IdentityProvider)
        .join(IdentityProvider.organisation)
        .order_by(Organisation.code, IdentityProvider.slug)
    )
    return list(db.session().execute(statement).scalars())


def get_provider(provider_id: UUID) -> IdentityProvider:
    """Return a provider by id."""
    return _one(db.session().get(IdentityProvider, provider_id))


def list_provider_origins() -> list[tuple[str, str]]:
    """Return (issuer, discovery address) of every active provider, for the allow list."""
    statement = select(IdentityProvider.issuer, IdentityProvider.discovery_url).where(
        IdentityProvider.is_active
    )
    return [(row[0], row[1]) for row in db.session().execute(statement)]


def find_attempt(state: str) -> SignInAttempt | None:
    """Find an unused sign-in under way by its state."""
    statement = select(SignInAttempt).where(
        SignInAttempt.state_hash == hash_secret(state), SignInAttempt.used_at.is_(None)
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_person(provider_id: UUID, subject: str) -> Person | None:
    """Find a person by identity: provider and subject, never e-mail."""
    statement = select(Person).where(Person.provider_id == provider_id, Person.subject == subject)
    return db.session().execute(statement).scalar_one_or_none()


def find_person_by_login(login: str) -> Person | None:
    """Find a person by the name used in commands and the API."""
    return db.session().execute(select(Person).where(Person.login == login)).scalar_one_or_none()


def get_person_by_login(login: str) -> Person:
    """Return a person by the name used in commands and the API."""
    return _one(find_person_by_login(login))


def get_provider_of(person: Person) -> IdentityProvider:
    """Return the provider a person is known at; nobody's for who is not bound yet."""
    return _one(db.session().get(IdentityProvider, person.provider_id or person.id))


def get_person(person_id: UUID) -> Person:
    """Return a person by id."""
    return _one(db.session().get(Person, person_id))


def get_self(person_id: UUID | None) -> Person:
    """Return the person an actor is."""
    return _one(db.session().get(Person, person_id) if person_id else None)


def list_people(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return people by id, all in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = select(Person).where(Person.id.in_(wanted))
    return {each.id: each for each in db.session().execute(statement).scalars()}


def list_people_of(organisation_id: UUID) -> list[Person]:
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


def has_address(organisation_id: UUID, address: str) -> bool:
    """Tell whether somebody of an organisation has this address, blocked or not."""
    statement = select(
        exists().where(
            Person.organisation_id == organisation_id, func.lower(Person.email) == address
        )
    )
    return bool(db.session().execute(statement).scalar_one())


def list_organisations() -> list[Organisation]:
    """Return all organisations that exist today, by name."""
    statement = (
        select(Organisation)
        .where(or_(Organisation.valid_to.is_(None), Organisation.valid_to >= clock.today()))
        .order_by(Organisation.name)
    )
    return list(db.session().execute(statement).scalars())


def organisations_by_id() -> dict[UUID, Organisation]:
    """Return every organisation there ever was, by id."""
    return {each.id: each for each in db.session().execute(select(Organisation)).scalars()}


def get_known_organisation(organisation_id: UUID) -> Organisation:
    """Return an organisation that a row refers to; one that this request read before is at hand."""
    return _one(db.session().get(Organisation, organisation_id))


def find_organisation(code: str) -> Organisation | None:
    """Find an organisation by its code."""
    return (
        db.session()
        .execute(select(Organisation).where(Organisation.code == code))
        .scalar_one_or_none()
    )


def get_organisation(code: str) -> Organisation:
    """Return an organisation by its code."""
    return _one(find_organisation(code))


def find_invitation(code: str) -> Invitation | None:
    """Find a living invitation by its one-time code."""
    return find_invitation_by_hash(hash_secret(code))


def find_invitation_by_hash(code_hash: bytes) -> Invitation | None:
    """Find a living invitation by the hash of its code."""
    statement = select(Invitation).where(
        Invitation.code_hash == code_hash,
        Invitation.used_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_fresh_sign_in(ticket_id: UUID) -> FreshSignIn | None:
    """Find a ticket of a fresh sign-in, whatever its state."""
    return db.session().get(FreshSignIn, ticket_id)


def list_mandates(holder_id: UUID, *, on: date) -> list[Mandate]:
    """Return the mandates a person holds on a day, newest first."""
    statement = (
        select(Mandate)
        .where(Mandate.holder_id == holder_id, Mandate.valid_from <= on, Mandate.valid_to >= on)
        .order_by(Mandate.valid_from.desc(), Mandate.number)
    )
    return list(db.session().execute(statement).scalars())


def list_offices(organisation_ids: Iterable[UUID], *, on: date) -> list[Mandate]:
    """Return every mandate of some organisations valid on a day, with who holds it, by office."""
    statement = (
        select(Mandate)
        .options(joinedload(Mandate.holder, innerjoin=True))
        .where(Mandate.organisation_id.in_(set(organisation_ids)))
        .where(Mandate.valid_from <= on, Mandate.valid_to >= on)
        .order_by(Mandate.organisation_id, Mandate.office, Mandate.number)
    )
    return list(db.session().execute(statement).scalars())


def find_visit(person_id: UUID) -> LastVisit | None:
    """Find when a person was last here."""
    return db.session().get(LastVisit, person_id)


def previous_visit(person_id: UUID) -> datetime | None:
    """Return when a person was here before this session."""
    person = db.session().get(Person, person_id)
    return None if person is None or person.visit is None else person.visit.previous_at


def list_sessions(
    person_id: UUID,
    *,
    idle_since: datetime | None = None,
    begun_since: datetime | None = None,
) -> list[SignInSession]:
    """Return a person's sessions that have not been ended, newest first.

    Args:
        idle_since: leaves out what was not seen since then, and so has ended by itself.
        begun_since: leaves out what was begun before then, and so has ended by itself.
    """
    statement = (
        select(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .order_by(SignInSession.signed_in_at.desc(), SignInSession.id)
    )
    if idle_since is not None:
        statement = statement.where(SignInSession.last_seen_at > idle_since)
    if begun_since is not None:
        statement = statement.where(SignInSession.signed_in_at > begun_since)
    return list(db.session().execute(statement).scalars())


def get_session(session_id: UUID) -> SignInSession:
    """Return a session by id."""
    return _one(db.session().get(SignInSession, session_id))


def forgetting_books(before: datetime) -> tuple[Delete, ...]:
    """Return the statements that forget sign-ins under way, unused tickets and form keys.

    Args:
        before: what is younger stays.
    """
    return (
        delete(SignInAttempt).where(SignInAttempt.asked_at < before),
        delete(IdempotencyKey).where(IdempotencyKey.at < before),
        delete(FreshSignIn).where(FreshSignIn.made_at < before, FreshSignIn.used_at.is_(None)),
    )


def _one(found: Row | None) -> Row:
    if found is None:
        raise NotFound
    return found
