"""How many reports stand where: of the workspaces of a page, as far as the reader reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import db
from app.kernel.access import Actor
from app.reports.models import Report, ReportStatus
from app.reports.policy import visible_to
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class ReportTally:
    """So many reports of one workspace stand alike."""

    workspace_id: UUID
    status: ReportStatus
    number: int


def tally(actor: Actor, places: Sequence[Workspace]) -> list[ReportTally]:
    """Count the reports that the reader may read in some workspaces; one statement.

    A version that was reopened lives on in the next one, and is counted there.
    """
    facts = (Report.workspace_id, Report.status)
    statement = (
        select(*facts, func.count())
        .where(
            Report.workspace_id.in_([each.id for each in places]),
            Report.status != ReportStatus.REOPENED,
            visible_to(actor),
        )
        .group_by(*facts)
    )
    return [ReportTally(*row) for row in db.session().execute(statement)]
