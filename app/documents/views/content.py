"""Content leaves: the original for who may download, page images for who may look."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from app.documents import service
from app.documents.policy import DocumentPermission
from app.documents.service import Opened
from app.documents.views.blueprint import blueprint, current_depot, current_watch
from app.identity import queries as identity
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.words import whole_number
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

HARMLESS = "sandbox; default-src 'none'"


@blueprint.route(
    "/documents/<uuid:document_id>/content",
    needs=DocumentPermission.DOWNLOAD,
    writes_on_get=True,
)
def content(ref: str, document_id: UUID) -> Response:
    """Send the original file, of the current version or of ``?version=``."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    opened = service.open_content(
        actor,
        document_id,
        depot=current_depot(),
        watch=current_watch(actor),
        number=asked_version(),
        workspace=workspace,
    )
    return send_file(opened)


@blueprint.route(
    "/documents/<uuid:document_id>/preview/<int:page>",
    needs=DocumentPermission.READ,
    writes_on_get=True,
)
def preview(ref: str, document_id: UUID, page: int) -> Response:
    """Send one page as a picture; with name, organisation and time in it for who may only look."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    picture = service.open_page(
        actor,
        document_id,
        page=page,
        depot=current_depot(),
        stamp=stamp_of(actor),
        zoom=asked_zoom(),
        number=asked_version(),
        workspace=workspace,
    )
    return send_picture(picture)


def asked_zoom() -> int:
    """Return at what size a page is asked for, of a hundred."""
    sizes = {str(each): each for each in service.ZOOMS}
    return sizes.get(request.args.get("zoom", ""), service.ZOOMS[0])


def asked_version() -> int | None:
    """Return the number of the version that is asked for, None for the current one."""
    return whole_number(request.args.get("version"))


def stamp_of(actor: Actor) -> str:
    """Say who looks, for whom and when."""
    person = identity.get_self(actor.person_id)
    now = clock.now().astimezone(clock.HOME_ZONE)
    return f"{person.name} · {person.organisation.short_name} · {now:%d-%m-%Y %H.%M}"


def send_file(opened: Opened) -> Response:
    """Send a file as a download that no browser runs."""
    version = opened.version
    response = answers.send_file(opened.pieces, version.file_name, version.media_type)
    response.content_length = version.size
    response.headers["Content-Security-Policy"] = HARMLESS
    return response


def send_picture(picture: bytes) -> Response:
    """Send a picture we made ourselves."""
    response = Response(picture, mimetype="image/png")
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
