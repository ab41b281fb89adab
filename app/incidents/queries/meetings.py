"""Reading the meetings of the committee: those of a workspace, one, its agenda and decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.incidents.models import AgendaItem, Case, CaseDecision, Meeting
from app.incidents.policy import IncidentPermission, meetings_visible_in, visible_in
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.workspaces.models import Workspace

MOST_MEETINGS = 60
"""On a page of the list: a year of weeks."""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in the list of a workspace."""

    meeting: Meeting
    cases: int
    """How many are on its agenda."""

    @property
    def state_in_words(self) -> str:
        """How far its decision list is."""
        if self.meeting.cancelled_at:
            return _("Cancelled")
        return _("Closed") if self.meeting.closed_at else _("Open")

    @property
    def tone(self) -> str:
        """How the page colours that."""
        if self.meeting.cancelled_at:
            return "stop"
        return "line" if self.meeting.closed_at else "info"


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A case on the agenda, with what this meeting decided about it, in order."""

    case: Case
    decisions: tuple[CaseDecision, ...]

    @property
    def decision(self) -> CaseDecision | None:
        """What holds: the last of them."""
        return self.decisions[-1] if self.decisions else None


def seen_of(agenda: Iterable[AgendaRow]) -> str:
    """Return what tells one decision list from another: its cases, with what was decided."""
    cases = [[str(each.case.id), *(str(one.id) for one in each.decisions)] for each in agenda]
    return hashlib.sha256(json.dumps(cases).encode()).hexdigest()


def get_meeting_for(
    actor: Actor, permission: IncidentPermission, *, meeting_id: UUID, workspace: Workspace
) -> Meeting:
    """Return a meeting of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = (
        select(Meeting)
        .where(Meeting.id == meeting_id, meetings_visible_in(actor, workspace))
        .execution_options(populate_existing=True)
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.workspace = workspace
    require(actor, permission, found)
    return found


def list_meetings(
    actor: Actor, workspace: Workspace, *, limit: int = MOST_MEETINGS, past: int = 0
) -> list[MeetingRow]:
    """Return meetings of a workspace, the last day first; one statement.

    Args:
        past: how many of the newest to pass over.
    """
    number = (
        select(func.count())
        .select_from(AgendaItem)
        .where(AgendaItem.meeting_id == Meeting.id, AgendaItem.taken_off_at.is_(None))
        .correlate(Meeting)
        .scalar_subquery()
    )
    statement = (
        select(Meeting, number)
        .where(meetings_visible_in(actor, workspace))
        .order_by(Meeting.held_on.desc(), Meeting.id)
        .offset(past)
        .limit(limit)
    )
    return [MeetingRow(row[0], row[1]) for row in db.session().execute(statement)]


def list_agenda(actor: Actor, meeting: Meeting) -> list[AgendaRow]:
    """Return the cases on the agenda of a meeting, as they were put there; two statements."""
    statement = (
        select(Case)
        .join(AgendaItem, AgendaItem.case_id == Case.id)
        .options(
            joinedload(Case.institution, innerjoin=True),
            joinedload(Case.organisation, innerjoin=True),
        )
        .where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.taken_off_at.is_(None),
            visible_in(actor, meeting.workspace),
        )
        .order_by(AgendaItem.put_at, Case.id)
    )
    decisions = _decisions_in(meeting)
    rows = []
    for case in db.session().execute(statement).scalars():
        case.workspace = meeting.workspace
        rows.append(AgendaRow(case, _about(case, decisions)))
    return rows


def find_agenda_item(case: Case) -> tuple[AgendaItem, Meeting] | None:
    """Return the open meeting a case is on the agenda of, with its place there."""
    statement = (
        select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.case_id == case.id,
            AgendaItem.taken_off_at.is_(None),
            Meeting.closed_at.is_(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.held_on)
        .limit(1)
    )
    found = db.session().execute(statement).one_or_none()
    return None if found is None else (found[0], found[1])


def find_next_meeting(workspace: Workspace) -> Meeting | None:
    """Return the first open meeting from today on."""
    statement = (
        select(Meeting)
        .where(
            Meeting.workspace_id == workspace.id,
            Meeting.held_on >= clock.today(),
            Meeting.closed_at.is_(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.held_on)
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_newest_meeting(workspace: Workspace) -> Meeting | None:
    """Return the meeting with the last day in the committee's rhythm, also when it is cancelled."""
    statement = (
        select(Meeting)
        .where(Meeting.workspace_id == workspace.id)
        .order_by(func.coalesce(Meeting.usual_on, Meeting.held_on).desc())
        .limit(1)
    )
    return db.session().execute(statement).scalar_one_or_none()


def find_meeting_on(workspace: Workspace, held_on: date) -> Meeting | None:
    """Return the meeting of this day."""
    statement = select(Meeting).where(
        Meeting.workspace_id == workspace.id, Meeting.held_on == held_on
    )
    return db.session().execute(statement).scalar_one_or_none()


def list_items(meeting: Meeting) -> list[AgendaItem]:
    """Return the places on the agenda of a meeting, in order."""
    statement = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.taken_off_at.is_(None))
        .order_by(AgendaItem.put_at, AgendaItem.case_id)
    )
    return list(db.session().execute(statement).scalars())


def is_to_come(meeting: Meeting) -> bool:
    """Tell whether the day of a meeting is still to come."""
    return meeting.held_on > clock.today()


def _decisions_in(meeting: Meeting) -> list[CaseDecision]:
    statement = (
        select(CaseDecision)
        .options(
            joinedload(CaseDecision.organisation, innerjoin=True),
            joinedload(CaseDecision.made_by, innerjoin=True),
        )
        .where(CaseDecision.meeting_id == meeting.id)
        .order_by(CaseDecision.case_id, CaseDecision.number)
    )
    return list(db.session().execute(statement).scalars())


def _about(case: Case, decisions: Iterable[CaseDecision]) -> tuple[CaseDecision, ...]:
    return tuple(each for each in decisions if each.case_id == case.id)
