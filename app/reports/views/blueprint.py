"""The blueprint of reports: their tab in a workspace, and the rounds on the page of a finding."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from app.findings import queries as findings
from app.findings.models import Finding
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.kernel.web.door import GuardedBlueprint
from app.reports import queries
from app.reports.models import Report, ReportStatus
from app.workspaces.queries import Section, offer_section

blueprint = GuardedBlueprint(
    "reports", "app.reports.views", url_prefix="/workspaces/<ref:ref>/reports"
)


def _rounds(actor: Actor, finding: Finding) -> Sequence[findings.RoundRow]:
    """Tell in which reports a finding stands, and who signs them."""
    reports = queries.list_with_finding(actor, finding.workspace, finding_id=finding.id)
    return [_round(actor, each) for each in reports]


def _round(actor: Actor, report: Report) -> findings.RoundRow:
    return findings.RoundRow(
        title=report.title,
        url=url_for("reports.detail", ref=report.workspace.ref, report_id=report.id),
        words=str(queries.STATUS_WORDS[ReportStatus(report.status)]),
        seats=queries.seat_rows(actor, report.seats) if report.is_frozen else (),
    )


offer_section(Section("reports", lazy("Reports"), "/reports", queries.count_visible, keys="g p"))
findings.offer_rounds("reports", _rounds)
