"""Applying a sharing profile to a document, a folder or the workspace, with its effect first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.models import SpecialData
from app.documents.policy import DocumentPermission
from app.documents.queries import FolderRow
from app.documents.service import FolderPlace, Impact
from app.documents.service.telling import impact_lines
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor, request_id
from app.kernel.web.house import current_house
from app.kernel.work import circumstances
from app.sharing import queries, service
from app.sharing.forms import ApplyForm
from app.sharing.queries import ProfileRow
from app.sharing.service import Application
from app.sharing.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation, Workspace
from app.workspaces.policy import WorkspacePermission

PAGE, REGION = "sharing/apply.html", "sharing/_apply.html"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a profile is applied: a document, a folder, or the workspace."""

    workspace: Workspace
    thing: UUID | FolderPlace
    title: str
    token: str
    """Which rules count there now."""
    special_data: Sequence[SpecialData]
    back: str
    """Address of the rules there."""
    here: str
    workspace_id: UUID
    profiles: str
    """Address of the profiles."""


@blueprint.route(
    "/documents/<uuid:document_id>/sharing-profile",
    methods=["GET", "POST"],
    needs=DocumentPermission.SHARE,
)
def apply_to_document(ref: str, document_id: UUID) -> Response:
    """Apply a profile to one document of the own organisation."""
    actor = current_actor()
    return _applying(actor, lambda: _document(actor, ref, document_id))


@blueprint.route(
    "/folders/<uuid:folder_id>/sharing-profile",
    methods=["GET", "POST"],
    needs=DocumentPermission.SET_OWN_RULES,
)
@blueprint.route(
    "/sharing-profile",
    methods=["GET", "POST"],
    needs=DocumentPermission.SET_OWN_RULES,
    endpoint="apply_to_workspace",
)
def apply_to_folder(ref: str, folder_id: UUID | None = None) -> Response:
    """Apply a profile to what the own organisation brings to a folder, or to the workspace."""
    actor = current_actor()
    return _applying(actor, lambda: _place(actor, ref, folder_id))


def _document(actor: Actor, ref: str, document_id: UUID) -> Spot:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = documents.get_for(actor, DocumentPermission.SHARE, document_id, workspace=workspace)
    document = sighted.document
    return Spot(
        workspace,
        document_id,
        document.title,
        "" if _is_sent() else documents.get_rulebook(document.policy_id).token,
        document.special_data,
        url_for("documents.access", ref=ref, document_id=document_id),
        url_for(".apply_to_document", ref=ref, document_id=document_id),
        workspace.id,
        url_for(".profiles", ref=ref),
    )


def _place(actor: Actor, ref: str, folder_id: UUID | None) -> Spot:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    row, token = _read_place(actor, workspace, folder_id)
    require(actor, DocumentPermission.SET_OWN_RULES, workspace)
    rules = "documents.workspace_rules" if folder_id is None else "documents.folder_rules"
    here = ".apply_to_workspace" if folder_id is None else ".apply_to_folder"
    named = {"ref": ref} if folder_id is None else {"ref": ref, "folder_id": folder_id}
    return Spot(
        workspace,
        FolderPlace(workspace, None if row is None else row.folder),
        row.path if row and row.path else _("The whole workspace"),
        token,
        (),
        url_for(rules, **named),
        url_for(here, **named),
        workspace.id,
        url_for(".profiles", ref=ref),
    )


def _read_place(
    actor: Actor, workspace: Workspace, folder_id: UUID | None
) -> tuple[FolderRow | None, str]:
    """Return the folder, and which rules count there unless a form says that."""
    if not _is_sent():
        place = documents.get_place_rules(actor, workspace, folder_id, is_counted=False)
        return place.row, place.token
    tree = documents.list_folders(actor, workspace)
    row = next((each for each in tree if each.id == folder_id), None)
    if row is None and folder_id is not None:
        raise NotFound
    return row, ""


def _is_sent() -> bool:
    """Tell whether a form was sent: it says itself which rules were read."""
    return request.method == "POST"


def _applying(actor: Actor, load: Callable[[], Spot]) -> Response:
    """Show the form; when it was sent, what it changes, or carry it out."""
    spot, impact = load(), None
    form, frame = _form(spot), {} if _is_sent() else _frame(actor, spot)
    participants = (
        [each.participation for each in frame["participants"]]
        if frame
        else workspaces.list_participants(spot.workspace)
    )
    profiles = _offer(actor, spot, form, participants=participants)
    if _is_sent():
        with form.taking_refusals():
            if form.validate_on_submit():
                application = _application(form, spot, profiles, participants=participants)
                if "preview" not in request.form:
                    service.apply_profile(actor, spot.thing, application=application)
                    answers.tell(_("The rules of the profile hold now."))
                    return answers.lead_to(spot.back)
                with circumstances(request_id=request_id(), queue=current_house().queue):
                    impact = service.impact_of_profile(actor, spot.thing, application=application)
        # What was undone is read anew; the region says nothing of the workspace.
        spot = spot if answers.is_htmx() else load()
        frame = {} if answers.is_htmx() else _frame(actor, spot)
    return _page(actor, spot, form=form, impact=impact, frame=frame)


def _frame(actor: Actor, spot: Spot) -> dict[str, Any]:
    return workspaces.workspace_frame(actor, spot.workspace, section="documents")


def _form(spot: Spot) -> ApplyForm:
    if _is_sent():
        return ApplyForm()
    chosen = {"profile": request.args.get("profile"), "seen_version": spot.token}
    return ApplyForm(formdata=None, data=chosen)


def _offer(
    actor: Actor, spot: Spot, form: ApplyForm, *, participants: Sequence[Participation]
) -> list[ProfileRow]:
    """Fill the choices, and return the profiles there are."""
    profiles = queries.list_profiles(spot.workspace)
    chosen = form.chosen(profiles)
    considered = profiles if chosen is None else [chosen]
    bases = {
        basis.code: basis
        for profile in considered
        for basis in _bases(actor, profile, participants)
    }
    form.offer(profiles, bases=list(bases.values()), special_data=spot.special_data)
    return profiles


def _bases(
    actor: Actor, profile: ProfileRow, participants: Sequence[Participation]
) -> list[LegalBasis]:
    """Return the bases that hold towards everybody in a profile who takes part now."""
    own = [each.organisation for each in participants if _is_of(actor, each)]
    receivers = [
        each.organisation
        for each in participants
        if each.organisation_id in profile.levels and not _is_of(actor, each)
    ]
    bases = current_house().tool(LegalBases)
    return queries.list_bases_towards(bases, giver=own[0], receivers=receivers)


def _is_of(actor: Actor, participation: Participation) -> bool:
    return participation.organisation_id == actor.organisation_id


def _application(
    form: ApplyForm,
    spot: Spot,
    profiles: Sequence[ProfileRow],
    *,
    participants: Sequence[Participation],
) -> Application:
    chosen = form.chosen(profiles)
    if chosen is None:
        raise Refused(_("Choose a profile."), field="profile")
    code = form.legal_basis.data or ""
    if code and code not in {choice.value for choice in form.legal_basis.choices}:
        raise Refused(
            _("This basis does not hold towards every organisation in the profile."),
            field="legal_basis",
        )
    return Application(
        profile=chosen,
        legal_basis=code,
        until=form.until.data,
        purpose=form.purpose.data or "",
        special_data=tuple(form.special_data.data or ()),
        bases=current_house().tool(LegalBases),
        participants=participants,
        workspace=spot.workspace,
        seen=form.seen_version.data or "",
    )


def _page(
    actor: Actor, spot: Spot, *, form: ApplyForm, impact: Impact | None, frame: dict[str, Any]
) -> Response:
    """Show the form, with what applying would change; alone for htmx."""
    lines = None
    if impact is not None and actor.organisation_id is not None:
        # What was undone is read anew, so that the names can be shown.
        place_id = spot.workspace_id
        documents.list_place_audience(place_id, actor.organisation_id, policy_id=None)
        lines = impact_lines(impact, owner_id=actor.organisation_id)
    return answers.show(
        PAGE,
        region=REGION,
        form=form,
        applying=form,
        place_title=spot.title,
        apply_target=spot.here,
        back=spot.back,
        others=spot.profiles,
        impact=lines,
        is_document=isinstance(spot.thing, UUID),
        **frame,
    )
