"""Who opened unusually many documents within an hour: of the own organisation, and of others."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, url_for

from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
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
    page = found.context("surges", rows, has_export=False)
    service.note_reading(current_actor(), found.register, part=Part.SURGES, rows=len(page["rows"]))
    own = found.register.organisation_id
    codes = {key: each.code for key, each in found.organisations.items()}
    return answers.show(
        "privacy/surges.html",
        most=current_house().settings.most_opened_hourly,
        link_of=lambda each, home: None if home == own else _openings_of(each, codes[home]),
        **page,
    )


def _openings_of(surge: Surge, code: str) -> str:
    """Return where an officer reads what that organisation opened on that day."""
    day = surge.on_day.isoformat()
    narrowed = urlencode({"organisation": code, "from": day, "to": day})
    return f"{url_for('privacy.openings')}?{narrowed}"
