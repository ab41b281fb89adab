"""Who may do what with people and sign-in."""

from __future__ import annotations

from app.identity.models import ADMINISTRATOR, Person
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy

COMMANDS = ("system:command", "system:demonstration")
"""System actors that only a command on the machine itself can be."""


class IdentityPermission(Permission):
    """What one may do around people."""

    SIGN_IN = "person:session:start"
    CHANGE_OWN = "person:settings:change"
    ADMINISTER = "person:account:administer"


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


grant(IdentityPermission.SIGN_IN, is_not_blocked)
grant(IdentityPermission.CHANGE_OWN, is_oneself, is_not_blocked)
grant(IdentityPermission.ADMINISTER, administers)
