"""Checking a report in whatever workspace it stands: by the file, or by its fingerprint."""

from __future__ import annotations

from flask import Response, request, url_for

from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.reports import queries
from app.reports.forms import CheckForm, FingerprintForm
from app.reports.service import keys, verifying
from app.reports.views.checking import answer_trust

blueprint = GuardedBlueprint("report_check", "app.reports.views", url_prefix="/reports")

PAGE = "reports/check_anywhere.html"


@blueprint.route("/check", needs=SIGNED_IN)
def by_fingerprint() -> Response:
    """Show both ways to check; with a fingerprint, which file of which report it is."""
    form, known = FingerprintForm.of(request.args), None
    if form.fingerprint.data and form.validate():
        known = queries.find_file(current_actor(), form.sha256)
    return answers.show(
        PAGE,
        form=CheckForm(),
        by_print=form,
        known=known,
        is_asked=bool(form.fingerprint.data) and not form.errors,
        status_words=queries.STATUS_WORDS,
        action=url_for(".by_file"),
    )


@blueprint.route("/check", methods=["POST"], needs=SIGNED_IN)
def by_file() -> Response:
    """Check a PDF: one of four answers, per seat and in words. The file is not kept."""
    actor, form, verdict = current_actor(), CheckForm(), None
    with form.taking_refusals():
        if form.validate_on_submit():
            verdict = verifying.verify_sent(
                form.file.data,
                trust=keys.trust_bundle(),
                find=lambda pdf: verifying.records_anywhere(actor, pdf),
            )
    return answers.show(
        PAGE,
        region="reports/_verdict.html",
        form=form,
        verdict=verdict,
        by_print=FingerprintForm.of({}),
        action=url_for(".by_file"),
    )


@blueprint.route("/trust", needs=SIGNED_IN)
def trust() -> Response:
    """Hand out the roots of all organisations in one file, to check reports with elsewhere."""
    return answer_trust()
