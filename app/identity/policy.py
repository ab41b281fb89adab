"""Who may do what with people and sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.identity.models import (
    ADMINISTRATOR,
    MANDATE_KEEPER,
    PRIVACY_OFFICER,
    DutyChange,
    Mandate,
    Person,
    ProviderChange,
)
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.text import lazy

COMMANDS = ("system:command", "system:demonstration")
"""System actors that only a command on the machine itself can be."""


class IdentityPermission(Permission):
    """What one may do around people."""

    SIGN_IN = "person:session:start"
    CHANGE_OWN = "person:settings:change"
    ADMINISTER = "person:account:administer"
    KEEP_ACCOUNT = "person:account:keep"
    READ_REGISTER = "organisation:mandate:read"
    KEEP_REGISTER = "organisation:mandate:keep"
    LOOK_AFTER = "installation:register:view"
    CHANGE_DUTIES = "person:duty:change"
    AGREE_DUTY = "person:duty:agree"
    REFUSE_DUTY = "person:duty:refuse"
    READ_TRUST = "installation:log:view"
    LOOK_AT_ACCOUNT = "person:account:view"
    LOOK_AT_CHANGE = "provider:change:view"
    APPROVE_CHANGE = "provider:change:approve"
    REFUSE_CHANGE = "provider:change:refuse"


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


@rule(lazy("This is not meant for you."), is_sight=True)
def is_for_administrators(actor: Actor, _thing: object) -> bool:
    """Accounts and what is asked about providers exist for administrators, on pages."""
    return actor.is_person and ADMINISTRATOR in actor.duties


class Waiting(Protocol):
    """What waits for an answer, or did."""

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""


class Asked(Waiting, Protocol):
    """What one administrator asks, and one of another organisation answers."""

    @property
    def asked_by_id(self) -> UUID:
        """Who asked it."""

    @property
    def asked_for_id(self) -> UUID:
        """The organisation of who asked, as it was then."""


@rule(lazy("This was answered already."))
def waits_for_an_answer(_actor: Actor, asked: Waiting) -> bool:
    """Nobody approved or refused it yet."""
    return asked.is_waiting


def is_of_elsewhere(actor: Actor, asked: Asked) -> bool:
    """Four eyes, of two organisations."""
    is_other_person = actor.person_id != asked.asked_by_id
    return is_other_person and actor.organisation_id != asked.asked_for_id


@rule(lazy("An administrator of another organisation must agree. Nobody alone changes a provider."))
def comes_from_elsewhere(actor: Actor, change: ProviderChange) -> bool:
    """Four eyes, of two organisations."""
    return is_of_elsewhere(actor, change)


@rule(lazy("One of the two administrators must be of the organisation whose provider it is."))
def speaks_for_its_own(actor: Actor, change: ProviderChange) -> bool:
    """Hold when one of the two is of that organisation, else any two could become its people.

    Where it has no administrator who is let in, or no provider yet by which one could sign in, any
    two of different organisations will do; people are then bound by an invitation of its own.
    """
    two = (change.asked_for_id, actor.organisation_id)
    return not change.needs_its_own or change.organisation_id in two


@rule(lazy("Who asked this may no longer ask it. Refuse it, and ask for it anew."))
def was_asked_by_who_may(_actor: Actor, change: ProviderChange) -> bool:
    """Whoever was blocked or lost the duty meanwhile is no second pair of eyes."""
    by = change.asked_by
    is_administrator = ADMINISTRATOR in by.duties and by.blocked_at is None
    return is_administrator and by.organisation_id == change.asked_for_id


@rule(lazy("This is not meant for you."), is_sight=True)
def sees_accounts(actor: Actor, _person: Person) -> bool:
    """Accounts exist for administrators, and for a command on the machine itself."""
    return ADMINISTRATOR in actor.duties or actor.name in COMMANDS


@rule(lazy("Only an administrator of this person's own organisation may do this."))
def keeps_accounts_of_its_own(actor: Actor, person: Person) -> bool:
    """Hold within one's own organisation, and for a command on the machine itself."""
    is_its_administrator = (
        ADMINISTRATOR in actor.duties
        and actor.token_id is None
        and actor.organisation_id == person.organisation_id
    )
    return is_its_administrator or actor.name in COMMANDS


@rule(lazy("Only administrators and privacy officers read the log of the installation."))
def watches_trust(actor: Actor, _thing: object) -> bool:
    """Hold for who must notice by whom, and by which provider, people come in; of any partner."""
    return actor.is_person and not actor.duties.isdisjoint({ADMINISTRATOR, PRIVACY_OFFICER})


@rule(lazy("Nobody changes the own duties. Ask a colleague who may."))
def is_about_another(actor: Actor, person: Person) -> bool:
    """Refuse oneself."""
    return actor.person_id != person.id


@rule(lazy("This is not meant for you."), is_sight=True)
def watches_over_its_own(actor: Actor, change: DutyChange) -> bool:
    """Hold for administrators and privacy officers of the organisation it is about."""
    return watches_trust.holds(actor, change) and actor.organisation_id == change.organisation_id


@rule(lazy("A second person of your organisation must agree: not who asked it, nor who gets it."))
def is_a_second(actor: Actor, change: DutyChange) -> bool:
    """Two people decide, and neither is who it is about."""
    in_person = actor.token_id is None
    return in_person and actor.person_id not in (change.asked_by_id, change.person_id)


@rule(lazy("Who asked this may no longer ask it. Refuse it, and ask for it anew."))
def asker_still_administers(_actor: Actor, change: DutyChange) -> bool:
    """Whoever was blocked or lost the duty meanwhile is no first one."""
    by = change.asked_by
    is_administrator = ADMINISTRATOR in by.duties and by.blocked_at is None
    return is_administrator and by.organisation_id == change.organisation_id


@dataclass(frozen=True, slots=True)
class Installation:
    """The whole of it, as decisions and the log name it."""

    id: UUID = PLATFORM_TREE
    log_kind: str = "installation"


INSTALLATION = Installation()

grant(IdentityPermission.READ_REGISTER, is_of_own_organisation)
grant(IdentityPermission.KEEP_REGISTER, is_of_own_organisation, keeps_mandates)
grant(IdentityPermission.SIGN_IN, is_not_blocked)
grant(IdentityPermission.CHANGE_OWN, is_oneself, is_not_blocked)
grant(IdentityPermission.ADMINISTER, administers)
grant(IdentityPermission.KEEP_ACCOUNT, sees_accounts, keeps_accounts_of_its_own)
grant(IdentityPermission.LOOK_AFTER, administers)
grant(IdentityPermission.CHANGE_DUTIES, sees_accounts, keeps_accounts_of_its_own, is_about_another)
grant(
    IdentityPermission.AGREE_DUTY,
    watches_over_its_own,
    waits_for_an_answer,
    is_a_second,
    asker_still_administers,
)
grant(IdentityPermission.REFUSE_DUTY, watches_over_its_own, waits_for_an_answer)
grant(IdentityPermission.READ_TRUST, watches_trust)
grant(IdentityPermission.LOOK_AT_ACCOUNT, is_for_administrators)
grant(IdentityPermission.LOOK_AT_CHANGE, is_for_administrators)
grant(
    IdentityPermission.APPROVE_CHANGE,
    is_for_administrators,
    waits_for_an_answer,
    comes_from_elsewhere,
    was_asked_by_who_may,
    speaks_for_its_own,
)
grant(IdentityPermission.REFUSE_CHANGE, is_for_administrators, waits_for_an_answer)
