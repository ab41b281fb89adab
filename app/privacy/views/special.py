"""Special data of the own organisation on screen and as a list to take along."""

from __future__ import annotations

from flask import Response

from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.privacy import queries, service
from app.privacy.policy import PrivacyPermission
from app.privacy.queries import FLAG_WORDS, LEVEL_WORDS, STATE_WORDS, SpecialDocument
from app.privacy.service import Part
from app.privacy.views.blueprint import blueprint
from app.privacy.views.frame import Around, around


@blueprint.route("/special-data", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def special_data() -> Response:
    """Show the own documents with special data, who sees them now and who last opened them."""
    actor = current_actor()
    found = around(actor)
    page = found.context("special_data", queries.list_special(found.choice))
    service.note_reading(actor, found.register, part=Part.SPECIAL_DATA, rows=len(page["rows"]))
    return answers.show(
        "privacy/special_data.html",
        flags=FLAG_WORDS,
        levels=LEVEL_WORDS,
        states=STATE_WORDS,
        **page,
    )


@blueprint.route("/special-data/export", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def export_special_data() -> Response:
    """Send the own documents with special data."""
    actor = current_actor()
    found = around(actor)
    rows = queries.list_special(found.to_export())
    answer = send_list(
        List(
            name=_("Special data"),
            headings=[
                _("Workspace"),
                _("Document"),
                _("Title"),
                _("Special data"),
                _("Brought in"),
                _("Who sees it now"),
                _("Last opened by another organisation"),
                _("By"),
            ],
            rows=[_row(each, found) for each in rows],
        )
    )
    service.note_export(actor, found.register, part=Part.SPECIAL_DATA, rows=len(rows))
    return answer


def _row(row: SpecialDocument, found: Around) -> list[Value]:
    seen = [
        ", ".join(
            [
                found.organisations[each.organisation_id].code,
                str(LEVEL_WORDS[each.level]).lower(),
                _("people: %(number)d", number=each.people),
            ]
        )
        for each in row.seen
    ]
    return [
        found.place_of[row.place_id].ref,
        row.sign,
        row.title,
        ", ".join(str(FLAG_WORDS[each]) for each in row.data),
        row.brought_at,
        "; ".join(seen) or str(STATE_WORDS[row.state]),
        row.opened_at,
        found.organisations[row.opened_by].code if row.opened_by else None,
    ]
