"""The committee: its weekly meetings, what is on the agenda, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import AgendaItem, Case, CaseDecision, Meeting, Outcome
from app.incidents.policy import IncidentPermission
from app.incidents.service.steps import note_change, one_text, take_case
from app.incidents.service.terms import follow_status
from app.incidents.service.triaging import AFTER, LONGEST_REASON, move_to
from app.kernel import clock, ids, terms
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace
from app.workspaces.templates import Term

COMMITTEE = (
    Outcome.NO_INVESTIGATION,
    Outcome.ASK_REPORT,
    Outcome.INVESTIGATE,
    Outcome.CLOSE_WITH_LETTER,
)
"""What a committee can decide."""
A_WEEK = timedelta(days=7)
TUESDAY = 1
FARTHEST = timedelta(days=366)


def plan_meeting(actor: Actor, workspace: Workspace, *, held_on: date | None) -> Meeting:
    """Plan a meeting of the committee.

    Raises:
        NotAllowed: the actor does not coordinate for the lead or a partner.
        Refused: the day has passed, is too far away, or has a meeting already.
    """
    if held_on is None or not clock.today() <= held_on <= clock.today() + FARTHEST:
        raise Refused(_("Choose a day from today on, within a year."), field="held_on")
    with begin_work(actor) as work:
        require(actor, IncidentPermission.PLAN, workspace)
        planned = _plan(work, workspace, held_on=held_on)
        if planned is None:
            raise Refused(_("On this day a meeting is planned already."), field="held_on")
        return planned


def put_on_agenda(actor: Actor, case: Case, *, seen_version: int) -> Meeting:
    """Put a case on the agenda of the next meeting; when none is planned, one is.

    Raises:
        NotAllowed: the actor does not work here, or the case is in triage.
        OutOfDate: somebody changed the case meanwhile.
        Refused: it is on an agenda already, or the list of that meeting was just closed.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.PUT_ON_AGENDA, seen_version=seen_version)
        if queries.find_agenda_item(case) is not None:
            raise Refused(_("This case is on an agenda already."))
        meeting = _next_meeting(work, case.workspace)
        work.add(
            AgendaItem(
                id=ids.new_id(),
                meeting_id=meeting.id,
                case_id=case.id,
                workspace_id=case.workspace_id,
                put_by_id=known(actor.person_id),
                put_at=clock.now(),
            )
        )
        note_change(work, case, IncidentAction.PUT_ON_AGENDA, meeting=meeting.id)
        return meeting


def take_off_agenda(actor: Actor, case: Case, *, seen_version: int) -> None:
    """Take a case off the agenda, as long as nothing was decided about it in that meeting.

    Raises:
        NotAllowed: the actor does not work here.
        OutOfDate: somebody changed the case meanwhile.
        Refused: it is on no agenda, or was decided about.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.PUT_ON_AGENDA, seen_version=seen_version)
        found = queries.find_agenda_item(case)
        if found is None:
            raise Refused(_("This case is on no agenda."))
        item, meeting = found
        if any(each.meeting_id == meeting.id for each in queries.list_decisions(case)):
            raise Refused(
                _("The committee decided about it in this meeting. It stays on the list.")
            )
        item.taken_off_at = clock.now()
        note_change(work, case, IncidentAction.TAKEN_OFF_AGENDA, meeting=meeting.id)


def decide(
    actor: Actor,
    case: Case,
    *,
    outcome: Outcome,
    reason: str,
    usual: Sequence[Term],
    seen_version: int,
) -> None:
    """Write down what the committee decided about a case; a later decision corrects an earlier.

    Args:
        usual: the terms of the workspace's template.

    Raises:
        NotAllowed: the actor does not coordinate, or the case is in triage.
        OutOfDate: somebody changed the case meanwhile.
        Refused: it is on no agenda, the meeting is still to come, or there is no reason.
    """
    with begin_work(actor) as work:
        take_case(work, case, IncidentPermission.DECIDE, seen_version=seen_version)
        if outcome not in COMMITTEE:
            raise Refused(_("Choose what you decide."), field="outcome")
        meeting = _meeting_of(work, case)
        words = one_text(
            reason, longest=LONGEST_REASON, missing=_("Give the reason of the decision.")
        )
        decision = CaseDecision(
            id=ids.new_id(),
            case_id=case.id,
            workspace_id=case.workspace_id,
            meeting_id=meeting.id,
            organisation_id=known(actor.organisation_id),
            number=queries.highest_decision(case) + 1,
            outcome=outcome,
            is_acute=False,
            informs=[],
            reason=words,
            made_by_id=known(actor.person_id),
            made_at=clock.now(),
        )
        work.add(decision)
        move_to(case, AFTER[outcome])
        follow_status(work, case, usual=usual, starts_on=meeting.held_on)
        note_change(
            work,
            case,
            IncidentAction.DECIDED,
            number=decision.number,
            outcome=outcome,
            meeting=meeting.id,
        )


def close_meeting(actor: Actor, meeting: Meeting, *, seen: str | None) -> None:
    """Close the decision list of a meeting: what it decided stands.

    Args:
        seen: fingerprint of the list on the person's screen; None for a partner's system, which
            closes what there is.

    Raises:
        OutOfDate: somebody decided, or changed the agenda, meanwhile.
        NotAllowed: the actor does not coordinate, or it is closed already.
        Refused: the meeting is still to come, or a case on its agenda was not decided about.
    """
    with begin_work(actor) as work:
        require(actor, IncidentPermission.CLOSE, meeting)
        _locked(work, meeting)
        if meeting.held_on > clock.today():
            raise Refused(_("This meeting is still to come."))
        agenda = queries.list_agenda(actor, meeting)
        if seen is not None and seen != queries.seen_of(agenda):
            raise OutOfDate(
                _("The decision list changed while you were reading. Read it again, then close it.")
            )
        waiting = [each for each in agenda if not each.decisions]
        if waiting:
            raise Refused(
                _(
                    "Not every case was decided about. Decide, or take it off the agenda: %(ref)s.",
                    ref=waiting[0].case.ref,
                )
            )
        meeting.closed_at = clock.now()
        work.record(IncidentAction.MEETING_CLOSED, meeting)


def next_day(today: date, *, after: date | None) -> date:
    """Return the day of the next weekly meeting, on a working day.

    Args:
        after: day of the newest meeting; the committee meets in the same rhythm.
    """
    if after is None:
        day = today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1)
    else:
        weeks = max(1, -((after - today).days // 7))
        day = after + weeks * A_WEEK
    return day if terms.is_working_day(day) else terms.next_working_day(day)


def _next_meeting(work: Work, workspace: Workspace) -> Meeting:
    """Return the next open meeting, locked: its list does not close while a case comes on it.

    When none is planned, one is, unless somebody else just did.
    """
    found = queries.find_next_meeting(workspace)
    if found is None:
        newest = queries.find_newest_meeting(workspace)
        day = next_day(clock.today(), after=newest.held_on if newest else None)
        made = _plan(work, workspace, held_on=day)
        if made is not None:
            return made
        found = queries.find_meeting_on(workspace, day)
    return _locked(work, found)


def _plan(work: Work, workspace: Workspace, *, held_on: date) -> Meeting | None:
    """Plan a meeting, unless one is planned on that day; then return None."""
    meeting = Meeting(
        id=ids.new_id(),
        workspace_id=workspace.id,
        held_on=held_on,
        planned_by_id=known(work.actor.person_id),
        planned_at=clock.now(),
    )
    if not work.put_unless_taken(meeting, "workspace_id", "held_on"):
        return None
    meeting.workspace = workspace
    work.record(IncidentAction.MEETING_PLANNED, meeting, held_on=held_on)
    return meeting


def _meeting_of(work: Work, case: Case) -> Meeting:
    found = queries.find_agenda_item(case)
    if found is None:
        raise Refused(_("First put this case on the agenda of a meeting."))
    meeting = _locked(work, found[1])
    if meeting.held_on > clock.today():
        raise Refused(_("This meeting is still to come."))
    return meeting


def _locked(work: Work, meeting: Meeting | None) -> Meeting:
    """Take a meeting whose list is open; one that is closed is not changed, so not taken either."""
    closed = Refused(_("The decision list of this meeting is closed."))
    if meeting is None:
        raise closed
    try:
        work.lock(meeting)
    except NotFound as gone:
        raise closed from gone
    if meeting.closed_at is not None:
        raise closed
    return meeting
