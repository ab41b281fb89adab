"""Who opens, confirms, ends and judges emergency sight, and what it lets one see.

What it reaches is `reaches`, a condition in SQL: the documents feature composes it. Nobody else
asks it, so nothing but documents can be seen by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.emergencies.models import EmergencySight
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER
from app.kernel import clock, db, sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces.models import Participation

CLERK = "emergencies.take_further"
"""The job that ends what is over and asks for reviews that stay away."""


def moment() -> datetime:
    """Return the moment at which it is asked whether a sight holds."""
    return clock.now()


MOMENT = bindparam("emergency_moment", callable_=moment, type_=db.UtcMoment())
"""Told when a statement is sent, not when it is built."""


class EmergencyPermission(Permission):
    """What one may do with emergency sight of the own organisation."""

    READ = "emergency:register:read"
    OPEN = "emergency:sight:open"
    VIEW = "emergency:sight:view"
    CONFIRM = "emergency:sight:confirm"
    END = "emergency:sight:end"
    REVIEW = "emergency:sight:review"
    LOOK = "emergency:sight:look"
    LAPSE = "emergency:sight:lapse"


@dataclass(frozen=True, slots=True)
class EmergencyPlace:
    """A workspace of the own organisation in which the actor has a say, told by the database."""

    id: UUID
    ref: str
    takes_part: bool
    coordinates: bool
    """True when the actor coordinates there for the organisation."""


@dataclass(frozen=True, slots=True)
class EmergencyRegister:
    """The emergency sights of one organisation, and where the actor has a say in them."""

    organisation_id: UUID | None
    places: Sequence[EmergencyPlace] = ()

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


@dataclass(frozen=True, slots=True)
class Registered:
    """One emergency sight, in the register as the actor knows that."""

    sight: EmergencySight
    register: EmergencyRegister
    has_other_judge: bool = True
    """True when another than who opened it can judge it."""

    @property
    def id(self) -> UUID:
        """The sight's id, for the ledger."""
        return self.sight.id

    @property
    def place(self) -> EmergencyPlace | None:
        """The workspace, for who has a say there."""
        places = self.register.places
        return next((each for each in places if each.id == self.sight.workspace_id), None)


def is_under(actor: Actor) -> bool:
    """Tell whether a person asks under emergency sight: only then they name a place."""
    return actor.is_person and actor.place_id is not None


def reaches(
    actor: Actor, *, workspace_id: InstrumentedAttribute[UUID], is_special: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that a running sight of this actor reaches something of the own.

    Of whom the thing is, and what else closes it, is for who asks this.

    Args:
        workspace_id: where the thing is.
        is_special: that it holds data of AVG art. 9 or 10 or of the Wpg.
    """
    same = and_(
        Participation.workspace_id == EmergencySight.workspace_id,
        Participation.organisation_id == EmergencySight.organisation_id,
    )
    return (
        select(EmergencySight.id)
        .join(Participation, same)
        .where(
            EmergencySight.workspace_id == workspace_id,
            EmergencySight.workspace_id == sql.parameter(actor.place_id),
            EmergencySight.person_id == sql.parameter(actor.person_id),
            EmergencySight.organisation_id == sql.parameter(actor.organisation_id),
            EmergencySight.ended_at.is_(None),
            EmergencySight.ends_at > MOMENT,
            Participation.ended_at.is_(None),
            or_(EmergencySight.confirmed_at.is_not(None), ~is_special),
        )
        .correlate_except(EmergencySight, Participation)
        .exists()
    )


def _is_officer(actor: Actor) -> bool:
    return actor.is_person and PRIVACY_OFFICER in actor.duties


def _has_a_say(actor: Actor, registered: Registered) -> bool:
    """Hold for a privacy officer, and who coordinates for the organisation there."""
    place = registered.place
    is_own = registered.sight.organisation_id == actor.organisation_id
    return is_own and (_is_officer(actor) or (place is not None and place.coordinates))


@rule(lazy("Emergency sight is for the privacy officer of your organisation."))
def keeps_register(actor: Actor, register: EmergencyRegister) -> bool:
    """Hold for a privacy officer, for the own organisation."""
    is_own = register.organisation_id is not None
    return is_own and register.organisation_id == actor.organisation_id and _is_officer(actor)


@rule(lazy("Who administers accounts has no part in emergency sight. Ask another officer."))
def administers_nothing(actor: Actor, _thing: object) -> bool:
    """Who could make the person who looks does not let anybody look."""
    return ADMINISTRATOR not in actor.duties


@rule(lazy("Do this yourself, signed in; a program cannot do it for you."))
def acts_in_person(actor: Actor, _thing: object) -> bool:
    """No token does this."""
    return actor.is_person and actor.token_id is None


@rule(lazy("This emergency sight is not meant for you."), is_sight=True)
def is_concerned(actor: Actor, registered: Registered) -> bool:
    """Hold for who has a say in it, and for who has it."""
    sight = registered.sight
    is_own = (actor.person_id, actor.organisation_id) == (sight.person_id, sight.organisation_id)
    return actor.is_person and (is_own or _has_a_say(actor, registered))


@rule(lazy("This emergency sight is over."))
def is_running(_actor: Actor, registered: Registered) -> bool:
    """Hold until somebody or something ended it."""
    return registered.sight.holds_at(clock.now())


@rule(lazy("This emergency sight still runs. End it first, then judge it."))
def is_over(_actor: Actor, registered: Registered) -> bool:
    """Hold once it gives no sight any more."""
    return not registered.sight.holds_at(clock.now())


@rule(lazy("Special data were not asked for, or somebody agreed already."))
def waits_for_second(_actor: Actor, registered: Registered) -> bool:
    """Hold while a second person is asked to agree to special and police data."""
    sight = registered.sight
    return sight.wants_special and not sight.covers_special


@rule(lazy("You opened this yourself, or it is for you. Another of your organisation must agree."))
def is_second(actor: Actor, registered: Registered) -> bool:
    """Hold for who has a say, and neither opened it nor has it."""
    sight = registered.sight
    is_other = actor.person_id not in (sight.opened_by_id, sight.person_id)
    return is_other and _has_a_say(actor, registered)


@rule(lazy("A privacy officer of your organisation judges this, and never who had the sight."))
def judges(actor: Actor, registered: Registered) -> bool:
    """Hold for a privacy officer who did not look under it."""
    is_own = registered.sight.organisation_id == actor.organisation_id
    return is_own and _is_officer(actor) and actor.person_id != registered.sight.person_id


@rule(lazy("You opened this yourself. Another privacy officer of your organisation judges it."))
def judges_another(actor: Actor, registered: Registered) -> bool:
    """Hold for another than who opened it, where there is another."""
    return actor.person_id != registered.sight.opened_by_id or not registered.has_other_judge


@rule(lazy("Somebody judged this already."))
def is_unjudged(_actor: Actor, registered: Registered) -> bool:
    """Nobody said anything of it yet."""
    return registered.sight.reviewed_at is None


@rule(lazy("This emergency sight is not meant for you."), is_sight=True)
def is_for_them(actor: Actor, registered: Registered) -> bool:
    """Hold for the one person it was opened for, while they work for that organisation."""
    sight = registered.sight
    return actor.is_person and (actor.person_id, actor.organisation_id) == (
        sight.person_id,
        sight.organisation_id,
    )


@rule(lazy("Only the clock does this."), is_sight=True)
def is_the_clerk(actor: Actor, sight: EmergencySight) -> bool:
    """Hold for the job, in the place and for the organisation of the sight."""
    is_there = (actor.organisation_id, actor.place_id) == (
        sight.organisation_id,
        sight.workspace_id,
    )
    return actor.is_job(CLERK) and is_there


grant(EmergencyPermission.READ, keeps_register)
grant(EmergencyPermission.OPEN, keeps_register, administers_nothing, acts_in_person)
grant(EmergencyPermission.VIEW, is_concerned)
grant(
    EmergencyPermission.CONFIRM,
    is_concerned,
    is_running,
    waits_for_second,
    is_second,
    administers_nothing,
    acts_in_person,
)
grant(EmergencyPermission.END, is_concerned, is_running, acts_in_person)
grant(
    EmergencyPermission.REVIEW,
    is_concerned,
    is_unjudged,
    is_over,
    judges,
    judges_another,
    acts_in_person,
)
grant(EmergencyPermission.LOOK, is_for_them, administers_nothing, acts_in_person, is_running)
grant(EmergencyPermission.LAPSE, is_the_clerk)
