"""Importing the own calendar: choosing a file, looking at what it would do, storing that."""

from __future__ import annotations

from contextlib import closing

from flask import Response, url_for

from app.adapters.spreadsheets import Table
from app.coordination import queries
from app.coordination.forms import ConfirmForm, ImportForm
from app.coordination.policy import CoordinationPermission
from app.coordination.service import importing
from app.coordination.service.importing.previews import STATE_TONES, STATE_WORDS
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame
from app.kernel.lists import List
from app.kernel.text import _, lazy, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.workspaces.models import Workspace

MOST_FAULTS, MOST_STEPS = 1_000, 500
"""What the page of a preview shows; the rest is counted."""
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
                content = sent.stream.read(importing.LARGEST_FILE + 1)
            return _look_at(place, importing.table_in(content, sent.filename or ""))
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
            table = importing.table_again(str(form.table.data or ""))
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
    form = ConfirmForm(
        formdata=None,
        data={"table": importing.in_writing(table), "seen": preview.fingerprint},
    )
    if before is not None:
        form.general_errors, form.is_late = before.general_errors, before.is_late
    if preview.faults:
        form.general_errors.append(_told_wrong(len(preview.faults)))
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


def _told_wrong(count: int) -> str:
    return ngettext(
        "%(num)d cell is wrong. Nothing is stored. Mend the file and choose it again.",
        "%(num)d cells are wrong. Nothing is stored. Mend the file and choose it again.",
        count,
    )
