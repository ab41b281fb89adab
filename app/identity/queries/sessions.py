"""Sessions, tokens, sign-ins under way and invitations: what lets somebody in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Update,
    and_,
    any_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    update,
)

from app.identity.models import (
    ApiToken,
    FreshSignIn,
    IdentityProvider,
    Invitation,
    LastVisit,
    Organisation,
    Person,
    ProviderSignOut,
    SignInAttempt,
    SignInSession,
)
from app.identity.queries.found import one
from app.identity.queries.organisations import BADGE, IS_STANDING, Badge
from app.identity.queries.standing import IS_KNOWN_THERE, stands_since
from app.identity.queries.tokens import IS_ANY_TOKEN, hash_secret
from app.kernel import clock, db
from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """After how long a session ends by itself."""

    idle: timedelta
    absolute: timedelta

    def moments(self, *, used_at: datetime | None = None) -> dict[str, datetime]:
        """Return since when a session must have been seen, and begun, to live now.

        Args:
            used_at: when it was used last, when that is not noted yet.
        """
        moment = clock.now()
        return {
            "idle_since": (used_at or moment) - self.idle,
            "begun_since": moment - self.absolute,
        }


WHOLE_SECOND = timedelta(seconds=1)
"""Providers tell moments in whole ones."""
IS_LIVING = (
    SignInSession.ended_at.is_(None),
    SignInSession.last_seen_at > bindparam("idle_since"),
    SignInSession.signed_in_at > bindparam("begun_since"),
    SignInSession.provider_id == IdentityProvider.id,
    *IS_KNOWN_THERE,
    *stands_since(SignInSession.signed_in_at),
    Person.organisation_id == Organisation.id,
    IS_STANDING,
)
"""Asked of a session, its person, organisation and provider: for each request, and while bytes are
moving."""


class LivingSession(NamedTuple):
    """A session that lives, and whose it is: no more than every page tells, as each asks it.

    In the order in which it is read.
    """

    id: UUID
    last_seen_at: datetime
    person_id: UUID
    organisation_id: UUID
    name: str
    duties: list[str]
    language: str | None
    scheme: str | None
    has_shortcuts: bool
    is_strong: bool
    """By a level of sign-in with which its provider also shows what is classified."""
    stronger_by: str | None
    """Name of its provider, when that knows such a level."""
    previous_visit_at: datetime | None
    organisation: Badge


IS_STRONG = func.coalesce(SignInSession.acr == any_(IdentityProvider.classified_acr), false())

LIVING_SESSION = (
    select(
        SignInSession.id,
        SignInSession.last_seen_at,
        Person.id,
        Person.organisation_id,
        Person.name,
        Person.duties,
        Person.language,
        Person.scheme,
        Person.has_shortcuts,
        IS_STRONG,
        case((func.cardinality(IdentityProvider.classified_acr) > 0, IdentityProvider.slug)),
        LastVisit.previous_at,
        *BADGE,
        db.telling(Person.id, Person.organisation_id, is_strong=IS_STRONG),
    )
    .join(Person, Person.id == SignInSession.person_id)
    .join(IdentityProvider, IdentityProvider.id == SignInSession.provider_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .outerjoin(LastVisit, LastVisit.person_id == Person.id)
    .where(SignInSession.token_hash == bindparam("token_hash"), *IS_LIVING)
)
OF_SESSION = len(LivingSession._fields) - 1
"""Columns of it before those of the badge."""


def find_session(
    secret: str, *, limits: SessionLimits, used_at: datetime | None = None
) -> LivingSession | None:
    """Find a living session by the cookie's secret, with its person, who asks from now on.

    Args:
        used_at: see `SessionLimits.moments`.
    """
    values = {"token_hash": hash_secret(secret), **limits.moments(used_at=used_at)}
    rows = db.rows(LIVING_SESSION, values)
    if not rows:
        return None
    (row,) = rows
    badge = Badge(*row[OF_SESSION : OF_SESSION + len(BADGE)])
    found = LivingSession._make((*row[:OF_SESSION], badge))
    db.note_told(found.person_id, found.organisation_id, is_strong=found.is_strong)
    return found


def noting_use(session: LivingSession, moment: datetime) -> Update:
    """Return the statement that notes when a session was last used."""
    used = update(SignInSession).where(SignInSession.id == session.id)
    return used.values(last_seen_at=moment)


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
            *IS_ANY_TOKEN,
            Person.organisation_id == Organisation.id,
            IS_STANDING,
        )
        values: dict[str, datetime] = {"now": clock.now()}
    else:
        same = (SignInSession.id == actor.session_id, SignInSession.person_id == Person.id)
        is_living, values = (*same, *IS_LIVING), limits.moments()
    living = select(exists().where(*is_living, Person.id == actor.person_id))
    return bool(db.session().execute(living, values).scalar_one())


def ending_sessions_at(provider_id: UUID, moment: datetime) -> Update:
    """Return the statement that ends every session by one provider."""
    return (
        update(SignInSession)
        .where(SignInSession.provider_id == provider_id, SignInSession.ended_at.is_(None))
        .values(ended_at=moment)
        .execution_options(synchronize_session=False)
    )


def find_attempt(state: str) -> SignInAttempt | None:
    """Find an unused sign-in under way by its state."""
    statement = select(SignInAttempt).where(
        SignInAttempt.state_hash == hash_secret(state), SignInAttempt.used_at.is_(None)
    )
    return db.session().execute(statement).scalar_one_or_none()


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


def find_living_invitation(person_id: UUID) -> Invitation | None:
    """Find the invitation of a person that still works."""
    statement = (
        select(Invitation)
        .where(
            Invitation.person_id == person_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.expires_at.desc())
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def ending_invitations(person_ids: Collection[UUID], moment: datetime) -> Update:
    """Return the statement after which no invitation of these people works any more."""
    return (
        update(Invitation)
        .where(
            Invitation.person_id.in_(person_ids),
            Invitation.used_at.is_(None),
            Invitation.expires_at > moment,
        )
        .values(expires_at=moment)
        .execution_options(synchronize_session=False)
    )


def find_fresh_sign_in(ticket_id: UUID) -> FreshSignIn | None:
    """Find a ticket of a fresh sign-in, whatever its state."""
    return db.session().get(FreshSignIn, ticket_id)


def find_visit(person_id: UUID) -> LastVisit | None:
    """Find when a person was last here."""
    return db.session().get(LastVisit, person_id)


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


def count_living_sessions(*, limits: SessionLimits) -> int:
    """Count the sessions that would be let in now."""
    counted = (
        select(func.count())
        .select_from(SignInSession)
        .join(Person, Person.id == SignInSession.person_id)
        .join(IdentityProvider, IdentityProvider.id == SignInSession.provider_id)
        .join(Person.organisation)
        .where(*IS_LIVING)
    )
    return int(db.session().execute(counted, limits.moments()).scalar_one())


def list_sessions_at(
    provider_id: UUID, *, subject: str | None, provider_sid: str | None, issued_at: datetime
) -> list[SignInSession]:
    """Return the sessions that a provider means and that have not been ended.

    Args:
        subject: whose; of this person all, when no session has the provider's name.
        provider_sid: the provider's own name of one session.
        issued_at: when it said so; sessions that began later stay, by its clock where it told.
    """
    begun = func.coalesce(SignInSession.auth_time, SignInSession.signed_in_at)
    living = (
        select(SignInSession)
        .where(
            SignInSession.provider_id == provider_id,
            SignInSession.ended_at.is_(None),
            begun <= issued_at + WHOLE_SECOND,
        )
        .order_by(SignInSession.id)
    )
    found: list[SignInSession] = []
    if provider_sid is not None:
        named = living.where(SignInSession.provider_sid == provider_sid)
        found = list(db.session().execute(named).scalars())
    if subject is not None and not found:
        of_person = living.join(Person, Person.id == SignInSession.person_id).where(
            Person.provider_id == provider_id, Person.subject == subject
        )
        found = list(db.session().execute(of_person).scalars())
    return found


def was_signed_out(
    attempt: SignInAttempt, *, subject: str, provider_sid: str | None, auth_time: datetime | None
) -> bool:
    """Tell whether a provider said, since somebody left for it, that they signed out there again.

    Args:
        provider_sid: what the provider calls the session; None when it gives it no name.
        auth_time: when they signed in, by its clock; who did so after that word is let in.
    """
    of_all = ProviderSignOut.provider_sid.is_(None)
    if provider_sid is None:
        meant = ProviderSignOut.subject == subject
    else:
        meant = or_(
            ProviderSignOut.provider_sid == provider_sid,
            and_(ProviderSignOut.subject == subject, of_all),
        )
    statement = select(ProviderSignOut.id).where(
        ProviderSignOut.provider_id == attempt.provider_id,
        ProviderSignOut.told_at >= attempt.asked_at,
        meant,
    )
    if auth_time is not None:
        statement = statement.where(ProviderSignOut.issued_at >= auth_time - WHOLE_SECOND)
    return db.session().execute(statement.limit(1)).first() is not None


def get_session(session_id: UUID) -> SignInSession:
    """Return a session by id."""
    return one(db.session().get(SignInSession, session_id))
