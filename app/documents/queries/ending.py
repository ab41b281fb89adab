"""Until which days what others brought stays in sight, so that nobody is surprised that it ends."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.documents.models import AccessPolicy, AccessRule, Document, Level
from app.documents.policy import visible_to
from app.kernel import clock, db
from app.kernel.access import Actor


def list_ending(actor: Actor, workspace_id: UUID, *, until: date) -> list[date]:
    """Return the last days, up to one, of rules that give sight to a whole organisation there.

    Of rules the actor's organisation gave or got, about documents that exist for the actor, and
    that no other rule of the same policy outlives. Nothing of which documents, or whose.
    """
    later = aliased(AccessRule)
    outlived = select(later.id).where(
        later.policy_id == AccessRule.policy_id,
        later.organisation_id == AccessRule.organisation_id,
        later.level >= Level.VIEW,
        func.cardinality(later.people) == 0,
        or_(later.until.is_(None), later.until > AccessRule.until),
    )
    own = actor.organisation_id
    statement = (
        select(AccessRule.until)
        .join(AccessPolicy, AccessPolicy.governed_by_id == AccessRule.policy_id)
        .join(Document, Document.policy_id == AccessPolicy.id)
        .where(
            AccessRule.workspace_id == workspace_id,
            AccessRule.until.between(clock.today(), until),
            AccessRule.level >= Level.VIEW,
            func.cardinality(AccessRule.people) == 0,
            or_(AccessRule.organisation_id == own, AccessRule.owner_id == own),
            Document.withdrawn_at.is_(None),
            visible_to(actor),
            ~outlived.exists(),
        )
        .distinct()
        .order_by(AccessRule.until)
    )
    return [each for each in db.session().execute(statement).scalars() if each is not None]
