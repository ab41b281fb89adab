"""Tasks that come back: asked once until a day, and made by the clock, one ahead.

The next is asked on the day after the last day of the one before, whatever became of that one: so
there is always one ahead, and never two. Its number in the series is the key of the effect. Where
the clock stood still, or nothing could be asked for a while, the newest is asked when it goes on,
and it tells how many were skipped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.events import announce
from app.kernel.jobs import Job
from app.kernel.terms import Period, add_months, nth_day
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.tasks import queries
from app.tasks.actions import TaskAction
from app.tasks.events import TaskMoved
from app.tasks.models import Task, TaskSeries
from app.tasks.policy import Returning, TaskPermission
from app.tasks.service.checking import write_items
from app.tasks.service.making import Wish, add_numbered, tell_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

MOST_YEARS = 10
"""How far the end of what comes back may lie."""
CARRIED = ("title", "details", "checklist", "organisation_id", "assignee_id", "office")
"""What of a change of one task holds for those that are still to come."""


@dataclass(frozen=True, slots=True)
class Return:
    """How often something comes back, and until when."""

    every: Period
    until: date


def check_return(wanted: Return, *, first: date | None, follows_term: bool) -> None:
    """Check that something can come back.

    Raises:
        Refused: it has no day of its own, or comes only once, or ends too far away.
    """
    if first is None or follows_term:
        raise Refused(
            _("What comes back needs a day of its own for the first time."), field="due_on"
        )
    if nth_day(first, wanted.every, 1) > wanted.until:
        raise Refused(_("It would come only once until then. Choose a later day."), field="until")
    if wanted.until > add_months(first, MOST_YEARS * 12):
        raise Refused(_("Choose a day within %(years)s years.", years=MOST_YEARS), field="until")


def begin_series(work: Work, task: Task, *, wanted: Return, lines: tuple[str, ...]) -> None:
    """Let a task that was just asked come back; it is the first of its series."""
    first = task.due_on
    if first is None:
        return
    series = TaskSeries(
        id=ids.new_id(),
        workspace_id=task.workspace_id,
        organisation_id=task.asking_organisation_id,
        asked_by_id=task.asked_by_id,
        doing_id=task.organisation_id,
        assignee_id=task.assignee_id,
        office=task.office,
        title=task.title,
        details=task.details,
        checklist=list(lines),
        every=wanted.every,
        first_on=first,
        until_on=wanted.until,
        made=1,
        make_on=None,
        version=1,
    )
    series.make_on = _make_on(series)
    work.add(series)
    work.settle()
    task.series_id, task.series_number = series.id, 0
    work.record(TaskAction.MADE_RETURNING, task, every=str(wanted.every), until=wanted.until)


def end_series(actor: Actor, task: Task) -> None:
    """Let a task come back no more; those that were asked stay. Ended before, it stays so.

    Raises:
        NotAllowed: another organisation asked it.
        Refused: it does not come back.
    """
    with begin_work(actor) as work:
        require(actor, TaskPermission.END_SERIES, task)
        series = queries.find_series(task)
        if series is None:
            raise Refused(_("This task does not come back."))
        _stop(work, task, series)


def stop_with(work: Work, task: Task) -> None:
    """Let what comes back end with a task of it that is withdrawn; ended before, it stays so.

    The caller has decided that the actor may withdraw the task.
    """
    series = queries.find_series(task)
    if series is not None:
        _stop(work, task, series, at=task.changed_at)


def go_on_with(work: Work, task: Task, *, since: datetime) -> None:
    """Let come back again what ended with a task that is asked again.

    The caller has decided that the actor may ask the task again.

    Args:
        since: when the task was withdrawn; what ended at another moment stays so.
    """
    series = queries.find_series(task)
    if series is None:
        return
    work.lock(series)
    if series.ended_at != since:
        return
    series.ended_at = None
    series.version += 1
    work.record(TaskAction.MADE_RETURNING, task, every=str(series.every), until=series.until_on)


def _stop(work: Work, task: Task, series: TaskSeries, *, at: datetime | None = None) -> None:
    work.lock(series)
    if series.ended_at is not None:
        return
    series.ended_at = at or clock.now()
    series.version += 1
    work.record(TaskAction.ENDED_RETURNING, task, asked=series.made)


def carry_over(work: Work, task: Task, *, wish: Wish, changed: Collection[str]) -> list[str]:
    """Ask from now on what a task of a series was changed to; return what that changes, by name.

    The words before the change stay nowhere, so a series that has ended is corrected too. The day
    and what a task waits for are of that one task. The caller has decided that the actor may change
    the task.

    Args:
        changed: the names of what changed in the task; what did not stays in the series as it is.
    """
    carried = [each for each in changed if each in CARRIED]
    series = queries.find_series(task) if carried else None
    if series is None:
        return []
    work.lock(series)
    if "title" in carried:
        series.title = task.title
    if "details" in carried:
        series.details = task.details
    if "checklist" in carried:
        series.checklist = list(wish.checklist)
    if not {"organisation_id", "assignee_id", "office"}.isdisjoint(carried):
        series.doing_id, series.office = wish.organisation_id, wish.office
        series.assignee_id = wish.assignee_id
    series.version += 1
    return carried


def ask_next(actor: Actor, series_id: UUID, *, tell: Job | None) -> int:
    """Ask what came back by today; return how many. Safe to run twice, and by several at once.

    Of several that were missed only the newest is asked: the days of the others have passed.
    Nothing is asked while the workspace is closed or one of both organisations takes no part.

    Args:
        actor: the job, acting for the organisation that asks, in that place.
        tell: the job that mails who is asked.
    """
    with begin_work(actor) as work:
        series = queries.find_series_of_job(series_id)
        place = queries.find_place_of_series(actor, series) if series else None
        if series is None or place is None:
            return 0
        work.lock(series)
        if not _is_due(series):
            return 0
        require(actor, TaskPermission.ASK_AGAIN, Returning(series, place))
        _ask(work, series, place, skipped=_skip_what_passed(series), tell=tell)
    return 1


def _skip_what_passed(series: TaskSeries) -> int:
    """Go on to the newest that is due; return how many were skipped."""
    skipped = 0
    while True:
        series.made += 1
        after = _make_on(series)
        if after is None or after > clock.today():
            series.made -= 1
            return skipped
        skipped += 1


def _is_due(series: TaskSeries) -> bool:
    if series.ended_at is not None or series.make_on is None:
        return False
    return series.make_on <= clock.today()


def _ask(
    work: Work, series: TaskSeries, place: Workspace, *, skipped: int, tell: Job | None
) -> None:
    wish = Wish(
        title=series.title,
        details=series.details,
        organisation_id=series.doing_id,
        assignee_id=_who_is_still_there(series.assignee_id, place, series.doing_id),
        office=series.office,
        due_on=nth_day(series.first_on, series.every, series.made),
    )
    task = add_numbered(work, place, wish=wish)
    task.asked_by_id = _who_is_still_there(series.asked_by_id, place, series.organisation_id)
    task.series_id, task.series_number = series.id, series.made
    task.skipped = skipped
    work.settle()
    write_items(work, task, lines=series.checklist)
    series.made += 1
    series.make_on = _make_on(series)
    work.record(
        TaskAction.CAME_BACK,
        task,
        ref=task.ref,
        organisation=task.organisation_id,
        person=task.assignee_id,
        office=task.office.value if task.office else None,
        due_on=task.due_on,
        time=series.made,
        **({"skipped": skipped} if skipped else {}),
    )
    tell_of(work, task, tell)
    announce(work, TaskMoved(task, TaskAction.CAME_BACK))


def _make_on(series: TaskSeries) -> date | None:
    """Return when the next is asked: the day after the last one ends, working days minded."""
    if nth_day(series.first_on, series.every, series.made) > series.until_on:
        return None
    before = nth_day(series.first_on, series.every, series.made - 1)
    return queries.last_day_of(before) + timedelta(days=1)


def _who_is_still_there(
    person_id: UUID | None, place: Workspace, organisation_id: UUID
) -> UUID | None:
    if person_id in workspaces.list_member_ids(place, organisation_id):
        return person_id
    return None
