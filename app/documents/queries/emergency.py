"""What the own organisation brought to a workspace, for who looks there under emergency sight."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import joinedload

from app.documents.models import Document, Folder
from app.documents.policy import sighted_by
from app.documents.queries.documents import rows_of, with_facts
from app.documents.queries.rows import FACTS, DocumentRow
from app.kernel import db
from app.kernel.access import Actor

MOST = 500
"""Shown at once; who needs more than these looks for a title."""


def list_under(eyes: Actor, *, looked_for: str = "") -> list[DocumentRow]:
    """Return what somebody sees under emergency sight, by folder and title.

    Args:
        eyes: of who came under it (`emergencies.queries.look_under`).
        looked_for: part of a title; everything when empty.
    """
    statement = _rows(eyes)
    if looked_for:
        statement = statement.where(Document.title.icontains(looked_for, autoescape=True))
    rows = db.session().execute(statement).all()
    return rows_of(eyes, rows, workspace=rows[0][0].workspace) if rows else []


@db.kept
def _rows(eyes: Actor) -> Select[Any]:
    return (
        with_facts(sighted_by(eyes, Document, Folder.name, *FACTS))
        .options(joinedload(Document.workspace, innerjoin=True))
        .order_by(Folder.name, Document.title, Document.id)
        .limit(MOST + 1)
    )
