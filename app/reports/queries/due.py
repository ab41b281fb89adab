"""By when reports that are being signed must have all their signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, false, or_, select

from app.kernel.access import Actor
from app.kernel.text import _
from app.reports.models import Report, ReportStatus
from app.reports.policy import visible_in
from app.workspaces.models import Workspace
from app.workspaces.queries.due import Source, Words, due_columns


def _signing(actor: Actor, places: Sequence[Workspace]) -> Select[Any]:
    return select(
        *due_columns(
            id=Report.id,
            title=Report.title,
            workspace_id=Report.workspace_id,
            due_on=Report.sign_by,
        )
    ).where(
        or_(false(), *(visible_in(actor, each) for each in places)),
        Report.status == ReportStatus.SIGNING,
        Report.sign_by.is_not(None),
    )


def _tell(row: Any, place: Workspace) -> Words:
    url = f"/workspaces/{place.ref}/reports/{row.id}"
    return Words(kind=_("Agreement of all who sign"), url=url)


SIGNING = Source("signing", _signing, _tell)
