"""Who will see what one is about to bring in: said at the chosen folder, before it is sent."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from app.documents import queries
from app.documents.forms import UploadForm
from app.documents.policy import DocumentPermission
from app.documents.queries import NewDocument, Seer
from app.documents.service.places import organisation_of
from app.documents.views.blueprint import blueprint
from app.kernel.access import Actor
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import id_or_none
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification

PAGE, REGION = "documents/new_sight.html", "documents/_new_sight.html"


@blueprint.route("/documents/sight-of-new", needs=DocumentPermission.ADD)
def sight_of_new(ref: str) -> Response:
    """Say by name who will see a new document: of this folder, classification and kind."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ADD, ref)
    form = UploadForm(formdata=request.args)
    around: dict[str, Any] = {"workspace": workspace}
    if not answers.is_htmx():
        around = workspaces.workspace_frame(actor, workspace, section="documents")
        form.offer(queries.list_folders(actor, workspace))
    seers = queries.list_audience_of_new(workspace, organisation_of(actor), _described(form))
    return answers.show(
        PAGE,
        region=REGION,
        asking=form,
        sights=_by_organisation(seers, actor),
        is_private=bool(form.is_private.data),
        **around,
    )


def _described(form: UploadForm) -> NewDocument:
    """Return what decides who sees it; a classification nobody knows is none."""
    names = {each.value: each for each in Classification}
    classification = names.get(form.classification.data or "", Classification.NONE)
    return NewDocument(
        folder_id=id_or_none(form.folder.data or ""),
        classification=classification.rank,
        is_private=bool(form.is_private.data),
        is_sensitive=bool(
            form.is_special_category.data or form.is_criminal_data.data or form.is_police_data.data
        ),
    )


def _by_organisation(seers: list[Seer], actor: Actor) -> list[tuple[str, list[str], bool]]:
    """Return who will see it: organisation, names, and whether it is the reader's own."""
    found: dict[str, tuple[str, list[str], bool]] = {}
    for each in seers:
        organisation = each.organisation
        line: tuple[str, list[str], bool] = (
            organisation.short_name,
            [],
            organisation.id == actor.organisation_id,
        )
        found.setdefault(organisation.code, line)[1].append(each.person.name)
    return list(found.values())
