"""Reading a document on screen, page by page: pictures, and the words for who may have them."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.adapters.converting import is_text_only
from app.documents import service
from app.documents.policy import DocumentPermission
from app.documents.service.reading import OnPage
from app.documents.views.blueprint import blueprint, current_depot
from app.documents.views.content import asked_version, asked_zoom
from app.documents.views.detail import about
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

OK, UNPROCESSABLE = 200, 422


@blueprint.route(
    "/documents/<uuid:document_id>/pages/<int:page>",
    needs=DocumentPermission.READ,
    writes_on_get=True,
)
def read(ref: str, document_id: UUID, page: int) -> Response:
    """Show one page of the current version or of ``?version=``, at ``?zoom=`` of a hundred."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    zoom, sizes = asked_zoom(), service.ZOOMS
    at = sizes.index(zoom)
    on_page = service.open_words(
        actor,
        document_id,
        page=page,
        depot=current_depot(),
        number=asked_version(),
        workspace=workspace,
    )
    response = answers.show(
        "documents/read.html",
        on_page=on_page,
        version=on_page.version,
        older=_older(on_page),
        is_text_only=is_text_only(on_page.version.media_type),
        zoom=zoom,
        smaller=sizes[at - 1] if at else 0,
        larger=sizes[at + 1] if at + 1 < len(sizes) else 0,
        **about(actor, workspace, on_page.sighted, with_lock=False),
    )
    response.status_code = OK if on_page.page else UNPROCESSABLE
    return response


def _older(on_page: OnPage) -> int | None:
    """Return the number of the version on screen when it is not the current one."""
    number = on_page.version.number
    return None if number == on_page.sighted.document.current_number else number
