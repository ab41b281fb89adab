"""Documents that go along with something else of a workspace, such as a task that is delivered."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from app.documents.models import Document, DocumentStatus, Level
from app.documents.policy import Seat, level_of, visible_to
from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace

MOST_OFFERED = 50
"""How many are shown at once beside those that are chosen; a word in the title finds the others."""


class Enclosed(NamedTuple):
    """A document as it is named beside something else."""

    id: UUID
    title: str
    owner: str
    """Short name of the organisation that brought it."""
    url: str


class Offered(NamedTuple):
    """What one may send along, as far as it is shown."""

    documents: list[Enclosed]
    left_out: int
    """How many more there are."""


def list_to_enclose(
    actor: Actor, workspace: Workspace, *, words: str = "", chosen: Collection[UUID] = ()
) -> Offered:
    """Return what the actor may send along: chosen, then own documents, then the newest.

    One statement.

    Args:
        words: in the title; without any, all of them.
        chosen: those that are shown whatever they are called.
    """
    is_chosen = Document.id.in_(set(chosen))
    is_own = Document.organisation_id == actor.organisation_id
    order = (is_chosen.desc(), is_own.desc(), Document.changed_at.desc(), Document.id)
    wanted = _seen(actor, workspace).add_columns(func.count().over())
    if words:
        wanted = wanted.where(or_(is_chosen, Document.title.icontains(words, autoescape=True)))
    limited = wanted.order_by(*order).limit(MOST_OFFERED + len(chosen))
    rows = db.session().execute(limited).all()
    shown = [_enclosed(workspace, row[0], row[1], owner=row[2]) for row in rows]
    return Offered(shown, rows[0][3] - len(shown) if rows else 0)


def list_enclosed(actor: Actor, workspace: Workspace, ids: Collection[UUID]) -> list[Enclosed]:
    """Return those of some documents that the actor sees, by title; one statement."""
    chosen = _seen(actor, workspace).where(Document.id.in_(set(ids)))
    rows = db.session().execute(chosen.order_by(Document.title, Document.id))
    return [_enclosed(workspace, row[0], row[1], owner=row[2]) for row in rows]


def list_unseen_by(
    actor: Actor, workspace: Workspace, ids: Collection[UUID], *, organisation_id: UUID
) -> frozenset[UUID]:
    """Return which of some documents do not exist for an ordinary contributor of an organisation.

    Only of those the actor sees; one statement.
    """
    statement = select(Document.id).where(
        Document.workspace_id == workspace.id,
        Document.id.in_(set(ids)),
        visible_to(actor),
        level_of(Seat(organisation_id)) < Level.VIEW,
    )
    return frozenset(db.session().execute(statement).scalars())


def _seen(actor: Actor, workspace: Workspace) -> Select[UUID, str, str]:
    owner = identity.organisations_to_join()
    return (
        select(Document.id, Document.title, owner.short_name)
        .join(owner, owner.id == Document.organisation_id)
        .where(
            Document.workspace_id == workspace.id,
            Document.withdrawn_at.is_(None),
            Document.status == DocumentStatus.RELEASED,
            visible_to(actor),
        )
    )


def _enclosed(workspace: Workspace, key: UUID, title: str, *, owner: str) -> Enclosed:
    return Enclosed(key, title, owner, f"/workspaces/{workspace.ref}/documents/{key}")
