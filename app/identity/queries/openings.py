"""Opening and pausing providers: who of its own can, what waits, and from when one may be open."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, exists, func, literal, select
from sqlalchemy.orm import aliased

from app.identity.models import (
    ADMINISTRATOR,
    IdentityProvider,
    Organisation,
    Pauses,
    Person,
    ProviderAnswer,
    ProviderChange,
    ProviderLift,
    ProviderOpening,
)
from app.identity.policy import IdentityPermission
from app.identity.queries.administration import check_administers
from app.identity.queries.found import one
from app.kernel import clock, db
from app.kernel.access import Actor, require

COOL_OFF = timedelta(hours=24)
"""So long everybody can read a change before anybody comes in by it."""
REST = timedelta(hours=24)
"""So long an organisation does not pause again what went on after a pause of its own."""


def get_provider_for(actor: Actor, permission: IdentityPermission, slug: str) -> IdentityProvider:
    """Return a provider for an administrator, in use or not, and decide the permission."""
    check_administers(actor)
    statement = select(IdentityProvider).where(IdentityProvider.slug == slug)
    provider = one(db.session().execute(statement).scalar_one_or_none())
    _note_both(actor, provider)
    if permission is not IdentityPermission.LOOK_AFTER:
        require(actor, permission, provider)
    return provider


def get_opening_for(
    actor: Actor, permission: IdentityPermission, opening_id: UUID
) -> ProviderOpening:
    """Return what was asked of a provider, and decide the permission."""
    opening = one(db.session().get(ProviderOpening, opening_id))
    note_who_opens(opening.provider)
    require(actor, permission, opening)
    return opening


def note_who_opens(provider: IdentityProvider) -> None:
    """Note with a provider whether an administrator of its own organisation can come in to open it.

    By another provider, since nobody comes in by this one. To open what was closed, one that others
    paused counts as well: else whoever pauses it would take away the word its organisation has.
    """
    provider.opens_itself = bool(db.session().execute(select(_can_open(provider))).scalar_one())


def note_pauses(actor: Actor, provider: IdentityProvider) -> None:
    """Note with a provider what keeps the actor's organisation from pausing it."""
    found = db.session().execute(select(*_pauses(actor, provider))).one()
    provider.pauses = Pauses(*found)


def _note_both(actor: Actor, provider: IdentityProvider) -> None:
    statement = select(_can_open(provider), *_pauses(actor, provider))
    can_open, standing, was_lifted = db.session().execute(statement).one()
    provider.opens_itself, provider.pauses = can_open, Pauses(standing, was_lifted)


def _can_open(provider: IdentityProvider) -> Exists:
    another = aliased(IdentityProvider)
    can_open = exists().where(
        another.organisation_id == provider.organisation_id,
        another.id != provider.id,
        another.is_active,
        Person.provider_id == another.id,
        Person.organisation_id == provider.organisation_id,
        Person.blocked_at.is_(None),
        Person.duties.contains([ADMINISTRATOR]),
    )
    return can_open.where(another.paused_at.is_(None)) if provider.is_active else can_open


def _pauses(actor: Actor, provider: IdentityProvider) -> tuple[ColumnElement[int], Exists]:
    """Return how many others the actor's organisation holds, and whether this one went on lately.

    Nothing keeps an organisation from pausing its own, nor a command on the machine from any.
    """
    home, another = actor.organisation_id, aliased(IdentityProvider)
    is_elsewhere = literal(home is not None and home != provider.organisation_id)
    standing = select(func.count()).where(
        is_elsewhere,
        another.paused_at.is_not(None),
        another.paused_for_id == home,
        another.organisation_id != home,
        another.id != provider.id,
    )
    was_lifted = exists().where(
        is_elsewhere,
        ProviderLift.provider_id == provider.id,
        ProviderLift.organisation_id == home,
        ProviderLift.lifted_at > clock.now() - REST,
    )
    return standing.scalar_subquery(), was_lifted


def find_paused_by(provider: IdentityProvider) -> Organisation | None:
    """Find of which organisation it was who paused a provider; None for a command."""
    if provider.paused_for_id is None:
        return None
    return db.session().get(Organisation, provider.paused_for_id)


def find_waiting_opening(provider: IdentityProvider) -> ProviderOpening | None:
    """Find what waits for a second administrator about opening a provider."""
    statement = select(ProviderOpening).where(
        ProviderOpening.provider_id == provider.id, ProviderOpening.answer.is_(None)
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_first_moment(provider: IdentityProvider) -> datetime | None:
    """Find from when a provider may be open, while it was changed so lately that it may not yet."""
    statement = select(func.max(ProviderChange.answered_at)).where(
        ProviderChange.slug == provider.slug, ProviderChange.answer == ProviderAnswer.APPROVED
    )
    agreed_at: datetime | None = db.session().execute(statement).scalar_one()
    if agreed_at is None or agreed_at + COOL_OFF <= clock.now():
        return None
    return agreed_at + COOL_OFF
