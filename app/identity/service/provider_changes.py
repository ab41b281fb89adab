"""Adding or changing a provider: one administrator asks, one of another organisation agrees.

Our key for it is made here and never leaves; the provider gets the public half. What was agreed is
closed at first: test it, then open it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.adapters.keys import MasterKey
from app.adapters.openid import ASYMMETRIC_ALGORITHMS, origin_of
from app.identity import queries
from app.identity.actions import IdentityAction
from app.identity.models import (
    IdentityProvider,
    Organisation,
    ProviderAnswer,
    ProviderChange,
)
from app.identity.policy import IdentityPermission
from app.identity.service.organisations import ProviderFacts, is_another, pin
from app.identity.service.providers import KEY_PURPOSE, SECRET_PURPOSE
from app.identity.service.sessions import take_fresh_sign_in
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_LEVEL = 200
PURPOSE = "provider:change:approve"
MOST_ORIGINS = 5
MOST_WAITING = 10
"""Changes that one person may have waiting at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedProvider:
    """A provider as an administrator types it."""

    slug: str
    issuer: str
    discovery_url: str
    client_id: str
    algorithms: tuple[str, ...]
    accepted_acr: tuple[str, ...]
    classified_acr: tuple[str, ...] = ()
    """Of these, the levels with which people also see what is classified."""
    extra_origins: tuple[str, ...] = ()
    has_secret: bool = False
    """It takes a shared secret from us instead of a signature by our key."""
    secret: str = ""
    """Empty when the secret that is there stays."""


def ask_for_provider(
    actor: Actor, organisation: Organisation, *, wanted: WantedProvider, master: MasterKey
) -> ProviderChange:
    """Ask for a new provider of an organisation, or a change of one it has.

    Raises:
        Refused: something in it cannot be, or a change of this provider waits already.
    """
    _check_addresses(wanted)
    private = ec.generate_private_key(ec.SECP256R1())
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with begin_work(actor) as work:
        require(actor, IdentityPermission.ADMINISTER, organisation)
        if queries.count_waiting_of(actor.person_id) >= MOST_WAITING:
            raise Refused(
                _(
                    "%(most)d changes that you asked wait for an answer. Take one back first.",
                    most=MOST_WAITING,
                )
            )
        known = queries.find_any_provider(wanted.slug)
        _check_free(organisation, wanted=wanted, known=known)
        client_secret = _secret_of(wanted, known, master=master)
        change = ProviderChange(
            id=ids.new_id(),
            organisation_id=organisation.id,
            slug=wanted.slug,
            issuer=wanted.issuer,
            discovery_url=wanted.discovery_url,
            client_id=wanted.client_id,
            client_key=master.wrap(secret, purpose=KEY_PURPOSE),
            public_key=public.decode(),
            algorithms=list(wanted.algorithms),
            accepted_acr=list(wanted.accepted_acr),
            classified_acr=list(wanted.classified_acr),
            extra_origins=[origin_of(each) for each in wanted.extra_origins],
            client_secret=client_secret,
            is_new=known is None,
            asked_by_id=actor.person_id,
            asked_for_id=actor.organisation_id,
            asked_at=clock.now(),
        )
        work.add(change)
        work.record(IdentityAction.PROVIDER_ASKED, change, slug=wanted.slug, issuer=wanted.issuer)
    return change


def purpose_of(change: ProviderChange) -> dict[str, str]:
    """Return what the fresh sign-in of who agrees is for: this change, which never changes."""
    return {"action": PURPOSE, "change": str(change.id)}


def approve_change(
    actor: Actor, change: ProviderChange, *, master: MasterKey, ticket_id: UUID
) -> IdentityProvider:
    """Agree with a change: the provider is what was asked from now on, and closed until opened.

    Args:
        ticket_id: of the fresh sign-in with which the person confirmed it.

    Raises:
        NotAllowed: nobody of the organisation that asked can agree, none of the two is of the
            organisation whose provider it is, or it was answered already.
        Refused: its name or issuer was taken meanwhile, or nobody signed in anew for this.

    """
    with begin_work(actor) as work:
        known = queries.find_any_provider(change.slug)
        if known is not None:
            work.lock(known)  # before any person, as who signs in by it takes them
        work.lock(change)
        work.lock(change.asked_by)
        known = known or queries.find_any_provider(change.slug)
        if change.is_waiting:
            _check_still_so(change, known)
        require(actor, IdentityPermission.APPROVE_CHANGE, change)
        take_fresh_sign_in(work, ticket_id=ticket_id, purpose=purpose_of(change))
        facts = ProviderFacts(
            slug=change.slug,
            issuer=change.issuer,
            discovery_url=change.discovery_url,
            client_id=change.client_id,
            client_key=master.unwrap(change.client_key, purpose=KEY_PURPOSE),
            algorithms=tuple(change.algorithms),
            accepted_acr=tuple(change.accepted_acr),
            classified_acr=tuple(change.classified_acr),
            extra_origins=tuple(change.extra_origins),
            client_secret=None
            if change.client_secret is None
            else master.unwrap(change.client_secret, purpose=SECRET_PURPOSE),
        )
        _answer(work, change, ProviderAnswer.APPROVED)
        work.settle()
        return pin(work, change.organisation, facts=facts, master=master, is_active=False)


def _check_still_so(change: ProviderChange, known: IdentityProvider | None) -> None:
    """Refuse what is no longer what both saw: something of this name was entered meanwhile.

    Raises:
        Refused: it is to be asked anew.
    """
    is_new = known is None
    if is_new is not change.is_new or (
        known is not None and known.organisation_id != change.organisation_id
    ):
        raise Refused(
            _("A provider of this name was entered meanwhile. Refuse this, and ask for it anew.")
        )
    same = queries.find_provider_by_issuer(change.issuer)
    if same is not None and same.slug != change.slug:
        raise Refused(_("Another provider has this issuer already."), field="issuer")


def refuse_change(actor: Actor, change: ProviderChange) -> None:
    """Refuse a change, or take the own one back; nothing changes.

    Raises:
        NotAllowed: it was answered already.
    """
    with begin_work(actor) as work:
        work.lock(change)
        require(actor, IdentityPermission.REFUSE_CHANGE, change)
        _answer(work, change, ProviderAnswer.REFUSED)
        work.record(IdentityAction.PROVIDER_REFUSED, change, slug=change.slug)


def _answer(work: Work, change: ProviderChange, answer: ProviderAnswer) -> None:
    change.answered_by_id = work.actor.person_id
    change.answered_for_id = work.actor.organisation_id
    change.answered_at, change.answer = clock.now(), answer


def _secret_of(
    wanted: WantedProvider, known: IdentityProvider | None, *, master: MasterKey
) -> bytes | None:
    """Return the sealed secret of what is asked; what is there stays when none was typed.

    Never for another provider than it was given to: whoever asks for one could collect it there.

    Raises:
        Refused: a secret is needed, and none was typed.
    """
    if not wanted.has_secret:
        return None
    if wanted.secret:
        return master.wrap(wanted.secret.encode(), purpose=SECRET_PURPOSE)
    stays = (
        known is not None
        and known.client_secret is not None
        and known.client_id == wanted.client_id
        and not is_another(known, issuer=wanted.issuer, discovery_url=wanted.discovery_url)
        and set(map(origin_of, wanted.extra_origins)) <= set(known.extra_origins)
    )
    if known is None or not stays:
        raise Refused(_("Type the secret that the provider gave us."), field="secret")
    return known.client_secret


def _check_address(address: str, *, field: str) -> None:
    try:
        origin_of(address)
    except ValueError as fault:
        raise Refused(_("This is not a complete web address."), field=field) from fault
    if urlsplit(address).scheme != "https":
        raise Refused(_("Only an address that begins with https:// will do."), field=field)


def _check_addresses(wanted: WantedProvider) -> None:
    if not SLUG.fullmatch(wanted.slug):
        raise Refused(_("Use small letters, digits and hyphens."), field="slug")
    _check_address(wanted.issuer, field="issuer")
    _check_address(wanted.discovery_url, field="discovery_url")
    for each in wanted.extra_origins:
        _check_address(each, field="extra_origins")
    if len(wanted.extra_origins) > MOST_ORIGINS:
        raise Refused(_("These are too many addresses."), field="extra_origins")
    if not wanted.algorithms or not set(wanted.algorithms) <= ASYMMETRIC_ALGORITHMS:
        raise Refused(_("Choose at least one way to sign."), field="algorithms")
    if any(len(each) > LONGEST_LEVEL for each in wanted.accepted_acr):
        raise Refused(_("One of these levels is too long."), field="accepted_acr")
    if not set(wanted.classified_acr) <= set(wanted.accepted_acr):
        raise Refused(
            _("Name here only levels that stand above as accepted."), field="classified_acr"
        )


def _check_free(
    organisation: Organisation, *, wanted: WantedProvider, known: IdentityProvider | None
) -> None:
    """Refuse what another provider has, or what somebody asked already.

    Raises:
        Refused: beside the field it belongs to.
    """
    if known is not None and known.organisation_id != organisation.id:
        raise Refused(_("Another organisation has a provider of this name."), field="slug")
    same = queries.find_provider_by_issuer(wanted.issuer)
    if same is not None and same.slug != wanted.slug:
        raise Refused(_("Another provider has this issuer already."), field="issuer")
    if queries.find_waiting_change(wanted.slug) is not None:
        raise Refused(_("A change of this provider waits for an answer. Answer that first."))
