"""Disclosures of the own organisation on screen and as a list to take along."""

from __future__ import annotations

from flask import Response

from app.documents.legal_bases import LegalBases
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import send_list
from app.privacy import queries, service
from app.privacy.policy import PrivacyPermission
from app.privacy.queries import (
    ANSWER_WORDS,
    FLAG_WORDS,
    LEVEL_WORDS,
    STANDING_WORDS,
    DisclosureRow,
)
from app.privacy.service import Part
from app.privacy.views.blueprint import blueprint
from app.privacy.views.frame import Around, around

DISCLOSURE_WORDS = {
    "answers": ANSWER_WORDS,
    "flags": FLAG_WORDS,
    "levels": LEVEL_WORDS,
    "standings": STANDING_WORDS,
}
"""What the table of disclosures calls its codes."""


@blueprint.route("/disclosures", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def disclosures() -> Response:
    """Show what was given to whom, on which ground, until when and by whom; ended ones too."""
    actor = current_actor()
    found = around(actor)
    page = found.context("disclosures", queries.list_disclosures(found.choice))
    service.note_reading(actor, found.register, part=Part.DISCLOSURES, rows=len(page["rows"]))
    return answers.show(
        "privacy/disclosures.html",
        bases=current_house().tool(LegalBases),
        words=DISCLOSURE_WORDS,
        **page,
    )


@blueprint.route("/disclosures/export", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def export_disclosures() -> Response:
    """Send what was given to whom."""
    actor = current_actor()
    found = around(actor)
    rows = queries.list_disclosures(found.to_export())
    answer = send_list(
        List(
            name=_("Disclosures"),
            headings=[
                _("Moment"),
                _("Workspace"),
                _("Recipient"),
                _("What"),
                _("Title"),
                _("State"),
                _("Level"),
                _("Legal basis"),
                _("Purpose"),
                _("Until and including"),
                _("Special data"),
                _("People named"),
                _("Documents now"),
                _("Given by"),
                _("Ended at"),
                _("Ended by"),
            ],
            rows=[_row(each, found) for each in rows],
        )
    )
    service.note_export(actor, found.register, part=Part.DISCLOSURES, rows=len(rows))
    return answer


def _row(row: DisclosureRow, found: Around) -> list[Value]:
    level = LEVEL_WORDS[row.level] if row.level is not None else ""
    return [
        row.at,
        found.place_of[row.place_id].ref,
        found.organisations[row.organisation_id].code,
        row.sign or (_("a folder") if row.folder_id else _("the whole workspace")),
        row.title,
        str(STANDING_WORDS[row.standing]),
        str(ANSWER_WORDS[row.answer] if row.answer else level),
        row.legal_basis,
        row.purpose,
        row.until,
        ", ".join(str(FLAG_WORDS[each]) for each in row.special_data),
        row.people or None,
        row.documents,
        row.given_by,
        row.ended_at,
        row.ended_by,
    ]
