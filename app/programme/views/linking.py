"""The workspace that carries out an investigation: starting one, linking one, ending a link."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for

from app.identity import queries as identity
from app.kernel.access import decide
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.programme import queries, service
from app.programme.forms import LinkForm
from app.programme.policy import ProgrammePermission
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import facts_of
from app.workspaces import queries as workspaces
from app.workspaces.policy import Beginning, WorkspacePermission
from app.workspaces.templates import TemplateShelf


@blueprint.route(
    "/investigations/<uuid:investigation_id>/workspaces",
    methods=["GET", "POST"],
    needs=ProgrammePermission.CHANGE,
)
def link_workspace(investigation_id: UUID) -> Response:
    """Choose from what a workspace is started, or link one that one coordinates."""
    actor = current_actor()
    found = queries.get_for(actor, ProgrammePermission.CHANGE, investigation_id)
    places = queries.list_linkable(actor)
    form = LinkForm.among(places)
    with form.taking_refusals():
        if form.validate_on_submit():
            place = next(each for each in places if each.ref == form.workspace.data)
            service.link_workspace(actor, found, place)
            answers.tell(_("The workspace is linked. Only who is in it sees the link."))
            return answers.lead_to(url_for(".investigation", investigation_id=investigation_id))
    known = identity.organisations_by_id()
    partners = [known[each].code for each in found.partners if each in known]
    beginning = Beginning(actor.organisation_id, coordinates_where_it_leads=found.keeping.keeps)
    return answers.show(
        "programme/link.html",
        form=form,
        it=found,
        places=places,
        templates=queries.by_fitness(
            current_house().tool(TemplateShelf).values(), partners, mode=found.mode
        ),
        known={each.code: each for each in known.values()},
        may_start=decide(actor, WorkspacePermission.CREATE, beginning).allowed,
        facts=facts_of(found, known),
    )


@blueprint.route("/links/<uuid:link_id>/end", methods=["POST"], needs=ProgrammePermission.CHANGE)
def unlink_workspace(link_id: UUID) -> Response:
    """End a link; the workspace itself stays as it is."""
    actor = current_actor()
    link = queries.get_link(actor, link_id)
    found = queries.get_for(actor, ProgrammePermission.CHANGE, link.investigation_id)
    workspaces.get_for(actor, WorkspacePermission.COORDINATE, link.workspace_id)
    service.unlink_workspace(actor, found, link)
    answers.tell(_("The link has ended. The workspace itself is as it was."))
    return answers.lead_to(url_for(".investigation", investigation_id=found.id))
