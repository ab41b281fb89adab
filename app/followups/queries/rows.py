"""Reading follow-ups: one, those of a workspace, and what was noted about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select, text
from sqlalchemy.orm import joinedload

from app.followups.models import EntryKind, FollowUp, FollowUpEntry, Response, Verdict
from app.followups.policy import FollowUpPermission, visible_in
from app.kernel import clock, db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.reports.models import Report
from app.tasks.models import TaskStatus
from app.tasks.queries.deadlines import Deadline, Urgency, deadline_of
from app.workspaces.models import Workspace

ADVICE = text(
    "select finding_id, organisation_id, title, recommendations"
    " from samenzicht_frozen_advice(:report)"
)


@dataclass(frozen=True, slots=True)
class FrozenAdvice:
    """What one finding of an adopted report recommends, as everybody signed it."""

    finding_id: UUID
    organisation_id: UUID
    """Who wrote the finding."""
    title: str
    recommendations: list[dict[str, str | None]]
    """Text, addressee and day of each, in order."""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up with the newest response and decision, and how its term reads today."""

    follow_up: FollowUp
    response: Response | None
    verdict: Verdict | None

    @property
    def deadline(self) -> Deadline | None:
        """How long still; None when there is no term, or nobody waits any more."""
        each = self.follow_up
        if each.due_on is None or self.verdict is not None or each.replaced_at is not None:
            return None
        return deadline_of(status=TaskStatus.ACCEPTED, due_on=each.due_on, today=clock.today())

    @property
    def is_overdue(self) -> bool:
        """True once the last day that counts has passed without a decision."""
        deadline = self.deadline
        return deadline is not None and deadline.urgency == Urgency.LATE


def get_for(
    actor: Actor, permission: FollowUpPermission, *, follow_up_id: UUID, workspace: Workspace
) -> FollowUpRow:
    """Return a follow-up of a workspace that the actor has loaded, and decide the permission.

    Raises:
        NotFound: there is none, or it is not for this actor.
    """
    statement = select_rows().where(FollowUp.id == follow_up_id, visible_in(actor, workspace))
    found = db.session().execute(statement).one_or_none()
    if found is None:
        raise NotFound
    row = placed(found, workspace)
    require(actor, permission, row.follow_up)
    return row


def list_visible(actor: Actor, workspace: Workspace) -> list[FollowUpRow]:
    """Return what stands of a workspace and the actor may read, by term; one statement."""
    statement = (
        select_rows()
        .where(visible_in(actor, workspace), FollowUp.replaced_at.is_(None))
        .order_by(FollowUp.due_on.nulls_last(), FollowUp.id)
    )
    return [placed(each, workspace) for each in db.session().execute(statement)]


def list_of_series(series_id: UUID, workspace: Workspace) -> list[FollowUp]:
    """Return what stands of all versions of a report, for the job that adopts the next one."""
    statement = (
        select(FollowUp)
        .where(
            FollowUp.workspace_id == workspace.id,
            FollowUp.series_id == series_id,
            FollowUp.replaced_at.is_(None),
        )
        .order_by(FollowUp.position, FollowUp.id)
    )
    return list(db.session().execute(statement).scalars())


def list_frozen_advice(report: Report) -> list[FrozenAdvice]:
    """Return what each chapter of an adopted report recommends, as it was frozen, in its order.

    For the house alone, acting for the organisation that holds the pen.
    """
    rows = db.session().execute(ADVICE, {"report": report.id})
    return [FrozenAdvice(*row) for row in rows]


def list_entries(follow_up: FollowUp) -> list[FollowUpEntry]:
    """Return all that was noted and decided, in order; one statement."""
    statement = (
        select(FollowUpEntry)
        .options(
            joinedload(FollowUpEntry.organisation, innerjoin=True),
            joinedload(FollowUpEntry.made_by, innerjoin=True),
        )
        .where(FollowUpEntry.follow_up_id == follow_up.id)
        .order_by(FollowUpEntry.number)
    )
    return list(db.session().execute(statement).scalars())


def highest_number(follow_up: FollowUp) -> int:
    """Return the number of the last entry, 0 when there is none."""
    statement = select(func.coalesce(func.max(FollowUpEntry.number), 0)).where(
        FollowUpEntry.follow_up_id == follow_up.id
    )
    return int(db.session().execute(statement).scalar_one())


def count_notes(follow_up: FollowUp, organisation_id: UUID) -> int:
    """Count what an organisation noted about a follow-up, decisions left aside."""
    statement = select(func.count()).where(
        FollowUpEntry.follow_up_id == follow_up.id,
        FollowUpEntry.organisation_id == organisation_id,
        FollowUpEntry.kind != EntryKind.DECISION,
    )
    return int(db.session().execute(statement).scalar_one())


def select_rows() -> Select[Any]:
    """Select follow-ups, each with the newest response and decision."""
    return (
        select(FollowUp, newest(FollowUpEntry.response), newest(FollowUpEntry.verdict))
        .options(joinedload(FollowUp.organisation, innerjoin=True))
        .execution_options(populate_existing=True)
    )


def newest(column: Any) -> ScalarSelect[Any]:
    """Select what the newest entry that says something in a column says."""
    return (
        select(column)
        .where(FollowUpEntry.follow_up_id == FollowUp.id, column.is_not(None))
        .order_by(FollowUpEntry.number.desc())
        .limit(1)
        .correlate(FollowUp)
        .scalar_subquery()
    )


def placed(found: Sequence[Any], workspace: Workspace) -> FollowUpRow:
    """Return a row of `select_rows` in the workspace that was loaded for the actor."""
    follow_up, response, verdict = found
    follow_up.workspace = workspace
    return FollowUpRow(follow_up, response, verdict)
