"""What is published of a hearing: the table on a page, and for a spreadsheet."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Response

from app.findings import queries as findings
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.rebuttals import queries
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import blueprint
from app.reports.queries import AnnexRow
from app.workspaces.service import Listed, note_taking


def _decision(row: AnnexRow) -> str:
    return str(findings.OUTCOME_WORDS[row.decision]) if row.decision else _("Not decided yet")


COLUMNS: Columns[AnnexRow] = (
    (lazy("No."), lambda row: row.number),
    (lazy("About"), lambda row: row.about or _("The text as a whole")),
    (lazy("Place in the text"), lambda row: row.place),
    (lazy("Remark"), lambda row: row.remark),
    (lazy("Decision"), _decision),
    (lazy("Reason"), lambda row: row.reason),
    (lazy("Decided by"), lambda row: row.organisation.short_name),
    (lazy("Version of the finding"), lambda row: row.followed_by),
)


@blueprint.route("/rebuttals/<uuid:rebuttal_id>/table", needs=RebuttalPermission.VIEW)
def table(ref: str, rebuttal_id: UUID) -> Response:
    """Show the table as it is published: without the people who wrote it."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    return answers.show(
        "rebuttals/table.html",
        annex=queries.annex_of(rebuttal),
        rebuttal=rebuttal,
        subject={"title": rebuttal.entity, "reference": rebuttal.report.ref},
        **frame.around(actor, rebuttal.report),
    )


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/table/export", needs=RebuttalPermission.VIEW, writes_on_get=True
)
def spreadsheet(ref: str, rebuttal_id: UUID) -> Response:
    """Send the table for a spreadsheet."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    annex = queries.annex_of(rebuttal)
    columns = ((lazy("Organisation heard"), lambda _row: annex.entity), *COLUMNS)
    return send_list(
        as_list(_("Right of reply"), columns, annex.rows, about=rebuttal.report.ref),
        noting=partial(note_taking, actor, Listed.REMARKS, places=[rebuttal.report.workspace]),
    )
