"""Importing lines of a framework: choosing a file, looking at what it would do, storing that."""

from __future__ import annotations

from contextlib import closing
from uuid import UUID

from flask import Response, url_for

from app.adapters.spreadsheets import Table
from app.findings.forms.frameworks import ImportForm
from app.findings.models import Framework, Level
from app.findings.policy import FrameworkPermission
from app.findings.service import frameworks as service
from app.findings.service.frameworks.importing import LIMITS
from app.findings.service.frameworks.reading import Column, heading_of
from app.findings.views.frameworks import about, address_of, frameworks_blueprint, load
from app.importing.previews import STATE_TONES, STATE_WORDS, LineState
from app.importing.tables import LARGEST_FILE, in_writing, table_again, table_in
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.importing import ConfirmForm

STATES = (LineState.NEW, LineState.CHANGED, LineState.UNCHANGED)
EXAMPLE = """[[norm]]
code = "1"
text = "Iedere jongere heeft een dagprogramma."
law = "Bjj, artikel 3"
aspect = "toerusting"

[[norm.criterion]]
code = "1.1"
text = "Het dagprogramma telt minstens 77 uur per week."

[[norm.criterion.indicator]]
code = "1.1a"
text = "Het rooster van vier weken, geteld per groep."
"""
"""How a framework looks in TOML; a test reads it."""


@frameworks_blueprint.route(
    "/<uuid:framework_id>/import", methods=["GET", "POST"], needs=FrameworkPermission.CHANGE
)
def import_file(ref: str, framework_id: UUID) -> Response:
    """Choose a file; sent, what importing it would do."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.CHANGE, ref=ref, key=framework_id)
    form = ImportForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            with closing(form.file.data) as sent:
                content = sent.stream.read(LARGEST_FILE + 1)
            table = table_in(content, sent.filename or "", limits=LIMITS, actor=current_actor())
            return _look_at(actor, framework, table)
    return _choosing(actor, framework, form)


@frameworks_blueprint.route(
    "/<uuid:framework_id>/import/confirm", methods=["POST"], needs=FrameworkPermission.CHANGE
)
def confirm_import(ref: str, framework_id: UUID) -> Response:
    """Store the table that was looked at; when that would do something else now, look again."""
    actor = current_actor()
    framework = load(actor, FrameworkPermission.CHANGE, ref=ref, key=framework_id)
    choosing, form = ImportForm(formdata=None), ConfirmForm()
    table: Table | None = None
    with choosing.taking_refusals():
        if form.validate_on_submit():
            table = table_again(str(form.table.data or ""), limits=LIMITS)
    if table is None:
        return _choosing(actor, framework, choosing)
    with form.taking_refusals():
        if form.seen.data:
            done = service.import_lines(actor, framework, table, seen=str(form.seen.data))
            answers.tell(_told(done))
            return answers.lead_to(address_of(framework))
    return _look_at(actor, framework, table, before=form)


def _choosing(actor: Actor, framework: Framework, form: ImportForm) -> Response:
    return answers.show(
        "findings/frameworks/import.html",
        form=form,
        headings=[heading_of(each) for each in Column],
        keys=[str(each) for each in Column if each != Column.PARENT],
        tables=[str(each) for each in Level],
        example=EXAMPLE,
        **about(actor, framework),
    )


def _look_at(
    actor: Actor, framework: Framework, table: Table, *, before: ConfirmForm | None = None
) -> Response:
    """Show what importing a table would do, with the button that stores it.

    Args:
        before: the confirmation that was not carried out, with the reason.
    """
    preview = service.preview_import(actor, framework, table)
    form = ConfirmForm.along(
        in_writing(table), seen=preview.fingerprint, faults=len(preview.faults), before=before
    )
    return answers.show(
        "findings/frameworks/import_preview.html",
        form=form,
        preview=preview,
        counts=[(STATE_WORDS[each], STATE_TONES[each], preview.count(each)) for each in STATES],
        states=(STATE_WORDS, STATE_TONES),
        confirm=url_for(".confirm_import", ref=framework.workspace.ref, framework_id=framework.id),
        **about(actor, framework),
    )


def _told(done: service.Preview) -> str:
    return _(
        "Stored: %(planned)d new, %(changed)d changed.",
        planned=done.count(LineState.NEW),
        changed=done.count(LineState.CHANGED),
    )
