"""Who takes which step when a workspace closes, and who may freeze what an organisation brought.

Shared work, separate authority: the lead decides that the work ends, each organisation decides what
becomes of its own things. So the thing of every permission is the workspace as it was loaded for
the actor, and an answer is always the actor's own organisation's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.identity.models import PRIVACY_OFFICER
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Workspace


class ClosingPermission(Permission):
    """What one may do when a workspace closes."""

    VIEW = "closing:page:view"
    START = "closing:closing:start"
    STOP = "closing:closing:stop"
    ANSWER = "closing:answer:give"
    CLASSIFY = "closing:retention:choose"
    CLOSE = "closing:workspace:close"
    TAKE_BACK = "closing:contribution:take"


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
