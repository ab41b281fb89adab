"""Follow-ups for tests: one as the house begins it, and adopting a report to have them made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.findings.models import Finding
from app.followups.models import FollowUp
from app.kernel import clock, ids
from app.reports.models import Report
from tests.support.markers import marked


def follow_up_of(report: Report, finding: Finding, *, name: str) -> FollowUp:
    """Return a follow-up of a frozen report, with a marker in each of its texts."""
    return FollowUp(
        id=ids.new_id(),
        workspace_id=report.workspace_id,
        report_id=report.id,
        series_id=report.series_id,
        finding_id=finding.id,
        organisation_id=finding.organisation_id,
        position=1,
        report_ref=report.ref,
        title=marked(name, "Te weinig uren"),
        text=marked(name, "Haal 77 uur."),
        addressee=marked(name, "de directie"),
        due_on=clock.today(),
        made_at=clock.now(),
    )


def adopt(desk: Any, *finding_ids: UUID, **options: Any) -> UUID:
    """Build, freeze and sign a report of these findings, with one seat."""
    report_id = desk.report(*finding_ids, seats=("ijenv",), **options)
    desk.freeze(report_id)
    desk.sign("wim", report_id)
    return report_id
