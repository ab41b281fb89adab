"""What administrators look after: organisations, accounts, and what is asked about providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from app.identity.models import (
    ADMINISTRATOR,
    IdentityProvider,
    Organisation,
    Person,
    ProviderChange,
    RefusedSignIn,
)
from app.identity.policy import INSTALLATION, IdentityPermission, OrganisationCard
from app.identity.queries.found import one
from app.identity.queries.organisations import get_organisation
from app.identity.queries.standing import IS_OPEN
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.text import _

MOST_ACCOUNTS = 100
MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in the list of administrators."""

    organisation: Organisation
    people: int
    blocked: int
    open_providers: int
    closed_providers: int

    @property
    def sign_in(self) -> tuple[str, str]:
        """Whether its people can come in, in words and by the tone of a tag."""
        if self.open_providers:
            return _("Open"), "ok"
        return (_("Closed"), "stop") if self.closed_providers else (_("None yet"), "warn")


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How often people could not sign in at a provider, for one reason."""

    reason: str
    times: int
    last_in: datetime
    """The hour in which it happened last."""


def check_administers(actor: Actor) -> None:
    """Go on only for who looks after accounts and providers.

    Raises:
        NotAllowed: the actor does not.
    """
    require(actor, IdentityPermission.LOOK_AFTER, INSTALLATION)


def check_watches(actor: Actor) -> None:
    """Go on only for administrators and privacy officers.

    Raises:
        NotAllowed: the actor is neither.
    """
    require(actor, IdentityPermission.READ_TRUST, INSTALLATION)


def get_organisation_for(actor: Actor, code: str) -> Organisation:
    """Return an organisation for an administrator."""
    check_administers(actor)
    return get_organisation(code)


def get_card_for(actor: Actor, permission: IdentityPermission, code: str) -> OrganisationCard:
    """Return how an organisation is entered, and decide the permission."""
    card = card_of(get_organisation(code))
    require(actor, permission, card)
    return card


def card_of(organisation: Organisation) -> OrganisationCard:
    """Return how an organisation is entered, and whether it speaks for itself."""
    return OrganisationCard(organisation, _has_voice(organisation.id))


def get_account_for(actor: Actor, permission: IdentityPermission, person_id: UUID) -> Person:
    """Return an account, and decide the permission."""
    person = one(db.session().get(Person, person_id))
    require(actor, permission, person)
    return person


def get_change_for(actor: Actor, permission: IdentityPermission, change_id: UUID) -> ProviderChange:
    """Return what was asked about a provider, and decide the permission."""
    change = one(db.session().get(ProviderChange, change_id))
    change.needs_its_own = _has_voice(change.organisation_id)
    require(actor, permission, change)
    return change


def _has_voice(organisation_id: UUID) -> bool:
    """Tell whether an organisation decides itself by whom its people come in.

    It has an administrator who is not blocked, and had a provider by which one could sign in;
    whether that is open does not count, since others can close it.
    """
    here = select(IdentityProvider.id).where(IdentityProvider.organisation_id == organisation_id)
    speaks = select(Person.id).where(
        Person.organisation_id == organisation_id,
        Person.blocked_at.is_(None),
        Person.duties.contains([ADMINISTRATOR]),
    )
    found = select(here.exists(), speaks.exists())
    has_provider, has_administrator = db.session().execute(found).one()
    return bool(has_provider and has_administrator)


def list_organisation_rows() -> list[OrganisationRow]:
    """Return every organisation with how many accounts and providers it has, by name."""
    statement = select(
        Organisation,
        _count(Person, Person.organisation_id),
        _count(Person, Person.organisation_id, Person.blocked_at.is_not(None)),
        _count(IdentityProvider, IdentityProvider.organisation_id, and_(*IS_OPEN)),
        _count(IdentityProvider, IdentityProvider.organisation_id, not_(and_(*IS_OPEN))),
    ).order_by(Organisation.name, Organisation.id)
    return [OrganisationRow(*row) for row in db.session().execute(statement)]


def _count(
    table: type, key: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]
) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(table)
        .where(key == Organisation.id, *conditions)
        .correlate(Organisation)
        .scalar_subquery()
    )


def state_of_account(person: Person) -> tuple[str, str]:
    """Return whether somebody can come in, in words and by the tone of a tag."""
    if person.blocked_at:
        return _("Blocked"), "stop"
    return (_("Active"), "ok") if person.subject else (_("Invited"), "info")


def search_accounts(
    organisation_id: UUID, words: str, *, limit: int = MOST_ACCOUNTS
) -> list[Person]:
    """Return accounts of an organisation by name, blocked ones too; no more than fit on a page.

    Args:
        words: part of a name, login or address; all accounts when empty.
    """
    statement = (
        select(Person)
        .where(Person.organisation_id == organisation_id)
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    if words:
        held = [
            column.icontains(words, autoescape=True)
            for column in (Person.name, Person.login, Person.email)
        ]
        statement = statement.where(or_(*held))
    return list(db.session().execute(statement).scalars())


def list_providers_of(organisation_id: UUID) -> list[IdentityProvider]:
    """Return the providers of an organisation, in use or not, by name."""
    statement = (
        select(IdentityProvider)
        .where(IdentityProvider.organisation_id == organisation_id)
        .order_by(IdentityProvider.slug)
    )
    return list(db.session().execute(statement).scalars())


def count_waiting_of(person_id: UUID | None) -> int:
    """Count what one person asked about providers that waits for an answer."""
    statement = select(func.count()).where(
        ProviderChange.asked_by_id == person_id, ProviderChange.answer.is_(None)
    )
    return int(db.session().execute(statement).scalar_one())


def list_changes(*, is_waiting: bool, page: int = 1) -> list[ProviderChange]:
    """Return what waits for an answer, or what was answered; the newest first.

    Args:
        page: of so many as fit on one, from 1; one more than fits tells that there is another.
    """
    state = ProviderChange.answer.is_(None) if is_waiting else ProviderChange.answer.is_not(None)
    statement = (
        select(ProviderChange)
        .where(state)
        .order_by(ProviderChange.asked_at.desc(), ProviderChange.id)
        .offset((page - 1) * MOST_CHANGES)
        .limit(MOST_CHANGES + 1)
    )
    return list(db.session().execute(statement).scalars())


def find_waiting_change(slug: str) -> ProviderChange | None:
    """Find what waits for an answer about a provider."""
    statement = select(ProviderChange).where(
        ProviderChange.slug == slug, ProviderChange.answer.is_(None)
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_provider_by_issuer(issuer: str) -> IdentityProvider | None:
    """Find the provider with this issuer, in use or not."""
    statement = select(IdentityProvider).where(IdentityProvider.issuer == issuer)
    return db.session().execute(statement).scalar_one_or_none()


def count_refusals(provider_id: UUID) -> Sequence[RefusalCount]:
    """Return how often people could not sign in at a provider lately, the latest reason first."""
    last = func.max(RefusedSignIn.hour)
    statement = (
        select(RefusedSignIn.reason, func.sum(RefusedSignIn.times), last)
        .where(RefusedSignIn.provider_id == provider_id)
        .group_by(RefusedSignIn.reason)
        .order_by(last.desc(), RefusedSignIn.reason)
    )
    return [RefusalCount(*row) for row in db.session().execute(statement)]


def count_refusal(provider_id: UUID, *, reason: str, hour: datetime) -> bool:
    """Count a refused sign-in; tell whether it is the first of this kind in its hour."""
    kept = insert(RefusedSignIn).values(provider_id=provider_id, reason=reason, hour=hour, times=1)
    counted = kept.on_conflict_do_update(
        index_elements=["provider_id", "reason", "hour"],
        set_={"times": RefusedSignIn.times + 1},
    ).returning(RefusedSignIn.times)
    return bool(db.session().execute(counted).scalar_one() == 1)
