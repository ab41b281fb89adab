"""Who reads a rebuttal, who leads it, and who decides about a remark.

A rebuttal is loaded by `rebuttals.queries` with its report and that one's workspace, whose standing
says what the actor is there. An item is loaded with its rebuttal.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false

from app.kernel import clock, sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.rebuttals.models import Rebuttal, RebuttalItem, ReplyLink
from app.reports import policy as reports
from app.reports.models import Report
from app.workspaces import policy as places
from app.workspaces.models import Foothold, MemberRole, Workspace

"""Organisations that read a report read what was said of it."""

GUEST = "rebuttals.guest"
"""Name of the actor that stands for whoever holds a link: it sees that hearing, and no more."""


class RebuttalPermission(Permission):
    """What one may do with rebuttals."""

    VIEW = "rebuttal:page:view"
    OPEN = "rebuttal:rebuttal:open"
    DOWNLOAD = "rebuttal:extract:download"
    SEND = "rebuttal:extract:send"
    EXTEND = "rebuttal:term:extend"
    ADD = "rebuttal:item:add"
    DECIDE = "rebuttal:item:decide"
    CLOSE = "rebuttal:rebuttal:close"
    INVITE = "rebuttal:link:make"
    REVOKE = "rebuttal:link:revoke"
    REPLY = "rebuttal:reply:write"
    LOOK_BACK = "rebuttal:reply:view"


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a rebuttal of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Rebuttal.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    return and_(here, Rebuttal.organisation_id == sql.parameter(actor.organisation_id))


@rule(lazy("This hearing is not meant for you."), is_sight=True)
def is_visible(actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold for who reads the report and is of the lead or a partner, and for who opened it."""
    if not reports.is_visible.holds(actor, rebuttal.report):
        return False
    is_shared = rebuttal.workspace.standing.participant_role in places.SHARING_ROLES
    return is_shared or rebuttal.organisation_id == actor.organisation_id


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, rebuttal.workspace)


@rule(lazy("Only a coordinator of the organisation that leads or holds the pen can do this."))
def may_hear(actor: Actor, report: Report) -> bool:
    """Hold for a coordinator of the lead, or of the organisation of the report."""
    standing = report.workspace.standing
    is_ours = standing.leads or report.organisation_id == actor.organisation_id
    return is_ours and standing.role == MemberRole.COORDINATOR


@rule(lazy("Only a frozen text can be put to somebody. Freeze the report first."))
def is_frozen(_actor: Actor, report: Report) -> bool:
    """Hold for a report whose text can no longer change."""
    return report.is_frozen


@rule(lazy("Only a coordinator of the organisation that leads or holds the pen can do this."))
def leads_it(actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold for a coordinator of the lead, or of the organisation of the report."""
    return may_hear.holds(actor, rebuttal.report)


@rule(lazy("The text was not sent yet."))
def was_sent(_actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold once the text went out: a reply comes after it."""
    return rebuttal.sent_on is not None


@rule(lazy("The text was sent already."))
def was_not_sent(_actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold while the text did not go out."""
    return rebuttal.sent_on is None


@rule(lazy("This hearing is closed."))
def is_not_closed(_actor: Actor, rebuttal: Rebuttal) -> bool:
    """Hold until a coordinator closed it."""
    return rebuttal.closed_at is None


@rule(lazy("This remark is not meant for you."), is_sight=True)
def sees_it(actor: Actor, item: RebuttalItem) -> bool:
    """Hold for who reads the rebuttal."""
    return is_visible.holds(actor, item.rebuttal)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def place_is_open(actor: Actor, item: RebuttalItem) -> bool:
    """Hold while work may be done in its workspace."""
    return workspace_is_open.holds(actor, item.rebuttal)


@rule(lazy("Only the organisation that owns the finding decides about this remark."))
def decides_about_it(actor: Actor, item: RebuttalItem) -> bool:
    """Hold for a coordinator or contributor of the organisation whose finding it is about."""
    is_ours = item.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, item.rebuttal.workspace)


@rule(lazy("This page does not exist, or is not meant for you."), is_sight=True)
def holds_the_link(actor: Actor, link: ReplyLink) -> bool:
    """Hold for whoever came by this link, while it works; never for a person who signed in."""
    rebuttal = link.rebuttal
    is_guest = actor.is_job(GUEST)
    is_there = (actor.organisation_id, actor.place_id) == (
        rebuttal.organisation_id,
        link.workspace_id,
    )
    return is_guest and is_there and link.works_on(clock.today()) and rebuttal.closed_at is None


@rule(lazy("This page does not exist, or is not meant for you."), is_sight=True)
def place_of_link_is_open(actor: Actor, link: ReplyLink) -> bool:
    """Hold while work may be done in its workspace."""
    return workspace_is_open.holds(actor, link.rebuttal)


@rule(lazy("Your reply was sent. It cannot be changed any more."))
def was_not_submitted(_actor: Actor, link: ReplyLink) -> bool:
    """Hold until the reply was sent for good."""
    return link.submitted_at is None


_LEADING = (is_visible, workspace_is_open, leads_it)

grant(RebuttalPermission.VIEW, is_visible)
grant(RebuttalPermission.DOWNLOAD, is_visible)
grant(
    RebuttalPermission.OPEN,
    reports.is_visible,
    reports.workspace_is_open,
    may_hear,
    is_frozen,
)
grant(RebuttalPermission.SEND, *_LEADING, was_not_sent, is_not_closed)
grant(RebuttalPermission.EXTEND, *_LEADING, was_sent, is_not_closed)
grant(RebuttalPermission.ADD, *_LEADING, was_sent, is_not_closed)
grant(RebuttalPermission.CLOSE, *_LEADING, is_not_closed)
grant(RebuttalPermission.INVITE, *_LEADING, is_not_closed)
grant(RebuttalPermission.REVOKE, *_LEADING)
grant(RebuttalPermission.LOOK_BACK, holds_the_link, place_of_link_is_open)
grant(RebuttalPermission.REPLY, holds_the_link, place_of_link_is_open, was_not_submitted)
grant(RebuttalPermission.DECIDE, sees_it, place_is_open, decides_about_it)
