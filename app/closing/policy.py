"""Who takes which step when a workspace closes, and who destroys or freezes what was brought.

Shared work, separate authority: the lead decides that the work ends, each organisation decides what
becomes of its own things. So the thing of a step is the workspace as it was loaded for the actor,
and an answer is always the actor's own organisation's. The thing of a destruction is its list with
that workspace (`Listed`), of a hold the register of the own organisation (`HoldRegister`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.closing.models import Destruction, Layer
from app.identity.models import PRIVACY_OFFICER
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Workspace

DESTROYER = "closing.destroy"
"""The job that carries out an approved list."""


class ClosingPermission(Permission):
    """What one may do when a workspace closes."""

    VIEW = "closing:page:view"
    START = "closing:closing:start"
    STOP = "closing:closing:stop"
    ANSWER = "closing:answer:give"
    CLASSIFY = "closing:retention:choose"
    CLOSE = "closing:workspace:close"
    TAKE_BACK = "closing:contribution:take"


class DestructionPermission(Permission):
    """What one may do with destruction lists and their certificates."""

    VIEW = "destruction:page:view"
    PROPOSE = "destruction:list:propose"
    APPROVE = "destruction:list:approve"
    STOP = "destruction:list:stop"
    EXECUTE = "destruction:list:execute"


@dataclass(frozen=True, slots=True)
class Listed:
    """A destruction list with the workspace it is of, as that was loaded for the actor."""

    destruction: Destruction
    workspace: Workspace

    @property
    def id(self) -> UUID:
        """The list's id, for the ledger."""
        return self.destruction.id


class HoldPermission(Permission):
    """What one may do with legal holds."""

    KEEP = "hold:hold:keep"


@dataclass(frozen=True, slots=True)
class HoldPlace:
    """A workspace in which the actor may freeze what the own organisation brought."""

    id: UUID
    ref: str


@dataclass(frozen=True, slots=True)
class HoldRegister:
    """The legal holds of one organisation: the thing of `KEEP`.

    Its places are told by the database, for the very person who asks: all that the organisation is
    or was in for its privacy officer, and those one coordinates, or did when the organisation left.
    """

    organisation_id: UUID | None
    places: Sequence[HoldPlace]

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


@rule(lazy("This workspace is not being closed."))
def is_closing(_actor: Actor, workspace: Workspace) -> bool:
    """Hold while organisations say what becomes of what they brought."""
    return workspace.is_closing


@rule(lazy("This workspace is not being closed."))
def closes_or_closed(_actor: Actor, workspace: Workspace) -> bool:
    """Hold from the start of the closing on, also once it is closed."""
    return workspace.is_closing or not workspace.is_open


@rule(lazy("This can be done once the workspace is closed."))
def is_closed(_actor: Actor, workspace: Workspace) -> bool:
    """Hold once no work may be done here any more."""
    return not workspace.is_open


@rule(lazy("Legal holds are for the privacy officer and the coordinators of your organisation."))
def keeps_holds(actor: Actor, register: HoldRegister) -> bool:
    """Hold for the privacy officer, and whom the database told a place they coordinate."""
    is_own = actor.is_person and actor.organisation_id == register.organisation_id
    return is_own and (bool(register.places) or PRIVACY_OFFICER in actor.duties)


@rule(lazy("This list is not meant for you."), is_sight=True)
def sees_list(actor: Actor, listed: Listed) -> bool:
    """Hold for the owner, and for lead and partners of what was shared with them."""
    if not places.is_member.holds(actor, listed.workspace):
        return False
    is_own = listed.destruction.organisation_id == actor.organisation_id
    is_sharing = listed.workspace.standing.participant_role in places.SHARING_ROLES
    return is_own or (listed.destruction.layer == Layer.SHARED and is_sharing)


@rule(lazy("Somebody approved this list already, or it was stopped."))
def waits_for_approval(_actor: Actor, listed: Listed) -> bool:
    """Hold until somebody approved or stopped it."""
    return listed.destruction.is_waiting


@rule(lazy("Who proposes does not approve. Ask another."))
def is_another(actor: Actor, listed: Listed) -> bool:
    """Hold for everybody but who proposed it."""
    return actor.is_person and actor.person_id != listed.destruction.proposed_by_id


@rule(lazy("A coordinator of another organisation approves this; of a private layer a colleague."))
def is_second_pair_of_eyes(actor: Actor, listed: Listed) -> bool:
    """Hold for who looks with other eyes, without learning what is not for them.

    Shared work, separate authority: the owner alone decides that its things go, so nobody else
    proposes. But others may build on what was shared with them (a finding, a rebuttal, a claim), so
    of that a coordinator of another sharing organisation must agree; the approval is a veto against
    haste, never a power over another's things. Of a private layer no other organisation may even
    know, so there a colleague of the own organisation who works here is the second pair of eyes.
    """
    standing = listed.workspace.standing
    is_own = listed.destruction.organisation_id == actor.organisation_id
    if listed.destruction.layer == Layer.PRIVATE:
        return is_own and standing.role in places.WORKERS
    return not is_own and standing.coordinates


@rule(lazy("Only a coordinator of the owner or of who approved may stop this."))
def may_halt(actor: Actor, listed: Listed) -> bool:
    """Hold for coordinators of both organisations that agreed."""
    agreed = (listed.destruction.organisation_id, listed.destruction.approver_id)
    return listed.workspace.standing.coordinates and actor.organisation_id in agreed


@rule(lazy("This was carried out or stopped already."))
def is_still_to_do(_actor: Actor, listed: Listed) -> bool:
    """Hold while nothing ended it."""
    return listed.destruction.done_at is None and listed.destruction.stopped_at is None


@rule(lazy("Only the job that destroys does this."), is_sight=True)
def is_destroyer(actor: Actor, listed: Listed) -> bool:
    """Hold for the job, acting for the owner."""
    is_own = actor.organisation_id == listed.destruction.organisation_id
    return actor.is_job(DESTROYER) and is_own


grant(DestructionPermission.VIEW, places.is_member)
grant(DestructionPermission.PROPOSE, places.is_member, is_closed, places.is_coordinator)
grant(
    DestructionPermission.APPROVE,
    sees_list,
    waits_for_approval,
    is_another,
    is_second_pair_of_eyes,
)
grant(DestructionPermission.STOP, sees_list, may_halt, is_still_to_do)
grant(DestructionPermission.EXECUTE, is_destroyer, is_still_to_do)
grant(ClosingPermission.VIEW, places.is_member)
grant(
    ClosingPermission.START,
    places.is_member,
    places.is_open,
    places.is_coordinator_of_lead,
)
grant(
    ClosingPermission.STOP,
    places.is_member,
    places.is_open,
    places.is_coordinator_of_lead,
    is_closing,
)
grant(
    ClosingPermission.ANSWER,
    places.is_member,
    places.is_open,
    places.is_coordinator,
    is_closing,
)
grant(
    ClosingPermission.CLOSE,
    places.is_member,
    places.is_open,
    places.is_coordinator_of_lead,
    is_closing,
)
grant(
    ClosingPermission.CLASSIFY,
    places.is_member,
    places.is_coordinator,
    closes_or_closed,
)
grant(ClosingPermission.TAKE_BACK, places.is_member, is_closed, places.is_coordinator)
grant(HoldPermission.KEEP, keeps_holds)
