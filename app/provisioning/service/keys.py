"""Keys of directories: made and ended by an administrator; shown once, kept as a hash."""

from __future__ import annotations

from datetime import timedelta

from app.identity.events import PeopleUnbound, ProviderClosed
from app.identity.models import IdentityProvider
from app.identity.policy import INSTALLATION, IdentityPermission
from app.identity.queries import hash_secret
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.provisioning import queries
from app.provisioning.actions import ProvisioningAction
from app.provisioning.models import ProvisioningKey

LONGEST_LIFE = 400
"""Days a key may live: a year, and the time to put a new one in its place."""
MARK = "szd_"
"""How a key begins, so that one that leaked is recognised."""


def make_key(actor: Actor, provider: IdentityProvider, *, days: int) -> str:
    """Make a key for the directory of a provider; returned once. Those there are go on.

    So the directory can change over to the new one before the old one is ended.

    Raises:
        Refused: it would live too long.
    """
    if not 1 <= days <= LONGEST_LIFE:
        raise Refused(_("A key lives from 1 to %(days)d days.", days=LONGEST_LIFE), field="days")
    secret, moment = f"{MARK}{ids.new_secret()}", clock.now()
    with begin_work(actor) as work:
        require(actor, IdentityPermission.LOOK_AFTER, INSTALLATION)
        key = ProvisioningKey(
            provider_id=provider.id,
            key_hash=hash_secret(secret),
            made_at=moment,
            expires_at=moment + timedelta(days=days),
        )
        work.add(key)
        work.record(ProvisioningAction.KEY_MADE, provider.organisation, provider=provider.id)
    return secret


def end_keys(actor: Actor, provider: IdentityProvider) -> int:
    """End all keys of the directory of a provider; return how many were in force."""
    with begin_work(actor) as work:
        require(actor, IdentityPermission.LOOK_AFTER, INSTALLATION)
        return _end_keys(work, provider)


def hear_closed(work: Work, event: ProviderClosed) -> None:
    """End the keys of a provider that was closed."""
    _end_keys(work, event.provider)


def hear_unbound(work: Work, event: PeopleUnbound) -> None:
    """Forget what a directory told of people who are known by its provider no more."""
    work.session.execute(queries.forgetting_accounts(event.provider.id))


def _end_keys(work: Work, provider: IdentityProvider) -> int:
    """End them together with what else ends; the decision is the caller's."""
    found = queries.list_keys([provider.id]).get(provider.id, [])
    for each in found:
        each.ended_at = clock.now()
    if found:
        work.record(ProvisioningAction.KEYS_ENDED, provider.organisation, provider=provider.id)
    return len(found)
