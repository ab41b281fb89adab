"""The link by which the organisation replies: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.kernel.web.house import current_house
from app.rebuttals import service
from app.rebuttals.forms import LinkForm
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import blueprint
from app.rebuttals.views.steps import carry_out


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/link", methods=["POST"], needs=RebuttalPermission.INVITE
)
def make_link(ref: str, rebuttal_id: UUID) -> Response:
    """Make a link, and show its address: this once, and never again."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.INVITE, ref=ref, rebuttal_id=rebuttal_id)
    form = LinkForm()
    address = ""
    with form.taking_refusals():
        if form.validate_on_submit():
            secret = service.make_link(
                actor, rebuttal, ends_on=form.link_ends_on.data, seen_version=form.seen()
            )
            address = current_house().settings.origin + url_for("reply.page", token=secret)
    fresh = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    told = {} if address else {"link_form": form}
    return answers.show(
        "rebuttals/detail.html",
        form=form,
        wrong=None if address else form,
        address=address,
        **frame.about(actor, fresh, **told),
    )


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/link/revocation",
    methods=["POST"],
    needs=RebuttalPermission.REVOKE,
)
def revoke_link(ref: str, rebuttal_id: UUID) -> Response:
    """Let the link lead nowhere from now on."""
    form = StepForm()
    return carry_out(
        ref,
        rebuttal_id,
        permission=RebuttalPermission.REVOKE,
        form=form,
        name="step_form",
        verb=lambda actor, rebuttal: service.revoke_link(actor, rebuttal, seen_version=form.seen()),
        told=_("The link is revoked. Whoever has it finds nothing there any more."),
    )
