"""Follow-ups of all one's workspaces, narrowed and page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, tuple_

from app.followups.models import FollowUp, FollowUpEntry
from app.followups.policy import visible_to
from app.followups.queries.rows import FollowUpRow, newest, placed, select_rows
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.tasks.queries.deadlines import last_day_of
from app.workspaces.models import Workspace

PAGE = 50
LONGEST_RUN = 31
"""Days a due day never runs on further: so many days of rest in a row there are not."""


class Standing(StrEnum):
    """Which follow-ups one asks for; also the word in an address."""

    ALL = "all"
    WAITING = "waiting"
    """Nobody decided yet."""
    LATE = "late"
    """Nobody decided yet, and the term has passed."""
    DECIDED = "decided"


STANDING_WORDS = {
    Standing.ALL: lazy("All"),
    Standing.WAITING: lazy("Not decided yet"),
    Standing.LATE: lazy("Term has passed"),
    Standing.DECIDED: lazy("Decided"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of follow-ups is narrowed to."""

    standing: Standing = Standing.ALL
    words: str = ""
    """What somebody looks for in addressee, recommendation and title; case does not matter."""


@dataclass(frozen=True, slots=True)
class Place:
    """The last line of a page: where the next one goes on."""

    due_on: date | None
    id: UUID


def list_everywhere(
    actor: Actor,
    places: Sequence[Workspace],
    wanted: Wanted,
    *,
    limit: int = PAGE,
    after: Place | None = None,
) -> list[FollowUpRow]:
    """Return what still stands in all one's workspaces, by term; one statement.

    Args:
        places: loaded for this very actor.
    """
    by_id = {each.id: each for each in places}
    last = FollowUp.due_on.is_(None)
    statement = (
        select_rows()
        .where(
            visible_to(actor),
            FollowUp.workspace_id.in_(by_id),
            FollowUp.replaced_at.is_(None),
            *_narrowed(wanted),
        )
        .order_by(last, FollowUp.due_on, FollowUp.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(_behind(after))
    rows = db.session().execute(statement)
    return [placed(each, by_id[each[0].workspace_id]) for each in rows]


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    undecided = newest(FollowUpEntry.verdict).is_(None)
    if wanted.standing is Standing.DECIDED:
        conditions.append(~undecided)
    elif wanted.standing is not Standing.ALL:
        conditions.append(undecided)
    if wanted.standing is Standing.LATE:
        conditions.append(FollowUp.due_on <= last_late_day(clock.today()))
    for word in wanted.words.split():
        told = (FollowUp.addressee, FollowUp.text, FollowUp.title)
        conditions.append(or_(*(each.icontains(word, autoescape=True) for each in told)))
    return conditions


def last_late_day(today: date) -> date:
    """Return the newest due day that is late today; a day that is no working day runs on."""
    day = today - timedelta(days=1)
    for _step in range(LONGEST_RUN):
        if last_day_of(day) < today:
            break
        day -= timedelta(days=1)
    return day


def _behind(after: Place) -> ColumnElement[bool]:
    if after.due_on is None:
        return and_(FollowUp.due_on.is_(None), FollowUp.id > after.id)
    return or_(
        FollowUp.due_on.is_(None),
        tuple_(FollowUp.due_on, FollowUp.id) > tuple_(after.due_on, after.id),
    )
