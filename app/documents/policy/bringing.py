"""What an organisation brought itself, whoever else sees it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from app.documents.models import Document
from app.kernel import sql
from app.kernel.access import Actor


def brought_for(actor: Actor) -> Select[UUID]:
    """Select what the actor's own organisation brought; says nothing of who sees it."""
    own = aliased(Document)
    return select(own.id).where(own.organisation_id == sql.parameter(actor.organisation_id))
