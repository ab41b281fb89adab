"""Looking for a person in what the own organisation brought and wrote."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.kernel.lists import List, Value
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.privacy import queries, service
from app.privacy.forms import SubjectForm
from app.privacy.policy import PrivacyPermission
from app.privacy.queries import MOST_FOUND, Found
from app.privacy.views.blueprint import blueprint
from app.privacy.views.frame import plain_context

KIND_WORDS = {
    "document": lazy("Document"),
    "finding": lazy("Finding"),
    "observation": lazy("Observation"),
    "task": lazy("Task"),
    "comment": lazy("Comment"),
    "contribution": lazy("Contribution"),
    "rule": lazy("Rule for access"),
    "basis": lazy("Question about a basis"),
    "answer": lazy("Answer of the sharing guide"),
    "report": lazy("Report"),
    "rebuttal": lazy("Right of reply"),
    "request": lazy("Document request"),
    "followup": lazy("Follow-up"),
    "dissent": lazy("Another view than the others"),
    "case": lazy("Case"),
}
PART_WORDS = {
    "title": lazy("in the title"),
    "text": lazy("in the text"),
    "reason": lazy("in a reason"),
    "version": lazy("in a file name or the note beside a version"),
    "recommendation": lazy("in a recommendation"),
    "earlier": lazy("in an earlier version"),
    "answer": lazy("in the answer"),
    "document": lazy("beside a document"),
    "finding": lazy("beside a finding"),
    "observation": lazy("beside an observation"),
    "task": lazy("beside a task"),
    "purpose": lazy("in the purpose"),
    "addressee": lazy("as who is asked"),
    "remark": lazy("in a remark or the answer to it"),
}


@blueprint.route("/data-subjects", needs=PrivacyPermission.READ_REGISTER)
def data_subjects() -> Response:
    """Ask an officer whom to look for, and why."""
    queries.get_register_for(current_actor(), PrivacyPermission.READ_REGISTER)
    return _page(SubjectForm(formdata=None))


@blueprint.route(
    "/data-subjects",
    methods=["POST"],
    needs=PrivacyPermission.READ_REGISTER,
    endpoint="find_data_subject",
)
def find() -> Response:
    """Look for a person; why, and in how many places, stands in the log before anything shows."""
    actor, form = current_actor(), SubjectForm()
    register = queries.get_register_for(actor, PrivacyPermission.READ_REGISTER)
    with form.taking_refusals():
        if form.validate_on_submit():
            found = service.look_for_person(
                actor, register, words=form.words.data or "", reason=form.reason.data
            )
            return _page(form, found)
    return _page(form)


@blueprint.route(
    "/data-subjects/export",
    methods=["POST"],
    needs=PrivacyPermission.READ_REGISTER,
    endpoint="export_data_subject",
)
def export() -> Response:
    """Send where somebody is named; it stands in the log as the looking does."""
    actor, form = current_actor(), SubjectForm()
    register = queries.get_register_for(actor, PrivacyPermission.READ_REGISTER)
    with form.taking_refusals():
        if form.validate_on_submit():
            found = service.look_for_person(
                actor,
                register,
                words=form.words.data or "",
                reason=form.reason.data,
                is_export=True,
            )
            headings = [_("Workspace"), _("Kind"), _("Which"), _("Where"), _("Version")]
            return send_list(
                List(
                    name=_("Where somebody is named"),
                    headings=headings,
                    rows=[_row(each) for each in found],
                )
            )
    return _page(form)


def _page(form: SubjectForm, found: list[Found] | None = None) -> Response:
    shown: dict[str, Any] = {"found": None, "has_more": False}
    if found is not None:
        shown = {"found": found[:MOST_FOUND], "has_more": len(found) > MOST_FOUND}
    return answers.show(
        "privacy/data_subjects.html",
        form=form,
        kinds=KIND_WORDS,
        parts=PART_WORDS,
        most=MOST_FOUND,
        **shown,
        **plain_context("data_subjects"),
    )


def _row(found: Found) -> list[Value]:
    return [
        found.place_ref,
        str(KIND_WORDS[found.kind]),
        found.name,
        str(PART_WORDS[found.part]),
        found.number,
    ]
