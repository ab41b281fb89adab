"""Who asks that a line is erased, who agrees, and who erases again what a backup had still.

These rules say who may try; which lines may go and who must agree is decided by the function of the
database that erases (`service`), so that no road leads around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.erasures.models import ErasureRequest
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER
from app.identity.policy import COMMANDS
from app.kernel import clock
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.audit.models import LogErasure
from app.kernel.text import lazy


class ErasurePermission(Permission):
    """What one may do with requests to erase."""

    LIST = "log:erasure:list"
    ASK = "log:erasure:ask"
    VIEW = "log:erasure:view"
    APPROVE = "log:line:erase"
    REFUSE = "log:erasure:refuse"
    TAKE_BACK = "log:erasure:take-back"
    REPEAT = "log:line:erase-again"


@dataclass(frozen=True, slots=True)
class ErasureRegister:
    """The requests that one organisation made or must answer."""

    organisation_id: UUID | None

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


@rule(lazy("Requests to erase are for the privacy officer of your organisation."))
def keeps_requests(actor: Actor, register: ErasureRegister) -> bool:
    """Hold for the privacy officer of that very organisation."""
    is_own = register.organisation_id is not None
    is_own = is_own and register.organisation_id == actor.organisation_id
    return is_own and _is_officer(actor)


@rule(lazy("Who administers accounts has no part in erasing. Ask another officer."))
def administers_nothing(actor: Actor, _thing: object) -> bool:
    """Who could make the other of the two is none of them."""
    return ADMINISTRATOR not in actor.duties


@rule(lazy("Do this yourself, signed in; a program cannot do it for you."))
def acts_in_person(actor: Actor, _thing: object) -> bool:
    """No token does this."""
    return actor.is_person and actor.token_id is None


@rule(lazy("This request is not meant for you."), is_sight=True)
def is_of_the_two(actor: Actor, request: ErasureRequest) -> bool:
    """Hold for the privacy officers of who asks and of who must agree."""
    of_these = (request.organisation_id, request.agreeing_id)
    return _is_officer(actor) and actor.organisation_id in of_these


@rule(lazy("This request was answered already, or its time is over."))
def waits(_actor: Actor, request: ErasureRequest) -> bool:
    """Hold while somebody can still answer it."""
    return request.waits_at(clock.now())


@rule(lazy("The privacy officer of the other organisation answers this."))
def is_asked_to_agree(actor: Actor, request: ErasureRequest) -> bool:
    """Hold for the privacy officer of who must agree."""
    return actor.organisation_id == request.agreeing_id


@rule(lazy("Only the organisation that asked takes this back."))
def has_asked(actor: Actor, request: ErasureRequest) -> bool:
    """Hold for the privacy officer of who asked."""
    return actor.organisation_id == request.organisation_id


@rule(lazy("Only a command on the machine erases a line again."))
def is_command(actor: Actor, _erasure: LogErasure) -> bool:
    """Hold for a command, which puts back what was erased before."""
    return actor.is_job(*COMMANDS)


def _is_officer(actor: Actor) -> bool:
    return actor.is_person and PRIVACY_OFFICER in actor.duties


grant(ErasurePermission.LIST, keeps_requests, administers_nothing)
grant(ErasurePermission.ASK, keeps_requests, administers_nothing, acts_in_person)
grant(ErasurePermission.VIEW, is_of_the_two, administers_nothing)
grant(
    ErasurePermission.APPROVE,
    is_of_the_two,
    administers_nothing,
    acts_in_person,
    waits,
    is_asked_to_agree,
)
grant(
    ErasurePermission.REFUSE,
    is_of_the_two,
    administers_nothing,
    acts_in_person,
    waits,
    is_asked_to_agree,
)
grant(
    ErasurePermission.TAKE_BACK,
    is_of_the_two,
    administers_nothing,
    acts_in_person,
    waits,
    has_asked,
)
grant(ErasurePermission.REPEAT, is_command)
