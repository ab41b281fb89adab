"""Whether a provider speaks for a person, and since when what lets in is not void."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.identity.models import IdentityProvider, Person


def stands_since(made_at: InstrumentedAttribute[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Say that a thing was made after the last time its person or provider was made void.

    Ended rows say so themselves; this also holds for what another request made at that moment.
    """
    person = or_(Person.void_before.is_(None), made_at > Person.void_before)
    return (person, provider_stands_since(made_at))


def provider_stands_since(made_at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Say that a thing was made after the last time its provider was made void."""
    voided = IdentityProvider.void_before
    return or_(voided.is_(None), made_at > voided)


IS_OPEN = (IdentityProvider.is_active, IdentityProvider.paused_at.is_(None))
"""People can come in by it now: it was opened, and nobody paused it."""
IS_KNOWN_THERE = (
    IdentityProvider.id == Person.provider_id,
    IdentityProvider.organisation_id == Person.organisation_id,
    *IS_OPEN,
    Person.blocked_at.is_(None),
)
"""The provider speaks for the person: it is open, and of the same organisation."""
