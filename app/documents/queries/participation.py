"""What letting an organisation in, or ending its part, does to who sees which documents.

Told from what the reader may see: own documents by title, those of others as a number of what the
reader sees of them, and nothing of the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.documents.models import Document, Level
from app.documents.policy import level_of_newcomer, seen_by_any_of, visible_to
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace

MOST_TITLES = 25


@dataclass(frozen=True, slots=True)
class SightChange:
    """Documents that an organisation gains or loses sight of, as far as the reader may know."""

    own: int
    """Of the reader's own organisation."""
    others: int
    """Of other organisations, but not of the one it is about."""
    brought: int
    """Brought by the one it is about: they stay as its rules say."""
    titles: tuple[str, ...]
    """Of the reader's own, the first by title."""

    @property
    def untold(self) -> int:
        """Own documents that stand in no list, because there are many."""
        return self.own - len(self.titles)


def change_by_leaving(actor: Actor, workspace: Workspace, organisation_id: UUID) -> SightChange:
    """Return what the people of an organisation lose sight of when its part ends."""
    return _change(actor, workspace, organisation_id, is_touched=seen_by_any_of(organisation_id))


def change_by_joining(actor: Actor, workspace: Workspace, organisation_id: UUID) -> SightChange:
    """Return what an ordinary contributor of an organisation would see by the rules there are."""
    sees = level_of_newcomer(organisation_id) >= Level.VIEW
    return _change(actor, workspace, organisation_id, is_touched=sees)


def _change(
    actor: Actor, workspace: Workspace, organisation_id: UUID, *, is_touched: ColumnElement[bool]
) -> SightChange:
    here = (Document.workspace_id == workspace.id, visible_to(actor))
    is_own = Document.organisation_id == actor.organisation_id
    is_brought = Document.organisation_id == organisation_id
    counts = select(
        func.count().filter(is_own, is_touched),
        func.count().filter(~is_own, ~is_brought, is_touched),
        func.count().filter(is_brought),
    ).where(*here)
    own, others, brought = db.session().execute(counts).one()
    titles = (
        select(Document.title)
        .where(*here, is_own, is_touched)
        .order_by(Document.title, Document.id)
        .limit(MOST_TITLES)
    )
    return SightChange(own, others, brought, tuple(db.session().execute(titles).scalars()))
