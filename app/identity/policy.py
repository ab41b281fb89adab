"""Who may do what with people and sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.identity.models import ADMINISTRATOR, MANDATE_KEEPER, Mandate, Person
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy

COMMANDS = ("system:command", "system:demonstration")
"""System actors that only a command on the machine itself can be."""


class IdentityPermission(Permission):
    """What one may do around people."""

    SIGN_IN = "person:session:start"
    CHANGE_OWN = "person:settings:change"
    ADMINISTER = "person:account:administer"
    READ_REGISTER = "organisation:mandate:read"
    KEEP_REGISTER = "organisation:mandate:keep"


@dataclass(frozen=True, slots=True)
class Register:
    """The mandates of one organisation."""

    organisation_id: UUID | None

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


@rule(lazy("Your account is blocked. Ask the coordinator of your organisation."))
def is_not_blocked(_actor: Actor, person: Person) -> bool:
    """Refuse a blocked person everything."""
    return person.blocked_at is None


@rule(lazy("This belongs to someone else."), is_sight=True)
def is_oneself(actor: Actor, person: Person) -> bool:
    """One's own settings, sessions and tokens."""
    return actor.person_id == person.id


@rule(lazy("Only the functional administrator may do this."))
def administers(actor: Actor, _person: Person) -> bool:
    """Hold for the functional administrator and for a command on the machine itself."""
    return ADMINISTRATOR in actor.duties or actor.name in COMMANDS


@rule(lazy("This register is of another organisation."), is_sight=True)
def is_of_own_organisation(actor: Actor, thing: Register | Mandate) -> bool:
    """Hold for people of the organisation whose register it is."""
    return actor.is_person and actor.organisation_id == thing.organisation_id


@rule(lazy("Only who keeps the register of mandates of your organisation may do this."))
def keeps_mandates(actor: Actor, _thing: Register | Mandate) -> bool:
    """Hold for who has this duty; coordinating a workspace is not enough."""
    return MANDATE_KEEPER in actor.duties and actor.token_id is None


grant(IdentityPermission.READ_REGISTER, is_of_own_organisation)
grant(IdentityPermission.KEEP_REGISTER, is_of_own_organisation, keeps_mandates)
grant(IdentityPermission.SIGN_IN, is_not_blocked)
grant(IdentityPermission.CHANGE_OWN, is_oneself, is_not_blocked)
grant(IdentityPermission.ADMINISTER, administers)
