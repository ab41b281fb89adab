"""The story teller: who acts, when, in which workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import Flask

from app.demo.sample_calendar import SampleCalendarRow
from app.demo.sample_rows import Sample, SampleDocument, SampleFinding, SampleWorkspace
from app.identity import queries as identity
from app.identity.models import Organisation, Person
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.clock import HOME_ZONE
from app.kernel.web.house import House, house_of
from app.running import standing_in
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

OFFICE_OPENS = time(9, 0)
BEFORE_FREEZING = timedelta(days=2)
BEFORE_MONDAY = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Happening:
    """One act of one person at its moment."""

    moment: datetime
    tell: Callable[[], None]


@dataclass(slots=True)
class Story:
    """What has been told so far."""

    app: Flask
    sample: Sample
    people: dict[int, Person] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    """Reference of each workspace by its sample code."""
    documents: dict[str, UUID] = field(default_factory=dict)
    tasks: dict[str, UUID] = field(default_factory=dict)
    findings: dict[str, UUID] = field(default_factory=dict)
    reports: dict[str, UUID] = field(default_factory=dict)
    rounds: dict[str, UUID] = field(default_factory=dict)
    """Contribution rounds, by code."""
    rebuttals: dict[str, UUID] = field(default_factory=dict)
    """By code of the report they are about."""
    scorings: dict[str, UUID] = field(default_factory=dict)
    cases: dict[int, UUID] = field(default_factory=dict)
    observations: dict[str, UUID] = field(default_factory=dict)
    entities: dict[int, UUID] = field(default_factory=dict)
    proposals: dict[int, UUID] = field(default_factory=dict)
    activities: dict[tuple[int, str], UUID] = field(default_factory=dict)
    """By number of the calendar's row and code of the authority."""

    def __post_init__(self) -> None:
        """Learn who there is."""
        with standing_in(self.app), self.house.database.session_for(system_actor("demonstration")):
            for number, each in self.sample.people.items():
                self.people[number] = identity.get_person_by_login(each.login)
            self.organisations = {each.code: each for each in identity.list_organisations()}

    @property
    def house(self) -> House:
        """What the application is made of."""
        return house_of(self.app)

    def moment(self, day: date, *, minutes: int = 0) -> datetime:
        """Return a moment in office hours of a day; never later than now."""
        start = datetime.combine(day, OFFICE_OPENS, HOME_ZONE) + timedelta(minutes=minutes)
        return min(start.astimezone(clock.now().tzinfo), clock.now())

    def actor(self, number: int, *, session_id: UUID | None = None) -> Actor:
        """Return a person of the cast as an actor."""
        person = self.people[number]
        return Actor(
            name=person.name,
            person_id=person.id,
            organisation_id=person.organisation_id,
            organisation_code=person.organisation.code,
            duties=frozenset(person.duties),
            session_id=session_id,
        )

    def papers_of(self, place: SampleWorkspace) -> list[SampleDocument]:
        """Return the documents of a workspace."""
        return [each for each in self.sample.documents.values() if each.workspace == place.code]

    def findings_of(self, place: SampleWorkspace) -> list[SampleFinding]:
        """Return the findings of a workspace."""
        return [each for each in self.sample.findings.values() if each.workspace == place.code]

    def calendar_of(self, place: SampleWorkspace) -> list[SampleCalendarRow]:
        """Return the rows of a workspace's year calendar."""
        return [each for each in self.sample.calendar.values() if each.workspace == place.code]

    def written_on(self, finding: SampleFinding) -> date:
        """Return when a finding was written: before its report, after its evidence."""
        frozen = [
            report.frozen_on - BEFORE_FREEZING
            for report in self.sample.reports.values()
            if finding.code in report.findings and report.frozen_on
        ]
        evidence = [self.sample.documents[code].uploaded_on for code in finding.evidence]
        usual = min(frozen, default=self.sample.monday - BEFORE_MONDAY)
        return max([usual, *evidence])

    @contextmanager
    def acting(
        self, number: int, moment: datetime, *, session_id: UUID | None = None
    ) -> Iterator[Actor]:
        """Let a person act at a moment, in a transaction of their own."""
        actor = self.actor(number, session_id=session_id)
        with (
            standing_in(self.app),
            clock.telling(moment),
            self.house.database.session_for(actor),
        ):
            yield actor

    def workspace(self, actor: Actor, code: str) -> Workspace:
        """Return a workspace as this actor sees it."""
        return workspaces.get_for(actor, WorkspacePermission.VIEW, self.refs[code])
