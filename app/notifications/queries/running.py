"""Terms of the law that an organisation has to keep in one place: which run, and whom they concern.

The same answer when a reminder is made and at the moment its mail leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.coordination import queries as coordination
from app.coordination.queries import DeadlineKind
from app.incidents import queries as incidents
from app.kernel import ids, terms
from app.kernel.access import Actor
from app.notifications.models import Thing
from app.tasks import queries as tasks
from app.workspaces.models import Workspace

NUMBERS = {DeadlineKind.WARNING: 1, DeadlineKind.NOTIFICATION: 2, DeadlineKind.FIRST: 3}
"""Which of the terms in hours of one incident it is, which is stored; a named term is none."""


@dataclass(frozen=True, slots=True)
class Running:
    """A term that runs, of one thing; a thing can have several."""

    thing: Thing
    id: UUID
    known_on: date
    """The day from which it was known."""
    ends_on: date
    ends_at: datetime | None = None
    """The moment a term in hours ends; None for a day."""
    number: int = 0


def list_running(actor: Actor, workspace: Workspace, *, until: date) -> list[Running]:
    """Return the terms that the organisation of a job has to keep there; at most three statements.

    Args:
        actor: a job, acting for that organisation in that place.
        until: last days after this are left out.
    """
    found = [
        Running(
            "activity",
            each.activity_id,
            each.known_on,
            each.ends_on,
            each.ends_at,
            NUMBERS.get(each.kind, 0),
        )
        for each in coordination.list_due(actor, workspace, until=until)
    ]
    found += [
        Running("case", each.id, each.registered_on, each.due_on)
        for each in incidents.list_due(actor, workspace, until=until)
        if each.due_on is not None
    ]
    found += _named(actor, workspace)
    return [each for each in found if each.ends_on <= until]


def _named(actor: Actor, workspace: Workspace) -> Iterator[Running]:
    """Give the named terms that the organisation keeps and that have an end."""
    for term, reckoned in tasks.list_running(actor, workspace):
        if term.organisation_id == actor.organisation_id and reckoned.ends_on is not None:
            known_on = ids.moment_of(term.id).astimezone(terms.AMSTERDAM).date()
            yield Running("term", term.id, known_on, reckoned.ends_on, reckoned.ends_at)
