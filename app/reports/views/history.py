"""How a report came about: every finding in it, step by step."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.findings import queries as findings
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.views import frame
from app.reports.views.blueprint import blueprint


@blueprint.route("/<uuid:report_id>/history", needs=ReportPermission.VIEW)
def history(ref: str, report_id: UUID) -> Response:
    """Who asked for which change of the findings in a report, and what became of it."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    chapters = {each.finding_id: each for each in report.chapters}
    found = findings.list_by_id(actor, report.workspace, ids=chapters)
    steps = findings.list_steps(actor, report.workspace, finding_ids=chapters)
    return answers.show(
        "reports/history.html",
        findings=sorted(found, key=lambda each: chapters[each.id].position),
        chapters=chapters,
        steps=steps,
        heard=queries.find_heard(actor, report),
        words={
            "judgements": findings.JUDGEMENT_WORDS,
            "capacities": findings.CAPACITY_WORDS,
            "outcomes": findings.OUTCOME_WORDS,
            "outcome_tones": findings.OUTCOME_TONES,
        },
        **frame.about(actor, report),
    )
