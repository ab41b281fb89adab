"""Who asks for scores, who gives one, and who sees what was scored.

Until a scoring opens nobody sees a score but who gave it: not who asked, not a coordinator, not the
lead.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from app.findings.models import Audience, Score, Scoring
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Foothold, Workspace


class ScoringPermission(Permission):
    """What one may do with a scoring."""

    VIEW = "scoring:page:view"
    ASK = "scoring:page:ask"
    SCORE = "scoring:score:give"
    CLOSE = "scoring:page:close"
    CONCLUDE = "scoring:consensus:write"
    DISSENT = "scoring:view:note"


def scorings_visible_in(actor: Actor, workspace: Workspace | Foothold) -> ColumnElement[bool]:
    """Return the condition under which a scoring of this workspace exists for this actor."""
    if not places.is_member.holds(actor, workspace):
        return false()
    here = Scoring.workspace_id == sql.parameter(workspace.id)
    own = Scoring.organisation_id == sql.parameter(actor.organisation_id)
    if workspace.standing.participant_role in places.SHARING_ROLES:
        return and_(here, or_(own, Scoring.audience == sql.constant(Audience.WORKSPACE)))
    return and_(here, own)


def scorings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a scoring of any workspace exists for this actor."""
    own = Scoring.organisation_id == sql.parameter(actor.organisation_id)
    for_all = Scoring.audience == sql.constant(Audience.WORKSPACE)
    return or_(
        and_(own, places.is_place_of(actor, Scoring.workspace_id)),
        and_(for_all, places.is_place_of(actor, Scoring.workspace_id, roles=places.SHARING_ROLES)),
    )


def is_revealed_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a score, beside its scoring, may be read."""
    own = Score.person_id == sql.parameter(actor.person_id)
    return or_(Scoring.opened_at.is_not(None), own) if actor.is_person else false()


@rule(lazy("This scoring is not meant for you."), is_sight=True)
def is_visible(actor: Actor, scoring: Scoring) -> bool:
    """Hold for who asked, and for lead and partners when it is for them."""
    if not places.is_member.holds(actor, scoring.workspace):
        return False
    is_shared = scoring.workspace.standing.participant_role in places.SHARING_ROLES
    is_own = scoring.organisation_id == actor.organisation_id
    return is_own or (is_shared and scoring.audience == Audience.WORKSPACE)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, scoring: Scoring) -> bool:
    """Work may still be done in its workspace."""
    return places.is_open.holds(actor, scoring.workspace)


@rule(lazy("You may read here. Ask a coordinator of your organisation to let you contribute."))
def works_there(actor: Actor, scoring: Scoring) -> bool:
    """Hold for a coordinator or contributor of the workspace."""
    return places.contributes.holds(actor, scoring.workspace)


@rule(lazy("You were not asked to score here."))
def is_asked(actor: Actor, scoring: Scoring) -> bool:
    """One of those who score."""
    return any(each.person_id == actor.person_id for each in scoring.scorers)


@rule(lazy("Only the organisation that asked for the scores may do this."))
def belongs_to_asker(actor: Actor, scoring: Scoring) -> bool:
    """Asked by the actor's own organisation."""
    return scoring.organisation_id == actor.organisation_id


@rule(lazy("The scores are open. They do not change any more."))
def is_shut(_actor: Actor, scoring: Scoring) -> bool:
    """Not everybody sees the scores yet."""
    return not scoring.is_open


@rule(lazy("The scores are not open yet."))
def is_open(_actor: Actor, scoring: Scoring) -> bool:
    """Everybody sees the scores."""
    return scoring.is_open


@rule(lazy("Nobody of your organisation was asked to score here."))
def organisation_scored(actor: Actor, scoring: Scoring) -> bool:
    """Somebody of the actor's organisation is one of those who score."""
    return any(each.organisation_id == actor.organisation_id for each in scoring.scorers)


grant(ScoringPermission.VIEW, is_visible)
grant(ScoringPermission.ASK, places.is_member, places.is_open, places.contributes)
grant(ScoringPermission.SCORE, is_visible, workspace_is_open, is_asked, works_there, is_shut)
grant(
    ScoringPermission.CLOSE,
    is_visible,
    workspace_is_open,
    belongs_to_asker,
    works_there,
    is_shut,
)
grant(
    ScoringPermission.CONCLUDE,
    is_visible,
    workspace_is_open,
    belongs_to_asker,
    works_there,
    is_open,
)
grant(
    ScoringPermission.DISSENT,
    is_visible,
    workspace_is_open,
    works_there,
    organisation_scored,
    is_open,
)
