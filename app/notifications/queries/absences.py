"""Which colleagues a coordinator may mark absent, and who is so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from app.identity.models import Person
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.notifications.policy import NoticePermission, OwnColleagues
from app.workspaces import queries as workspaces

ENTERED = text(
    "select person_id, away_from, away_until, deputy_id, entered_by_id"
    " from samenzicht_entered_absences(:since) order by away_from, person_id"
)


@dataclass(frozen=True, slots=True)
class Absence:
    """That a colleague is away, as a coordinator entered it."""

    person_id: UUID
    away_from: date
    away_until: date
    deputy_id: UUID | None
    entered_by_id: UUID


def get_colleagues_for(
    actor: Actor, permission: NoticePermission
) -> tuple[OwnColleagues, Sequence[Person]]:
    """Return whom the actor coordinates, by name, and decide the permission."""
    coordinates, people = workspaces.list_coordinated(actor)
    ids = frozenset(each.id for each in people)
    ours = OwnColleagues(actor.organisation_id, coordinates=coordinates, people=ids)
    require(actor, permission, ours)
    return ours, people


def list_entered() -> list[Absence]:
    """Return which of the colleagues whom the actor coordinates a coordinator marked absent.

    Nothing of what colleagues chose themselves; the database asks who the actor is.
    """
    rows = db.session().execute(ENTERED, {"since": clock.today()})
    return [Absence(*row) for row in rows]
