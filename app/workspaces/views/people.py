"""Who takes part in a workspace and who of them works there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.adapters.mail import Mailer
from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.service.inviting import Envelope, link_of
from app.kernel.access import Abilities, Actor, abilities, decide
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.workspaces import queries, service
from app.workspaces.forms import AddParticipantForm, AddPersonForm, RoleForm, UntilForm
from app.workspaces.models import MemberRole, Membership, ParticipantRole, Workspace
from app.workspaces.policy import Delegation, WorkspacePermission, giving
from app.workspaces.queries.people import Participant
from app.workspaces.views.blueprint import blueprint

PAGE, REGION = "workspaces/members.html", "workspaces/_members.html"


@dataclass(frozen=True, slots=True)
class Team:
    """A participant with its people, as the page shows them."""

    participant: Participant
    members: Sequence[Membership]
    may: Abilities
    """What the reader may do with these people."""
    coordinated_then: frozenset[UUID]
    """Who coordinated when they left before; nobody once somebody coordinates again."""
    may_become: Mapping[UUID, Sequence[MemberRole]]
    """Which roles the reader may give, by membership; none where nothing can be changed."""
    refused: frozenset[UUID] = frozenset()
    """To which of these people mail does not arrive; told to who staffs this team."""


@blueprint.route("/workspaces/<ref:ref>/members", needs=WorkspacePermission.VIEW)
def members(ref: str) -> Response:
    """Show who takes part and who can see this workspace."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(PAGE, region=REGION, **_context(actor, workspace))


def _context(actor: Actor, workspace: Workspace, *, wrong: Form | None = None) -> dict[str, Any]:
    """Gather what the page shows.

    Args:
        wrong: the form that was refused, to be shown again with its messages.
    """
    frame = queries.workspace_frame(actor, workspace, section="members")
    people = queries.list_members(workspace)
    may = abilities(actor, workspace, WorkspacePermission)
    joining = _joining(frame["participants"]) if may.manage else []
    return {
        **frame,
        "teams": _teams(actor, workspace, frame["participants"], people=people),
        "may": may,
        "own_people": queries.list_own_people(actor, people) if may.coordinate else [],
        "person_form": wrong if isinstance(wrong, AddPersonForm) else AddPersonForm(formdata=None),
        "participant_form": wrong
        if isinstance(wrong, AddParticipantForm)
        else AddParticipantForm(formdata=None, organisations=joining),
        "role_form": RoleForm(formdata=None),
        "participant_words": queries.PARTICIPANT_WORDS,
        "member_words": queries.MEMBER_WORDS,
    }


def _teams(
    actor: Actor,
    workspace: Workspace,
    participants: Sequence[Participant],
    *,
    people: Sequence[Membership],
) -> list[Team]:
    delegations = queries.find_delegations(workspace)
    teams = []
    for each in participants:
        organisation_id = each.organisation.id
        delegation = delegations.get(
            organisation_id, Delegation(workspace, organisation_id, has_coordinator=False)
        )
        members = [one for one in people if one.organisation_id == organisation_id]
        may = abilities(actor, delegation, [WorkspacePermission.STAFF, WorkspacePermission.APPOINT])
        is_own = may.staff and organisation_id == actor.organisation_id
        teams.append(
            Team(
                each,
                members,
                may,
                delegation.coordinated_then,
                {one.id: _may_become(actor, delegation, one) for one in members},
                frozenset(identity.list_refused(one.person for one in members) if is_own else ()),
            )
        )
    return teams


def _may_become(actor: Actor, delegation: Delegation, member: Membership) -> list[MemberRole]:
    """Return the roles the reader may give somebody; nobody changes the own one."""
    if member.person_id == actor.person_id:
        return []
    about = replace(delegation, person_id=member.person_id)
    return [role for role in MemberRole if decide(actor, giving(member.role, role), about).allowed]


def _joining(participants: Sequence[Participant]) -> list[Organisation]:
    """Return the organisations that do not take part yet."""
    inside = {each.organisation.id for each in participants}
    return [each for each in identity.list_organisations() if each.id not in inside]


def _saved(actor: Actor, workspace: Workspace, notice: str) -> Response:
    """Answer a change of the page: the region with the notice, or the page itself."""
    if not answers.is_htmx():
        answers.tell(notice)
        return answers.lead_to(url_for(".members", ref=workspace.ref))
    return answers.show(PAGE, region=REGION, notice=notice, **_context(actor, workspace))


def _refused(actor: Actor, workspace: Workspace, form: Form) -> Response:
    """Show the page again with what is wrong."""
    return answers.show(PAGE, region=REGION, form=form, **_context(actor, workspace, wrong=form))


@blueprint.route(
    "/workspaces/<ref:ref>/members/people", methods=["POST"], needs=WorkspacePermission.STAFF
)
def add_person(ref: str) -> Response:
    """Let somebody in by work address; invite who has no account yet."""
    actor, house = current_actor(), current_house()
    workspace = queries.get_for(actor, WorkspacePermission.COORDINATE, ref)
    form = AddPersonForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            added = service.bring_in(
                actor,
                workspace,
                email=form.email.data,
                role=MemberRole(form.role.data),
                name=form.name.data or "",
                job_title=form.job_title.data or "",
                envelope=house.tool(Envelope),
                until_on=form.until_on.data,
            )
            return _saved(actor, workspace, _welcome(added.person.name, added.code))
    return _refused(actor, workspace, form)


def _welcome(name: str, code: str | None) -> str:
    """Say that somebody was let in; with the link, once, where mails only go to a folder."""
    if code is None:
        return _("%(name)s can see this workspace from now on.", name=name)
    house = current_house()
    if house.tool(Mailer).smtp_url is not None:
        return _("%(name)s gets an invitation by mail.", name=name)
    link = link_of(house.settings.origin, code)
    return _(
        "%(name)s is invited. Pass on this link, it is shown once: %(link)s", name=name, link=link
    )


@blueprint.route(
    "/workspaces/<ref:ref>/members/people/<uuid:membership_id>/role",
    methods=["POST"],
    needs=WorkspacePermission.STAFF,
)
def change_role(ref: str, membership_id: UUID) -> Response:
    """Give somebody another role."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    membership = queries.get_member_for(actor, workspace=workspace, membership_id=membership_id)
    form = RoleForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            role = MemberRole(form.role.data)
            service.change_role(actor, workspace, membership=membership, role=role)
            notice = _("%(name)s has another role from now on.", name=membership.person.name)
            return _saved(actor, workspace, notice)
    return _refused(actor, workspace, form)


@blueprint.route(
    "/workspaces/<ref:ref>/members/people/<uuid:membership_id>/until",
    methods=["POST"],
    needs=WorkspacePermission.STAFF,
)
def change_until(ref: str, membership_id: UUID) -> Response:
    """Choose until when somebody may work here."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    membership = queries.get_member_for(actor, workspace=workspace, membership_id=membership_id)
    form = UntilForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_until(
                actor, workspace, membership=membership, until_on=form.until_on.data
            )
            return _saved(actor, workspace, _("It is changed."))
    return _refused(actor, workspace, form)


@blueprint.route(
    "/workspaces/<ref:ref>/members/participants",
    methods=["POST"],
    needs=WorkspacePermission.MANAGE,
)
def add_participant(ref: str) -> Response:
    """Let an organisation take part."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.MANAGE, ref)
    form = AddParticipantForm(organisations=identity.list_organisations())
    with form.taking_refusals():
        if form.validate_on_submit():
            organisation = identity.find_organisation(form.organisation.data)
            if organisation is None:
                raise Refused(_("We do not know this organisation."), field="organisation")
            role = ParticipantRole(form.role.data)
            service.add_participant(actor, workspace, organisation=organisation, role=role)
            notice = _("%(name)s takes part from now on.", name=organisation.name)
            return _saved(actor, workspace, notice)
    return _refused(actor, workspace, form)


@blueprint.route(
    "/workspaces/<ref:ref>/members/participants/<uuid:participation_id>/end",
    methods=["POST"],
    needs=WorkspacePermission.MANAGE,
)
def end_participant(ref: str, participation_id: UUID) -> Response:
    """End an organisation's part."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    participation = queries.get_participant_for(
        actor,
        WorkspacePermission.MANAGE,
        workspace=workspace,
        participation_id=participation_id,
    )
    form = Form()
    with form.taking_refusals():
        service.end_participant(actor, workspace, participation=participation)
    if form.has_errors():
        return _refused(actor, workspace, form)
    notice = _("%(name)s no longer takes part.", name=participation.organisation.name)
    return _saved(actor, workspace, notice)
