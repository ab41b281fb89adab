"""Signing with a key of one's own, in a PDF reader: the newest file out, the signed one back."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Response, make_response, request, url_for

from app.identity import confirming
from app.kernel.access import require
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.drawing import draw
from app.reports import jobs
from app.reports.forms import BringForm
from app.reports.policy import ReportPermission
from app.reports.service import bringing as service
from app.reports.views import frame
from app.reports.views.blueprint import blueprint
from app.reports.views.signing import asked_ticket


@blueprint.route(
    "/<uuid:report_id>/sign/elsewhere", methods=["GET", "POST"], needs=ReportPermission.SIGN
)
def bring(ref: str, report_id: UUID) -> Response:
    """Say how one signs elsewhere; sent a signed file that is right, on to a fresh sign-in."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    if not report.is_frozen:
        raise NotFound
    page, tools = frame.about(actor, report), frame.tools()
    signing = page["signing"]
    if not service.is_known_to(actor, signing, tools=tools):
        raise NotFound
    require(actor, ReportPermission.SIGN, signing)
    form, offer = BringForm(), service.offer_of(signing, tools)
    with form.taking_refusals():
        if form.validate_on_submit():
            content = service.read(form.file.data)
            brought = service.look(signing, content, tools=tools)
            purpose = service.purpose_of(signing, brought, content=content)
            aside = service.put_aside(actor, report, content=content, tools=tools)
            target = url_for(".brought", ref=ref, report_id=report_id, aside=aside)
            return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)
    confirming.let_form_lead_to_provider(actor)
    seat = signing.seat
    return answers.show(
        "reports/elsewhere.html",
        form=form,
        offer=offer,
        seat=seat,
        mandate=signing.mandate_with_card(seat),
        **page,
    )


@blueprint.route(
    "/<uuid:report_id>/sign/elsewhere/complete", needs=ReportPermission.SIGN, writes_on_get=True
)
def brought(ref: str, report_id: UUID) -> Response:
    """Back from the fresh sign-in: the signed file is taken once, or the page says why not."""
    actor, ticket_id = current_actor(), asked_ticket()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    tools = frame.tools()
    try:
        aside = request.args.get("aside", "")
        content = service.take_up(actor, report, aside=aside, tools=tools)
        service.bring_in(
            actor,
            report,
            ticket_id=ticket_id,
            content=content,
            closing=jobs.place_seal,
            tools=tools,
        )
    except Refused as refusal:
        again = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
        page = draw(
            "reports/not_signed.html",
            reason=str(refusal.message),
            again=url_for(".bring", ref=ref, report_id=report_id),
            **frame.about(actor, again),
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    answers.tell(_("You have signed with your own certificate. Your file is now the newest."))
    return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
