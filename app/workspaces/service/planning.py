"""The planning of a workspace: when its phases run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

Period = tuple[date | None, date | None]


def plan_phases(actor: Actor, workspace: Workspace, *, periods: Mapping[int, Period]) -> None:
    """Say when phases begin and end.

    Args:
        periods: first and last day by the phase's position; None leaves a side open.

    Raises:
        Refused: a phase would end before it begins.
    """
    with begin_work(actor) as work:
        require(actor, WorkspacePermission.MANAGE, workspace)
        for phase in queries.list_phases(workspace):
            starts_on, ends_on = periods.get(phase.position, (phase.starts_on, phase.ends_on))
            if starts_on and ends_on and ends_on < starts_on:
                raise Refused(_("%(phase)s would end before it begins.", phase=phase.name))
            phase.starts_on, phase.ends_on = starts_on, ends_on
        work.record(WorkspaceAction.PLANNED, workspace, phases=sorted(periods))
