"""Who takes part in coordination, who sees a row and how much of it, and who changes it.

The conditions answer in SQL and are what lists, single loads and counts use; the rules below say
the same of one row that was loaded. Row security restates both (migrations 0017, 0021 and 0122).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, exists, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.coordination.models import (
    Activity,
    ActivityNotice,
    InWorkspace,
    OverlapNote,
    OverlapProposal,
    OverlapSuggestion,
    ProposalStatus,
    Rest,
    SupervisedEntity,
)
from app.kernel import sql
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.workspaces import policy as places
from app.workspaces.models import Workspace

TEMPLATE = "digi"
"""Code of the workspace template whose workspaces coordinate digital resilience."""


class CoordinationPermission(Permission):
    """What one may do in coordination."""

    VIEW = "coordination:page:view"
    ENTER = "coordination:row:add"
    SEE = "coordination:row:view"
    CHANGE = "coordination:row:change"
    SEE_PROPOSAL = "overlap:proposal:view"
    ANSWER = "overlap:answer:give"
    TAKE_BACK = "overlap:proposal:withdraw"
    SUGGEST = "overlap:suggestion:make"
    SEE_SUGGESTION = "overlap:suggestion:view"
    DECLINE = "overlap:suggestion:decline"
    TAKE_OVER = "overlap:suggestion:take"
    WITHDRAW_SUGGESTION = "overlap:suggestion:withdraw"
    TAKE_BACK_NOTE = "overlap:note:withdraw"


@dataclass(frozen=True, slots=True)
class Coordination:
    """The coordination an actor takes part in: the workspaces for digital resilience."""

    places: tuple[Workspace, ...]
    """In the order of their opening, the newest first; each loaded for this very actor."""

    @property
    def id(self) -> UUID | None:
        """The newest workspace, for the ledger."""
        return self.places[0].id if self.places else None

    @property
    def place_ids(self) -> tuple[UUID, ...]:
        """Return which workspaces."""
        return tuple(each.id for each in self.places)


Shared = type[SupervisedEntity] | type[Activity] | type[ActivityNotice]


def visible_to(actor: Actor, row: Shared) -> ColumnElement[bool]:
    """Return the condition under which a row is wholly visible: its owner, named, or all."""
    return _seen(actor, row, for_rest=(Rest.EVERYTHING,))


def notices_visible_to(actor: Actor, row: type[ActivityNotice]) -> ColumnElement[bool]:
    """Return the condition under which the actor may know that something is planned."""
    return _seen(actor, row, for_rest=(Rest.PLANNED, Rest.EVERYTHING))


def proposals_visible_to(actor: Actor, row: type[OverlapProposal]) -> ColumnElement[bool]:
    """Return the condition under which a proposal exists: of the two, or agreed and both read."""
    of_two = or_(
        row.organisation_id == actor.organisation_id, row.partner_id == actor.organisation_id
    )
    return and_(
        places.is_place_of(actor, row.workspace_id),
        or_(
            of_two,
            and_(
                row.status == ProposalStatus.AGREED,
                _reads(actor, row.activity_id),
                _reads(actor, row.partner_activity_id),
            ),
        ),
    )


def suggestions_visible_to(actor: Actor, row: type[OverlapSuggestion]) -> ColumnElement[bool]:
    """Return the condition under which a suggestion exists: for the lead and for the two."""
    own = sql.parameter(actor.organisation_id)
    return and_(
        places.is_place_of(actor, row.workspace_id),
        or_(row.organisation_id == own, row.first_id == own, row.second_id == own),
    )


def notes_visible_to(actor: Actor, row: type[OverlapNote]) -> ColumnElement[bool]:
    """Return the condition under which a note about an overlap exists: for who wrote it."""
    return and_(
        places.is_place_of(actor, row.workspace_id),
        row.organisation_id == actor.organisation_id,
    )


def _reads(actor: Actor, activity_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    read = aliased(Activity)
    return exists().where(read.id == activity_id, visible_to(actor, read))


def _seen(actor: Actor, row: Shared, *, for_rest: Sequence[Rest]) -> ColumnElement[bool]:
    return and_(
        places.is_place_of(actor, row.workspace_id),
        or_(
            row.organisation_id == actor.organisation_id,
            sql.parameter(actor.organisation_id) == any_(row.named),
            and_(
                row.rest.in_(for_rest),
                places.is_place_of(actor, row.workspace_id, roles=places.SHARING_ROLES),
            ),
        ),
    )


@rule(lazy("Only the people of a workspace for digital resilience take part in coordination."))
def takes_part(actor: Actor, coordination: Coordination) -> bool:
    """Hold for who is in at least one workspace for digital resilience."""
    return any(places.is_member.holds(actor, each) for each in coordination.places)


@rule(lazy("This workspace does not coordinate supervision."), is_sight=True)
def coordinates(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for a workspace for digital resilience."""
    return workspace.template == TEMPLATE


@rule(lazy("Only the lead and the partners enter what they plan."))
def shares_everything(_actor: Actor, workspace: Workspace) -> bool:
    """Hold for who is of the lead or of a partner."""
    return workspace.standing.participant_role in places.SHARING_ROLES


@rule(lazy("This row is not meant for you."), is_sight=True)
def is_visible(actor: Actor, row: SupervisedEntity | Activity) -> bool:
    """Hold for the owner, for whom the row names, and for lead and partners when it says so."""
    if not places.is_member.holds(actor, row.workspace):
        return False
    if actor.organisation_id in (row.organisation_id, *row.named):
        return True
    is_sharing = row.workspace.standing.participant_role in places.SHARING_ROLES
    return row.rest == Rest.EVERYTHING and is_sharing


@rule(lazy("This proposal is not meant for you."), is_sight=True)
def is_known(actor: Actor, proposal: OverlapProposal) -> bool:
    """Hold for the two, and once agreed for whoever loaded it: who reads both activities."""
    if not places.is_member.holds(actor, proposal.workspace):
        return False
    is_of_two = actor.organisation_id in (proposal.organisation_id, proposal.partner_id)
    return is_of_two or proposal.status == ProposalStatus.AGREED


@rule(lazy("Only a coordinator or contributor of the authority that is asked answers this."))
def is_asked(actor: Actor, proposal: OverlapProposal) -> bool:
    """Hold for coordinators and contributors of who is asked."""
    is_theirs = proposal.partner_id == actor.organisation_id
    return is_theirs and places.contributes.holds(actor, proposal.workspace)


@rule(lazy("This suggestion is not meant for you."), is_sight=True)
def is_told(actor: Actor, suggestion: OverlapSuggestion) -> bool:
    """Hold for the lead that suggests and for the two it suggests something to."""
    three = (suggestion.organisation_id, suggestion.first_id, suggestion.second_id)
    return places.is_member.holds(actor, suggestion.workspace) and actor.organisation_id in three


@rule(lazy("Only a coordinator or contributor of one of the two authorities says this."))
def is_of_the_two(actor: Actor, suggestion: OverlapSuggestion) -> bool:
    """Hold for coordinators and contributors of whose activities they are."""
    is_theirs = actor.organisation_id in (suggestion.first_id, suggestion.second_id)
    return is_theirs and places.contributes.holds(actor, suggestion.workspace)


@rule(lazy("Only a coordinator of the lead takes a suggestion back."))
def suggested_it(actor: Actor, suggestion: OverlapSuggestion) -> bool:
    """Hold for a coordinator of the organisation that suggests, while that leads."""
    is_ours = suggestion.organisation_id == actor.organisation_id
    return is_ours and places.is_coordinator_of_lead.holds(actor, suggestion.workspace)


@rule(lazy("This note is of another authority."), is_sight=True)
def is_own_note(actor: Actor, note: OverlapNote) -> bool:
    """Hold for the people of who wrote it."""
    is_ours = note.organisation_id == actor.organisation_id
    return is_ours and places.is_member.holds(actor, note.workspace)


@rule(lazy("This workspace is closed. Nothing can be changed in it any more."))
def workspace_is_open(actor: Actor, row: InWorkspace) -> bool:
    """Hold while work may be done in its workspace."""
    return places.is_open.holds(actor, row.workspace)


@rule(lazy("Only a coordinator or contributor of the authority that entered it changes this."))
def entered_it(actor: Actor, row: InWorkspace) -> bool:
    """Hold for coordinators and contributors of the owner."""
    is_ours = row.organisation_id == actor.organisation_id
    return is_ours and places.contributes.holds(actor, row.workspace)


grant(CoordinationPermission.VIEW, takes_part)
grant(
    CoordinationPermission.ENTER,
    places.is_member,
    coordinates,
    places.is_open,
    shares_everything,
    places.contributes,
)
grant(CoordinationPermission.SEE, is_visible)
grant(CoordinationPermission.CHANGE, is_visible, workspace_is_open, entered_it)
grant(CoordinationPermission.SEE_PROPOSAL, is_known)
grant(CoordinationPermission.ANSWER, is_known, workspace_is_open, is_asked)
grant(CoordinationPermission.TAKE_BACK, is_known, workspace_is_open, entered_it)
grant(
    CoordinationPermission.SUGGEST,
    places.is_member,
    coordinates,
    places.is_open,
    places.is_coordinator_of_lead,
)
grant(CoordinationPermission.SEE_SUGGESTION, is_told)
grant(CoordinationPermission.DECLINE, is_told, workspace_is_open, is_of_the_two)
grant(CoordinationPermission.TAKE_OVER, is_told, workspace_is_open, is_of_the_two)
grant(CoordinationPermission.WITHDRAW_SUGGESTION, is_told, workspace_is_open, suggested_it)
grant(CoordinationPermission.TAKE_BACK_NOTE, is_own_note, workspace_is_open, entered_it)
