"""Taking somebody's access away, after a colleague took over what was open."""

from __future__ import annotations

from uuid import UUID

from app.kernel.access import Actor
from app.kernel.work import begin_work
from app.tasks import service as tasks
from app.tasks.service import Handover
from app.workspaces import service as workspaces
from app.workspaces.models import Membership, Workspace


def take_access_away(
    actor: Actor, workspace: Workspace, *, membership: Membership, taker_id: UUID | None
) -> Handover | None:
    """End somebody's membership; a colleague gets the open tasks first, all in one transaction.

    Args:
        taker_id: who of the own organisation takes over; None leaves the tasks where they are.

    Raises:
        NotAllowed: this person is not the actor's to end.
        Refused: it is oneself, or the tasks cannot go to this colleague.
    """
    with begin_work(actor) as work:
        done = None
        if taker_id is not None:
            done = tasks.pass_on(work, [workspace], from_id=membership.person_id, to_id=taker_id)
        workspaces.end_part_of(work, workspace, membership=membership)
    return done
