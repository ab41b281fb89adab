"""The documents of a workspace, and bringing new ones in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries, service
from app.documents.forms import Proposed, UploadForm
from app.documents.policy import DocumentPermission
from app.documents.queries import Cursor, DocumentRow, FolderRow, Wanted
from app.documents.views import words
from app.documents.views.blueprint import blueprint, current_depot
from app.identity import queries as identity
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.text import _, ngettext
from app.kernel.web import answers, drawing
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, LIST, UPLOAD = "documents/list.html", "documents/_list.html", "documents/_upload.html"
MOST_COLUMNS = 7
"""Above this many participants the matrix becomes one column."""
WORKSPACE_ABILITIES = (
    DocumentPermission.ADD,
    DocumentPermission.ARRANGE,
    DocumentPermission.LOOK_AS,
)


class Zone(NamedTuple):
    """Where files are dropped: in which workspace, for whom, and how large they may be."""

    ref: str
    own_name: str
    max_bytes: int


@blueprint.route("/documents", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the documents the reader sees, with what each participant may."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    if answers.is_htmx():
        participants = workspaces.list_participants(workspace)
        return answers.show(
            LIST,
            workspace=workspace,
            columns=[each.organisation for each in participants],
            **_rows(actor, workspace),
        )
    return answers.show(PAGE, region=LIST, **_page(actor, workspace))


@blueprint.route("/documents", methods=["POST"], needs=DocumentPermission.ADD)
def upload(ref: str) -> Response:
    """Bring documents in; the upload region for the script, the list for everyone else."""
    actor = current_actor()
    workspace = queries.get_place_for(actor, DocumentPermission.ADD, ref)
    folders = queries.list_folders(actor, workspace)
    form = UploadForm.for_workspace(workspace, folders=folders, folder_id=None)
    with form.taking_refusals():
        if form.validate_on_submit():
            count = _take_in(actor, workspace, form)
            if answers.is_htmx():
                return answers.show(UPLOAD, **_upload(actor, workspace, form=form, folders=folders))
            answers.tell(_told(count))
            return answers.lead_to(url_for(".list", ref=ref))
    if answers.is_htmx():
        region = _upload(actor, workspace, form=form, folders=folders)
        return answers.show(UPLOAD, form=form, **region)
    return answers.show(PAGE, form=form, **_page(actor, workspace, form=form, folders=folders))


def show_refusal(
    actor: Actor, workspace: Workspace, *, refusal: Refused, chosen: Collection[UUID]
) -> Response:
    """Show the list again with what is wrong about the ticked documents, which stay ticked."""
    form = Form()
    form.take(refusal)
    page = {**_page(actor, workspace), "bundle_form": form, "chosen": chosen}
    return answers.show(PAGE, form=form, **page)


def _take_in(actor: Actor, workspace: Workspace, form: UploadForm) -> int:
    """Bring in each file by itself: what is right is kept when a later one is refused."""
    files = [each for each in form.file.data or [] if each and each.filename]
    if not files:
        raise Refused(_("Choose a file."), field="file")
    for each in files:
        service.add_document(
            actor,
            workspace,
            incoming=service.Incoming(each.stream, each.filename),
            description=replace(
                form.described(title="", note=form.note.data or ""),
                is_private=form.is_private.data,
            ),
            depot=current_depot(),
        )
    return len(files)


def _told(count: int) -> str:
    saved = ngettext("%(num)d document is saved.", "%(num)d documents are saved.", count)
    if current_depot().scans:
        return saved + " " + _("Others see it when it has been checked for viruses.")
    return saved + " " + _("Files are not checked for viruses here: scanning is off.")


def _page(
    actor: Actor,
    workspace: Workspace,
    *,
    form: UploadForm | None = None,
    folders: list[FolderRow] | None = None,
) -> dict[str, Any]:
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    known = queries.list_folders(actor, workspace) if folders is None else folders
    columns = [each.organisation for each in frame["participants"]]
    return {
        **frame,
        **_upload(actor, workspace, form=form, folders=known),
        **_rows(actor, workspace),
        "columns": columns,
        "folders": known,
    }


def _upload(
    actor: Actor, workspace: Workspace, *, form: UploadForm | None, folders: list[FolderRow]
) -> dict[str, Any]:
    """Gather what the upload region needs; a form in which nothing is filled in is kept drawn."""
    settings = current_house().settings
    around: dict[str, Any] = {
        "workspace": workspace,
        "missing": workspace.missing_foundations,
        "may": abilities(actor, workspace, WORKSPACE_ABILITIES),
        "scans": settings.clamd_address is not None,
    }
    zone = Zone(workspace.ref, _own_name(actor), int(settings.max_upload))
    if form is not None:
        return {**around, "upload_form": form, "zone": zone}
    proposed = UploadForm.proposal_for(workspace, folders=folders, folder_id=_wanted().folder_id)
    fresh = drawing.draw_kept("documents/upload_zone.html", _fresh_zone, zone, proposed)
    return {**around, "fresh_zone": fresh}


def _own_name(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return identity.get_known_organisation(actor.organisation_id).short_name


def _fresh_zone(zone: Zone, proposed: Proposed) -> dict[str, Any]:
    return {"zone": zone, "upload_form": UploadForm.fresh(proposed)}


def _rows(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Gather a page of the list, cut into what is one's own and what partners brought."""
    wanted, after = _wanted(), _after()
    found = queries.list_visible(
        actor, workspace, wanted=wanted, after=after, limit=queries.PAGE + 1
    )
    rows, older = found[: queries.PAGE], None
    if len(found) > queries.PAGE:
        last = rows[-1]
        is_own = last.owner.id == actor.organisation_id
        older = str(Cursor(is_own, last.changed_at, last.id))
    own = [row for row in rows if row.owner.id == actor.organisation_id]
    partners = [row for row in rows if row.owner.id != actor.organisation_id]
    return {
        "groups": [
            group
            for group in ((_own_title(own), own), (_("Brought by partners"), partners))
            if group[1]
        ],
        "matrix": queries.matrix_of(rows),
        "wanted": wanted,
        "is_narrowed": wanted != Wanted(),
        "older": _address(workspace, wanted, older) if older else None,
        "newest": _address(workspace, wanted, None) if after else None,
        "kind_of": words.kind_of,
        "cells_of": words.cells_in_list,
        "look_of": words.look_of,
        "most_columns": MOST_COLUMNS,
        "bundle_form": None,
        "chosen": (),
    }


def _own_title(own: list[DocumentRow]) -> str:
    if not own:
        return ""
    return _("Brought by %(organisation)s", organisation=own[0].owner.short_name)


def _wanted() -> Wanted:
    try:
        folder_id = UUID(request.args.get("folder", ""))
    except ValueError:
        folder_id = None
    return Wanted(
        words=request.args.get("q", "").strip(),
        owner=request.args.get("organisation", ""),
        folder_id=folder_id,
    )


def _after() -> Cursor | None:
    return Cursor.read(request.args.get("after", ""))


def _address(workspace: Workspace, wanted: Wanted, after: str | None) -> str:
    values: dict[str, Any] = {
        "q": wanted.words or None,
        "organisation": wanted.owner or None,
        "folder": wanted.folder_id,
        "after": after,
    }
    return url_for(".list", ref=workspace.ref, **values)
