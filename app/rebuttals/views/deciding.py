"""Deciding about a remark."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.rebuttals import queries, service
from app.rebuttals.forms import DecideForm
from app.rebuttals.models import RebuttalItem
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route(
    "/rebuttal-items/<uuid:item_id>", methods=["GET", "POST"], needs=RebuttalPermission.DECIDE
)
def decide(ref: str, item_id: UUID) -> Response:
    """Decide about a remark for the organisation that owns the finding; done, the ledger."""
    actor = current_actor()
    item = _load(actor, ref, item_id)
    form = DecideForm.of_item(item, service.later_versions(actor, item))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decide(actor, item, ruling=form.ruling(), seen_version=form.seen())
            answers.tell(_("The decision is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, rebuttal_id=item.rebuttal_id))
    if form.has_errors():
        item = _load(actor, ref, item_id)
    return answers.show(
        "rebuttals/decide.html",
        form=form,
        item=item,
        rebuttal=item.rebuttal,
        put=queries.find_put(item),
        subject={"title": item.rebuttal.entity, "reference": item.rebuttal.report.ref},
        **frame.around(actor, item.rebuttal.report),
    )


def _load(actor: Actor, ref: str, item_id: UUID) -> RebuttalItem:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_item(actor, RebuttalPermission.DECIDE, item_id=item_id, workspace=workspace)
