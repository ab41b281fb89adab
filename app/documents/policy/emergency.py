"""What somebody sees under emergency sight: what the own organisation brought, to look at only.

It is a branch of the one rule, `sight.visible_to`, for who asks under it and for nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.documents.models import Document, Level
from app.documents.policy.clearance import clearance_of
from app.emergencies.policy import reaches
from app.kernel import sql
from app.kernel.access import Actor

IS_SPECIAL = or_(Document.is_special_category, Document.is_criminal_data, Document.is_police_data)
"""Data of AVG art. 9 or 10 or of the Wpg: a second person agrees first."""


def seen_under(found: Any, columns: Sequence[Any]) -> Select[Any]:
    """Select of documents found for who asks under it, each row with the one level it gives."""
    return select(*columns, sql.constant(Level.VIEW).label("level")).select_from(found)


def visible_under(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a document exists for who asks under emergency sight."""
    return and_(
        Document.organisation_id == sql.parameter(actor.organisation_id),
        Document.classification <= clearance_of(actor),
        reaches(actor, workspace_id=Document.workspace_id, is_special=IS_SPECIAL),
    )
