"""Uploads that go on after a break (tus 1.0.0); finishing one makes a document."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Response, request, url_for

from app.adapters.partials import PartialBlobs
from app.documents import queries, service
from app.documents.api.documents import FLAGS, folder_id_of, request_id_of, root_id_of
from app.documents.models import Upload
from app.documents.policy import DocumentPermission, UploadPermission
from app.documents.service import Checksum, Description, Intake, WrongChecksum
from app.documents.service.acceptance import too_large
from app.documents.views.blueprint import current_depot
from app.identity.queries import SessionLimits
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import tus
from app.kernel.web.current import current_actor
from app.kernel.web.describing import NOTHING, Gives, Sent
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import WrongInput
from app.kernel.web.problems import ProtocolFault
from app.kernel.words import whole_number
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Marking, Workspace

uploads_blueprint = GuardedBlueprint("uploads_api", "app.documents.api", url_prefix="/api/v1")
uploads_blueprint.after_request(tus.sign)

ONE = "/uploads/<uuid:upload_id>"
PART = Sent(tus.BODY_TYPE)
BEGUN = Gives(HTTPStatus.CREATED, None)


@uploads_blueprint.route("/uploads", methods=["OPTIONS"], needs=SIGNED_IN, gives=NOTHING)
def offer() -> Response:
    """Say what of the protocol is spoken here."""
    return tus.answer_abilities(max_bytes=current_depot().max_bytes)


@uploads_blueprint.route("/uploads", methods=["POST"], needs=DocumentPermission.ADD, gives=BEGUN)
def begin() -> Response:
    """Begin an upload; what comes with it is its first part."""
    actor = current_actor()
    tus.check_version()
    length, said = _announced_length(), tus.asked_metadata()
    if not said.get("workspace"):
        raise WrongInput([("workspace", _("This field is missing."))])
    workspace = workspaces.get_place_for(actor, DocumentPermission.ADD, said["workspace"])
    if not said.get("filename"):
        raise Refused(_("Choose a file."), field="filename")
    begin_one = _begin_version if said.get("document") else _begin_document
    upload = begin_one(actor, workspace, said, length=length)
    if request.content_length:
        _take_in(upload, start=0)
    return _answer(upload, status=201, Location=url_for(".stand", upload_id=upload.id))


def _begin_document(
    actor: Actor, workspace: Workspace, said: dict[str, str], *, length: int
) -> Upload:
    return service.begin_upload(
        actor,
        workspace,
        file_name=said["filename"],
        length=length,
        description=_description(said, workspace),
        intake=current_intake(),
        path=[each for each in said.get("path", "").split("/") if each not in ("", ".", "..")],
    )


def _begin_version(
    actor: Actor, workspace: Workspace, said: dict[str, str], *, length: int
) -> Upload:
    """Begin a version of the document that is named, of which its sender saw this very state."""
    seen = whole_number(said.get("seen_version"))
    if seen is None:
        raise WrongInput([("seen_version", _("Say which version you saw."))])
    try:
        document_id = UUID(said["document"])
    except ValueError:
        raise WrongInput([("document", _("This value cannot be used here."))]) from None
    return service.begin_version(
        actor,
        document_id,
        workspace=workspace,
        file_name=said["filename"],
        length=length,
        note=said.get("note", ""),
        seen_version=seen,
        intake=current_intake(),
    )


@uploads_blueprint.route(
    ONE, methods=["HEAD"], needs=UploadPermission.CONTINUE, gives=Gives(media=None)
)
def stand(upload_id: UUID) -> Response:
    """Say how much of an upload is safely here."""
    upload = _get(upload_id)
    return _answer(upload, status=200, length=upload.length)


@uploads_blueprint.route(
    ONE, methods=["PATCH"], needs=UploadPermission.CONTINUE, takes=PART, gives=NOTHING
)
def go_on(upload_id: UUID) -> Response:
    """Take in the next part; the last one makes the document."""
    upload = _get(upload_id)
    _take_in(upload, start=tus.asked_number("Upload-Offset"))
    return _answer(upload)


@uploads_blueprint.route(ONE, methods=["DELETE"], needs=UploadPermission.CONTINUE, gives=NOTHING)
def stop(upload_id: UUID) -> Response:
    """Forget an upload."""
    service.stop_upload(current_actor(), _get(upload_id), intake=current_intake())
    return tus.answer()


def current_intake() -> Intake:
    """Return where files under way are kept."""
    house = current_house()
    return Intake(current_depot(), house.tool(PartialBlobs), house.tool(SessionLimits))


def _get(upload_id: UUID) -> Upload:
    upload = queries.get_upload_for(current_actor(), UploadPermission.CONTINUE, upload_id)
    tus.check_version()
    if upload.expires_at <= clock.now():
        raise tus.fault(HTTPStatus.GONE, _("This upload took too long. Begin it again."))
    return upload


def _take_in(upload: Upload, *, start: int) -> None:
    tus.check_body(room=upload.length - start)
    asked = tus.asked_checksum()
    try:
        service.continue_upload(
            current_actor(),
            upload,
            start=start,
            body=tus.Sent(),
            intake=current_intake(),
            checksum=Checksum(*asked) if asked else None,
            announced=request.content_length,
        )
    except WrongChecksum:
        told = _("What arrived differs from what was sent. Send this part again.")
        raise tus.fault(tus.CHECKSUM_MISMATCH, told) from None


def _answer(
    upload: Upload, *, status: int = 204, length: int | None = None, **headers: str
) -> Response:
    if upload.document_id is not None:
        headers["Samenzicht_Document"] = str(upload.document_id)
    return tus.answer(
        status=status,
        offset=upload.received,
        length=length,
        expires_at=upload.expires_at,
        **headers,
    )


def _announced_length() -> int:
    length, depot = tus.asked_number("Upload-Length"), current_depot()
    if length > depot.max_bytes:
        told = too_large(depot).message
        raise ProtocolFault(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("This file is too large"), told)
    return length


def _description(said: dict[str, str], workspace: Workspace) -> Description:
    """Read what is said of the document; what is left out is what the workspace proposes."""
    folder = said.get("folder")
    try:
        marking = Marking(said.get("marking") or workspace.marking)
    except ValueError:
        raise WrongInput([("marking", _("This value cannot be used here."))]) from None
    return Description(
        folder_id=folder_id_of(folder) if folder else root_id_of(workspace),
        title=said.get("title", ""),
        classification=said.get("classification") or Classification.NONE.value,
        marking=marking,
        note=said.get("note", ""),
        is_private=said.get("private") == "true",
        request_id=request_id_of(said.get("request")),
        **{name: said.get(key) == "true" for key, name in FLAGS.items()},
    )
