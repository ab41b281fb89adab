"""The versions of a document for partners' systems: list, add, close an older one and open it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.documents import queries, service
from app.documents.api.blueprint import blueprint
from app.documents.api.documents import FILE, TEXT, answer_document
from app.documents.api.incoming import sent_file
from app.documents.models import DocumentVersion
from app.documents.policy import DocumentPermission
from app.documents.views.blueprint import current_depot
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, Sent
from app.kernel.web.json_api import answer_json, check_match

NEW_VERSION = Sent("multipart/form-data", {"file": FILE, "note": TEXT}, required=("file",))


@blueprint.route(
    "/documents/<uuid:document_id>/versions", needs=DocumentPermission.HISTORY, gives=LIST
)
def versions(document_id: UUID) -> Response:
    """List the versions of a document, the newest first."""
    sighted = queries.get_for(current_actor(), DocumentPermission.HISTORY, document_id)
    items = [
        _version(each)
        for each in queries.list_versions(sighted.document, with_closed=sighted.is_own)
    ]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/documents/<uuid:document_id>/versions",
    methods=["POST"],
    needs=DocumentPermission.CONTRIBUTE,
    endpoint="add_version",
    gives=MADE,
    takes=NEW_VERSION,
)
def add_version(document_id: UUID) -> Response:
    """Add a version to a document."""
    actor = current_actor()
    sighted = queries.get_for(actor, DocumentPermission.CONTRIBUTE, document_id)
    check_match(sighted.document.version)
    seen_version = sighted.document.newest_number
    with sent_file(sighted.workspace) as incoming:
        service.add_version(
            actor,
            document_id,
            incoming=incoming,
            note=request.form.get("note", ""),
            seen_version=seen_version,
            depot=current_depot(),
        )
    return answer_document(actor, document_id, status=201)


@blueprint.route(
    "/documents/<uuid:document_id>/versions/<int:number>/closing",
    methods=["PUT"],
    needs=DocumentPermission.SHARE,
)
def close_version(document_id: UUID, number: int) -> Response:
    """Close an older version for everybody from the next request on; one that is, stays closed."""
    actor = current_actor()
    if _found(actor, document_id, number).closed_at is None:
        service.close_version(actor, document_id, number=number)
    return answer_json(_version(_found(actor, document_id, number)))


@blueprint.route(
    "/documents/<uuid:document_id>/versions/<int:number>/closing",
    methods=["DELETE"],
    needs=DocumentPermission.SHARE,
)
def open_version_again(document_id: UUID, number: int) -> Response:
    """Undo the closing of a version; one that is open stays open."""
    actor = current_actor()
    if _found(actor, document_id, number).closed_at is not None:
        service.open_version_again(actor, document_id, number=number)
    return answer_json(_version(_found(actor, document_id, number)))


def _found(actor: Actor, document_id: UUID, number: int) -> DocumentVersion:
    document = queries.get_for(actor, DocumentPermission.SHARE, document_id).document
    for each in queries.list_versions(document, with_closed=True):
        if each.number == number:
            return each
    raise NotFound


def _version(version: DocumentVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "sha256": version.sha256.hex(),
        "size": version.size,
        "media_type": version.media_type,
        "file_name": version.file_name,
        "uploaded_by": version.uploaded_by.login,
        "at": version.uploaded_at.isoformat(),
        "note": version.note,
        "status": version.status.value,
        "closed_at": version.closed_at.isoformat() if version.closed_at else None,
    }
