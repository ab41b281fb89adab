"""Entries that may be about one organisation and do not match: a number in one of them only.

Two entries match by their number, or without numbers by their names. Where one has a number and the
other a name alone they never meet, and an overlap is missed. Only entries the reader sees count, so
no name of another is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.coordination.models import SupervisedEntity
from app.coordination.policy import Coordination, visible_to
from app.coordination.queries.entities import match_key
from app.identity import queries as identity
from app.kernel import db
from app.kernel.access import Actor

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An entry of the own register, and one of another authority that may be about the same."""

    own_id: UUID
    own_name: str
    own_number: str
    name: str
    number: str
    """Of the other; empty when only the own entry has one."""
    organisation: str
    """Who keeps the other."""


def list_lookalikes(
    actor: Actor, coordination: Coordination, *, of: UUID | None = None
) -> list[Lookalike]:
    """Return what may be the same organisation as an own entry, by name; one statement.

    Args:
        of: only for this own entry.
    """
    own, other = aliased(SupervisedEntity, name="own"), aliased(SupervisedEntity, name="other")
    organisation = identity.organisations_to_join()
    statement = (
        select(
            own.id,
            own.name,
            own.register_number,
            other.name,
            other.register_number,
            organisation.short_name,
        )
        .select_from(own)
        .join(other, _plain(other.name) == _plain(own.name))
        .join(organisation, organisation.id == other.organisation_id)
        .where(
            visible_to(actor, own),
            visible_to(actor, other),
            own.organisation_id == actor.organisation_id,
            other.organisation_id != actor.organisation_id,
            own.workspace_id.in_(coordination.place_ids),
            other.workspace_id == own.workspace_id,
            own.ended_at.is_(None),
            other.ended_at.is_(None),
            (own.register_number == "") != (other.register_number == ""),
        )
        .order_by(own.name, own.id, organisation.short_name, other.register_number, other.id)
        .limit(MOST_SHOWN)
    )
    if of is not None:
        statement = statement.where(own.id == of)
    found = [Lookalike(*row) for row in db.session().execute(statement)]
    return [each for each in found if match_key(each.name, "") == match_key(each.own_name, "")]


def _plain(name: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Return a name as it is nearly compared; what it leaves too wide, `match_key` narrows."""
    letters = func.lower(func.normalize(name, literal_column("NFKD")))
    return func.regexp_replace(letters, "[^a-z0-9]", "", "g")
