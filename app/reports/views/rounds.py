"""Rounds on screen: a coordinator closes one or begins the next version."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.reports.forms import RoundForm
from app.reports.policy import ReportPermission
from app.reports.service import rounds
from app.reports.views import frame
from app.reports.views.blueprint import blueprint


@blueprint.route("/<uuid:report_id>/round", methods=["POST"], needs=ReportPermission.REOPEN)
def end_round(ref: str, report_id: UUID) -> Response:
    """Close a round, or begin the next version; done, the page of that."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.REOPEN, ref=ref, report_id=report_id)
    form = RoundForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            if form.action.data == "close":
                rounds.close_round(actor, report, reason=form.typed(), seen_version=form.seen())
                answers.tell(_("The round is closed. What was signed stays signed."))
                return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
            made = rounds.reopen(actor, report, reason=form.typed(), seen_version=form.seen())
            answers.tell(_("The next version is a draft. Correct it, then freeze it."))
            return answers.lead_to(url_for(".detail", ref=ref, report_id=made.id))
    fresh = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    if form.is_late:
        form.seen_version.data = str(fresh.version)
    return answers.show(
        "reports/detail.html",
        region="reports/_round.html",
        form=form,
        **frame.about_text(actor, fresh, round_form=form),
    )
