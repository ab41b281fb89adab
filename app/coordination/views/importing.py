"""Importing the own calendar: choosing a file, looking at what it would do, storing that."""

from __future__ import annotations

from contextlib import closing

from flask import Response, url_for

from app.adapters.spreadsheets import Table
from app.coordination import queries
from app.coordination.policy import CoordinationPermission
from app.coordination.service import importing
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame
from app.importing.previews import STATE_TONES, STATE_WORDS
from app.importing.tables import LARGEST_FILE, in_writing, table_again, table_in
from app.kernel.lists import List
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.importing import MOST_FAULTS, MOST_STEPS, ConfirmForm, ImportForm
from app.kernel.web.lists import send_list
from app.workspaces.models import Workspace

PART_WORDS = {
    "kind": lazy("kind"),
    "title": lazy("what is planned"),
    "starts_on": lazy("first day"),
    "ends_on": lazy("last day"),
    "due_on": lazy("ready at the latest"),
    "visible_to": lazy("who sees it"),
}


@blueprint.route("/import", methods=["GET", "POST"], needs=CoordinationPermission.ENTER)
def import_file() -> Response:
    """Choose a file; sent, what importing it would do."""
    place = queries.get_place_for(current_actor(), CoordinationPermission.ENTER)
    form = ImportForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            with closing(form.file.data) as sent:
                content = sent.stream.read(LARGEST_FILE + 1)
            table = table_in(
                content, sent.filename or "", limits=importing.LIMITS, actor=current_actor()
            )
            return _look_at(place, table)
    return _choosing(form)


@blueprint.route("/import/confirm", methods=["POST"], needs=CoordinationPermission.ENTER)
def confirm_import() -> Response:
    """Store the table that was looked at; when that would do something else now, look again."""
    actor = current_actor()
    place = queries.get_place_for(actor, CoordinationPermission.ENTER)
    choosing, form = ImportForm(formdata=None), ConfirmForm()
    table: Table | None = None
    with choosing.taking_refusals():
        if form.validate_on_submit():
            table = table_again(str(form.table.data or ""), limits=importing.LIMITS)
    if table is None:
        return _choosing(choosing)
    with form.taking_refusals():
        if form.seen.data:
            done = importing.import_table(actor, place, table, seen=str(form.seen.data))
            answers.tell(_told(done))
            return answers.lead_to(url_for(".calendar"))
    return _look_at(place, table, before=form)


@blueprint.route("/import/template", needs=CoordinationPermission.ENTER)
def import_template() -> Response:
    """Send an empty table with our headings."""
    queries.get_place_for(current_actor(), CoordinationPermission.ENTER)
    name = _("template year calendar")
    return send_list(List(name=name, headings=_headings(), rows=[]))


def _choosing(form: ImportForm) -> Response:
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "coordination/import.html",
        form=form,
        headings=_headings(),
        **frame(actor, coordination, section="calendar"),
    )


def _look_at(place: Workspace, table: Table, *, before: ConfirmForm | None = None) -> Response:
    """Show what importing a table would do, with the button that stores it.

    Args:
        before: the confirmation that was not carried out, with the reason.
    """
    actor = current_actor()
    preview = importing.preview_import(actor, place, table)
    form = ConfirmForm.along(
        in_writing(table), seen=preview.fingerprint, faults=len(preview.faults), before=before
    )
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "coordination/import_preview.html",
        form=form,
        preview=preview,
        faults=preview.faults[:MOST_FAULTS],
        steps=preview.steps[:MOST_STEPS],
        states=(STATE_WORDS, STATE_TONES, PART_WORDS),
        **frame(actor, coordination, section="calendar"),
    )


def _headings() -> list[str]:
    return [importing.heading_of(each) for each in importing.TEMPLATE_COLUMNS]


def _told(done: importing.Done) -> str:
    return _(
        "Stored: %(planned)d new, %(changed)d changed.", planned=done.planned, changed=done.changed
    )
