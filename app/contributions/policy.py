"""Who knows of a contribution round, who keeps it, and who gives and reads a contribution.

A round and a contribution are loaded by `contributions.queries` with their workspace, whose
standing says what the actor is there.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, any_, false, or_

from app.contributions.models import Contribution, ContributionRound
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class ContributionPermission(Permission):
    """What one may do with contribution rounds and contributions."""

    VIEW = "contribution:round:view"
    START = "contribution:round:start"
    ASK_MORE = "contribution:round:ask"
    MOVE = "contribution:term:move"
    REMIND = "contribution:round:remind"
    END = "contribution:round:end"
    GATHER = "contribution:report:begin"
    READ = "contribution:text:read"
    WRITE = "contribution:text:write"


def visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a round of this workspace exists for this actor.

    For lead and partners, and for whoever is asked in it.
    """
    if not places.is_member.holds(actor, workspace):
        return false()
    here = ContributionRound.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    return and_(here, sql.parameter(actor.organisation_id) == any_(ContributionRound.asked))


def contributions_visible_in(actor: Actor, workspace: Workspace) -> ColumnElement[bool]:
    """Return the condition under which one may know that somebody is asked, and delivered."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Contribution.workspace_id == sql.parameter(workspace.id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return here
    return and_(here, Contribution.organisation_id == sql.parameter(actor.organisation_id))


def content_readable_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which what was written exists for one.

    For who gives it, and once it is delivered for who asked.
    """
    own = sql.parameter(actor.organisation_id)
    delivered = and_(
        Contribution.asking_organisation_id == own, Contribution.delivered_at.is_not(None)
    )
    return or_(Contribution.organisation_id == own, delivered)


@rule(lazy("This contribution round is not meant for you."), is_sight=True)
def is_visible(actor: Actor, round_: ContributionRound) -> bool:
    """Hold for the lead and the partners, and for whoever is asked in it."""
    if not places.is_member.holds(actor, round_.workspace):
        return False
    is_shared = round_.workspace.standing.participant_role in places.SHARING_ROLES
    return is_shared or actor.organisation_id in round_.asked


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, thing: ContributionRound | Contribution) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, thing.workspace)


@rule(lazy("Only a coordinator of the lead may do this. The members page says who that is."))
def keeps_it(actor: Actor, round_: ContributionRound) -> bool:
    """Hold for a coordinator of the organisation that asks, while that leads."""
    is_own = round_.organisation_id == actor.organisation_id
    return is_own and places.is_coordinator_of_lead.holds(actor, round_.workspace)


@rule(lazy("This contribution round is closed."))
def still_runs(_actor: Actor, round_: ContributionRound) -> bool:
    """Hold until it is ended."""
    return round_.ended_at is None


@rule(lazy("This contribution is between who asked for it and who gives it."), is_sight=True)
def is_between(actor: Actor, contribution: Contribution) -> bool:
    """Hold for the people of who gives it and of who asked for it."""
    of_two = (contribution.organisation_id, contribution.asking_organisation_id)
    return actor.organisation_id in of_two and places.is_member.holds(actor, contribution.workspace)


@rule(lazy("Only a coordinator or contributor of the organisation that gives it can do that."))
def gives_it(actor: Actor, contribution: Contribution) -> bool:
    """Hold for who may work here for the organisation that is asked."""
    is_own = contribution.organisation_id == actor.organisation_id
    return is_own and places.contributes.holds(actor, contribution.workspace)


_KEEP = (is_visible, workspace_is_open, keeps_it)

grant(ContributionPermission.VIEW, is_visible)
grant(
    ContributionPermission.START,
    places.is_member,
    places.is_open,
    places.is_coordinator_of_lead,
)
grant(ContributionPermission.ASK_MORE, *_KEEP, still_runs)
grant(ContributionPermission.MOVE, *_KEEP, still_runs)
grant(ContributionPermission.REMIND, *_KEEP, still_runs)
grant(ContributionPermission.END, *_KEEP, still_runs)
grant(ContributionPermission.GATHER, *_KEEP)
grant(ContributionPermission.READ, is_between)
grant(ContributionPermission.WRITE, is_between, workspace_is_open, gives_it)
