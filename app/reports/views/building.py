"""Building reports: begin, change, freeze."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.findings import queries as findings
from app.findings.models import Audience
from app.findings.queries import FindingRow
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.reports import queries
from app.reports.forms import FreezeForm, ReportForm, first_values
from app.reports.models import Report
from app.reports.policy import ReportPermission
from app.reports.queries import Office
from app.reports.service import building, freezing
from app.reports.views import frame
from app.reports.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@blueprint.route("/new", methods=["GET", "POST"], needs=ReportPermission.BUILD)
def new(ref: str) -> Response:
    """Begin a report; saved, its page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ReportPermission.BUILD, ref)
    form, page = _form(actor, workspace)
    with form.taking_refusals():
        if form.validate_on_submit():
            report = building.make_report(actor, workspace, draft=form.typed())
            answers.tell(_("The report is saved as a draft."))
            return answers.lead_to(url_for(".detail", ref=ref, report_id=report.id))
    return _show(page, form=form, action=url_for(".new", ref=ref))


@blueprint.route("/<uuid:report_id>/edit", methods=["GET", "POST"], needs=ReportPermission.CHANGE)
def edit(ref: str, report_id: UUID) -> Response:
    """Change a draft; saved, its page."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.CHANGE, ref=ref, report_id=report_id)
    form, page = _form(actor, report.workspace, report=report)
    theirs = None
    with form.taking_refusals():
        if form.validate_on_submit():
            building.change_report(actor, report, draft=form.typed(), seen_version=form.seen())
            answers.tell(_("The report is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
    if form.is_late:
        theirs = frame.load(actor, ReportPermission.CHANGE, ref=ref, report_id=report_id)
        form.seen_version.data = str(theirs.version)
    action = url_for(".edit", ref=ref, report_id=report_id)
    return _show(page, form=form, action=action, report=report, theirs=theirs)


@blueprint.route("/<uuid:report_id>/freeze", methods=["POST"], needs=ReportPermission.FREEZE)
def freeze(ref: str, report_id: UUID) -> Response:
    """Freeze a draft to its PDF; done, the page with the file everybody signs."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.FREEZE, ref=ref, report_id=report_id)
    form = FreezeForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            freezing.freeze(
                actor,
                report,
                seen_version=form.seen(),
                seen_findings=form.seen_findings.data or "",
                tools=frame.tools(),
            )
            answers.tell(_("The report is frozen. From now on nobody can change its text."))
            return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
    fresh = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    if fresh.is_frozen:
        return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
    return answers.show(
        "reports/draft.html",
        region="reports/_freeze.html",
        form=form,
        **{**frame.about_text(actor, fresh), "freeze_form": form},
    )


def _form(
    actor: Actor, workspace: Workspace, *, report: Report | None = None
) -> tuple[ReportForm, dict[str, Any]]:
    """Return the form and the variables of its page: what can be chosen, beside the frame."""
    around = frame.around(actor, workspace)
    chosen = {each.finding_id for each in report.chapters} if report else set()
    rows = [
        each
        for each in findings.list_visible(actor, workspace)
        if each.audience == Audience.WORKSPACE or each.id in chosen
    ]
    offices = queries.list_offices(each.organisation for each in around["participants"])
    form = ReportForm(data=first_values(rows, offices, report=report))
    return form, {**around, **_choices(rows, offices)}


def _choices(rows: list[FindingRow], offices: list[Office]) -> dict[str, Any]:
    return {
        "finding_by_id": {str(each.id): each for each in rows},
        "office_by_key": {each.key: each for each in offices},
        "words": {"judgements": findings.JUDGEMENT_WORDS, "tones": findings.JUDGEMENT_TONES},
    }


def _show(
    page: dict[str, Any],
    *,
    form: ReportForm,
    action: str,
    report: Report | None = None,
    theirs: Report | None = None,
) -> Response:
    return answers.show(
        "reports/write.html",
        region="reports/_form.html",
        form=form,
        action=action,
        report=report or theirs,
        theirs=theirs,
        **page,
    )
