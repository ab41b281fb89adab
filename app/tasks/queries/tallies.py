"""How many tasks stand where: of the workspaces of a page, as far as the reader sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from app.identity.models import Organisation
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.tasks.models import UNFINISHED, Task, TaskStatus
from app.tasks.policy import visible_to
from app.tasks.queries.deadlines import last_day_of
from app.workspaces.models import Workspace


class Stand(StrEnum):
    """Where a task stands for who looks at many of them."""

    LATE = "late"
    RUNNING = "running"
    RETURNED = "returned"
    DELIVERED = "delivered"
    DONE = "done"


STAND_WORDS = {
    Stand.LATE: lazy("Too late"),
    Stand.RUNNING: lazy("Under way"),
    Stand.RETURNED: lazy("Returned"),
    Stand.DELIVERED: lazy("Delivered, not confirmed yet"),
    Stand.DONE: lazy("Done"),
}
STAND_TONES = {
    Stand.LATE: "stop",
    Stand.RUNNING: "info",
    Stand.RETURNED: "warn",
    Stand.DELIVERED: "brand",
    Stand.DONE: "ok",
}


@dataclass(frozen=True, slots=True)
class TaskTally:
    """So many tasks of one organisation stand alike in one workspace."""

    workspace_id: UUID
    organisation: str
    """Its short name."""
    stand: Stand
    number: int


def tally(actor: Actor, places: Sequence[Workspace]) -> list[TaskTally]:
    """Count the tasks that the reader sees in some workspaces; one statement.

    What was withdrawn is not counted. A day that is no working day runs on, so what is due on one
    is late as late here as it is in every list. In a closed workspace nothing is late any more.
    """
    is_counted = Task.term_id.is_not(None)
    facts = (Task.workspace_id, Organisation.short_name, Task.status, Task.due_on, is_counted)
    statement = (
        select(*facts, func.count())
        .join(Organisation, Organisation.id == Task.organisation_id)
        .where(
            Task.workspace_id.in_([each.id for each in places]),
            Task.status != TaskStatus.WITHDRAWN,
            visible_to(actor),
        )
        .group_by(*facts)
    )
    counted: Counter[tuple[UUID, str, Stand]] = Counter()
    today, closed = clock.today(), {each.id for each in places if not each.is_open}
    for place_id, name, status, due_on, counted_by_rule, number in db.session().execute(statement):
        day = None if place_id in closed else due_on
        stand = stand_of(status, day, is_counted=counted_by_rule, today=today)
        counted[place_id, name, stand] += number
    return [TaskTally(*key, number) for key, number in counted.items()]


def stand_of(status: TaskStatus, due_on: date | None, *, is_counted: bool, today: date) -> Stand:
    """Say where a task stands on a day.

    Args:
        is_counted: the day is the end of a term, counted by its own rule.
    """
    if status in UNFINISHED:
        is_late = due_on is not None and last_day_of(due_on, is_counted=is_counted) < today
        return Stand.LATE if is_late else Stand.RUNNING
    return Stand(str(status))
