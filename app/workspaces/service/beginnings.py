"""Starting a workspace from a template, and the foundations it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.adapters.keys import MasterKey, new_vault_key
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work, begin_work
from app.workspaces import queries
from app.workspaces.actions import WorkspaceAction
from app.workspaces.events import WorkspaceStarted
from app.workspaces.models import (
    Classification,
    Marking,
    MemberRole,
    Membership,
    ParticipantRole,
    Participation,
    Phase,
    Standing,
    Workspace,
    WorkspaceStatus,
)
from app.workspaces.policy import Beginning, WorkspacePermission
from app.workspaces.queries.legal_bases import LegalBases
from app.workspaces.templates import WorkspaceTemplate

DRAWS = 20
"""How often a number is drawn anew when somebody else just took it."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundations:
    """What must be known before anything may be shared."""

    title: str
    purpose: str
    legal_basis: str
    """Codes of legal bases, separated by spaces."""
    controller_arrangement: str
    retention: str

    def checked(self, known: LegalBases) -> Foundations:
        """Return the same without stray spaces.

        Raises:
            Refused: there is no title, or a legal basis is unknown or no longer holds.
        """
        title = " ".join(self.title.split())
        if not title:
            raise Refused(_("Give the workspace a name."), field="title")
        for code in self.legal_basis.split():
            if code not in known or not known[code].is_valid_on(clock.today()):
                raise Refused(
                    _("The legal basis %(code)s does not exist, or no longer holds.", code=code),
                    field="legal_basis",
                )
        return Foundations(
            title=title[:LONGEST_TITLE],
            purpose=self.purpose.strip(),
            legal_basis=" ".join(self.legal_basis.split()),
            controller_arrangement=self.controller_arrangement.strip(),
            retention=self.retention.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Groundwork:
    """What a new workspace is made with, beside its foundations."""

    template: WorkspaceTemplate
    ceiling: Classification
    """The highest classification this installation accepts."""
    master: MasterKey
    number: int | None = None
    """Number within the series; drawn when None."""
    occasion_id: UUID | None = None
    """What it is started for, of a feature above."""


def create_workspace(
    actor: Actor,
    beginning: Beginning,
    *,
    foundations: Foundations,
    groundwork: Groundwork,
    partners: Sequence[str],
    bases: LegalBases,
) -> Workspace:
    """Start a workspace from a template; the actor's organisation leads, the actor coordinates.

    Args:
        partners: codes of the organisations that take part from the beginning.

    Raises:
        Refused: something in the foundations or among the partners is wrong.
    """
    wanted = foundations.checked(bases)
    for _draw in range(DRAWS):
        try:
            with begin_work(actor) as work:
                require(actor, WorkspacePermission.CREATE, beginning)
                workspace = _found(work, wanted, groundwork)
                _let_in(work, workspace, groundwork.template, partners=partners)
                started = WorkspaceStarted(workspace, groundwork.template, groundwork.occasion_id)
                events.announce(work, started)
                return workspace
        except IntegrityError as error:
            if "uq_workspace_ref" not in str(error.orig):
                raise
    raise Refused(_("There is no free number at this moment. Try again."))


def _found(work: Work, wanted: Foundations, groundwork: Groundwork) -> Workspace:
    actor, template = work.actor, groundwork.template
    place_id, today = ids.new_id(), clock.today()
    lead = identity.get_self(actor.person_id).organisation
    workspace = Workspace(
        id=place_id,
        ref=_ref(template.prefix, today.year, number=groundwork.number),
        template=template.code,
        title=wanted.title,
        lead_id=lead.id,
        mode=template.mode,
        classification=_highest(groundwork, lead),
        marking=Marking(template.classification.marking or Marking.CONFIDENTIAL),
        purpose=wanted.purpose,
        legal_basis=wanted.legal_basis,
        controller_arrangement=wanted.controller_arrangement,
        retention=wanted.retention,
        status=WorkspaceStatus.OPEN,
        holds_cases=template.holds_cases,
        opened_on=today,
        version=1,
        vault_key=new_vault_key(str(place_id), master=groundwork.master),
    )
    workspace.lead = lead
    workspace.standing = Standing(
        actor.person_id, actor.organisation_id, ParticipantRole.LEAD, MemberRole.COORDINATOR
    )
    work.add(workspace)
    work.settle()
    work.plant_tree(place_id)
    work.add(*_phases(workspace, template, today))
    work.record(
        WorkspaceAction.CREATED, workspace, template=template.code, legal_basis=wanted.legal_basis
    )
    return workspace


def _ref(prefix: str, year: int, *, number: int | None) -> str:
    series = f"{prefix}-{year}-"
    return f"{series}{number or ids.draw_number(queries.taken_numbers(series)):04}"


def _highest(groundwork: Groundwork, lead: Organisation) -> Classification:
    """Return what the template wants, capped by the installation and by the lead."""
    wishes = (
        Classification(groundwork.template.classification.highest),
        groundwork.ceiling,
        Classification(lead.highest_classification),
    )
    return min(wishes, key=lambda each: each.rank)


def _phases(workspace: Workspace, template: WorkspaceTemplate, first: date) -> Iterator[Phase]:
    """Yield the template's phases, one after the other from the day of opening."""
    starts_on = first
    for position, phase in enumerate(template.phases):
        ends_on = starts_on + timedelta(days=phase.usual_days - 1) if phase.usual_days else None
        yield Phase(
            workspace_id=workspace.id,
            position=position,
            name=phase.name,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        starts_on = ends_on + timedelta(days=1) if ends_on else starts_on


def _let_in(
    work: Work, workspace: Workspace, template: WorkspaceTemplate, *, partners: Sequence[str]
) -> None:
    """Let lead and partners take part, in the template's order, and the actor coordinate."""
    known = {each.code: each for each in identity.list_organisations()}
    unknown = [code for code in partners if code not in known]
    if unknown:
        raise Refused(_("We do not know this organisation."), field="partners")
    roles = {party.organisation: ParticipantRole(party.role) for party in template.parties}
    codes = [workspace.lead.code, *(code for code in partners if code != workspace.lead.code)]
    moment = clock.now()
    for position, code in enumerate(dict.fromkeys(codes)):
        role = ParticipantRole.LEAD if position == 0 else roles.get(code, ParticipantRole.PARTNER)
        if position and role == ParticipantRole.LEAD:
            role = ParticipantRole.PARTNER
        participation = Participation(
            id=ids.new_id(),
            workspace_id=workspace.id,
            organisation_id=known[code].id,
            role=role,
            position=position,
            joined_at=moment,
        )
        work.add(participation)
        work.record(
            WorkspaceAction.PARTICIPANT_ADDED, participation, organisation=known[code].id, role=role
        )
    work.settle()
    membership = Membership(
        id=ids.new_id(),
        workspace_id=workspace.id,
        person_id=work.actor.person_id,
        organisation_id=work.actor.organisation_id,
        role=MemberRole.COORDINATOR,
        added_by_id=work.actor.person_id,
        added_at=moment,
    )
    work.add(membership)
    work.settle()
    work.record(
        WorkspaceAction.MEMBER_ADDED,
        membership,
        person=work.actor.person_id,
        role=MemberRole.COORDINATOR,
    )


def change_foundations(
    actor: Actor,
    workspace: Workspace,
    *,
    wanted: Foundations,
    seen_version: int,
    bases: LegalBases,
) -> None:
    """Change what a workspace stands on.

    Raises:
        OutOfDate: somebody changed it after the actor read it.
        Refused: something is wrong, or what was filled would become empty.
    """
    checked = wanted.checked(bases)
    with begin_work(actor) as work:
        work.lock(workspace)
        require(actor, WorkspacePermission.MANAGE, workspace)
        if workspace.version != seen_version:
            raise OutOfDate(_("This was changed while you were reading. Your text is kept below."))
        names = ("title", "purpose", "legal_basis", "controller_arrangement", "retention")
        changed = [name for name in names if getattr(workspace, name) != getattr(checked, name)]
        if not changed:
            return
        for name in changed:
            if not getattr(checked, name):
                raise Refused(
                    _("This was filled in before, so it cannot become empty."), field=name
                )
            setattr(workspace, name, getattr(checked, name))
        workspace.version += 1
        work.record(
            WorkspaceAction.FOUNDED,
            workspace,
            fields=changed,
            legal_basis=workspace.legal_basis,
            version=workspace.version,
        )
