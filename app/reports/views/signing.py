"""Signing on screen: the very PDF, the decision, the fresh sign-in, and back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, make_response, request, url_for

from app.identity import confirming
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.drawing import draw
from app.reports import jobs, queries
from app.reports.forms import SignForm
from app.reports.models import Report, SeatStatus
from app.reports.policy import ReportPermission
from app.reports.service import bringing
from app.reports.service import signing as service
from app.reports.views import frame
from app.reports.views.blueprint import blueprint


@blueprint.route("/<uuid:report_id>/sign", methods=["GET", "POST"], needs=ReportPermission.SIGN)
def sign(ref: str, report_id: UUID) -> Response:
    """Show the file and the decision; sent, on to a fresh sign-in. Who may not sign reads why."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    if not report.is_frozen:
        raise NotFound
    page = frame.about(actor, report)
    if request.method == "GET" and not page["may_sign"].sign:
        return make_response(_show(actor, report, page=page), HTTPStatus.FORBIDDEN)
    require(actor, ReportPermission.SIGN, page["signing"])
    form = SignForm()
    if not form.is_submitted():
        form.sha256.data = report.fingerprint
        form.seat.data = str(page["signing"].seat.id)
    with form.taking_refusals():
        if form.validate_on_submit():
            purpose = service.purpose_of(
                page["signing"],
                decision=form.typed(),
                seen_sha256=form.sha256.data or "",
                seen_seat=form.seat.data or "",
            )
            target = url_for(".complete", ref=ref, report_id=report_id)
            return confirming.lead_to_fresh_sign_in(actor, purpose=purpose, target=target)
    return _show(actor, report, page=page, form=form)


@blueprint.route("/<uuid:report_id>/sign/complete", needs=ReportPermission.SIGN, writes_on_get=True)
def complete(ref: str, report_id: UUID) -> Response:
    """Back from the fresh sign-in: the decision is carried out once, or the page says why not."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    here = url_for(".detail", ref=ref, report_id=report_id)
    try:
        seat = service.co_sign(actor, report, ticket_id=asked_ticket(), sealing=jobs.place_seal)
    except Refused as refusal:
        page = draw(
            "reports/not_signed.html",
            reason=str(refusal.message),
            again=url_for(".sign", ref=ref, report_id=report_id),
            **frame.about(
                actor, frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
            ),
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    answers.tell(_told(SeatStatus(seat.status)))
    return answers.lead_to(here)


def _show(
    actor: Actor, report: Report, *, page: dict[str, Any], form: SignForm | None = None
) -> Response:
    confirming.let_form_lead_to_provider(actor)
    seat = page["signing"].seat
    return answers.show(
        "reports/sign.html",
        form=form,
        seat=seat,
        elsewhere=bringing.offer_of(page["signing"], frame.tools()),
        mandate=page["signing"].mandate_for(seat) if seat else None,
        own_offices=[
            each for each in page["offices"] if each.organisation.id == actor.organisation_id
        ],
        sheet=frame.shown_page(report),
        revision=queries.FROZEN_REVISION,
        **page,
    )


def asked_ticket() -> UUID:
    """Return the ticket of the fresh sign-in one comes back from."""
    try:
        return UUID(request.args.get("ticket", ""))
    except ValueError:
        raise NotFound from None


def _told(status: SeatStatus) -> str:
    return {
        SeatStatus.SIGNED: _("You have signed. The seal of your organisation is being placed."),
        SeatStatus.SIGNED_WITH_RESERVATION: _(
            "You have signed with a reservation. The seal of your organisation is being placed."
        ),
        SeatStatus.DECLINED: _("You have declined to sign. Everybody here can read your reason."),
        SeatStatus.ABSTAINED: _("You have abstained. The seat of your organisation stays empty."),
    }[status]
