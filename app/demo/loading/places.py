"""Workspaces open: started by the lead's coordinator, founded, planned, with everybody in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from app.adapters.keys import MasterKey
from app.demo.loading.calendars import entered_on
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SamplePhase, SampleWorkspace
from app.identity import queries as identity
from app.kernel.access import Actor
from app.workspaces import queries, service
from app.workspaces.models import Classification, MemberRole, ParticipantRole, Workspace
from app.workspaces.policy import Beginning
from app.workspaces.queries.legal_bases import LegalBases
from app.workspaces.service.beginnings import Foundations, Groundwork
from app.workspaces.service.planning import Period, plan_phases
from app.workspaces.templates import WorkspaceTemplate


def opening(story: Story, sample: SampleWorkspace) -> Happening:
    """Return the opening of a workspace on its day."""
    moment = story.moment(sample.opened_on)
    return Happening(moment, partial(_open, story, sample, moment))


def _open(story: Story, sample: SampleWorkspace, moment: datetime) -> None:
    """Start a workspace and let everybody in."""
    founder = _founder(story, sample)
    with story.acting(founder, moment) as actor:
        workspace = _start(story, actor, sample)
        story.refs[sample.code] = workspace.ref
        periods = dict(_periods(story.sample.templates[sample.template], sample.phases))
        plan_phases(actor, workspace, periods=periods)
        for party in sample.participants:
            if party.role != "lead":
                service.add_participant(
                    actor,
                    workspace,
                    organisation=identity.get_organisation(party.organisation),
                    role=ParticipantRole(party.role),
                )
        makers = _makers(story, sample)
        later = _let_in_later(story, sample)
        for member in sample.members:
            if member.person != founder and member.person not in later:
                role = MemberRole.CONTRIBUTOR if member.person in makers else member.role
                service.add_member(
                    actor,
                    workspace,
                    person=identity.get_person(story.people[member.person].id),
                    role=MemberRole(role),
                )


def _let_in_later(story: Story, sample: SampleWorkspace) -> set[int]:
    """Return who looks in an emergency first, and becomes a member after that."""
    return {each.person for each in story.sample.emergencies if each.workspace == sample.code}


def happenings(story: Story, sample: SampleWorkspace) -> Iterator[Happening]:
    """Yield how those who wrote first become the signatories of their organisation."""
    for number, (person, day) in enumerate(_makers(story, sample).items()):
        moment = story.moment(day, minutes=400 + number)
        yield Happening(moment, partial(_let_sign, story, sample, person=person, moment=moment))


def _makers(story: Story, sample: SampleWorkspace) -> dict[int, date]:
    """Return who signs here but also writes, with the last day of writing."""
    signatories = {each.person for each in sample.members if each.role == "signatory"}
    planned = [each for row in story.calendar_of(sample) for each in row.planners]
    written = [
        *((each.person, entered_on(sample)) for each in planned),
        *((each.uploaded_by, each.uploaded_on) for each in story.papers_of(sample)),
        *((each.author, story.written_on(each)) for each in story.findings_of(sample)),
    ]
    last: dict[int, date] = {}
    for person, day in written:
        if person in signatories:
            last[person] = max(day, last.get(person, day))
    return last


def _let_sign(story: Story, sample: SampleWorkspace, *, person: int, moment: datetime) -> None:
    with story.acting(_founder(story, sample), moment) as actor:
        workspace = story.workspace(actor, sample.code)
        member = next(
            each
            for each in queries.list_members(workspace)
            if each.person_id == story.people[person].id
        )
        service.change_role(actor, workspace, membership=member, role=MemberRole.SIGNATORY)


def _founder(story: Story, sample: SampleWorkspace) -> int:
    """Return the first coordinator of the lead."""
    return next(
        each.person
        for each in sample.members
        if each.role == "coordinator"
        and story.sample.people[each.person].organisation == sample.lead
    )


def _start(story: Story, actor: Actor, sample: SampleWorkspace) -> Workspace:
    years = sample.retention.years
    return service.create_workspace(
        actor,
        Beginning(actor.organisation_id, coordinates_where_it_leads=True),
        foundations=Foundations(
            title=sample.title,
            purpose=sample.purpose,
            legal_basis=" ".join(sample.legal_bases),
            controller_arrangement=sample.arrangement,
            retention=f"{years} jaar ({sample.retention.selection_item})",
        ),
        groundwork=Groundwork(
            template=story.sample.templates[sample.template],
            ceiling=Classification(story.house.settings.highest_classification),
            master=story.house.tool(MasterKey),
            number=sample.number,
        ),
        partners=(),
        bases=story.house.tool(LegalBases),
    )


def _periods(
    template: WorkspaceTemplate, phases: tuple[SamplePhase, ...]
) -> Iterator[tuple[int, Period]]:
    """Yield the sample's days by the position of the template's phase."""
    positions = {phase.code: position for position, phase in enumerate(template.phases)}
    for each in phases:
        yield positions[each.code], (each.starts_on, each.ends_on)
