"""Linking an investigation with the workspace that carries it out."""

from __future__ import annotations

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.programme import queries
from app.programme.actions import ProgrammeAction
from app.programme.models import Investigation, InvestigationWorkspace
from app.programme.policy import ProgrammePermission
from app.programme.service.entering import check_stands
from app.workspaces import queries as workspaces
from app.workspaces.events import WorkspaceStarted
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


def link_workspace(actor: Actor, it: Investigation, workspace: Workspace) -> InvestigationWorkspace:
    """Say that a workspace the actor coordinates carries out an investigation.

    Raises:
        NotAllowed: the actor does not keep the programme, or does not coordinate there.
        Refused: the workspace carries out something of this programme already.
    """
    with begin_work(actor) as work:
        return _link(work, it, workspace)


def unlink_workspace(actor: Actor, it: Investigation, link: InvestigationWorkspace) -> None:
    """End a link; for who keeps the programme and coordinates there.

    Raises:
        NotAllowed: the actor does not keep the programme, or does not coordinate there.
    """
    with begin_work(actor) as work:
        require(actor, ProgrammePermission.CHANGE, it)
        workspaces.get_for(actor, WorkspacePermission.COORDINATE, link.workspace_id)
        work.lock(link)
        if link.ended_at is not None:
            raise NotFound
        link.ended_at = clock.now()
        work.record(ProgrammeAction.UNLINKED, link)


def link_started(work: Work, event: WorkspaceStarted) -> None:
    """Link a workspace that was just started from an investigation."""
    if event.occasion_id is None:
        return
    permission = ProgrammePermission.CHANGE
    it = queries.get_for(work.actor, permission, event.occasion_id)
    _link(work, it, event.workspace)


def _link(work: Work, it: Investigation, workspace: Workspace) -> InvestigationWorkspace:
    require(work.actor, ProgrammePermission.CHANGE, it)
    require(work.actor, WorkspacePermission.COORDINATE, workspace)
    check_stands(it)
    there = queries.find_link_of(
        work.actor, workspace, organisation_id=it.organisation_id, year=it.year
    )
    if there is not None:
        raise Refused(
            _(
                "This workspace carries out “%(title)s” already. A workspace stands once in the"
                " programme of a year.",
                title=there.title,
            ),
            field="workspace",
        )
    link = InvestigationWorkspace(
        id=ids.new_id(),
        investigation_id=it.id,
        workspace_id=workspace.id,
        organisation_id=it.organisation_id,
        year=it.year,
        linked_at=clock.now(),
        ended_at=None,
    )
    work.add(link)
    work.record(ProgrammeAction.LINKED, link)
    return link
