"""Rebuttals for partners' systems: reading them with their ledger."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response

from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.json_api import answer_json
from app.rebuttals import queries
from app.rebuttals.models import Rebuttal
from app.rebuttals.queries import LedgerRow
from app.reports import queries as reports
from app.reports.policy import ReportPermission

blueprint = GuardedBlueprint("rebuttals_api", __name__, url_prefix="/api/v1")


@blueprint.route("/reports/<uuid:report_id>/rebuttals", needs=ReportPermission.VIEW, gives=LIST)
def list_of_report(report_id: UUID) -> Response:
    """List the hearings about any version of a report, each with its ledger."""
    actor = current_actor()
    report = reports.get_anywhere(actor, ReportPermission.VIEW, report_id)
    heard = queries.list_heard(actor, report)
    rows = queries.list_rows(heard)
    items = [
        _rebuttal(each, [row for row in rows if row.item.rebuttal_id == each.id]) for each in heard
    ]
    return answer_json({"items": items, "next": None})


def _rebuttal(rebuttal: Rebuttal, rows: list[LedgerRow]) -> dict[str, Any]:
    term = queries.term_of(rebuttal)
    return {
        "id": str(rebuttal.id),
        "report": str(rebuttal.report_id),
        "organisation": rebuttal.organisation.code,
        "entity": rebuttal.entity,
        "status": rebuttal.status.value,
        "sha256": rebuttal.fingerprint,
        "sent_on": _iso(rebuttal.sent_on),
        "due_on": _iso(term.ends_on) if term else None,
        "items": [_item(each) for each in rows],
    }


def _item(row: LedgerRow) -> dict[str, Any]:
    item = row.item
    return {
        "id": str(item.id),
        "number": item.number,
        "finding": str(item.finding_id) if item.finding_id else None,
        "place": item.place,
        "remark": item.remark,
        "received_on": item.received_on.isoformat(),
        "decides": item.organisation.code,
        "decision": item.decision.value if item.decision else None,
        "reason": item.reason,
        "followed_by": item.followed_by,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
