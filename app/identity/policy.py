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
    IdentityProvider,
    Mandate,
    Organisation,
    Person,
    ProviderChange,
    ProviderOpening,
)
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.audit.models import PLATFORM_TREE
from app.kernel.text import lazy

COMMANDS = ("command", "demonstration")
"""System actors that only a command on the machine itself can be."""
MOST_PAUSES = 2
"""So many providers of others one organisation holds at a time; the database counts them too."""


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
    OPEN_PROVIDER = "provider:access:open"
    CLOSE_PROVIDER = "provider:access:close"
    PAUSE_PROVIDER = "provider:access:pause"
    ASK_OPENING = "provider:opening:ask"
    AGREE_OPENING = "provider:opening:agree"
    REFUSE_OPENING = "provider:opening:refuse"
    CORRECT_ORGANISATION = "organisation:account:correct"


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
def administers(actor: Actor, _thing: object) -> bool:
    """Hold for the functional administrator and for a command on the machine itself."""
    return ADMINISTRATOR in actor.duties or actor.is_job(*COMMANDS)


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
    def asked_by(self) -> Person:
        """The same, as the account is by now."""

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
def comes_from_elsewhere(actor: Actor, asked: ProviderChange | ProviderOpening) -> bool:
    """Four eyes, of two organisations."""
    return is_of_elsewhere(actor, asked)


@rule(lazy("One of the two administrators must be of the organisation whose provider it is."))
def speaks_for_its_own(actor: Actor, change: ProviderChange) -> bool:
    """Hold when one of the two is of that organisation, else any two could become its people.

    Where it has no administrator who is let in, or no provider yet by which one could sign in, any
    two of different organisations will do; people are then bound by an invitation of its own.
    """
    two = (change.asked_for_id, actor.organisation_id)
    return not change.needs_its_own or change.organisation_id in two


@rule(lazy("Who asked this may no longer ask it. Refuse it, and ask for it anew."))
def asker_still_administers(_actor: Actor, asked: Asked) -> bool:
    """Whoever was blocked, or lost the duty meanwhile, is no first pair of eyes."""
    by = asked.asked_by
    is_administrator = ADMINISTRATOR in by.duties and by.blocked_at is None
    return is_administrator and by.organisation_id == asked.asked_for_id


@rule(lazy("Only who asked this, who is of the organisation itself, or who may agree, refuses it."))
def has_a_say_in_a_change(actor: Actor, change: ProviderChange) -> bool:
    """Hold for those three: nobody else stops what two others are deciding."""
    is_theirs = actor.person_id == change.asked_by_id
    is_theirs = is_theirs or actor.organisation_id == change.organisation_id
    may_agree = comes_from_elsewhere.holds(actor, change) and speaks_for_its_own.holds(
        actor, change
    )
    return is_theirs or may_agree


@rule(lazy("Only who asked this, who is of the organisation itself, or who may agree, refuses it."))
def has_a_say_in_an_opening(actor: Actor, opening: ProviderOpening) -> bool:
    """Hold for those three: nobody else stops what two others are deciding."""
    is_theirs = actor.person_id == opening.asked_by_id
    is_theirs = is_theirs or actor.organisation_id == opening.provider.organisation_id
    return is_theirs or comes_from_elsewhere.holds(actor, opening)


@rule(lazy("Your own organisation paused this. Others decide whether it goes on."))
def is_not_who_paused(actor: Actor, opening: ProviderOpening) -> bool:
    """Hold but for whose organisation paused another's: who asked may take it back all the same."""
    provider, home = opening.provider, actor.organisation_id
    is_theirs = home == provider.organisation_id or actor.person_id == opening.asked_by_id
    return is_theirs or home != provider.paused_for_id


@rule(lazy("This needs you in person, with a session of your own."))
def is_in_person(actor: Actor, _thing: object) -> bool:
    """No token of a system does it; a command on the machine does."""
    return actor.token_id is None


@rule(lazy("Only an administrator of its own organisation closes it. You can pause it."))
def closes_its_own(actor: Actor, provider: IdentityProvider) -> bool:
    """Hold within one's own organisation, and for a command: what ends by it does not come back."""
    return actor.organisation_id == provider.organisation_id or actor.is_job(*COMMANDS)


@rule(
    lazy(
        "An administrator of its own organisation opens it. Can none of them come in, then it takes"
        " two administrators of different organisations."
    )
)
def opens_its_own(actor: Actor, provider: IdentityProvider) -> bool:
    """Hold within one's own organisation, and for a command on the machine itself."""
    return actor.organisation_id == provider.organisation_id or actor.is_job(*COMMANDS)


@rule(
    lazy(
        "Your organisation holds two providers of others already. Ask to end one of those pauses,"
        " or ask an administrator of another organisation to pause this one."
    )
)
def holds_few_of_others(_actor: Actor, provider: IdentityProvider) -> bool:
    """Hold while it can be an emergency: who pauses all others keeps all others out."""
    return provider.pauses.standing < MOST_PAUSES


@rule(
    lazy(
        "It went on less than a day ago, after a pause of your organisation. Must it be held again"
        " now, then ask an administrator of another organisation to do it."
    )
)
def lets_it_go_on(_actor: Actor, provider: IdentityProvider) -> bool:
    """Hold but for a day after others ended a pause of this organisation: they meant it."""
    return not provider.pauses.was_lifted


@rule(lazy("You open it yourself: it is of your own organisation."))
def is_of_another_organisation(actor: Actor, provider: IdentityProvider) -> bool:
    """Only who may not do it alone asks another."""
    return actor.organisation_id != provider.organisation_id


@rule(lazy("An administrator of its own organisation can come in. Leave it to that one."))
def is_left_to_others(_actor: Actor, provider: IdentityProvider) -> bool:
    """Hold where no administrator of its own can come in to open it."""
    return not provider.opens_itself


@rule(lazy("An administrator of its own organisation can come in. Leave it to that one."))
def is_still_left_to_others(_actor: Actor, opening: ProviderOpening) -> bool:
    """Hold where no administrator of its own can come in to open it, also by now."""
    return not opening.provider.opens_itself


@rule(lazy("This is not meant for you."), is_sight=True)
def sees_accounts(actor: Actor, _person: Person) -> bool:
    """Accounts exist for administrators, and for a command on the machine itself."""
    return ADMINISTRATOR in actor.duties or actor.is_job(*COMMANDS)


@rule(lazy("Only an administrator of this person's own organisation may do this."))
def keeps_accounts_of_its_own(actor: Actor, person: Person) -> bool:
    """Hold within one's own organisation, and for a command on the machine itself."""
    is_its_administrator = (
        ADMINISTRATOR in actor.duties
        and actor.token_id is None
        and actor.organisation_id == person.organisation_id
    )
    return is_its_administrator or actor.is_job(*COMMANDS)


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """How an organisation is entered: the thing of `CORRECT_ORGANISATION`."""

    organisation: Organisation
    has_voice: bool
    """True when it has an administrator of its own who can come in."""

    @property
    def id(self) -> UUID:
        """The organisation's id, for the ledger."""
        return self.organisation.id


@rule(lazy("Only an administrator of this organisation itself may correct it."))
def speaks_for_it(actor: Actor, card: OrganisationCard) -> bool:
    """Hold for its own administrators; for all while it has none, and for a command."""
    if actor.is_job(*COMMANDS):
        return True
    is_administrator = ADMINISTRATOR in actor.duties and actor.token_id is None
    return is_administrator and (not card.has_voice or actor.organisation_id == card.id)


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
    asker_still_administers,
    speaks_for_its_own,
)
grant(
    IdentityPermission.REFUSE_CHANGE,
    is_for_administrators,
    waits_for_an_answer,
    has_a_say_in_a_change,
)
grant(IdentityPermission.OPEN_PROVIDER, sees_accounts, is_in_person, opens_its_own)
grant(IdentityPermission.CLOSE_PROVIDER, sees_accounts, is_in_person, closes_its_own)
grant(
    IdentityPermission.PAUSE_PROVIDER,
    sees_accounts,
    is_in_person,
    lets_it_go_on,
    holds_few_of_others,
)
grant(
    IdentityPermission.ASK_OPENING,
    is_for_administrators,
    is_in_person,
    is_of_another_organisation,
    is_left_to_others,
)
grant(
    IdentityPermission.AGREE_OPENING,
    is_for_administrators,
    is_in_person,
    waits_for_an_answer,
    comes_from_elsewhere,
    asker_still_administers,
    is_still_left_to_others,
)
grant(
    IdentityPermission.REFUSE_OPENING,
    is_for_administrators,
    waits_for_an_answer,
    is_not_who_paused,
    has_a_say_in_an_opening,
)
grant(IdentityPermission.CORRECT_ORGANISATION, administers, speaks_for_it)
