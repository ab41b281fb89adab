"""Who reads and who changes a framework: its organisation owns it, its audience reads it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from app.findings.models import Audience, Framework
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class FrameworkPermission(Permission):
    """What one may do with frameworks."""

    VIEW = "framework:page:view"
    ADD = "framework:page:add"
    CHANGE = "framework:page:change"


def frameworks_visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a framework of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    own = Framework.organisation_id == sql.parameter(actor.organisation_id)
    is_shared = Framework.audience == sql.constant(Audience.WORKSPACE)
    return and_(Framework.workspace_id == sql.parameter(workspace.id), or_(own, is_shared))


@rule(lazy("This framework is not meant for you."), is_sight=True)
def is_visible(actor: Actor, framework: Framework) -> bool:
    """Hold for its own organisation, and for every member once it is shared."""
    is_own = framework.organisation_id == actor.organisation_id
    return places.is_member.holds(actor, framework.workspace) and (
        is_own or framework.audience == Audience.WORKSPACE
    )


@rule(lazy("Only the organisation that made this framework can change it."))
def belongs_to_maker(actor: Actor, framework: Framework) -> bool:
    """Of the actor's own organisation."""
    return framework.organisation_id == actor.organisation_id


@rule(lazy("This framework is retired. Nothing changes in it any more."))
def is_in_use(_actor: Actor, framework: Framework) -> bool:
    """Still tested against."""
    return not framework.is_retired


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, framework: Framework) -> bool:
    """Work may still be done in its workspace."""
    return places.is_open.holds(actor, framework.workspace)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def works_there(actor: Actor, framework: Framework) -> bool:
    """Hold for a coordinator or contributor of the workspace."""
    return places.contributes.holds(actor, framework.workspace)


grant(FrameworkPermission.VIEW, is_visible)
grant(FrameworkPermission.ADD, places.is_member, places.is_open, places.contributes)
grant(
    FrameworkPermission.CHANGE,
    is_visible,
    workspace_is_open,
    belongs_to_maker,
    works_there,
    is_in_use,
)
