"""Whom open rounds ask to sign now; for jobs that tell them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.identity.models import Organisation
from app.kernel import clock, db
from app.kernel.access import Actor
from app.reports.models import Report, ReportStatus, Seat, SeatStatus
from app.reports.policy import Signing, visible_in
from app.reports.queries.seats import list_offices, waits_for_others
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class AskedToSign:
    """That a report waits for the signature of a person now."""

    report_id: UUID
    person_id: UUID
    sign_by: date | None


def list_asked(
    actor: Actor, workspace: Workspace, *, signatories: Collection[UUID]
) -> list[AskedToSign]:
    """Return whom of an organisation the open rounds of a workspace wait for, each once a report.

    That is who may sign this very day: by an own mandate, or as deputy of a holder who is away,
    for a seat whose turn has come, and who has not decided. At most two statements.

    Args:
        actor: a job, acting for that organisation in that place.
        signatories: who signs there for it.
    """
    if not signatories or not workspace.is_open:
        return []
    statement = (
        select(Seat, Report)
        .join(Report, Report.id == Seat.report_id)
        .where(
            Seat.organisation_id == actor.organisation_id,
            Seat.status == SeatStatus.WAITING,
            Report.status == ReportStatus.SIGNING,
            visible_in(actor, workspace),
            ~waits_for_others(),
        )
        .options(joinedload(Seat.voices), joinedload(Seat.organisation, innerjoin=True))
        .order_by(Report.sign_by, Report.ref, Seat.position)
    )
    rows = db.session().execute(statement).unique().all()
    if not rows:
        return []
    organisation: Organisation = rows[0][0].organisation
    today = clock.today()
    held = [each for one in list_offices([organisation], place=workspace) for each in one.mandates]
    found = {
        (report.id, person_id): AskedToSign(report.id, person_id, report.sign_by)
        for seat, report in rows
        for person_id in sorted(signatories)
        if Signing(
            report,
            (seat,),
            tuple(each for each in held if each.serves(person_id, today)),
            person_id,
        ).own_waiting
    }
    return list(found.values())


def select_open_seats(actor: Actor, workspace: Workspace) -> Select[UUID, int]:
    """Select (organisation, number) of seats that wait in an open round, by whose seat it is."""
    return (
        select(Seat.organisation_id, func.count())
        .join(Report, Report.id == Seat.report_id)
        .where(
            Seat.status == SeatStatus.WAITING,
            Report.status == ReportStatus.SIGNING,
            visible_in(actor, workspace),
        )
        .group_by(Seat.organisation_id)
    )
