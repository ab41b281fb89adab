"""What others may still do with what an organisation brought, after it left.

It decided that itself, for the workspace. Where it decided nothing, what it brought is closed to
others: no choice means no. While it takes part the choice waits and changes nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.documents.models import AccessRule, Level
from app.kernel import sql
from app.workspaces.models import AfterLeaving
from app.workspaces.policy import OWNER


def most_left(part: Any) -> ColumnElement[int]:
    """Return the most others may with what an organisation brought, by how its part stands."""
    return case(
        (part.ended_at.is_(None), sql.constant(Level.MANAGE)),
        (part.after_leaving == sql.constant(AfterLeaving.RULES), sql.constant(Level.MANAGE)),
        (part.after_leaving == sql.constant(AfterLeaving.EVIDENCE), sql.constant(Level.FINDING)),
        else_=sql.constant(Level.NONE),
    )


def most_with(document: Any) -> ColumnElement[int]:
    """Return the most others may with a document, whatever its rules say."""
    found = (
        select(most_left(OWNER))
        .where(
            OWNER.workspace_id == document.workspace_id,
            OWNER.organisation_id == document.organisation_id,
        )
        .correlate_except(OWNER)
        .scalar_subquery()
    )
    return func.coalesce(found, sql.constant(Level.NONE))


def still_gives(at_least: Level) -> ColumnElement[bool]:
    """Return the condition that an `AccessRule` is of an owner who lets it give so much."""
    return (
        select(OWNER.id)
        .where(
            OWNER.workspace_id == AccessRule.workspace_id,
            OWNER.organisation_id == AccessRule.owner_id,
            most_left(OWNER) >= sql.constant(at_least),
        )
        .correlate(AccessRule)
        .exists()
    )
