"""Lists that leave with people or cases in them: who took which, and how much was in it.

Looking at a page shows some rows; a file holds twenty thousand, and goes on without us. So taking
one along is a read that is recorded, as taking a document along is. The line is about the own
organisation and stands in the log of the installation, beside those of the privacy register: how
many rows one saw tells how much others hide, so it is not for them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from app.identity.service.taking import Taker
from app.kernel.access import Actor, require
from app.kernel.work import begin_work
from app.workspaces.actions import WorkspaceAction
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission


class Listed(StrEnum):
    """What a list holds."""

    CASES = "cases"
    CONTRIBUTION_ROUNDS = "contribution_rounds"
    DESTRUCTIONS = "destructions"
    DOCUMENTS = "documents"
    FINDINGS = "findings"
    FOLLOW_UPS = "follow_ups"
    LOG = "log"
    MEETINGS = "meetings"
    MEMBERS = "members"
    OBSERVATIONS = "observations"
    PUBLICATIONS = "publications"
    REMARKS = "remarks"
    REPORTS = "reports"
    REQUESTS = "requests"
    SCORINGS = "scorings"
    TASKS = "tasks"
    TERMS = "terms"
    WORKSPACES = "workspaces"


def note_taking(
    actor: Actor,
    listed: Listed,
    *,
    places: Sequence[Workspace],
    rows: int,
    narrowed: Collection[str] = (),
) -> None:
    """Write down that a list leaves; where there is no workspace there is nothing in it.

    Args:
        places: where what stands in it may be of.
        narrowed: by which of our own names of choices; never what was typed.

    Raises:
        NotAllowed: the actor does not see one of the workspaces.
    """
    if not places:
        return
    with begin_work(actor) as work:
        for each in places:
            require(actor, WorkspacePermission.VIEW, each)
        work.record(
            WorkspaceAction.LIST_TAKEN,
            Taker(actor.organisation_id),
            list=listed,
            rows=rows,
            narrowed=sorted(narrowed),
            workspaces=sorted(str(each.id) for each in places),
        )
