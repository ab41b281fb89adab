"""An organisation decides what others keep of what it brought, before or after it leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.events import WhatStaysChosen
from app.documents.policy import Departure, DocumentPermission
from app.documents.service.taking_back import refuse_in_part
from app.kernel import events, turns
from app.kernel.access import Actor
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.text import _, lazy
from app.kernel.turns import Turn
from app.kernel.work import begin_work
from app.workspaces.models import AfterLeaving

CHOOSING = Turn("what stays of {}")
AFTER_LEAVING_WORDS = {
    AfterLeaving.RULES: lazy("The rules go on"),
    AfterLeaving.EVIDENCE: lazy("Only evidence stays"),
    AfterLeaving.CLOSED: lazy("Closed for others"),
}


def choose_what_stays(actor: Actor, part_id: UUID, *, choice: str, seen: str) -> Departure:
    """Choose what others may, once the organisation left, with what it brought.

    While it takes part the choice waits; after that it is in force for the next request.

    Args:
        choice: a word of `AfterLeaving`.
        seen: what was chosen when the page was read; empty when nothing was.

    Raises:
        NotFound: the actor does not coordinate, or did not when the organisation left.
        OutOfDate: a colleague chose something else meanwhile.
        Refused: it is no choice, or it is about what the actor does not see now.
    """
    if choice not in list(AfterLeaving):
        raise Refused(_("Choose what others keep."), field="choice")
    with begin_work(actor) as work:
        turns.wait_for(CHOOSING.of(part_id))
        departure = queries.get_departure_for(actor, DocumentPermission.CHOOSE_WHAT_STAYS, part_id)
        if (departure.chosen or "") != seen:
            raise OutOfDate(_("A colleague chose something else meanwhile. Look at it again."))
        if departure.chosen == choice:
            return departure
        refuse_in_part(actor, departure.workspace_id)
        chosen = func.samenzicht_choose_after_leaving(part_id, choice)
        if not work.session.execute(select(chosen)).scalar_one():
            raise NotFound
        work.record(
            DocumentAction.CHOSE_WHAT_STAYS,
            departure,
            organisation=departure.organisation_id,
            after_leaving=choice,
            before=departure.chosen,
        )
        events.announce(work, WhatStaysChosen(departure.workspace_id, departure.lead_id))
    return departure
