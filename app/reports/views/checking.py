"""Checking a file against what is on record, and handing out the roots to check with."""

from __future__ import annotations

from flask import Response, url_for

from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.reports import queries
from app.reports.forms import CheckForm
from app.reports.service import keys, records, verifying
from app.reports.views import frame
from app.reports.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("/check", methods=["GET", "POST"], needs=WorkspacePermission.VIEW)
def check(ref: str) -> Response:
    """Check a PDF: one of four answers, per seat and in words. The file is not kept."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    form, verdict = CheckForm(), None
    with form.taking_refusals():
        if form.validate_on_submit():
            known = records.records_of(queries.list_visible(actor, workspace))
            verdict = verifying.verify_sent(
                form.file.data, trust=keys.trust_bundle(), find=lambda _pdf: known
            )
    return answers.show(
        "reports/check.html",
        region="reports/_verdict.html",
        form=form,
        verdict=verdict,
        action=url_for(".check", ref=ref),
        **frame.around(actor, workspace),
    )


@blueprint.route("/trust", needs=WorkspacePermission.VIEW)
def trust(ref: str) -> Response:
    """Hand out the roots of all organisations in one file, to check reports with elsewhere."""
    workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    return answer_trust()


def answer_trust() -> Response:
    """Answer the roots of all organisations as a file."""
    content = keys.trust_bundle().to_json()
    return answers.send_file(content, "samenzicht-trust.json", "application/json")
