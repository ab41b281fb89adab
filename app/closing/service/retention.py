"""Choosing how long what one's organisation brought is kept, by its selection list."""

from __future__ import annotations

from app.closing import queries
from app.closing.actions import ClosingAction
from app.closing.models import RetentionChoice
from app.closing.policy import ClosingPermission
from app.closing.selection import ArchiveLaw, SelectionLists
from app.closing.service.protocol import person_of
from app.kernel import clock, ids, turns
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.turns import Turn
from app.kernel.work import begin_work
from app.workspaces.models import Workspace

CLASSIFYING = Turn("retention of {} {}")


def choose_retention(
    actor: Actor, workspace: Workspace, *, code: str, law: str, lists: SelectionLists
) -> None:
    """Choose the category of the selection list, and the law under which things are transferred.

    Raises:
        NotAllowed: the actor does not coordinate for the organisation here, or nothing closes.
        Refused: it is no category of its list, or no such law.
    """
    if lists.find(actor.organisation_code, code) is None:
        raise Refused(_("Choose a category from the list."), field="item")
    if law not in list(ArchiveLaw):
        raise Refused(_("Choose under which law."), field="law")
    with begin_work(actor) as work:
        turns.wait_for(CLASSIFYING.of(workspace.id, actor.organisation_id))
        require(actor, ClosingPermission.CLASSIFY, workspace)
        found = queries.find_retention(actor, workspace)
        before = found.item if found else None
        if found is None:
            found = RetentionChoice(
                id=ids.new_id(), workspace_id=workspace.id, organisation_id=actor.organisation_id
            )
            work.add(found)
        elif (found.item, found.law) == (code, law):
            return
        found.item, found.law = code, law
        found.chosen_by_id, found.chosen_at = person_of(actor), clock.now()
        work.record(
            ClosingAction.CLASSIFIED,
            found,
            organisation=actor.organisation_id,
            item=code,
            law=law,
            before=before,
        )
