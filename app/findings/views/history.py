"""How a finding came about, on screen: its steps, two versions compared, what was not adopted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.findings import queries, service
from app.findings.forms.history import CompareForm, DeclineForm
from app.findings.models import Finding
from app.findings.policy import FindingPermission
from app.findings.views.blueprint import blueprint
from app.findings.views.frame import about_history, load
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor


@blueprint.route("/<uuid:finding_id>/history", needs=FindingPermission.VIEW)
def history(ref: str, finding_id: UUID) -> Response:
    """Every version of a finding, who asked for it, and what was asked but not adopted."""
    actor = current_actor()
    finding = load(actor, FindingPermission.VIEW, ref=ref, finding_id=finding_id)
    return _page(actor, finding, form=DeclineForm(formdata=None))


@blueprint.route("/<uuid:finding_id>/history", methods=["POST"], needs=FindingPermission.CHANGE)
def decline(ref: str, finding_id: UUID) -> Response:
    """Write down what was asked and why it is not adopted; back to the page."""
    actor = current_actor()
    finding = load(actor, FindingPermission.CHANGE, ref=ref, finding_id=finding_id)
    form = DeclineForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decline_request(actor, finding, prompt=form.prompt())
            answers.tell(_("It is written down. Everybody who reads this finding reads it."))
            return answers.lead_to(url_for(".history", ref=ref, finding_id=finding_id))
    return _page(actor, finding, form=form)


@blueprint.route("/<uuid:finding_id>/compare", needs=FindingPermission.VIEW)
def compare(ref: str, finding_id: UUID) -> Response:
    """Where two versions of a finding differ, part by part."""
    actor = current_actor()
    finding = load(actor, FindingPermission.VIEW, ref=ref, finding_id=finding_id)
    kept = queries.list_versions(actor, finding.workspace, finding_ids=[finding.id])
    versions = {each.number: each for each in kept}
    form = CompareForm.of(request.args, numbers=list(versions))
    pair, parts = None, []
    if (request.args or len(versions) > 1) and form.validate():
        pair = [versions[each] for each in form.chosen()]
        parts = queries.differences(*pair)
    return answers.show(
        "findings/compare.html",
        form=form,
        pair=pair,
        parts=parts,
        **about_history(actor, finding),
    )


def _page(actor: Actor, finding: Finding, *, form: DeclineForm) -> Response:
    steps = queries.list_steps(actor, finding.workspace, finding_ids=[finding.id])
    context: dict[str, Any] = about_history(actor, finding)
    return answers.show(
        "findings/history.html",
        region="findings/_decline.html",
        steps=steps,
        form=form,
        **context,
    )
