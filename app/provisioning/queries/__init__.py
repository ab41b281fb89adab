"""Reading keys of directories and the accounts they entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Delete, Select, delete, func, select

from app.identity.models import IdentityProvider, Organisation, Person
from app.identity.queries import IS_OPEN, get_person, hash_secret, provider_stands_since
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.provisioning.models import ProvisionedAccount, ProvisioningKey
from app.provisioning.policy import AccountCard, ProvisioningPermission, directory_of

AN_HOUR = timedelta(hours=1)

IS_NOT_VOID = provider_stands_since(ProvisioningKey.made_at)
"""A key that another request made while its provider was being closed does nothing either."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which accounts a directory asks for: those of which one attribute equals a value."""

    attribute: Literal["address", "external_id", "id"]
    value: str


def find_key(secret: str) -> ProvisioningKey | None:
    """Find the key with this secret that is in force, at a provider people can sign in at."""
    statement = _in_force().where(ProvisioningKey.key_hash == hash_secret(secret))
    return db.session().execute(statement).scalar_one_or_none()


def is_in_force(key: ProvisioningKey) -> bool:
    """Tell whether a key that was found is in force still."""
    statement = select(_in_force().where(ProvisioningKey.id == key.id).exists())
    return bool(db.session().execute(statement).scalar_one())


def _in_force() -> Select[ProvisioningKey]:
    today = clock.today()
    return (
        select(ProvisioningKey)
        .join(IdentityProvider, IdentityProvider.id == ProvisioningKey.provider_id)
        .join(Organisation, Organisation.id == IdentityProvider.organisation_id)
        .where(
            ProvisioningKey.ended_at.is_(None),
            ProvisioningKey.expires_at > clock.now(),
            IS_NOT_VOID,
            *IS_OPEN,
            func.coalesce(Organisation.valid_to, today) >= today,
        )
    )


def list_ending(before: datetime) -> dict[UUID, datetime]:
    """Return the providers whose last key ends before a moment, or did, and when.

    A key that somebody ended is not among them: that is meant.
    """
    last = func.max(ProvisioningKey.expires_at)
    statement = (
        select(ProvisioningKey.provider_id, last)
        .where(ProvisioningKey.ended_at.is_(None))
        .group_by(ProvisioningKey.provider_id)
        .having(last < before)
    )
    return {row[0]: row[1] for row in db.session().execute(statement)}


def list_keys(provider_ids: Iterable[UUID]) -> dict[UUID, list[ProvisioningKey]]:
    """Return the keys in force of some providers, by provider, what ends first first."""
    statement = (
        select(ProvisioningKey)
        .join(IdentityProvider, IdentityProvider.id == ProvisioningKey.provider_id)
        .where(
            ProvisioningKey.provider_id.in_(list(provider_ids)),
            ProvisioningKey.ended_at.is_(None),
            ProvisioningKey.expires_at > clock.now(),
            IS_NOT_VOID,
        )
        .order_by(ProvisioningKey.expires_at, ProvisioningKey.id)
    )
    found: dict[UUID, list[ProvisioningKey]] = {}
    for each in db.session().execute(statement).scalars():
        found.setdefault(each.provider_id, []).append(each)
    return found


def list_accounts(
    key: ProvisioningKey, sought: Sought | None, *, start: int, count: int
) -> tuple[int, list[ProvisionedAccount]]:
    """Return how many accounts there are for a directory, and some of them, oldest first.

    Args:
        start: the first one, from 0.
    """
    actor, condition = directory_of(key), _here(key, sought)
    total: int = db.session().execute(_counting(condition)).scalar_one()
    statement = (
        select(ProvisionedAccount)
        .join(Person, Person.id == ProvisionedAccount.person_id)
        .where(*condition)
        .order_by(ProvisionedAccount.entered_at, ProvisionedAccount.person_id)
        .offset(start)
        .limit(count)
    )
    rows = list(db.session().execute(statement).scalars())
    for each in rows:
        require(actor, ProvisioningPermission.KEEP, each.person)
    return total, rows


def get_account(key: ProvisioningKey, person_id: UUID) -> ProvisionedAccount:
    """Return an account that this very directory entered and did not remove.

    Raises:
        NotFound: there is none.
    """
    account = db.session().get(ProvisionedAccount, person_id)
    if account is None or account.provider_id != key.provider_id or account.removed_at is not None:
        raise NotFound
    require(directory_of(key), ProvisioningPermission.KEEP, account.person)
    return account


def get_card_for(actor: Actor, permission: ProvisioningPermission, person_id: UUID) -> AccountCard:
    """Return how a person is entered, and decide the permission.

    Raises:
        NotFound: there is none, or not for this actor.
    """
    card = AccountCard(get_person(person_id), is_told=is_told(person_id))
    require(actor, permission, card)
    return card


def is_told(person_id: UUID) -> bool:
    """Tell whether a directory that can still speak to us keeps the account of somebody."""
    account = db.session().get(ProvisionedAccount, person_id)
    if account is None or account.removed_at is not None:
        return False
    return bool(list_keys([account.provider_id]))


def find_any(key: ProvisioningKey, external_id: str) -> ProvisionedAccount | None:
    """Find an account by what its directory calls it, also one that was removed."""
    statement = select(ProvisionedAccount).where(
        ProvisionedAccount.provider_id == key.provider_id,
        ProvisionedAccount.external_id == external_id,
    )
    return db.session().execute(statement).scalar_one_or_none()


def count_blocked(key: ProvisioningKey, *, since: datetime) -> tuple[int, int]:
    """Return how many people a directory blocked since a moment, and how many it has let in."""
    statement = select(
        func.count().filter(ProvisionedAccount.blocked_at >= since),
        func.count().filter(ProvisionedAccount.blocked_at.is_(None)),
    ).where(ProvisionedAccount.provider_id == key.provider_id)
    blocked, active = db.session().execute(statement).one()
    return blocked, active


def forgetting_accounts(provider_id: UUID) -> Delete:
    """Return the statement that forgets what the directory of a provider told of its accounts."""
    return delete(ProvisionedAccount).where(ProvisionedAccount.provider_id == provider_id)


def _here(key: ProvisioningKey, sought: Sought | None) -> tuple[ColumnElement[bool], ...]:
    here = (
        ProvisionedAccount.provider_id == key.provider_id,
        ProvisionedAccount.removed_at.is_(None),
    )
    if sought is None:
        return here
    if sought.attribute == "address":
        return (*here, func.lower(Person.email) == sought.value.lower())
    if sought.attribute == "external_id":
        return (*here, ProvisionedAccount.external_id == sought.value)
    return (*here, ProvisionedAccount.person_id == _as_id(sought.value))


def _as_id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _counting(condition: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    return (
        select(func.count())
        .select_from(ProvisionedAccount)
        .join(Person, Person.id == ProvisionedAccount.person_id)
        .where(*condition)
    )
