"""Who keeps accounts: the directory of the organisation they are of, else its administrators."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.identity import policy as people
from app.identity.models import Person
from app.kernel.access import Actor, Permission, grant, rule, system_actor
from app.kernel.text import lazy
from app.provisioning.models import ProvisioningKey

DIRECTORY = "directory"


class ProvisioningPermission(Permission):
    """What a directory may do."""

    KEEP = "person:directory-account:keep"
    CORRECT = "person:account:correct"


def directory_of(key: ProvisioningKey) -> Actor:
    """Return who speaks with a key: it sees what is no content, and of its organisation only."""
    return system_actor(DIRECTORY, organisation_id=key.provider.organisation_id)


@rule(lazy("This account is of another organisation."), is_sight=True)
def is_its_own(actor: Actor, person: Person) -> bool:
    """Hold for the directory of the person's own organisation."""
    is_directory = actor.is_job(DIRECTORY)
    return is_directory and actor.organisation_id == person.organisation_id


@dataclass(frozen=True, slots=True)
class AccountCard:
    """How a person is entered, and whether a directory keeps that: the thing of `CORRECT`."""

    person: Person
    is_told: bool
    """True when a directory entered the account, and can still speak to us."""

    @property
    def id(self) -> UUID:
        """The person's id, for the ledger."""
        return self.person.id


@rule(lazy("This is not meant for you."), is_sight=True)
def sees_account(actor: Actor, card: AccountCard) -> bool:
    """Hold for who may know that the account exists."""
    return people.sees_accounts.holds(actor, card.person)


@rule(lazy("Only an administrator of this person's own organisation may do this."))
def keeps_it(actor: Actor, card: AccountCard) -> bool:
    """Hold within one's own organisation."""
    return people.keeps_accounts_of_its_own.holds(actor, card.person)


@rule(
    lazy(
        "The personnel system of this organisation keeps this account, and would put back what you"
        " correct here. Have it corrected there."
    )
)
def is_typed_here(_actor: Actor, card: AccountCard) -> bool:
    """Hold for what no directory tells us."""
    return not card.is_told


grant(ProvisioningPermission.KEEP, is_its_own)
grant(ProvisioningPermission.CORRECT, sees_account, keeps_it, is_typed_here)
