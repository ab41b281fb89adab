"""Who plans and agrees on a succession, and which job carries it out.

The thing of a plan is the `Succession`; of what happens in one place it is the `PlaceOf`; of a
person who goes to another organisation the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.identity.models import Person
from app.identity.policy import (
    asker_still_administers,
    is_for_administrators,
    is_of_elsewhere,
    keeps_accounts_of_its_own,
    sees_accounts,
    waits_for_an_answer,
)
from app.kernel import clock
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.successions.models import Succession

CLERK = "successions.carry_out"
"""The job that announces, calls off and carries out what was agreed."""
NOTICE = timedelta(days=7)
"""Between agreeing and the day: so long partners can speak up. A policy of the house, no law."""


class SuccessionPermission(Permission):
    """What one may do with successions."""

    VIEW = "succession:page:view"
    APPROVE = "succession:plan:approve"
    REFUSE = "succession:plan:refuse"
    TAKE_BACK = "succession:plan:take-back"
    END = "succession:organisation:end"
    CARRY_OUT = "succession:place:carry-out"
    LET_GO = "person:account:let-go"


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """One place that a succession is about, for the job that works there."""

    succession: Succession
    workspace_id: UUID

    @property
    def id(self) -> UUID:
        """The place, for the ledger."""
        return self.workspace_id


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a place as the log names it."""

    id: UUID
    log_tree_id: UUID
    log_kind: str


@rule(lazy("This account is blocked already. Let this person in again first."))
def is_still_here(_actor: Actor, person: Person) -> bool:
    """Hold while the account is in use: who left already does not leave again."""
    return person.blocked_at is None


@rule(lazy("Nobody lets the own account go. Ask another administrator."))
def is_somebody_else(actor: Actor, person: Person) -> bool:
    """Refuse oneself."""
    return actor.person_id != person.id


@rule(lazy("An administrator of another organisation must agree. Nobody alone ends one."))
def comes_from_elsewhere(actor: Actor, succession: Succession) -> bool:
    """Four eyes, of two organisations."""
    return is_of_elsewhere(actor, succession)


@rule(lazy("One of the two must be an administrator of the organisation that ends."))
def speaks_for_who_ends(actor: Actor, succession: Succession) -> bool:
    """Hold when one of the two speaks for the organisation that ends, or for its heir.

    Two administrators of elsewhere could otherwise end an authority that knows nothing of it. Where
    it has no administrator who can sign in, one of the heir must be among them; where the heir has
    none either, any two of different organisations.
    """
    voice_id = succession.voice_id
    return voice_id is None or voice_id in (succession.asked_for_id, actor.organisation_id)


@rule(lazy("This day is too near. Refuse this plan and make one with a later day."))
def leaves_time(_actor: Actor, succession: Succession) -> bool:
    """Partners have a week to speak up."""
    return succession.from_on >= clock.today() + NOTICE


@rule(lazy("The day has come: what was agreed is being carried out."))
def is_to_come(_actor: Actor, succession: Succession) -> bool:
    """Hold until the last day of the old organisation is over; then it is carried out."""
    return succession.from_on > clock.today() and succession.ended_at is None


@rule(lazy("Nothing was agreed on, or it was taken back."))
def is_in_force(_actor: Actor, succession: Succession) -> bool:
    """Agreed, and not taken back."""
    return succession.is_in_force


@rule(lazy("Only the clock does this, from the day on."), is_sight=True)
def is_the_clerk(actor: Actor, _thing: object) -> bool:
    """Hold for the job, which is no person."""
    return actor.is_job(CLERK)


@rule(lazy("Only the clock does this, from the day on."))
def has_come(_actor: Actor, succession: Succession) -> bool:
    """Hold from the first day of the successor on."""
    return succession.is_in_force and succession.from_on <= clock.today()


@rule(lazy("Only the clock does this, from the day on."), is_sight=True)
def works_there(actor: Actor, place: PlaceOf) -> bool:
    """In that one place, for one of the two organisations."""
    two = (place.succession.organisation_id, place.succession.successor_id)
    return actor.place_id == place.workspace_id and actor.organisation_id in two


grant(
    SuccessionPermission.LET_GO,
    sees_accounts,
    keeps_accounts_of_its_own,
    is_somebody_else,
    is_still_here,
)
grant(SuccessionPermission.VIEW, is_for_administrators)
grant(
    SuccessionPermission.APPROVE,
    is_for_administrators,
    waits_for_an_answer,
    comes_from_elsewhere,
    asker_still_administers,
    speaks_for_who_ends,
    leaves_time,
)
grant(SuccessionPermission.REFUSE, is_for_administrators, waits_for_an_answer)
grant(SuccessionPermission.TAKE_BACK, is_for_administrators, is_in_force, is_to_come)
grant(SuccessionPermission.END, is_the_clerk, has_come)
grant(SuccessionPermission.CARRY_OUT, is_the_clerk, works_there)
