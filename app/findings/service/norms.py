"""What is tested in a workspace: its norms."""

from __future__ import annotations

from app.findings.models import Aspect, Norm
from app.kernel import ids
from app.kernel.work import Work
from app.workspaces.events import WorkspaceStarted


def furnish_workspace(work: Work, event: WorkspaceStarted) -> None:
    """Put the template's norms into a new workspace."""
    for position, each in enumerate(event.template.norms, start=1):
        work.add(
            Norm(
                id=ids.new_id(),
                workspace_id=event.workspace.id,
                position=position,
                code=each.code,
                text=each.text,
                law=each.law,
                aspect=Aspect(each.aspect),
            )
        )
