"""Documents for partners' systems: list, bring in, read, change, withdraw."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.documents import queries, service
from app.documents.api.blueprint import Body, blueprint
from app.documents.api.incoming import sent_file
from app.documents.policy import DOCUMENT_ABILITIES, DocumentPermission
from app.documents.queries import Cursor, DocumentRow, Wanted
from app.documents.service import Description
from app.documents.views.blueprint import current_depot, current_watch
from app.documents.views.content import asked_version, asked_zoom, send_file, send_picture, stamp_of
from app.kernel.access import Actor, abilities, decide
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, NOTHING, PAGING, Gives, Sent, query
from app.kernel.web.json_api import (
    WrongInput,
    answer_json,
    answer_nothing,
    asked_cursor,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)
from app.workspaces import queries as workspaces
from app.workspaces.models import Classification, Marking, Workspace
from app.workspaces.policy import WorkspacePermission

FLAGS = {
    "special_category": "is_special_category",
    "criminal_data": "is_criminal_data",
    "police_data": "is_police_data",
}


TEXT, FLAG = {"type": "string"}, {"type": "string", "enum": ["true", "false"]}
FILE = {"type": "string", "contentMediaType": "application/octet-stream"}
NEW_DOCUMENT = Sent(
    "multipart/form-data",
    {"file": FILE}
    | dict.fromkeys(("folder", "title", "classification", "marking", "note", "request"), TEXT)
    | dict.fromkeys(("private", *FLAGS), FLAG),
    required=("file",),
)
ZOOM = query("zoom", "How large, in percent.", enum=[str(each) for each in service.ZOOMS])
VERSION = query("version", "Which one; the current when left out.", type="integer", minimum=1)


class ChangeBody(Body):
    """What may be changed of a document; what is left out stays."""

    title: str | None = Field(None, min_length=1, max_length=200)
    folder: UUID | None = None
    classification: str | None = None
    marking: Marking | None = None
    special_category: bool | None = None
    criminal_data: bool | None = None
    police_data: bool | None = None
    rules_give_special_data: bool = False
    """True when the rules that give sight are meant to give added special data too."""


@blueprint.route(
    "/workspaces/<ref:ref>/documents",
    needs=WorkspacePermission.VIEW,
    endpoint="list",
    asks=(
        *PAGING,
        query("folder", "The folder it is in.", type="string", format="uuid"),
        query("owner", "Code of the organisation that brought it."),
        query("q", "Words that stand in the title."),
    ),
    gives=LIST,
)
def list_all(ref: str) -> Response:
    """List the documents one sees in a workspace: own ones first, then the newest."""
    actor, limit, after = current_actor(), asked_limit(), _after()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace, wanted=_wanted(), after=after, limit=limit + 1)
    shown, following = rows[:limit], None
    if len(rows) > limit:
        last = shown[-1]
        is_own = last.owner.id == actor.organisation_id
        following = make_cursor(str(Cursor(is_own, last.changed_at, last.id)))
    items = [_document(actor, row) for row in shown]
    return answer_json({"items": items, "next": following})


@blueprint.route(
    "/workspaces/<ref:ref>/documents",
    methods=["POST"],
    needs=DocumentPermission.ADD,
    endpoint="add",
    gives=MADE,
    takes=NEW_DOCUMENT,
)
def add(ref: str) -> Response:
    """Bring a document into a workspace."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ADD, ref)
    with sent_file(workspace) as incoming:
        document = service.add_document(
            actor,
            workspace,
            incoming=incoming,
            description=_sent_description(workspace),
            depot=current_depot(),
        )
    return answer_document(actor, document.id, status=201)


@blueprint.route("/documents/<uuid:document_id>", needs=DocumentPermission.VIEW)
def detail(document_id: UUID) -> Response:
    """Give one document."""
    return answer_document(current_actor(), document_id)


@blueprint.route(
    "/documents/<uuid:document_id>",
    methods=["PATCH"],
    needs=DocumentPermission.EDIT_METADATA,
    endpoint="change",
    takes=ChangeBody,
)
def change(document_id: UUID) -> Response:
    """Change what is said about a document."""
    actor = current_actor()
    permission = DocumentPermission.EDIT_METADATA
    document = queries.get_for(actor, permission, document_id).document
    check_match(document.version)
    body = read_body(ChangeBody)
    flags = {
        name: getattr(document, name) if getattr(body, key) is None else getattr(body, key)
        for key, name in FLAGS.items()
    }
    service.change_description(
        actor,
        document_id,
        description=Description(
            folder_id=body.folder or document.folder_id,
            title=body.title or document.title,
            classification=body.classification or document.class_of_secrecy.value,
            marking=body.marking or document.marking,
            rules_give_special_data=body.rules_give_special_data,
            **flags,
        ),
        seen_version=document.version,
        highest=current_depot().highest_classification,
    )
    return answer_document(actor, document_id)


@blueprint.route(
    "/documents/<uuid:document_id>",
    methods=["DELETE"],
    needs=DocumentPermission.WITHDRAW,
    endpoint="withdraw",
    gives=NOTHING,
)
def withdraw(document_id: UUID) -> Response:
    """Withdraw a document; only its owner still sees it."""
    actor = current_actor()
    document = queries.get_for(actor, DocumentPermission.WITHDRAW, document_id).document
    check_match(document.version)
    service.withdraw(actor, document_id, seen_version=document.version)
    return answer_nothing()


@blueprint.route(
    "/documents/<uuid:document_id>/content",
    needs=DocumentPermission.DOWNLOAD,
    writes_on_get=True,
    asks=(VERSION,),
    gives=Gives(media="*/*"),
)
def content(document_id: UUID) -> Response:
    """Send the original file; that is written in the log."""
    actor = current_actor()
    opened = service.open_content(
        actor,
        document_id,
        depot=current_depot(),
        watch=current_watch(actor),
        number=asked_version(),
    )
    return send_file(opened)


@blueprint.route(
    "/documents/<uuid:document_id>/preview/<int:page>",
    needs=DocumentPermission.READ,
    writes_on_get=True,
    asks=(ZOOM, VERSION),
    gives=Gives(media="image/png"),
)
def preview(document_id: UUID, page: int) -> Response:
    """Send one page of a version as a picture; marked for who may only look."""
    actor = current_actor()
    picture = service.open_page(
        actor,
        document_id,
        page=page,
        depot=current_depot(),
        stamp=stamp_of(actor),
        zoom=asked_zoom(),
        number=asked_version(),
    )
    return send_picture(picture)


def answer_document(actor: Actor, document_id: UUID, *, status: int = 200) -> Response:
    """Answer one document as it is now."""
    row = queries.get_row_for(actor, DocumentPermission.VIEW, document_id)
    return answer_json(_document(actor, row), status=status, version=row.version)


def _document(actor: Actor, row: DocumentRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "title": row.title,
        "owner": row.owner.code,
        "workspace": row.sighted.workspace.ref,
        "folder": str(row.folder_id),
        "classification": row.classification.value,
        "marking": row.marking.value,
        "special_category": row.is_special_category,
        "criminal_data": row.is_criminal_data,
        "police_data": row.is_police_data,
        "version": row.number,
        "newest_version": _newest(actor, row),
        "size": row.size,
        "sha256": row.sha256,
        "media_type": row.media_type,
        "file_name": row.file_name,
        "status": row.status.value,
        "changed_at": row.changed_at.isoformat(),
        "private": row.is_private,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "level": row.level.code,
        "may": abilities(actor, row.sighted, DOCUMENT_ABILITIES).codes(),
    }


def _newest(actor: Actor, row: DocumentRow) -> int | None:
    """Return the number of the newest version; one not released yet is for who contributes."""
    may_know = decide(actor, DocumentPermission.CONTRIBUTE, row.sighted).allowed
    return row.sighted.document.newest_number if may_know else None


def _after() -> Cursor | None:
    given = asked_cursor(1)
    if given is None:
        return None
    cursor = Cursor.read(given[0])
    if cursor is None:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))])
    return cursor


def _wanted() -> Wanted:
    folder = request.args.get("folder")
    return Wanted(
        words=request.args.get("q", "").strip(),
        owner=request.args.get("owner", ""),
        folder_id=folder_id_of(folder) if folder else None,
    )


def folder_id_of(text: str) -> UUID:
    """Read the id of a folder."""
    try:
        return UUID(text)
    except ValueError:
        raise WrongInput([("folder", _("This value cannot be used here."))]) from None


def request_id_of(text: str | None) -> UUID | None:
    """Read the id of the request that a file is to answer; None when it answers none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise WrongInput([("request", _("This value cannot be used here."))]) from None


def _sent_description(workspace: Workspace) -> Description:
    """Read the fields beside the file; what is left out is what the workspace proposes."""
    sent = request.form
    folder_id = folder_id_of(sent["folder"]) if sent.get("folder") else root_id_of(workspace)
    try:
        marking = Marking(sent.get("marking") or workspace.marking)
    except ValueError:
        raise WrongInput([("marking", _("This value cannot be used here."))]) from None
    return Description(
        folder_id=folder_id,
        title=sent.get("title", ""),
        classification=sent.get("classification") or Classification.NONE.value,
        marking=marking,
        note=sent.get("note", ""),
        is_private=sent.get("private") == "true",
        request_id=request_id_of(sent.get("request")),
        **{name: sent.get(key) == "true" for key, name in FLAGS.items()},
    )


def root_id_of(workspace: Workspace) -> UUID:
    """Return the folder that stands for the workspace itself."""
    root = queries.find_root(workspace.id)
    if root is None:
        raise Refused(_("Choose a folder of this workspace."), field="folder")
    return root.id
