"""How secret a document may be for an organisation: its clearance, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, select, true

from app.identity.models import Organisation
from app.kernel import sql
from app.kernel.access import Actor
from app.workspaces.models import Classification


def clearance_of(actor: Actor) -> ColumnElement[int]:
    """Return the highest order of classification the actor may see.

    What the own organisation is cleared for, and nothing classified by too weak a sign-in.
    """
    if not actor.is_strong:
        return sql.constant(Classification.NONE.rank)
    return (
        select(rank_of(Organisation.highest_classification))
        .where(Organisation.id == sql.parameter(actor.organisation_id))
        .correlate(None)
        .scalar_subquery()
    )


def may_be_told_of(actor: Actor, document_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Return the condition that what is kept of a document by its words is for the actor's eyes.

    For who need not see the document itself, but signs in strongly enough for it.
    """
    return true() if actor.is_strong else func.samenzicht_is_unclassified(document_id)


def rank_of(classification: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Return the order of a classification's name."""
    ranks = [
        (classification == sql.constant(each), sql.constant(each.rank))
        for each in Classification
        if each.rank
    ]
    return case(*ranks, else_=sql.constant(0))
