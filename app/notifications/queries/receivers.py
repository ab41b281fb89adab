"""Who has to be reminded of a task, and why: who does it, who stands in, who coordinates.

The same answer when a reminder is made and at the moment its mail leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import clock
from app.kernel.access import Actor
from app.notifications.models import Level, NoticeKind
from app.notifications.queries.crews import Crew, crew_of
from app.notifications.queries.hours import DEFAULT_MOMENTS
from app.tasks.models import Task
from app.workspaces.models import Workspace

SETTINGS = "/notices/settings"
"""Where one chooses what one gets."""
WEEK = 7
LATE = (-1, -WEEK)
"""When others hear that somebody is late, whatever that person chose; then each week again."""


def receivers_of_request(
    crew: Crew, *, today: date, left: int
) -> Iterator[tuple[UUID, int, NoticeKind]]:
    """Give who has to be reminded of documents that are asked of an organisation, as of a task."""
    words = {NoticeKind.DUE: NoticeKind.DOCS_DUE, NoticeKind.LATE: NoticeKind.DOCS_LATE}
    for person_id, moment, kind in receivers_of_ours(crew, today=today, left=left):
        yield person_id, moment, words.get(kind, kind)


def receivers_of_ours(
    crew: Crew, *, today: date, left: int
) -> Iterator[tuple[UUID, int, NoticeKind]]:
    """Give who has to be reminded of what an organisation has to do, as of a task.

    All who work there for it: nobody in particular is asked.
    """
    return _receivers(crew.workers, crew, today=today, left=left)


def receivers_of(
    task: Task, crew: Crew, *, today: date, left: int
) -> Iterator[tuple[UUID, int, NoticeKind]]:
    """Give who has to be reminded of a task, at which moment, and why.

    Args:
        left: days until the last day, negative after it.
    """
    doers = doers_of(task, crew)
    for each in _receivers(doers, crew, today=today, left=left):
        if each[2] is not NoticeKind.COORDINATING or each[0] != task.assignee_id:
            yield each


def _receivers(
    doers: Sequence[UUID], crew: Crew, *, today: date, left: int
) -> Iterator[tuple[UUID, int, NoticeKind]]:
    """Give who does it, who stands in, and who coordinates; of the same person the first counts."""
    for person_id in doers:
        chosen = crew.moments_of(person_id)
        moment = moment_of(chosen, left)
        if moment is not None:
            yield person_id, moment, NoticeKind.DUE if moment >= 0 else NoticeKind.LATE
        instead = moment_of([*(chosen or DEFAULT_MOMENTS), *LATE], left)
        if instead is not None:
            for each in crew.stand_ins_of(person_id, today):
                yield each, instead, NoticeKind.FOR_ANOTHER
    escalates_at = moment_of(LATE, left)
    if escalates_at is not None:
        for each in crew.coordinators:
            yield each, escalates_at, NoticeKind.COORDINATING


def readers_of_mail(actor: Actor, workspace: Workspace, people: Sequence[Person]) -> list[Person]:
    """Return who gets a mail about a workspace at once that is meant for some people.

    Who is away is replaced by who stands in. Who wants no mails, or none of this place, gets none.

    Args:
        actor: a job, acting for their organisation in that place.
    """
    crew, today = crew_of(actor, workspace), clock.today()
    wanted: dict[UUID, None] = {}
    for each in people:
        if crew.is_away(each.id, today):
            wanted |= dict.fromkeys(crew.stand_ins_of(each.id, today))
        else:
            wanted[each.id] = None
    mailed = [
        each
        for each in wanted
        if each in crew.people
        and not crew.is_away(each, today)
        and crew.level_of(each) is Level.ALL
        and crew.hours_of(each).digest
    ]
    known = {each.id: each for each in people}
    known |= identity.list_people(each for each in mailed if each not in known)
    return [known[each] for each in mailed]


def doers_of(task: Task, crew: Crew) -> list[UUID]:
    """Return who does a task, or, while nobody does, who works there or holds its office."""
    if task.assignee_id is None or task.assignee_id not in crew.people:
        return list(crew.workers if task.office is None else crew.asked_by_office(task.office))
    return [task.assignee_id]


def moment_of(moments: Sequence[int], left: int) -> int | None:
    """Return the latest moment that has come: a day without a clock skips none and repeats none.

    Who hears of a thing a week after its last day hears of it each week from then on.
    """
    if -WEEK in moments and left <= -WEEK:
        return -(-left // WEEK) * WEEK
    come = [each for each in moments if each >= left]
    return min(come) if come else None
