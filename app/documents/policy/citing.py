"""Knowing a document as evidence, without its title: the level *finding* or higher."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, false, func

from app.kernel.access import Actor


def may_cite(actor: Actor, document_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that the actor may know a document as evidence: *finding* or higher.

    At *finding* the document's row is hidden by row security, so the database's own function,
    which restates the same rule, answers.
    """
    if actor.organisation_id is None:
        return false()
    return func.samenzicht_may_cite(document_id)


def may_all_cite(document_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that everybody of lead and partners may know a document as evidence."""
    return func.samenzicht_all_may_cite(document_id)
