"""Organisations that take part: let in, end, let in again."""

from __future__ import annotations

from app.identity.models import Organisation
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.events import ParticipantEnded
from app.workspaces.models import ParticipantRole, Participation, Workspace
from app.workspaces.policy import WorkspacePermission


def add_participant(
    actor: Actor, workspace: Workspace, *, organisation: Organisation, role: ParticipantRole
) -> Participation:
    """Let an organisation take part; who took part before keeps the same row and place.

    Raises:
        Refused: it takes part already, has ended, or would become a second lead.
    """
    if role == ParticipantRole.LEAD:
        raise Refused(_("A workspace has one lead. Choose another role."), field="role")
    if organisation.valid_to is not None and organisation.valid_to < clock.today():
        raise Refused(
            _("This organisation no longer exists. Choose its successor."), field="organisation"
        )
    with begin_work(actor) as work:
        work.lock(workspace)
        require(actor, WorkspacePermission.MANAGE, workspace)
        known = queries.list_participants(workspace, with_ended=True)
        before = next((each for each in known if each.organisation_id == organisation.id), None)
        if before is None:
            last = max(each.position for each in known)
            return _add(work, workspace, organisation, role=role, position=last + 1)
        if before.ended_at is None:
            raise Refused(
                _("%(name)s takes part already.", name=organisation.short_name),
                field="organisation",
            )
        before.ended_at, before.role = None, role
        work.record(
            WorkspaceAction.PARTICIPANT_RESUMED, before, organisation=organisation.id, role=role
        )
        return before


def _add(
    work: Work,
    workspace: Workspace,
    organisation: Organisation,
    *,
    role: ParticipantRole,
    position: int,
) -> Participation:
    participation = Participation(
        id=ids.new_id(),
        workspace_id=workspace.id,
        organisation_id=organisation.id,
        role=role,
        position=position,
        joined_at=clock.now(),
    )
    participation.organisation = organisation
    work.add(participation)
    work.record(
        WorkspaceAction.PARTICIPANT_ADDED, participation, organisation=organisation.id, role=role
    )
    return participation


def end_participant(actor: Actor, workspace: Workspace, *, participation: Participation) -> None:
    """End an organisation's part, and with it the memberships of its people.

    What it brought stays; what others may with it is its own choice, and closed without one.

    Raises:
        Refused: it is the lead.
    """
    with begin_work(actor) as work:
        work.lock(workspace)
        require(actor, WorkspacePermission.MANAGE, workspace)
        if participation.role == ParticipantRole.LEAD:
            raise Refused(_("The lead cannot leave. Let another organisation take the lead first."))
        if participation.ended_at is not None:
            return
        moment, organisation_id = clock.now(), participation.organisation_id
        members = queries.list_not_ended(workspace, organisation_id)
        for member in members:
            member.ended_at = queries.end_of(member.until_on, at=moment)
            work.record(WorkspaceAction.MEMBER_ENDED, member, person=member.person_id)
        participation.ended_at = moment
        work.record(
            WorkspaceAction.PARTICIPANT_ENDED,
            participation,
            organisation=organisation_id,
            people=len(members),
        )
        events.announce(work, ParticipantEnded(workspace.id, organisation_id))
