"""The red thread over the cases of a workspace, in a quarter: bars with their tables."""

from __future__ import annotations

from flask import Response, request

from app.incidents import queries
from app.incidents.policy import IncidentPermission
from app.incidents.queries import Quarter
from app.incidents.views.blueprint import blueprint, frame
from app.kernel import clock
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces


@blueprint.route("/themes", needs=IncidentPermission.LIST)
def themes(ref: str) -> Response:
    """Show the cases of a quarter by kind, aspect and theme, without small numbers."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    choices = queries.quarters_until(clock.today())
    return answers.show(
        "incidents/themes.html",
        found=queries.red_thread(actor, workspace, _asked(choices)),
        quarters=choices,
        **frame(actor, workspace),
    )


@blueprint.route("/themes/export", needs=IncidentPermission.LIST)
def export_themes(ref: str) -> Response:
    """Send the numbers of a quarter that are shown."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    found = queries.red_thread(actor, workspace, _asked(queries.quarters_until(clock.today())))
    return send_list(queries.as_list(found, workspace.ref))


def _asked(choices: list[Quarter]) -> Quarter:
    """Return the quarter of the address; the newest when it names none that can be chosen."""
    asked = request.args.get("quarter", "")
    return next((each for each in choices if each.code == asked), choices[0])
