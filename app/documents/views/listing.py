"""The documents of a workspace, and bringing new ones in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from app.documents import queries, service
from app.documents.forms import Proposed, UploadForm
from app.documents.policy import DocumentPermission
from app.documents.queries import Cursor, FolderChoices, Line, Listed, Sights, Wanted
from app.documents.views import lines
from app.documents.views.blueprint import blueprint, current_depot
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.text import _, ngettext
from app.kernel.web import answers, drawing
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form, id_or_none
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Along

Asked: TypeAlias = "MultiDict[str, str]"
LIST_FIELD = "list"
"""What the form about ticked documents says of the page they were ticked on: its query."""
LONG = str(queries.LONG_PAGE)
"""What the address says for a long page."""
PAGE, LIST, UPLOAD = "documents/list.html", "documents/_list.html", "documents/_upload.html"
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
        found = _find(actor, workspace, request.args)
        participants = [each.organisation for each in workspaces.list_participants(workspace)]
        beside = Beside(*workspaces.ask(*_asked(actor, workspace, found)))
        region = _list(actor, workspace, found, participants=participants, beside=beside)
        return answers.show(LIST, workspace=workspace, **region)
    return answers.show(PAGE, region=LIST, **_page(actor, workspace))


@blueprint.route("/documents", methods=["POST"], needs=DocumentPermission.ADD)
def upload(ref: str) -> Response:
    """Bring documents in; the upload region for the script, the list for everyone else."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, DocumentPermission.ADD, ref)
    folders = queries.choices_among(queries.list_folders(actor, workspace))
    form = UploadForm.for_workspace(workspace, folders=folders, folder_id=None)
    with form.taking_refusals():
        if form.validate_on_submit():
            count = _take_in(actor, workspace, form)
            if form.has_errors():
                return _again(actor, ref, form)
            if answers.is_htmx():
                return answers.show(UPLOAD, **_upload(actor, workspace, form=form, folders=folders))
            answers.tell(_told(count))
            return answers.lead_to(url_for(".list", ref=ref))
    if answers.is_htmx():
        region = _upload(actor, workspace, form=form, folders=folders)
        return answers.show(UPLOAD, form=form, **region)
    return answers.show(PAGE, form=form, **_page(actor, workspace, form=form))


def show_refusal(
    actor: Actor, workspace: Workspace, *, refusal: Refused, chosen: Collection[UUID]
) -> Response:
    """Show the list again with what is wrong about the ticked documents, which stay ticked.

    It is the page on which they were ticked, with its filter and as long as it was.
    """
    form = Form()
    form.take(refusal)
    asked = MultiDict(parse_qsl(request.form.get(LIST_FIELD, "").removeprefix("?")))
    page = {**_page(actor, workspace, chosen=chosen, asked=asked), "bundle_form": form}
    return answers.show(PAGE, form=form, **page)


def _take_in(actor: Actor, workspace: Workspace, form: UploadForm) -> int:
    """Bring in each file by itself; the form says it when not all of them may come in."""
    arrived = service.add_documents(
        actor,
        workspace,
        files=[(each.stream, each.filename) for each in form.file.data or [] if each],
        description=replace(
            form.described(title="", note=form.note.data or ""), is_private=form.is_private.data
        ),
        depot=current_depot(),
    )
    for refusal in arrived.refusals():
        form.take(refusal)
    return len(arrived.saved)


def _again(actor: Actor, ref: str, form: UploadForm) -> Response:
    """Show what was kept of the files and what not; read anew, as refused works were undone."""
    workspace = workspaces.get_place_for(actor, DocumentPermission.ADD, ref)
    if answers.is_htmx():
        folders = queries.choices_among(queries.list_folders(actor, workspace))
        region = _upload(actor, workspace, form=form, folders=folders)
        return answers.show(UPLOAD, form=form, **region)
    return answers.show(PAGE, form=form, **_page(actor, workspace, form=form))


def _told(count: int) -> str:
    saved = ngettext("%(num)d document is saved.", "%(num)d documents are saved.", count)
    if current_depot().scans:
        return saved + " " + _("Others see it when it has been checked for viruses.")
    return saved + " " + _("Files are not checked for viruses here: scanning is off.")


class Found(NamedTuple):
    """A page of the list, and what was asked for."""

    shown: Listed
    last: Line | None
    """The last line when there is more behind it."""
    wanted: Wanted
    after: Cursor | None
    is_long: bool


class Beside(NamedTuple):
    """What a page of the list needs besides, asked in one statement."""

    folders: FolderChoices
    sights: Sights


def _asked(actor: Actor, workspace: Workspace, found: Found) -> tuple[Along, Along]:
    return (queries.folder_choices(actor, workspace), queries.matrix_along(found.shown))


def _find(actor: Actor, workspace: Workspace, asked: Asked) -> Found:
    wanted, after, is_long = asked_narrowing(asked), _after(asked), asked.get("rows") == LONG
    limit = queries.LONG_PAGE if is_long else queries.PAGE
    found = queries.list_lines(actor, workspace, wanted=wanted, after=after, limit=limit + 1)
    return Found(*found.cut(limit), wanted=wanted, after=after, is_long=is_long)


def _page(
    actor: Actor,
    workspace: Workspace,
    *,
    form: UploadForm | None = None,
    chosen: Collection[UUID] = (),
    asked: Asked | None = None,
) -> dict[str, Any]:
    """Gather the whole page.

    Args:
        asked: for which part of the list; what the address says when left out.
    """
    found = _find(actor, workspace, request.args if asked is None else asked)
    along = _asked(actor, workspace, found)
    frame = workspaces.workspace_frame(actor, workspace, section="documents", along=along)
    beside = Beside(*frame["along"])
    participants = [each.organisation for each in frame["participants"]]
    choices = tuple(each for each in beside.folders if each.path)
    return {
        **frame,
        **_upload(actor, workspace, form=form, folders=beside.folders),
        **_list(actor, workspace, found, participants=participants, beside=beside, chosen=chosen),
        "owners": tuple((each.code, each.short_name) for each in participants),
        "folder_choices": choices,
        "chosen_folder": next(
            (each for each in choices if each.id == found.wanted.folder_id), None
        ),
    }


def _upload(
    actor: Actor, workspace: Workspace, *, form: UploadForm | None, folders: FolderChoices
) -> dict[str, Any]:
    """Gather what the upload region needs; a form in which nothing is filled in is kept drawn."""
    settings = current_house().settings
    around: dict[str, Any] = {
        "workspace": workspace,
        "missing": workspace.missing_foundations,
        "may": abilities(actor, workspace, WORKSPACE_ABILITIES),
        "scans": settings.clamd_address is not None,
    }
    own = _own_organisation(actor)
    own_name = "" if own is None else own.short_name
    zone = Zone(workspace.ref, own_name, int(settings.max_upload))
    if form is not None:
        return {**around, "upload_form": form, "zone": zone}
    proposed = UploadForm.proposal_for(
        workspace, folders=folders, folder_id=asked_narrowing(request.args).folder_id
    )
    fresh = drawing.draw_kept("documents/upload_zone.html", _fresh_zone, zone, proposed)
    return {**around, "fresh_zone": fresh}


def _own_organisation(actor: Actor) -> Organisation | None:
    if actor.organisation_id is None:
        return None
    return identity.get_known_organisation(actor.organisation_id)


def _fresh_zone(zone: Zone, proposed: Proposed) -> dict[str, Any]:
    return {"zone": zone, "upload_form": UploadForm.fresh(proposed)}


def _list(
    actor: Actor,
    workspace: Workspace,
    found: Found,
    *,
    participants: Sequence[Organisation],
    beside: Beside,
    chosen: Collection[UUID] = (),
) -> dict[str, Any]:
    """Draw a page of the list, cut into what is one's own and what partners brought."""
    own = _own_organisation(actor)
    older = None
    if found.last is not None:
        is_own = found.shown.owner_of(found.last) == actor.organisation_id
        older = str(Cursor(is_own, found.last.changed_at, found.last.id))
    address = url_for(".list", ref=workspace.ref)
    is_narrowed = found.wanted != Wanted()
    here = partial(_address, address, found.wanted)
    first_page = here(is_long=found.is_long) if is_narrowed or found.is_long else address
    sheet = lines.Sheet(
        address,
        tail="",
        own_code=actor.organisation_code,
        columns=lines.columns_of(participants),
        may_choose=True,
    )
    return {
        "groups": lines.draw_groups(
            found.shown,
            sheet,
            sights=beside.sights,
            folders={each.id: each.name for each in beside.folders},
            participants=participants,
            owner=own,
            titles=(_own_title(own), _("Brought by partners")),
            chosen=chosen,
        ),
        "sheet": sheet,
        "wanted": found.wanted,
        "is_narrowed": is_narrowed,
        "first_page": first_page,
        "export": _address(f"{address}/export", found.wanted, is_long=False),
        "older": here(is_long=found.is_long, after=older) if older else None,
        "other_size": _other_size(found, here),
        "this_page": here(is_long=found.is_long, after=str(found.after) if found.after else None)
        .removeprefix(address)
        .removeprefix("?"),
        "newest": first_page if found.after else None,
        "bundle_form": None,
    }


def _other_size(found: Found, here: Callable[..., str]) -> tuple[int, str] | None:
    """Return how many lines the other kind of page has, and where that is, if it makes sense."""
    if found.is_long:
        return queries.PAGE, here(is_long=False)
    return (queries.LONG_PAGE, here(is_long=True)) if found.last or found.after else None


def _own_title(own: Organisation | None) -> str:
    if own is None:
        return ""
    return _("Brought by %(organisation)s", organisation=own.short_name)


def asked_narrowing(asked: Asked) -> Wanted:
    """Return what an address narrows the list to."""
    return Wanted(
        words=asked.get("q", "").strip(),
        owner=asked.get("organisation", ""),
        folder_id=id_or_none(asked.get("folder")),
    )


def _after(asked: Asked) -> Cursor | None:
    return Cursor.read(asked.get("after", ""))


def _address(address: str, wanted: Wanted, *, is_long: bool, after: str | None = None) -> str:
    asked = {
        "q": wanted.words,
        "organisation": wanted.owner,
        "folder": wanted.folder_id,
        "rows": LONG if is_long else None,
        "after": after,
    }
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"{address}?{told}" if told else address
