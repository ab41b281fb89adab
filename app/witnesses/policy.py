"""Who decides which witnesses there are: two administrators of different organisations."""

from __future__ import annotations

from app.identity.policy import (
    administers,
    asker_still_administers,
    is_for_administrators,
    is_of_elsewhere,
    waits_for_an_answer,
)
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.witnesses.models import Witness

WATCH = "witnesses"
"""The system actor that offers checkpoints."""


class WitnessPermission(Permission):
    """What one may do around witnesses."""

    LIST = "witness:register:list"
    LOOK_AT = "witness:register:view"
    ASK = "witness:register:ask"
    APPROVE = "witness:register:approve"
    REFUSE = "witness:register:refuse"
    END = "witness:register:end"
    WATCH = "witness:log:watch"


@rule(lazy("An administrator of another organisation must agree. Nobody alone adds a witness."))
def comes_from_elsewhere(actor: Actor, witness: Witness) -> bool:
    """Four eyes, of two organisations."""
    return is_of_elsewhere(actor, witness)


@rule(lazy("One of the two administrators must be of the organisation whose witness it is."))
def is_known_to_its_own(actor: Actor, witness: Witness) -> bool:
    """Else two others let a key of theirs count as hers, and get the logs of where she is."""
    return witness.organisation_id in {actor.organisation_id, witness.asked_for_id}


@rule(lazy("Only who asked this, who is of the organisation itself, or who may agree, refuses it."))
def has_a_say_in_it(actor: Actor, witness: Witness) -> bool:
    """Hold for those three: nobody else stops what two others are deciding."""
    is_theirs = actor.person_id == witness.asked_by_id
    is_theirs = is_theirs or actor.organisation_id == witness.organisation_id
    may_agree = comes_from_elsewhere.holds(actor, witness) and is_known_to_its_own.holds(
        actor, witness
    )
    return is_theirs or may_agree


@rule(lazy("This witness is not in use."))
def is_in_use(_actor: Actor, witness: Witness) -> bool:
    """Hold while checkpoints are offered to it."""
    return witness.is_in_use


@rule(lazy("An administrator of the organisation whose witness it is ends its use."))
def is_of_own_organisation(actor: Actor, witness: Witness) -> bool:
    """Nobody else can be rid of a witness that sees too much."""
    return actor.organisation_id == witness.organisation_id


@rule(lazy("Only the clock does this."))
def is_the_watch(actor: Actor, _witness: Witness) -> bool:
    """Hold for the job that offers checkpoints."""
    return actor.is_job(WATCH)


grant(WitnessPermission.LOOK_AT, is_for_administrators)
grant(WitnessPermission.LIST, administers)
grant(WitnessPermission.ASK, administers)
grant(
    WitnessPermission.APPROVE,
    is_for_administrators,
    waits_for_an_answer,
    comes_from_elsewhere,
    asker_still_administers,
    is_known_to_its_own,
)
grant(WitnessPermission.REFUSE, is_for_administrators, waits_for_an_answer, has_a_say_in_it)
grant(WitnessPermission.END, is_for_administrators, is_of_own_organisation, is_in_use)
grant(WitnessPermission.WATCH, is_the_watch)
