"""Reading what is marked in a document, and which documents were made of which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import joinedload

from app.documents.models import (
    BlackedPassage,
    Document,
    DocumentVersion,
    Excerpt,
    Redaction,
    RedactionMark,
)
from app.documents.policy import Sighted, visible_to
from app.kernel import db
from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Relative:
    """A document at the other end of an excerpt, as its own organisation sees it."""

    document_id: UUID
    title: str
    is_source: bool
    """True for what the document was made of, False for what was made of it."""
    source_number: int
    """Number of the version the excerpt was made of."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many passages are gone from one page of an excerpt, for one reason."""

    page: int
    ground: str
    passages: int


@dataclass(frozen=True, slots=True)
class History:
    """Where a document comes from."""

    versions: list[DocumentVersion]
    """The newest first, with who brought them."""
    grounds: list[GroundCount]
    """By page and ground; none for a document that is no excerpt."""
    relatives: list[Relative]


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


def history_of(actor: Actor, sighted: Sighted) -> History:
    """Return where a document comes from, and why passages are gone from it; in one statement.

    What a document was made of and what was made of it is for the owner's people alone, the latest
    first; each is a document this very actor sees.
    """
    versions = (
        select(DocumentVersion, _grounds(sighted.id), _relatives(actor, sighted))
        .options(joinedload(DocumentVersion.uploaded_by, innerjoin=True))
        .where(DocumentVersion.document_id == sighted.id)
        .order_by(DocumentVersion.number.desc())
    )
    if not sighted.is_own:
        versions = versions.where(DocumentVersion.closed_at.is_(None))
    rows = db.session().execute(versions).all()
    grounds, relatives = rows[0][1] or [], rows[0][2] or []
    return History(
        [row[0] for row in rows],
        [GroundCount(*each) for each in grounds],
        [
            Relative(UUID(other), title, is_source, number, datetime.fromisoformat(at))
            for other, title, is_source, number, at in relatives
        ],
    )


def _grounds(document_id: UUID) -> ScalarSelect[Any]:
    passage = BlackedPassage
    counted = (
        select(passage.page, passage.ground, func.count().label("passages"))
        .where(passage.document_id == document_id)
        .group_by(passage.page, passage.ground)
        .subquery()
    )
    row = func.jsonb_build_array(counted.c.page, counted.c.ground, counted.c.passages)
    order = aggregate_order_by(row, counted.c.page, counted.c.ground)
    return select(func.jsonb_agg(order)).scalar_subquery()


def _relatives(actor: Actor, sighted: Sighted) -> ScalarSelect[Any]:
    there = or_(
        (Excerpt.document_id == sighted.id) & (Document.id == Excerpt.source_id),
        (Excerpt.source_id == sighted.id) & (Document.id == Excerpt.document_id),
    )
    row = func.jsonb_build_array(
        Document.id,
        Document.title,
        Document.id == Excerpt.source_id,
        Excerpt.source_number,
        Excerpt.made_at,
    )
    return (
        select(func.jsonb_agg(aggregate_order_by(row, Excerpt.made_at.desc(), Excerpt.id)))
        .join_from(Document, Excerpt, there)
        .where(
            Excerpt.organisation_id == actor.organisation_id,
            Excerpt.organisation_id == sighted.organisation_id,
            visible_to(actor),
        )
        .scalar_subquery()
    )
