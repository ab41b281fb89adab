"""Who opened unusually many documents within an hour: of the own organisation, and of others."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, url_for

from app.identity.models import Person
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, send_list
from app.privacy import queries, service
from app.privacy.models import Surge
from app.privacy.policy import PrivacyPermission
from app.privacy.service import Part
from app.privacy.views.blueprint import blueprint
from app.privacy.views.frame import around


@blueprint.route("/surges", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def surges() -> Response:
    """Show an officer who opened unusually much: how many documents, and in which workspaces."""
    found = around(current_actor())
    rows = queries.list_surges(found.register, page=found.choice.page)
    page = found.context("surges", rows)
    service.note_reading(current_actor(), found.register, part=Part.SURGES, rows=len(page["rows"]))
    own = found.register.organisation_id
    codes = {key: each.code for key, each in found.organisations.items()}
    return answers.show(
        "privacy/surges.html",
        most=current_house().settings.most_opened_hourly,
        link_of=lambda each, home: None if home == own else _openings_of(each, codes[home]),
        **page,
    )


@blueprint.route("/surges/export", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def export_surges() -> Response:
    """Send who opened unusually much, all pages of it."""
    actor = current_actor()
    found = around(actor)
    rows = queries.list_surges(found.register, limit=MOST_ROWS)
    refs = {each.id: each.ref for each in found.places}
    columns: Columns[tuple[Surge, Person]] = (
        (lazy("Organisation"), lambda row: found.organisations[row[1].organisation_id].short_name),
        (lazy("Who"), lambda row: row[1].name),
        (lazy("When"), lambda row: row[0].noticed_at),
        (lazy("Documents"), lambda row: row[0].documents),
        (
            lazy("Workspaces"),
            lambda row: ", ".join(refs[each] for each in row[0].places if each in refs),
        ),
    )
    answer = send_list(as_list(_("Opened very much"), columns, rows))
    service.note_export(actor, found.register, part=Part.SURGES, rows=len(rows))
    return answer


def _openings_of(surge: Surge, code: str) -> str:
    """Return where an officer reads what that organisation opened on that day."""
    day = surge.on_day.isoformat()
    narrowed = urlencode({"organisation": code, "from": day, "to": day})
    return f"{url_for('privacy.openings')}?{narrowed}"
