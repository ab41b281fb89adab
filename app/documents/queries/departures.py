"""Of which parts of the own organisation somebody decides what others keep, and what is at stake.

After leaving one sees nothing of a workspace but that one left it; the database's own function
tells that, and tells it to who coordinated there then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import DateTime, String, Uuid, column, func, select

from app.documents.models import Document, DocumentStatus, Level
from app.documents.policy import Departure, DocumentPermission, matrix, visible_to
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.workspaces import queries as workspaces
from app.workspaces.models import AfterLeaving, Workspace

PARTS = func.samenzicht_departures().table_valued(
    column("part", Uuid()),
    column("place", Uuid()),
    column("ref", String()),
    column("lead", Uuid()),
    column("left_at", DateTime(timezone=True)),
    column("choice", String()),
)
"""Only those of which the person who asks decides."""


@dataclass(frozen=True, slots=True)
class Stake:
    """How many of one's own documents another organisation sees, and may know as evidence."""

    organisation: Organisation
    seen: int
    known: int


def list_departures(actor: Actor) -> list[Departure]:
    """Return the parts of one's organisation that ended and of which one decides, by reference."""
    return [each for each in _departures(actor) if each.left_at is not None]


def get_departure_for(actor: Actor, permission: DocumentPermission, part_id: UUID) -> Departure:
    """Return one part of the actor's organisation, ended or not, and decide the permission."""
    found = next((each for each in _departures(actor) if each.id == part_id), None)
    if found is None:
        raise NotFound
    require(actor, permission, found)
    return found


def list_at_stake(actor: Actor, workspace: Workspace) -> list[Stake]:
    """Return what each other participant sees of what the actor's organisation brought.

    One document of each kind is asked about: where nothing differs that the rule looks at, the
    answer cannot.
    """
    alike = (
        select(func.array_agg(Document.id)[1], func.count())
        .where(
            Document.workspace_id == workspace.id,
            Document.organisation_id == actor.organisation_id,
            Document.withdrawn_at.is_(None),
            ~Document.is_private,
            Document.status == DocumentStatus.RELEASED,
            visible_to(actor),
        )
        .group_by(Document.policy_id, Document.classification)
    )
    times: dict[UUID, int] = {row[0]: row[1] for row in db.session().execute(alike)}
    seen: Counter[UUID] = Counter()
    known: Counter[UUID] = Counter()
    found = db.session().execute(matrix(), {"document_ids": list(times)})
    for document_id, organisation_id, level, _people in found:
        seen[organisation_id] += times[document_id] * (level >= Level.VIEW)
        known[organisation_id] += times[document_id] * (level >= Level.FINDING)
    return [
        Stake(each.organisation, seen[each.organisation_id], known[each.organisation_id])
        for each in workspaces.list_participants(workspace)
        if each.organisation_id != actor.organisation_id
    ]


def _departures(actor: Actor) -> list[Departure]:
    if not actor.is_person:
        return []
    rows = db.session().execute(select(PARTS).order_by(PARTS.c.ref, PARTS.c.part))
    return [
        Departure(
            row.part,
            row.place,
            row.ref,
            row.lead,
            row.left_at,
            row.choice and AfterLeaving(row.choice),
            actor.person_id,
            actor.organisation_id,
        )
        for row in rows
    ]
