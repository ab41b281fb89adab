"""Access tokens for systems: found by their secret, listed for whose they are, and ended."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Update, bindparam, func, select, update

from app.identity.models import ApiToken, IdentityProvider, Organisation, Person
from app.identity.policy import IdentityPermission
from app.identity.queries.found import one
from app.identity.queries.organisations import IS_STANDING
from app.identity.queries.standing import IS_KNOWN_THERE, stands_since
from app.kernel import clock, db
from app.kernel.access import Actor, require


def hash_secret(secret: str) -> bytes:
    """Hash a random secret of 256 bits for looking it up; it needs no salt or slowness."""
    return sha256(secret.encode()).digest()


IS_ANY_TOKEN = (
    ApiToken.revoked_at.is_(None),
    ApiToken.expires_at > bindparam("now"),
    *IS_KNOWN_THERE,
    *stands_since(ApiToken.made_at),
)
"""Asked of a token, its person and provider."""


class LivingToken(NamedTuple):
    """A token that lives, and whose it is; in the order in which it is read."""

    id: UUID
    scope: str
    person_id: UUID
    organisation_id: UUID
    name: str
    duties: list[str]
    language: str | None
    organisation_code: str
    is_strong: bool
    """Its person could sign in at a level with which what is classified is shown."""


CAN_BE_STRONG = func.cardinality(IdentityProvider.classified_acr) > 0

LIVING_TOKEN = (
    select(
        ApiToken.id,
        ApiToken.scope,
        Person.id,
        Person.organisation_id,
        Person.name,
        Person.duties,
        Person.language,
        Organisation.code,
        CAN_BE_STRONG,
        db.telling(Person.id, Person.organisation_id, is_strong=CAN_BE_STRONG),
    )
    .join(Person, Person.id == ApiToken.person_id)
    .join(IdentityProvider, IdentityProvider.id == Person.provider_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(IS_STANDING, ApiToken.token_hash == bindparam("token_hash"), *IS_ANY_TOKEN)
)


def find_token(secret: str) -> LivingToken | None:
    """Find a living API token, with its person, who asks from now on.

    The person's provider must still speak for them.
    """
    rows = db.rows(LIVING_TOKEN, {"token_hash": hash_secret(secret), "now": clock.now()})
    if not rows:
        return None
    found = LivingToken._make(rows[0][: len(LivingToken._fields)])
    db.note_told(found.person_id, found.organisation_id, is_strong=found.is_strong)
    return found


def list_tokens(person_id: UUID) -> list[ApiToken]:
    """Return the access tokens of a person that let in, what ends first first."""
    statement = (
        select(ApiToken)
        .join(Person, Person.id == ApiToken.person_id)
        .join(IdentityProvider, IdentityProvider.id == Person.provider_id)
        .where(ApiToken.person_id == person_id, *IS_ANY_TOKEN)
        .order_by(ApiToken.expires_at, ApiToken.id)
    )
    return list(db.session().execute(statement, {"now": clock.now()}).scalars())


def get_token_of(person: Person, token_id: UUID) -> ApiToken:
    """Return an access token of a person, in force or not."""
    statement = select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id)
    return one(db.session().execute(statement).scalar_one_or_none())


def get_token_for(
    actor: Actor, permission: IdentityPermission, token_id: UUID
) -> tuple[ApiToken, Person]:
    """Return an access token with whose it is, and decide the permission on that person."""
    token = one(db.session().get(ApiToken, token_id))
    person = one(db.session().get(Person, token.person_id))
    require(actor, permission, person)
    return token, person


def ending_tokens(moment: datetime, *who: ColumnElement[bool]) -> Update:
    """Return the statement that revokes the tokens of some people; each keeps its first moment."""
    theirs = ApiToken.person_id.in_(select(Person.id).where(*who))
    return (
        update(ApiToken)
        .where(theirs, ApiToken.revoked_at.is_(None))
        .values(revoked_at=moment)
        .execution_options(synchronize_session=False)
    )
