"""Importing the own programme: choosing a file, looking at what it would do, storing that."""

from __future__ import annotations

from contextlib import closing

from flask import Response, url_for

from app.adapters.spreadsheets import Table
from app.importing.previews import STATE_TONES, STATE_WORDS
from app.importing.tables import LARGEST_FILE, in_writing, table_again, table_in
from app.kernel.lists import List
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.importing import MOST_FAULTS, MOST_STEPS, ConfirmForm, ImportForm
from app.kernel.web.lists import send_list
from app.programme import queries
from app.programme.models import Keeping
from app.programme.policy import ProgrammePermission
from app.programme.service import importing
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import WORDS

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
            table = table_in(
                content, sent.filename or "", limits=importing.LIMITS, actor=current_actor()
            )
            return _look_at(keeping, table)
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
            table = table_again(str(form.table.data or ""), limits=importing.LIMITS)
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
    form = ConfirmForm.along(
        in_writing(table), seen=preview.fingerprint, faults=len(preview.faults), before=before
    )
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
