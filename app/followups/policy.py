"""Who reads a follow-up, who adds to it, and who decides.

A follow-up is loaded by `followups.queries` with its workspace, whose standing says what the actor
is there.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from app.followups.models import FollowUp
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class FollowUpPermission(Permission):
    """What one may do with follow-ups."""

    VIEW = "follow_up:page:view"
    NOTE = "follow_up:note:add"
    DECIDE = "follow_up:decision:take"


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a follow-up of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = FollowUp.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    return and_(here, FollowUp.organisation_id == sql.parameter(actor.organisation_id))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a follow-up of any workspace exists for this actor."""
    own = FollowUp.organisation_id == sql.parameter(actor.organisation_id)
    return or_(
        places.is_place_of(actor, FollowUp.workspace_id, roles=places.SHARING_ROLES),
        and_(own, places.is_place_of(actor, FollowUp.workspace_id)),
    )


@rule(lazy("This follow-up is not meant for you."), is_sight=True)
def is_visible(actor: Actor, follow_up: FollowUp) -> bool:
    """Hold for the lead and the partners of its workspace, and for who owns the finding."""
    if not places.is_member.holds(actor, follow_up.workspace):
        return False
    is_shared = follow_up.workspace.standing.participant_role in places.SHARING_ROLES
    return is_shared or follow_up.organisation_id == actor.organisation_id


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, follow_up: FollowUp) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, follow_up.workspace)


@rule(lazy("A later version of the report does not say this any more. Nothing can be added."))
def still_stands(_actor: Actor, follow_up: FollowUp) -> bool:
    """Hold while the newest adopted version says it."""
    return follow_up.replaced_at is None


@rule(lazy("Only who works here for the lead or a partner can add something."))
def works_with_us(actor: Actor, follow_up: FollowUp) -> bool:
    """Hold for a coordinator or contributor of the lead or a partner."""
    is_shared = follow_up.workspace.standing.participant_role in places.SHARING_ROLES
    return is_shared and places.contributes.holds(actor, follow_up.workspace)


@rule(lazy("Only the organisation that owns the finding decides about its recommendation."))
def decides_about_it(actor: Actor, follow_up: FollowUp) -> bool:
    """Hold for a coordinator or contributor of the organisation whose finding it is about."""
    is_ours = follow_up.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, follow_up.workspace)


grant(FollowUpPermission.VIEW, is_visible)
grant(FollowUpPermission.NOTE, is_visible, workspace_is_open, still_stands, works_with_us)
grant(FollowUpPermission.DECIDE, is_visible, workspace_is_open, still_stands, decides_about_it)
