"""People of a workspace: let in, invite, give another role, end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.identity.service import people as accounts
from app.identity.service.inviting import Envelope
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import Refused
from app.kernel.text import _, join_words
from app.kernel.work import Work, begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.events import MembershipChanged, MembershipStep
from app.workspaces.models import MemberRole, Membership, Workspace
from app.workspaces.policy import Delegation, WorkspacePermission, giving


@dataclass(frozen=True, slots=True)
class Addition:
    """Somebody was let in; with a code when an invitation was needed."""

    membership: Membership
    person: Person
    code: str | None = None


def bring_in(
    actor: Actor,
    workspace: Workspace,
    *,
    email: str,
    role: MemberRole,
    name: str,
    job_title: str,
    envelope: Envelope,
    until_on: date | None = None,
) -> Addition:
    """Let somebody in by work address; who has no account yet is invited.

    Args:
        name: only needed for who has no account yet; the same goes for `job_title`.
        until_on: last day, when it is known beforehand.

    Raises:
        Refused: the address is not of a participant, somebody unknown has no name, or the last day
            is over already.
        NotAllowed: they are not the actor's to let in, or not in this role.
    """
    organisation = _organisation_of(workspace, email)
    known = _person_at(organisation, email)
    somebody = None if known is None else known.id
    _require_for(actor, workspace, organisation.id, roles=(role,), person_id=somebody)
    if known is not None:
        member = add_member(actor, workspace, person=known, role=role, until_on=until_on)
        return Addition(member, known)
    if not name.strip():
        raise Refused(
            _("We do not know this address yet. Fill in a name, then we send an invitation."),
            field="name",
        )
    with begin_work(actor) as work:
        delegation = _require_for(actor, workspace, organisation.id, roles=(role,))
        _check_day(until_on, delegation, role=role)
        person, code = accounts.invite(
            work, organisation=organisation, name=name, email=email, job_title=job_title
        )
        membership = _enrol(work, workspace, person, role=role, until_on=until_on)
        work.record(WorkspaceAction.MEMBER_INVITED, membership, person=person.id)
        envelope.send(work, person, code)
    return Addition(membership, person, code)


def _require_for(
    actor: Actor,
    workspace: Workspace,
    organisation_id: UUID,
    *,
    roles: Sequence[MemberRole],
    person_id: UUID | None = None,
) -> Delegation:
    """Decide about somebody of an organisation, who gets or loses one of these roles.

    Args:
        person_id: who it is; None for who has no account yet.

    Returns:
        Of whom they are; with who coordinates for it, when it is about coordinating.
    """
    delegation = Delegation(workspace, organisation_id, person_id=person_id)
    require(actor, WorkspacePermission.STAFF, delegation)
    if giving(*roles) is WorkspacePermission.APPOINT:
        delegation = queries.get_delegation(workspace, organisation_id, person_id=person_id)
        require(actor, WorkspacePermission.APPOINT, delegation)
    return delegation


def _keep_one(delegation: Delegation, *, until_on: date | None = None) -> None:
    """Let somebody coordinate on without a last day, so that no organisation is left without.

    Args:
        delegation: about who gets a last day as coordinator, or coordinates no more.
        until_on: that day.

    Raises:
        Refused: nobody else coordinates without one.
    """
    others = delegation.lasting - {delegation.person_id}
    if others or (until_on is None and delegation.person_id not in delegation.lasting):
        return
    told = _(
        "Of each organisation somebody coordinates without a last day."
        " First let another of them coordinate without one."
    )
    raise Refused(told, field=None if until_on is None else "until_on")


def _organisation_of(workspace: Workspace, email: str) -> Organisation:
    """Return the participant a work address belongs to."""
    domain = email.strip().lower().rpartition("@")[2]
    participants = [each.organisation for each in queries.list_participants(workspace)]
    for organisation in participants:
        if organisation.mail_domain == domain:
            return organisation
    names = [each.short_name for each in participants]
    raise Refused(
        _("Use a work address of a participant: %(names)s.", names=join_words(names)),
        field="email",
    )


def _person_at(organisation: Organisation, email: str) -> Person | None:
    address = email.strip().lower()
    people = identity.list_people_of(organisation.id)
    return next((each for each in people if each.email.lower() == address), None)


def add_member(
    actor: Actor,
    workspace: Workspace,
    *,
    person: Person,
    role: MemberRole,
    until_on: date | None = None,
) -> Membership:
    """Let a person of a participating organisation in.

    Args:
        until_on: last day, when it is known beforehand.

    Raises:
        Refused: the organisation takes no part, the person is blocked or is in already, or the last
            day is over.
    """
    if queries.find_active_participation(workspace, person.organisation_id) is None:
        raise Refused(
            _("First let %(name)s take part.", name=person.organisation.short_name), field="email"
        )
    try:
        with begin_work(actor) as work:
            delegation = _require_for(
                actor, workspace, person.organisation_id, roles=(role,), person_id=person.id
            )
            _check_day(until_on, delegation, role=role)
            if person.blocked_at is not None:
                raise accounts.not_to_be_added(person.organisation)
            if person.id in queries.list_member_ids(workspace, person.organisation_id):
                raise _is_in_already(person)
            membership = _enrol(work, workspace, person, role=role, until_on=until_on)
            tell(work, membership, MembershipStep.LET_IN)
            return membership
    except IntegrityError as error:
        if "uq_membership_workspace_id" in str(error.orig):
            raise _is_in_already(person) from error
        raise


def _is_in_already(person: Person) -> Refused:
    return Refused(_("%(name)s works here already.", name=person.name), field="email")


def _check_day(until_on: date | None, delegation: Delegation, *, role: MemberRole) -> None:
    """Refuse a last day that is over, or for the only one who coordinates without one."""
    if until_on is None:
        return
    if until_on < clock.today():
        raise Refused(_("Choose today or a later day."), field="until_on")
    if role == MemberRole.COORDINATOR:
        _keep_one(delegation, until_on=until_on)


def _told(until_on: date | None) -> dict[str, str]:
    return {} if until_on is None else {"until": until_on.isoformat()}


def _enrol(
    work: Work,
    workspace: Workspace,
    person: Person,
    *,
    role: MemberRole,
    until_on: date | None = None,
) -> Membership:
    membership = Membership(
        id=ids.new_id(),
        workspace_id=workspace.id,
        person_id=person.id,
        organisation_id=person.organisation_id,
        role=role,
        added_by_id=work.actor.person_id,
        added_at=clock.now(),
        until_on=until_on,
    )
    membership.person = person
    work.add(membership)
    work.settle()
    work.record(
        WorkspaceAction.MEMBER_ADDED, membership, person=person.id, role=role, **_told(until_on)
    )
    return membership


def take_member(work: Work, workspace: Workspace, membership: Membership) -> None:
    """Take a membership for this work; of a colleague together with the own one.

    So of two who take each other's role away at once one is too late, and one of them remains.
    """
    actor = work.actor
    is_colleague = membership.organisation_id == actor.organisation_id
    own = queries.find_own_membership(actor, workspace) if is_colleague else None
    both = {each.id: each for each in (own, membership) if each is not None}
    for each in sorted(both, key=lambda key: key.int):
        work.lock(both[each])
    if is_colleague:
        still = own is not None and own.ended_at is None
        role = own.role if own is not None and still else None
        workspace.standing = replace(workspace.standing, role=role)


def change_role(
    actor: Actor, workspace: Workspace, *, membership: Membership, role: MemberRole
) -> None:
    """Give somebody another role.

    Raises:
        Refused: one does not change one's own role, so that a coordinator always remains.
    """
    with begin_work(actor) as work:
        take_member(work, workspace, membership)
        delegation = _require_for(
            actor,
            workspace,
            membership.organisation_id,
            roles=(role, membership.role),
            person_id=membership.person_id,
        )
        if membership.person_id == actor.person_id:
            raise Refused(_("You cannot change your own role. Ask another coordinator."))
        if membership.role == role or membership.ended_at is not None:
            return
        if giving(role, membership.role) is WorkspacePermission.APPOINT:
            gets_day = role == MemberRole.COORDINATOR
            _keep_one(delegation, until_on=membership.until_on if gets_day else None)
        old, membership.role = membership.role, role
        work.record(
            WorkspaceAction.MEMBER_ROLE_CHANGED,
            membership,
            person=membership.person_id,
            old=old,
            new=role,
        )
        tell(work, membership, MembershipStep.OTHER_ROLE)


def change_until(
    actor: Actor, workspace: Workspace, *, membership: Membership, until_on: date | None
) -> None:
    """Choose another last day for somebody, or none.

    Raises:
        Refused: the day is over, it is one's own membership, or nobody else of them coordinates
            without a last day.
    """
    with begin_work(actor) as work:
        take_member(work, workspace, membership)
        delegation = _require_for(
            actor,
            workspace,
            membership.organisation_id,
            roles=(membership.role,),
            person_id=membership.person_id,
        )
        if membership.person_id == actor.person_id:
            raise Refused(
                _("You cannot change your own last day. Ask another coordinator."), "until_on"
            )
        if membership.until_on == until_on or membership.ended_at is not None:
            return
        _check_day(until_on, delegation, role=membership.role)
        membership.until_on = until_on
        work.record(
            WorkspaceAction.MEMBER_UNTIL_CHANGED,
            membership,
            person=membership.person_id,
            **_told(until_on),
        )


def end_member(actor: Actor, workspace: Workspace, *, membership: Membership) -> None:
    """End somebody's membership; sight ends at once.

    Raises:
        Refused: one does not end one's own membership, so that a coordinator always remains.
    """
    with begin_work(actor) as work:
        end_part_of(work, workspace, membership=membership)


def end_part_of(work: Work, workspace: Workspace, *, membership: Membership) -> None:
    """End somebody's membership, as part of a larger work.

    Raises:
        Refused: one does not end one's own membership, so that a coordinator always remains.
    """
    actor = work.actor
    take_member(work, workspace, membership)
    delegation = _require_for(
        actor,
        workspace,
        membership.organisation_id,
        roles=(membership.role,),
        person_id=membership.person_id,
    )
    if membership.person_id == actor.person_id:
        raise Refused(_("You cannot remove yourself. Ask another coordinator."))
    if membership.ended_at is not None:
        return
    if membership.role == MemberRole.COORDINATOR:
        _keep_one(delegation)
    membership.ended_at = clock.now()
    work.record(WorkspaceAction.MEMBER_ENDED, membership, person=membership.person_id)
    tell(work, membership, MembershipStep.ENDED)


def tell(work: Work, membership: Membership, step: MembershipStep) -> None:
    """Tell that something changed for one person in a workspace."""
    events.announce(
        work,
        MembershipChanged(
            step, membership.workspace_id, membership.organisation_id, membership.person_id
        ),
    )
