"""The committee: what is on the agenda of its meetings, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence

from app.incidents import queries
from app.incidents.actions import IncidentAction
from app.incidents.models import Case, CaseDecision, Meeting, Outcome
from app.incidents.policy import IncidentPermission
from app.incidents.service.planning import locked, next_meeting, put
from app.incidents.service.steps import note_change, one_text, take_case
from app.incidents.service.terms import follow_status
from app.incidents.service.triaging import AFTER, LONGEST_REASON, move_to
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces.templates import Term

COMMITTEE = (
    Outcome.NO_INVESTIGATION,
    Outcome.ASK_REPORT,
    Outcome.INVESTIGATE,
    Outcome.CLOSE_WITH_LETTER,
)
"""What a committee can decide."""


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
        meeting = next_meeting(work, case.workspace)
        work.add(put(work, meeting, case.id))
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
        locked(work, meeting)
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


def _meeting_of(work: Work, case: Case) -> Meeting:
    found = queries.find_agenda_item(case)
    if found is None:
        raise Refused(_("First put this case on the agenda of a meeting."))
    meeting = locked(work, found[1])
    if meeting.held_on > clock.today():
        raise Refused(_("This meeting is still to come."))
    return meeting
