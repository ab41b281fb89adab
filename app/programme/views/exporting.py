"""The programme to take along, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from app.coordination.models import Rest
from app.identity import queries as identity
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list
from app.programme import queries
from app.programme.models import Investigation
from app.programme.policy import ProgrammePermission
from app.programme.queries import Linked
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import Known, asked_lines, organisations_in


@blueprint.route("/export", needs=ProgrammePermission.VIEW)
def export() -> Response:
    """Send the investigations of a year, narrowed as on the page."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.VIEW)
    known, offered = identity.organisations_by_id(), queries.list_offered(actor)
    wanted = asked_lines(offered, known)
    lines = queries.read_lines(actor, keeping, wanted.whole(), limit=MOST_ROWS + 1)
    links = queries.list_links(actor, [each.id for each in lines.rows])
    return send_list(
        List(
            name=f"{_('Work programme')} {wanted.year}",
            headings=[
                _("Year"),
                _("Organisation"),
                _("Societal task"),
                _("Investigation"),
                _("Short description"),
                _("Mode of supervision"),
                _("Phase"),
                _("Reason"),
                _("First day"),
                _("Last day"),
                _("Partners"),
                _("Workspace"),
                _("Visible to"),
                _("Reference"),
            ],
            rows=[_row(each, known, links=links.get(each.id, [])) for each in lines.rows],
        )
    )


def _row(it: Investigation, known: Known, *, links: Sequence[Linked]) -> list[Value]:
    named = [each.code for each in organisations_in(it.named, known)]
    everybody = ["all"] if it.rest == Rest.EVERYTHING else []
    return [
        it.year,
        it.organisation.code,
        str(queries.TASK_WORDS[it.task]),
        it.title,
        it.summary,
        str(queries.MODE_WORDS[it.mode]),
        str(queries.PHASE_WORDS[it.phase]),
        it.phase_reason,
        it.starts_on,
        it.ends_on,
        " ".join(each.code for each in organisations_in(it.partners, known)),
        " ".join(each.ref for each in links),
        " ".join(["own", *named, *everybody]),
        str(it.id),
    ]
