"""When the committee meets: its rhythm, and meetings that are planned, moved or cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.events import MeetingChanged
from app.incidents.models import AgendaItem, Case, Meeting
from app.incidents.policy import IncidentPermission
from app.kernel import clock, events, ids, terms
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

A_WEEK = timedelta(days=7)
TUESDAY = 1
FARTHEST = timedelta(days=366)


def plan_meeting(actor: Actor, workspace: Workspace, *, held_on: date | None) -> Meeting:
    """Plan a meeting of the committee; a cancelled one of that day takes place again.

    Raises:
        NotAllowed: the actor does not coordinate for the lead or a partner.
        Refused: the day has passed, is too far away, or has a meeting already.
    """
    day = _checked_day(held_on)
    with begin_work(actor) as work:
        require(actor, IncidentPermission.PLAN, workspace)
        newest = queries.find_newest_meeting(workspace)
        usual_on = _stands_for(day, after=newest.in_rhythm_on) if newest else None
        planned = plan(work, workspace, held_on=day, usual_on=usual_on)
        return planned or _taken_up(work, workspace, day)


def move_meeting(actor: Actor, meeting: Meeting, *, held_on: date | None) -> None:
    """Move a meeting with its agenda to another day; the rhythm of the committee stays.

    Raises:
        NotAllowed: the actor does not coordinate, or its list is closed.
        Refused: the day has passed or has a meeting already, or this one decided something.
    """
    day = _checked_day(held_on)
    with begin_work(actor) as work:
        require(actor, IncidentPermission.MOVE, meeting)
        _take_undecided(work, actor, meeting)
        if day == meeting.held_on:
            raise Refused(_("Nothing is different from what it was."), field="held_on")
        if queries.find_meeting_on(meeting.workspace, day) is not None:
            raise Refused(_("On this day a meeting is planned already."), field="held_on")
        old, usual_on = meeting.held_on, meeting.in_rhythm_on
        meeting.held_on, meeting.usual_on = day, usual_on if usual_on != day else None
        work.record(IncidentAction.MEETING_MOVED, meeting, old=old, held_on=day)
        _tell(work, meeting, is_cancelled=False)


def cancel_meeting(actor: Actor, meeting: Meeting) -> Meeting | None:
    """Cancel a meeting; what was on its agenda goes to the next one, which is returned.

    Raises:
        NotAllowed: the actor does not coordinate, or its list is closed.
        Refused: it decided something.
    """
    with begin_work(actor) as work:
        require(actor, IncidentPermission.MOVE, meeting)
        agenda = _take_undecided(work, actor, meeting)
        meeting.cancelled_at = clock.now()
        work.record(IncidentAction.MEETING_CANCELLED, meeting, held_on=meeting.held_on)
        _tell(work, meeting, is_cancelled=True)
        if not agenda:
            return None
        work.settle()
        following = next_meeting(work, meeting.workspace)
        for each in queries.list_items(meeting):
            each.taken_off_at = clock.now()
            work.add(put(work, following, each.case_id))
        for case in agenda:
            work.record(IncidentAction.PUT_ON_AGENDA, case, meeting=following.id)
        return following


def put(work: Work, meeting: Meeting, case_id: UUID) -> AgendaItem:
    """Return the place of a case on an agenda."""
    return AgendaItem(
        id=ids.new_id(),
        meeting_id=meeting.id,
        case_id=case_id,
        workspace_id=meeting.workspace_id,
        put_by_id=known(work.actor.person_id),
        put_at=clock.now(),
    )


def next_meeting(work: Work, workspace: Workspace) -> Meeting:
    """Return the next open meeting, locked: its list does not close while a case comes on it.

    When none is planned, one is, unless somebody else just did.
    """
    found = queries.find_next_meeting(workspace)
    if found is None:
        newest = queries.find_newest_meeting(workspace)
        usual_on = next_in_rhythm(clock.today(), after=newest.in_rhythm_on if newest else None)
        day = _working_day(usual_on)
        made = plan(work, workspace, held_on=day, usual_on=usual_on)
        if made is not None:
            return made
        found = queries.find_meeting_on(workspace, day)
    return locked(work, found)


def next_day(today: date, *, after: date | None) -> date:
    """Return the day of the next weekly meeting, on a working day.

    Args:
        after: day of the newest meeting in the rhythm of the committee.
    """
    return _working_day(next_in_rhythm(today, after=after))


def next_in_rhythm(today: date, *, after: date | None) -> date:
    """Return the next day in the rhythm of the committee, also when that is a holiday.

    Where it is one, the meeting is on the next working day, and the one after it on the usual day.
    """
    if after is None:
        return today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1)
    day = after + A_WEEK
    while _working_day(day) < today:
        day += A_WEEK
    return day


def plan(
    work: Work, workspace: Workspace, *, held_on: date, usual_on: date | None
) -> Meeting | None:
    """Plan a meeting, unless one is planned on that day; then return None."""
    meeting = Meeting(
        id=ids.new_id(),
        workspace_id=workspace.id,
        held_on=held_on,
        usual_on=usual_on if usual_on != held_on else None,
        planned_by_id=known(work.actor.person_id),
        planned_at=clock.now(),
    )
    if not work.put_unless_taken(meeting, "workspace_id", "held_on"):
        return None
    meeting.workspace = workspace
    work.record(IncidentAction.MEETING_PLANNED, meeting, held_on=held_on)
    return meeting


def locked(work: Work, meeting: Meeting | None) -> Meeting:
    """Take a meeting whose list is open; one that is over is not changed, so not taken either.

    Raises:
        Refused: its list is closed, or it is cancelled.
    """
    closed = Refused(_("The decision list of this meeting is closed."))
    if meeting is None:
        raise closed
    try:
        work.lock(meeting)
    except NotFound as gone:
        raise closed from gone
    if meeting.cancelled_at is not None:
        raise Refused(_("This meeting is cancelled. Plan it again first."))
    if meeting.closed_at is not None:
        raise closed
    return meeting


def _tell(work: Work, meeting: Meeting, *, is_cancelled: bool) -> None:
    """Tell the committee that a meeting is on another day, or does not take place."""
    sharing = tuple(each.id for each in queries.list_inspectorates(meeting.workspace))
    events.announce(
        work, MeetingChanged(meeting.workspace_id, sharing, meeting.held_on, is_cancelled)
    )


def _taken_up(work: Work, workspace: Workspace, day: date) -> Meeting:
    """Let a cancelled meeting of this day take place again.

    Raises:
        Refused: the one that is planned on this day stands.
    """
    found = queries.find_meeting_on(workspace, day)
    if found is not None:
        work.lock(found)
    if found is None or found.cancelled_at is None:
        raise Refused(_("On this day a meeting is planned already."), field="held_on")
    found.workspace, found.cancelled_at = workspace, None
    work.record(IncidentAction.MEETING_PLANNED, found, held_on=day)
    return found


def _take_undecided(work: Work, actor: Actor, meeting: Meeting) -> list[Case]:
    """Lock a meeting that decided nothing yet, and return the cases on its agenda."""
    locked(work, meeting)
    agenda = queries.list_agenda(actor, meeting)
    if any(each.decisions for each in agenda):
        raise Refused(
            _("In this meeting something was decided. It stays where it is; close its list.")
        )
    return [each.case for each in agenda]


def _checked_day(day: date | None) -> date:
    if day is None or not clock.today() <= day <= clock.today() + FARTHEST:
        raise Refused(_("Choose a day from today on, within a year."), field="held_on")
    return day


def _stands_for(day: date, *, after: date) -> date:
    """Return the usual day that a meeting stands for: its own, or the holiday it comes after."""
    usual_on = day + timedelta(days=after.weekday() - day.weekday())
    return usual_on if usual_on <= day and _working_day(usual_on) == day else day


def _working_day(day: date) -> date:
    return day if terms.is_working_day(day) else terms.next_working_day(day)
