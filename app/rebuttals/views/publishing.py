"""What is published of a hearing: the table on a page, and for a spreadsheet."""

from __future__ import annotations

import csv
import io
from uuid import UUID

from flask import Response

from app.findings import queries as findings
from app.kernel.lists import safe_text
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.rebuttals import queries
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import blueprint
from app.reports.queries import Annex, AnnexRow
from app.workspaces.service import Listed, note_taking


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
    "/rebuttals/<uuid:rebuttal_id>/table.csv", needs=RebuttalPermission.VIEW, writes_on_get=True
)
def spreadsheet(ref: str, rebuttal_id: UUID) -> Response:
    """Give the table for a spreadsheet."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    name = f"{rebuttal.report.ref}-wederhoor.csv"
    annex = queries.annex_of(rebuttal)
    note_taking(actor, Listed.REMARKS, places=[rebuttal.report.workspace], rows=len(annex.rows))
    return answers.send_file(_written(annex), name, "text/csv")


def _written(annex: Annex) -> bytes:
    target = io.StringIO()
    sheet = csv.writer(target, delimiter=";", lineterminator="\r\n")
    sheet.writerow(
        [
            _("No."),
            _("Organisation heard"),
            _("About"),
            _("Place in the text"),
            _("Remark"),
            _("Decision"),
            _("Reason"),
            _("Decided by"),
            _("Version of the finding"),
        ]
    )
    for row in annex.rows:
        sheet.writerow([safe_text(each) for each in _line(annex, row)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _line(annex: Annex, row: AnnexRow) -> list[str]:
    decided = str(findings.OUTCOME_WORDS[row.decision]) if row.decision else _("Not decided yet")
    return [
        str(row.number),
        annex.entity,
        row.about or _("The text as a whole"),
        row.place,
        row.remark,
        decided,
        row.reason,
        row.organisation.short_name,
        str(row.followed_by or ""),
    ]
