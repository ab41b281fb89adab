"""Looking as a partner: what somebody else sees of what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_

from app.documents.models import Document, Folder, Level, Purpose
from app.documents.policy import Seat, Sighted, level_of, seen_by_both, visible_to
from app.documents.queries.documents import rows_of, with_facts
from app.documents.queries.listing import PAGE, Cursor
from app.documents.queries.rows import FACTS, DocumentRow
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class MirrorCount:
    """How many documents both see, and what that is of the reader's own."""

    both: int
    own: int
    own_seen: int

    @property
    def own_unseen(self) -> int:
        """Own documents that do not exist for the other."""
        return self.own - self.own_seen


def list_mirrored(
    actor: Actor,
    workspace: Workspace,
    seat: Seat,
    *,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> list[DocumentRow]:
    """Return what the seat sees of what the actor sees, in the seat's order, with its level."""
    order = (
        Document.organisation_id == seat.organisation_id,
        Document.changed_at,
        Document.id,
    )
    columns: tuple[Any, ...] = (Document, Folder.name, *FACTS, level_of(seat).label("level"))
    statement = (
        with_facts(select(*columns).select_from(Document))
        .where(Document.workspace_id == workspace.id, seen_by_both(actor, seat))
        .order_by(*(each.desc() for each in order))
        .limit(limit)
    )
    if after is not None:
        here = tuple_(after.is_own, after.changed_at, after.document_id)
        statement = statement.where(tuple_(*order) < here)
    return rows_of(seat, db.session().execute(statement), workspace=workspace)


def count_mirrored(actor: Actor, workspace: Workspace, seat: Seat) -> MirrorCount:
    """Count what both see, and of the actor's own organisation what the seat does and doesn't."""
    is_seen = level_of(seat) >= Level.VIEW
    is_own = Document.organisation_id == actor.organisation_id
    statement = select(
        func.count().filter(is_seen),
        func.count().filter(is_own),
        func.count().filter(is_own, is_seen),
    ).where(Document.workspace_id == workspace.id, visible_to(actor))
    return MirrorCount(*db.session().execute(statement).one())


def mirror_of(sighted: Sighted, seat: Seat) -> Sighted:
    """Return a document that was loaded for the reader as the seat sees it."""
    statement = select(level_of(seat)).where(Document.id == sighted.id)
    level: int | None = db.session().execute(statement).scalar_one_or_none()
    return Sighted(
        sighted.document,
        sighted.workspace,
        Level(level or 0),
        seat.person_id,
        seat.organisation_id,
        # What they may once they said for which purpose.
        purpose=Purpose.GIVEN_TASK,
    )
