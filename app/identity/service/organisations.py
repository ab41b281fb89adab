"""Organisations, providers, people and mandates, as an administrator or a command enters them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import IdentityProvider, Mandate, Organisation, Person
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.service.providers import KEY_PURPOSE
from app.kernel import ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work

SKEW_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """An organisation as it is entered."""

    code: str
    name: str
    short_name: str
    kind: str
    mail_domain: str
    highest_classification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """A provider as two administrators agreed on it."""

    slug: str
    issuer: str
    discovery_url: str
    client_id: str
    client_key: bytes
    """Private key (PEM) with which we prove who we are."""
    algorithms: tuple[str, ...]
    accepted_acr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A person as entered, with the identity known beforehand when there is one."""

    login: str
    name: str
    email: str
    job_title: str
    duties: tuple[str, ...] = ()
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFacts:
    """A mandate as its register has it."""

    number: str
    office: str
    covers: str
    valid_from: date
    valid_to: date
    source: str


def add_organisation(actor: Actor, facts: OrganisationFacts) -> Organisation:
    """Enter an organisation.

    Raises:
        Refused: there is one with this code already.
    """
    with begin_work(actor) as work:
        if queries.find_organisation(facts.code) is not None:
            raise Refused(_("There is an organisation %(code)s already.", code=facts.code), "code")
        organisation = Organisation(
            id=ids.new_id(),
            code=facts.code,
            name=facts.name,
            short_name=facts.short_name,
            kind=facts.kind,
            mail_domain=facts.mail_domain,
            highest_classification=facts.highest_classification,
        )
        require(actor, IdentityPermission.ADMINISTER, organisation)
        work.add(organisation)
        work.record(IdentityAction.ORGANISATION_ADDED, organisation, code=facts.code)
    return organisation


def pin_provider(
    actor: Actor,
    organisation: Organisation,
    *,
    facts: ProviderFacts,
    master: MasterKey,
    is_active: bool = True,
) -> IdentityProvider:
    """Enter or change the provider of an organisation; its issuer is pinned from then on."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, organisation)
        return pin(work, organisation, facts=facts, master=master, is_active=is_active)


def pin(
    work: Work,
    organisation: Organisation,
    *,
    facts: ProviderFacts,
    master: MasterKey,
    is_active: bool,
) -> IdentityProvider:
    """Put a provider in force as it was agreed; the decision is the caller's."""
    provider = queries.find_any_provider(facts.slug)
    if provider is None:
        provider = IdentityProvider(id=ids.new_id(), slug=facts.slug)
        work.add(provider)
    provider.organisation_id = organisation.id
    provider.issuer, provider.discovery_url = facts.issuer, facts.discovery_url
    provider.client_id, provider.client_secret = facts.client_id, None
    provider.client_key = master.wrap(facts.client_key, purpose=KEY_PURPOSE)
    provider.algorithms = list(facts.algorithms)
    provider.accepted_acr = list(facts.accepted_acr)
    provider.max_clock_skew_seconds, provider.is_active = SKEW_SECONDS, is_active
    work.record(IdentityAction.PROVIDER_PINNED, provider, issuer=facts.issuer)
    return provider


CLOSE_ALL = "update identity_provider set is_active = false"
"""For who puts an older state back, in the same transaction: nobody is let in by it."""


def close_provider(actor: Actor, provider: IdentityProvider) -> None:
    """Let nobody in by a provider: sessions and tokens of its people do nothing from now on."""
    _switch(actor, provider, is_active=False, action=IdentityAction.PROVIDER_CLOSED)


def open_provider(actor: Actor, provider: IdentityProvider) -> None:
    """Let people in by a provider again."""
    _switch(actor, provider, is_active=True, action=IdentityAction.PROVIDER_OPENED)


def _switch(
    actor: Actor, provider: IdentityProvider, *, is_active: bool, action: IdentityAction
) -> None:
    with begin_work(actor) as work:
        work.lock(provider)
        require(actor, IdentityPermission.ADMINISTER, provider)
        provider.is_active = is_active
        work.record(action, provider)


def note_restored(actor: Actor, *, made_at: str) -> None:
    """Write in the platform's log that what is here was put back as it was then.

    Args:
        made_at: moment of the backup, as it says itself.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, INSTALLATION)
        work.record(IdentityAction.PUT_BACK, INSTALLATION, made_at=made_at)


def note_rewrapped(actor: Actor, *, keys: int) -> None:
    """Write in the platform's log that stored keys were wrapped by a newer master key.

    Args:
        keys: how many.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, INSTALLATION)
        work.record(IdentityAction.KEYS_REWRAPPED, INSTALLATION, keys=keys)


def add_person(
    actor: Actor,
    organisation: Organisation,
    *,
    facts: PersonFacts,
    provider: IdentityProvider | None = None,
) -> Person:
    """Enter a person; without a known identity an invitation binds it later."""
    with begin_work(actor) as work:
        person = Person(
            id=ids.new_id(),
            organisation_id=organisation.id,
            provider_id=provider.id if provider and facts.subject else None,
            subject=facts.subject,
            login=facts.login,
            name=facts.name,
            email=facts.email,
            job_title=facts.job_title,
            duties=list(facts.duties),
        )
        person.organisation = organisation
        require(actor, IdentityPermission.ADMINISTER, person)
        work.add(person)
        work.record(IdentityAction.PERSON_ADDED, person, organisation=organisation.id)
    return person


def add_mandate(actor: Actor, holder: Person, facts: MandateFacts) -> Mandate:
    """Enter a mandate into the register of the holder's organisation."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, holder)
        mandate = Mandate(
            id=ids.new_id(),
            organisation_id=holder.organisation_id,
            holder_id=holder.id,
            number=facts.number,
            office=facts.office,
            covers=facts.covers,
            valid_from=facts.valid_from,
            valid_to=facts.valid_to,
            source=facts.source,
        )
        work.add(mandate)
        work.record(IdentityAction.MANDATE_ADDED, mandate, number=facts.number, holder=holder.id)
    return mandate
