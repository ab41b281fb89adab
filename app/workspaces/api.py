"""Workspaces, their participants and their people for partners' systems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.adapters.keys import MasterKey
from app.identity import queries as identity
from app.kernel.access import Actor, decide
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, NOTHING, PAGING
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.kernel.web.house import current_house
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
from app.workspaces import queries, service
from app.workspaces.models import (
    Classification,
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
    Workspace,
)
from app.workspaces.policy import Delegation, WorkspacePermission
from app.workspaces.queries.legal_bases import LegalBases
from app.workspaces.service.beginnings import Groundwork
from app.workspaces.templates import TemplateShelf

blueprint = GuardedBlueprint("workspaces_api", __name__, url_prefix="/api/v1")
MOST_PARTICIPANTS = 200


class Body(BaseModel):
    """A body in which unknown fields are a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class FoundationsBody(Body):
    """What may be changed of a workspace; what is left out stays."""

    title: str | None = Field(None, min_length=1, max_length=200)
    purpose: str | None = Field(None, max_length=5000)
    legal_basis: str | None = None
    controller_arrangement: str | None = Field(None, max_length=5000)
    retention: str | None = Field(None, max_length=200)


class StartBody(FoundationsBody):
    """A new workspace; what is left out is what the template proposes."""

    title: str = Field(min_length=1, max_length=200)
    template: str
    participants: list[str] = Field([], max_length=MOST_PARTICIPANTS)
    """Codes of the organisations that take part beside the caller's own."""


class ParticipantBody(Body):
    """An organisation that takes part."""

    organisation: str
    role: ParticipantRole = ParticipantRole.PARTNER


class MemberBody(Body):
    """A person who works in the workspace."""

    login: str
    role: MemberRole = MemberRole.CONTRIBUTOR
    until: date | None = None
    """Last day, when it is known beforehand."""


class MembershipBody(Body):
    """What changes of a person's work here: one thing at a time, each decided by itself."""

    role: MemberRole = MemberRole.CONTRIBUTOR
    until: date | None = None
    """Last day; null for none."""


@blueprint.route("/me", needs=SIGNED_IN)
def me() -> Response:
    """Say who one is here, and in which workspaces."""
    actor = current_actor()
    person = identity.get_self(actor.person_id)
    return answer_json(
        {
            "login": person.login,
            "name": person.name,
            "organisation": person.organisation.code,
            "workspaces": [
                {"ref": each.ref, "title": each.title, "role": each.standing.role}
                for each in queries.list_of(actor)
            ],
        }
    )


@blueprint.route("/workspaces", needs=SIGNED_IN, asks=PAGING, gives=LIST)
def list_all() -> Response:
    """List the workspaces one is in, the newest first."""
    actor, limit, cursor = current_actor(), asked_limit(), asked_cursor(2)
    rows = queries.list_visible(actor, limit=limit + 1, after=_place_in_list(cursor))
    shown, following = rows[:limit], None
    if len(rows) > limit:
        last = shown[-1].workspace
        following = make_cursor(last.opened_on.isoformat(), last.ref)
    items = [_workspace(each.workspace, each.participants) for each in shown]
    return answer_json({"items": items, "next": following})


def _place_in_list(cursor: list[str] | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    try:
        return date.fromisoformat(cursor[0]), cursor[1]
    except ValueError:
        raise WrongInput([("cursor", _("This is not a cursor of this list."))]) from None


@blueprint.route(
    "/workspaces",
    methods=["POST"],
    needs=WorkspacePermission.CREATE,
    endpoint="start",
    takes=StartBody,
    gives=MADE,
)
def start() -> Response:
    """Start a workspace from a template."""
    actor, house = current_actor(), current_house()
    beginning = queries.get_beginning_for(actor, WorkspacePermission.CREATE)
    body = read_body(StartBody)
    template = house.tool(TemplateShelf).get(body.template)
    if template is None:
        raise Refused(_("There is no such template."), field="template")
    retention = f"{template.retention.years} jaar. {template.retention.selection_item}"
    workspace = service.create_workspace(
        actor,
        beginning,
        foundations=service.Foundations(
            title=body.title,
            purpose=template.purpose if body.purpose is None else body.purpose,
            legal_basis=body.legal_basis or " ".join(template.legal_bases),
            controller_arrangement=body.controller_arrangement or template.arrangement,
            retention=body.retention or retention,
        ),
        groundwork=Groundwork(
            template=template,
            ceiling=Classification(house.settings.highest_classification),
            master=house.tool(MasterKey),
        ),
        partners=body.participants,
        bases=house.tool(LegalBases),
    )
    return _answer(workspace, status=201)


@blueprint.route("/workspaces/<ref:ref>", needs=WorkspacePermission.VIEW)
def detail(ref: str) -> Response:
    """Give one workspace."""
    return _answer(queries.get_for(current_actor(), WorkspacePermission.VIEW, ref))


@blueprint.route(
    "/workspaces/<ref:ref>",
    methods=["PATCH"],
    needs=WorkspacePermission.MANAGE,
    endpoint="change",
    takes=FoundationsBody,
)
def change(ref: str) -> Response:
    """Change what a workspace stands on."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.MANAGE, ref)
    check_match(workspace.version)
    body = read_body(FoundationsBody)
    values = {
        name: getattr(workspace, name) if given is None else given
        for name, given in body.model_dump().items()
    }
    service.change_foundations(
        actor,
        workspace,
        wanted=service.Foundations(**values),
        seen_version=workspace.version,
        bases=current_house().tool(LegalBases),
    )
    return _answer(workspace)


def _answer(workspace: Workspace, *, status: int = 200) -> Response:
    participants = queries.list_participants(workspace)
    return answer_json(
        _workspace(workspace, participants), status=status, version=workspace.version
    )


def _workspace(workspace: Workspace, participants: Any) -> dict[str, Any]:
    return {
        "id": str(workspace.id),
        "ref": workspace.ref,
        "title": workspace.title,
        "template": workspace.template,
        "lead": workspace.lead.code,
        "participants": [
            {"organisation": each.organisation.code, "role": each.role} for each in participants
        ],
        "purpose": workspace.purpose,
        "legal_basis": workspace.legal_basis,
        "controller_arrangement": workspace.controller_arrangement,
        "retention": workspace.retention,
        "classification": workspace.classification,
        "marking": workspace.marking,
        "status": workspace.status,
    }


@blueprint.route("/workspaces/<ref:ref>/participants", needs=WorkspacePermission.VIEW, gives=LIST)
def participants(ref: str) -> Response:
    """List who takes part, in their fixed order."""
    workspace = queries.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    items = [_participant(each) for each in queries.list_participants(workspace)]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/participants",
    methods=["POST"],
    needs=WorkspacePermission.MANAGE,
    endpoint="add_participant",
    takes=ParticipantBody,
    gives=MADE,
)
def add_participant(ref: str) -> Response:
    """Let an organisation take part."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.MANAGE, ref)
    body = read_body(ParticipantBody)
    organisation = identity.find_organisation(body.organisation)
    if organisation is None:
        raise Refused(_("We do not know this organisation."), field="organisation")
    added = service.add_participant(actor, workspace, organisation=organisation, role=body.role)
    return answer_json(_participant(added), status=201)


@blueprint.route(
    "/workspaces/<ref:ref>/participants/<uuid:participation_id>",
    methods=["DELETE"],
    needs=WorkspacePermission.MANAGE,
    gives=NOTHING,
)
def end_participant(ref: str, participation_id: UUID) -> Response:
    """End an organisation's part."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.get_participant_for(
        actor,
        WorkspacePermission.MANAGE,
        workspace=workspace,
        participation_id=participation_id,
    )
    service.end_participant(actor, workspace, participation=found)
    return answer_nothing()


def _participant(participation: Participation) -> dict[str, Any]:
    return {
        "id": str(participation.id),
        "organisation": participation.organisation.code,
        "role": participation.role,
    }


@blueprint.route("/workspaces/<ref:ref>/members", needs=WorkspacePermission.VIEW, gives=LIST)
def members(ref: str) -> Response:
    """List the people who work here."""
    workspace = queries.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    items = [_member(each) for each in queries.list_members(workspace)]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/members",
    methods=["POST"],
    needs=WorkspacePermission.STAFF,
    endpoint="add_member",
    takes=MemberBody,
    gives=MADE,
)
def add_member(ref: str) -> Response:
    """Let a person of a participating organisation in."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.COORDINATE, ref)
    body = read_body(MemberBody)
    person = identity.find_person_by_login(body.login)
    if person is None or not _may_let_in(actor, workspace, person.organisation_id):
        raise Refused(_("We know nobody with this login whom you may let in here."), field="login")
    with _days_called_until():
        added = service.add_member(
            actor, workspace, person=person, role=body.role, until_on=body.until
        )
    return answer_json(_member(added), status=201)


def _may_let_in(actor: Actor, workspace: Workspace, organisation_id: UUID) -> bool:
    """Tell whether people of an organisation are the actor's to let in.

    Whose are not is answered like who is unknown, so that nobody finds out who has an account.
    """
    delegation = Delegation(workspace, organisation_id)
    if not decide(actor, WorkspacePermission.STAFF, delegation).allowed:
        return False
    if organisation_id == actor.organisation_id:
        return True
    return queries.find_active_participation(workspace, organisation_id) is not None


@contextmanager
def _days_called_until() -> Iterator[None]:
    """Name a day that is refused as the body does."""
    try:
        yield
    except Refused as refusal:
        if refusal.field != "until_on":
            raise
        raise Refused(refusal.message, field="until") from refusal


@blueprint.route(
    "/workspaces/<ref:ref>/members/<uuid:membership_id>",
    methods=["PATCH"],
    needs=WorkspacePermission.STAFF,
    takes=MembershipBody,
)
def change_member(ref: str, membership_id: UUID) -> Response:
    """Give somebody another role, or another last day."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.get_member_for(actor, workspace=workspace, membership_id=membership_id)
    body = read_body(MembershipBody)
    if body.model_fields_set not in ({"role"}, {"until"}):
        raise Refused(_("Change one thing at a time: the role, or the last day."))
    with _days_called_until():
        if "role" in body.model_fields_set:
            service.change_role(actor, workspace, membership=found, role=body.role)
        else:
            service.change_until(actor, workspace, membership=found, until_on=body.until)
    return answer_json(_member(found))


@blueprint.route(
    "/workspaces/<ref:ref>/members/<uuid:membership_id>",
    methods=["DELETE"],
    needs=WorkspacePermission.STAFF,
    gives=NOTHING,
)
def end_member(ref: str, membership_id: UUID) -> Response:
    """End somebody's membership."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    found = queries.get_member_for(actor, workspace=workspace, membership_id=membership_id)
    service.end_member(actor, workspace, membership=found)
    return answer_nothing()


def _member(membership: Membership) -> dict[str, Any]:
    return {
        "id": str(membership.id),
        "login": membership.person.login,
        "name": membership.person.name,
        "organisation": membership.person.organisation.code,
        "role": membership.role,
        "until": membership.until_on.isoformat() if membership.until_on else None,
    }
