"""Figures of a workspace, and of all one's workspaces: bars, tables, and lists to take along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Response, request, url_for

from app.coordination import queries as planning
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import Period
from app.desk import queries
from app.desk.queries import Chart
from app.desk.views.blueprint import blueprint
from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

LENGTH_OF_YEAR = 4


@blueprint.route("/workspaces/<ref:ref>/figures", needs=WorkspacePermission.VIEW)
def figures(ref: str) -> Response:
    """Show what stands where in a workspace."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "desk/figures.html",
        charts=queries.figures_of(actor, workspace),
        **workspaces.workspace_frame(actor, workspace, section="overview"),
    )


@blueprint.route("/workspaces/<ref:ref>/figures/export", needs=WorkspacePermission.VIEW)
def export_figures(ref: str) -> Response:
    """Send one chart of a workspace as a list."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return send_list(_asked(queries.figures_of(actor, workspace)).as_list(workspace.ref))


@blueprint.route("/figures", needs=SIGNED_IN)
def all_figures() -> Response:
    """Show what stands where in each of one's workspaces."""
    actor = current_actor()
    places = workspaces.list_of(actor)
    return answers.show("desk/all_figures.html", charts=queries.figures_over(actor, places))


@blueprint.route("/figures/export", needs=SIGNED_IN)
def export_all_figures() -> Response:
    """Send one chart of all one's workspaces as a list."""
    actor = current_actor()
    return send_list(_asked(queries.figures_over(actor, workspaces.list_of(actor))).as_list(""))


@blueprint.route("/coordination/figures", needs=CoordinationPermission.VIEW)
def coordination_figures() -> Response:
    """Show what stands where in the coordination of a year."""
    actor, year = current_actor(), _year()
    coordination = planning.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "desk/coordination_figures.html",
        charts=queries.figures_of_coordination(actor, coordination, year),
        year=year.first.year,
        before=url_for(".coordination_figures", year=year.before().first.year),
        after=url_for(".coordination_figures", year=year.after().first.year),
    )


@blueprint.route("/coordination/figures/export", needs=CoordinationPermission.VIEW)
def export_coordination_figures() -> Response:
    """Send one chart of the coordination of a year as a list."""
    actor, year = current_actor(), _year()
    coordination = planning.get_coordination(actor, CoordinationPermission.VIEW)
    charts = queries.figures_of_coordination(actor, coordination, year)
    return send_list(_asked(charts).as_list(str(year.first.year)))


def _year() -> Period:
    """Return the year that the address asks for; the usual one when it asks for none."""
    asked = request.args.get("year", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) == LENGTH_OF_YEAR):
        return planning.usual_period(clock.today())
    return planning.period_of(planning.Zoom.YEAR, date(max(int(asked), 1), 1, 1))


def _asked(charts: Sequence[Chart]) -> Chart:
    """Return the chart that the address names; the first when it names none."""
    wanted = request.args.get("chart", charts[0].key)
    found = next((each for each in charts if each.key == wanted), None)
    if found is None:
        raise NotFound
    return found
