"""What organisations answered when a workspace closes, and who is still silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from app.closing.models import ClosingAnswer, Layer
from app.closing.queries.open_ends import OpenEnd
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace
from app.workspaces.queries.people import Participant

_SILENT = text(
    "select place, organisation, due_on from samenzicht_silent_in_closing(:day)"
    " order by place, organisation"
)


@dataclass(frozen=True, slots=True)
class Party:
    """A participant in the closing: what is open, and what it chose as far as one may know."""

    participant: Participant
    open_ends: Sequence[OpenEnd]
    answer: ClosingAnswer | None
    """For the shared layer; None while it is silent."""


def list_answers(workspace: Workspace) -> list[ClosingAnswer]:
    """Return the answers one may read, the shared layer of each organisation and the own private.

    Row security says which; the own organisation's rows of both layers are among them.
    """
    statement = (
        select(ClosingAnswer)
        .where(ClosingAnswer.workspace_id == workspace.id)
        .options(joinedload(ClosingAnswer.answered_by, innerjoin=True))
        .order_by(ClosingAnswer.organisation_id, ClosingAnswer.layer)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def list_counting(workspace: Workspace) -> list[ClosingAnswer]:
    """Return the answers one may read that were given in this closing; no others count."""
    return [each for each in list_answers(workspace) if each.counts_in(workspace)]


def find_own_answers(actor: Actor, answers: Sequence[ClosingAnswer]) -> dict[Layer, ClosingAnswer]:
    """Return the answers of the actor's own organisation by layer."""
    return {each.layer: each for each in answers if each.organisation_id == actor.organisation_id}


def parties_of(
    participants: Sequence[Participant],
    answers: Sequence[ClosingAnswer],
    open_ends: dict[UUID, list[OpenEnd]],
) -> list[Party]:
    """Put together what a closing shows of each participant, in their fixed order."""
    shared = {each.organisation_id: each for each in answers if each.layer == Layer.SHARED}
    return [
        Party(each, open_ends.get(each.organisation.id, ()), shared.get(each.organisation.id))
        for each in participants
    ]


def list_silent(day: date) -> list[tuple[UUID, UUID, date]]:
    """Return (workspace, organisation, last day) of who has not answered by a day; for a job."""
    return [(row[0], row[1], row[2]) for row in db.session().execute(_SILENT, {"day": day})]
