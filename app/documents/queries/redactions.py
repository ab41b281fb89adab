"""Reading what is marked in a document, and which documents were made of which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from app.documents.models import BlackedPassage, Document, Excerpt, Redaction, RedactionMark
from app.documents.policy import Sighted, visible_to
from app.kernel import db
from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Relative:
    """A document at the other end of an excerpt, as its own organisation sees it."""

    document_id: UUID
    title: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many passages are gone from one page of an excerpt, for one reason."""

    page: int
    ground: str
    passages: int


def find_redaction(sighted: Sighted, *, is_fresh: bool = False) -> Redaction | None:
    """Find what the owner prepares about a document; nothing for anybody else.

    Args:
        is_fresh: read it anew, when it was read before in this session.
    """
    statement = select(Redaction).where(
        Redaction.document_id == sighted.id,
        Redaction.organisation_id == sighted.organisation_id,
    )
    if is_fresh:
        statement = statement.execution_options(populate_existing=True)
    return db.session().execute(statement).scalar_one_or_none()


def list_marks(redaction: Redaction) -> list[RedactionMark]:
    """Return the marked passages, by page and from the top."""
    mark = RedactionMark
    statement = (
        select(mark)
        .where(mark.redaction_id == redaction.id)
        .order_by(mark.page, mark.top, mark.left, mark.id)
    )
    return list(db.session().execute(statement).scalars())


def list_relatives(actor: Actor, sighted: Sighted) -> list[Relative]:
    """Return what a document was made of and what was made of it; for the owner's people alone.

    What was made last comes first. Each is a document this very actor sees.
    """
    there = or_(
        (Excerpt.document_id == sighted.id) & (Document.id == Excerpt.source_id),
        (Excerpt.source_id == sighted.id) & (Document.id == Excerpt.document_id),
    )
    statement = (
        select(Document.id, Document.title, Excerpt)
        .join(Excerpt, there)
        .where(Excerpt.organisation_id == actor.organisation_id, visible_to(actor))
        .order_by(Excerpt.made_at.desc(), Excerpt.id)
    )
    return [Relative(*row) for row in db.session().execute(statement)]


def list_grounds(document_ids: Sequence[UUID]) -> list[GroundCount]:
    """Return why passages are gone from documents the actor has loaded, by page and ground."""
    passage = BlackedPassage
    statement = (
        select(passage.page, passage.ground, func.count())
        .where(passage.document_id.in_(document_ids))
        .group_by(passage.page, passage.ground)
        .order_by(passage.page, passage.ground)
    )
    return [GroundCount(*row) for row in db.session().execute(statement)]
