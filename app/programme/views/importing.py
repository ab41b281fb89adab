"""Importing the own programme: choosing a file, looking at what it would do, storing that."""

from __future__ import annotations

from contextlib import closing

from flask import Response, url_for

from app.adapters.spreadsheets import Table
from app.coordination.service.importing import LARGEST_FILE, in_writing, table_again, table_in
from app.coordination.service.importing.previews import STATE_TONES, STATE_WORDS
from app.kernel.lists import List
from app.kernel.text import _, lazy, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.programme import queries
from app.programme.forms import ConfirmForm, ImportForm
from app.programme.models import Keeping
from app.programme.policy import ProgrammePermission
from app.programme.service import importing
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import WORDS

MOST_FAULTS, MOST_STEPS = 1_000, 500
"""What the page of a preview shows; the rest is counted."""
PART_WORDS = {
    "title": lazy("what is investigated"),
    "summary": lazy("description"),
    "task": lazy("societal task"),
    "mode": lazy("mode of supervision"),
    "period": lazy("when"),
    "partners": lazy("partners"),
    "visible_to": lazy("who sees it"),
}


@blueprint.route("/import", methods=["GET", "POST"], needs=ProgrammePermission.ENTER)
def import_file() -> Response:
    """Choose a file; sent, what importing it would do."""
    keeping = queries.get_keeping(current_actor(), ProgrammePermission.ENTER)
    form = ImportForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            with closing(form.file.data) as sent:
                content = sent.stream.read(LARGEST_FILE + 1)
            return _look_at(keeping, table_in(content, sent.filename or ""))
    return _choosing(form)


@blueprint.route("/import/confirm", methods=["POST"], needs=ProgrammePermission.ENTER)
def confirm_import() -> Response:
    """Store the table that was looked at; when that would do something else now, look again."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    choosing, form = ImportForm(formdata=None), ConfirmForm()
    table: Table | None = None
    with choosing.taking_refusals():
        if form.validate_on_submit():
            table = table_again(str(form.table.data or ""))
    if table is None:
        return _choosing(choosing)
    with form.taking_refusals():
        if form.seen.data:
            done = importing.import_table(actor, keeping, table, seen=str(form.seen.data))
            answers.tell(
                _("Stored: %(new)d new, %(changed)d changed.", new=done.added, changed=done.changed)
            )
            return answers.lead_to(url_for(".programme", year=done.year))
    return _look_at(keeping, table, before=form)


@blueprint.route("/import/template", needs=ProgrammePermission.ENTER)
def import_template() -> Response:
    """Send an empty table with our headings."""
    queries.get_keeping(current_actor(), ProgrammePermission.ENTER)
    name = _("template work programme")
    return send_list(List(name=name, headings=_headings(), rows=[]))


def _choosing(form: ImportForm) -> Response:
    return answers.show(
        "programme/import.html", form=form, headings=_headings(), it=None, facts=None
    )


def _look_at(keeping: Keeping, table: Table, *, before: ConfirmForm | None = None) -> Response:
    """Show what importing a table would do, with the button that stores it.

    Args:
        before: the confirmation that was not carried out, with the reason.
    """
    preview = importing.preview_import(current_actor(), keeping, table)
    form = ConfirmForm(
        formdata=None, data={"table": in_writing(table), "seen": preview.fingerprint}
    )
    if before is not None:
        form.general_errors, form.is_late = before.general_errors, before.is_late
    if preview.faults:
        form.general_errors.append(_told_wrong(len(preview.faults)))
    return answers.show(
        "programme/import_preview.html",
        form=form,
        preview=preview,
        faults=preview.faults[:MOST_FAULTS],
        steps=preview.steps[:MOST_STEPS],
        states=(STATE_WORDS, STATE_TONES, PART_WORDS),
        words=WORDS,
        it=None,
        facts=None,
    )


def _headings() -> list[str]:
    return [importing.heading_of(each) for each in importing.TEMPLATE_COLUMNS]


def _told_wrong(count: int) -> str:
    return ngettext(
        "%(num)d cell is wrong. Nothing is stored. Mend the file and choose it again.",
        "%(num)d cells are wrong. Nothing is stored. Mend the file and choose it again.",
        count,
    )
