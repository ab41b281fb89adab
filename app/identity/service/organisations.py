"""Organisations, providers, people and mandates, as an administrator or a command enters them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import IdentityProvider, Mandate, Organisation, Person
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.service.correcting import OrganisationWords, check_names
from app.identity.service.ending import shut, unbind
from app.identity.service.providers import KEY_PURPOSE, SECRET_PURPOSE
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
    classified_acr: tuple[str, ...] = ()
    """Of these, the levels with which people also see what is classified."""
    extra_origins: tuple[str, ...] = ()
    client_secret: bytes | None = None
    """Used instead of the key, where a provider knows nothing else."""


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
        Refused: there is one with this code, mail domain or name already.
    """
    with begin_work(actor) as work:
        queries.wait_for_turn_of_names()
        if queries.find_organisation(facts.code) is not None:
            raise Refused(_("There is an organisation %(code)s already.", code=facts.code), "code")
        organisation = Organisation(
            id=ids.new_id(),
            code=facts.code,
            name=facts.name,
            short_name=facts.short_name,
            kind=facts.kind,
            mail_domain=facts.mail_domain.lower(),
            highest_classification=facts.highest_classification,
        )
        require(actor, IdentityPermission.ADMINISTER, organisation)
        words = OrganisationWords(facts.name, facts.short_name, facts.mail_domain)
        check_names(words)
        _add_with_own_domain(work, organisation)
        work.record(IdentityAction.ORGANISATION_ADDED, organisation, code=facts.code)
    return organisation


def _add_with_own_domain(work: Work, organisation: Organisation) -> None:
    """Add an organisation whose mail domain no other has: by it one finds where to sign in.

    Raises:
        Refused: another organisation has it.
    """
    try:
        with work.session.begin_nested():
            work.add(organisation)
            work.settle()
    except IntegrityError as taken:
        if "uq_organisation_mail_domain" not in str(taken.orig):
            raise
        told = _("Another organisation has this mail domain already.")
        raise Refused(told, field="mail_domain") from taken


def pin_provider(
    actor: Actor,
    organisation: Organisation,
    *,
    facts: ProviderFacts,
    master: MasterKey,
    is_active: bool = True,
    only_moved: bool = False,
) -> IdentityProvider:
    """Enter or change the provider of an organisation; its issuer is pinned from then on.

    Args:
        only_moved: it is the very same one at another address, as those of the demonstration are
            whenever that starts at another port; what it let in goes on.
    """
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, organisation)
        provider = queries.find_any_provider(facts.slug)
        if provider is None or not only_moved:
            return pin(work, organisation, facts=facts, master=master, is_active=is_active)
        _agree(provider, facts, master=master)
        work.record(IdentityAction.PROVIDER_PINNED, provider, issuer=facts.issuer)
        return provider


def pin(
    work: Work,
    organisation: Organisation,
    *,
    facts: ProviderFacts,
    master: MasterKey,
    is_active: bool,
) -> IdentityProvider:
    """Put a provider in force as it was agreed; the decision is the caller's.

    Whatever people came in by through the one before it ends. Where it is another one (another
    issuer, or another place that says which keys are its), nobody is known by it any more.

    Raises:
        Refused: another organisation has a provider of this name, or another one this issuer.
    """
    provider = queries.find_any_provider(facts.slug)
    told: dict[str, Any] = {"issuer": facts.issuer, "organisation": organisation.id}
    told["extra_origins"] = list(facts.extra_origins)
    if provider is None:
        provider = IdentityProvider(
            id=ids.new_id(), slug=facts.slug, organisation_id=organisation.id
        )
        _agree(provider, facts, master=master)
        provider.max_clock_skew_seconds, provider.is_active = SKEW_SECONDS, is_active
    else:
        work.lock(provider)
        if provider.organisation_id != organisation.id:
            raise Refused(_("Another organisation has a provider of this name."), field="slug")
        shut(work, provider)
        if is_another(provider, issuer=facts.issuer, discovery_url=facts.discovery_url):
            told |= {"issuer_before": provider.issuer, "unbound": unbind(work, provider)}
        _agree(provider, facts, master=master)
        provider.is_active = is_active
    try:
        with work.session.begin_nested():
            work.add(provider)
            work.settle()
    except IntegrityError as taken:
        raise Refused(_("Another provider has this issuer already."), field="issuer") from taken
    work.record(IdentityAction.PROVIDER_PINNED, provider, **told)
    return provider


def is_another(provider: IdentityProvider, *, issuer: str, discovery_url: str) -> bool:
    """Tell whether a provider would be another one, of which what it calls people proves nothing.

    So it is with another issuer, and with another description: that says which keys are its.
    """
    return (provider.issuer, provider.discovery_url) != (issuer, discovery_url)


def _agree(provider: IdentityProvider, facts: ProviderFacts, *, master: MasterKey) -> None:
    provider.issuer, provider.discovery_url = facts.issuer, facts.discovery_url
    provider.client_id = facts.client_id
    if facts.client_secret is None:
        provider.client_key = master.wrap(facts.client_key, purpose=KEY_PURPOSE)
        provider.client_secret = None
    else:
        provider.client_key = None
        provider.client_secret = master.wrap(facts.client_secret, purpose=SECRET_PURPOSE)
    provider.extra_origins = list(facts.extra_origins)
    provider.algorithms = list(facts.algorithms)
    provider.accepted_acr = list(facts.accepted_acr)
    provider.classified_acr = list(facts.classified_acr)


CLOSE_ALL = "update identity_provider set is_active = false"
"""For who puts an older state back, in the same transaction: nobody is let in by it."""


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
