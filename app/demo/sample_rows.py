"""The rows of the sample as typed, frozen things; days are already counted from the Monday."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.demo.sample_breaches import SampleBreach
from app.demo.sample_calendar import SampleCalendarRow
from app.demo.sample_cases import SampleCase
from app.demo.sample_closings import SampleClosing
from app.demo.sample_contributions import SampleRound
from app.demo.sample_days import Day, FirstOfYear, LastOfYear
from app.demo.sample_emergencies import SampleEmergency
from app.demo.sample_observations import SampleObservation
from app.demo.sample_programme import SampleInvestigation
from app.demo.sample_publications import SamplePublication
from app.demo.sample_scorings import SampleScoring
from app.documents.legal_bases import LegalBasis
from app.kernel.configuration import STRICT_SHAPE
from app.kernel.terms import Period, TermUnit
from app.tasks.models import Office
from app.workspaces.templates import (
    AspectCode,
    Classification,
    ClassificationCode,
    LevelCode,
    MarkingCode,
    Mode,
    ParticipantRole,
    Retention,
    WorkspaceTemplate,
)

MemberRole = Literal["coordinator", "contributor", "reader", "signatory"]
FlagCode = Literal["special_category", "criminal_data", "police_data"]
FileFormat = Literal["pdf", "docx", "xlsx", "png"]
TaskState = Literal["open", "accepted", "delivered"]
JudgementCode = Literal["meets", "partly", "not_met", "not_assessed"]
ReportStatus = Literal["draft", "open", "adopted", "reopened", "notice"]
SeatDecision = Literal["sign", "reserve", "decline", "abstain"]
RemarkDecision = Literal["adopted", "partly", "not_adopted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOrganisation:
    """An authority; `highest_classification` caps what it may ever see."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    name: str
    short_name: str
    kind: str
    mail_domain: str
    highest_classification: ClassificationCode
    successor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleProvider:
    """The OpenID provider the demonstration runs for an organisation."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    path: str
    client_id: str
    label: str
    acr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePerson:
    """Someone of the cast."""

    __pydantic_config__ = STRICT_SHAPE

    number: int
    login: str
    name: str
    organisation: str
    job_title: str
    email: str
    may_sign: bool
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMandate:
    """On whose behalf, and for which kinds of workspace, a signatory may sign."""

    __pydantic_config__ = STRICT_SHAPE

    number: str
    person: int
    office: str
    subject: str
    covers: tuple[str, ...]
    """Codes of workspace templates."""
    granted_by: str
    valid_from: FirstOfYear
    valid_until: LastOfYear
    source_document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleParticipant:
    """An organisation in a workspace."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    role: ParticipantRole
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleMember:
    """A person in a workspace."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    role: MemberRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePhase:
    """When a phase of the template runs; without an end it stays open."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    starts_on: Day
    ends_on: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWorkspace:
    """A joint investigation or standing group."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    template: str
    number: int
    title: str
    mode: Mode
    opened_on: Day
    classification: Classification
    legal_bases: tuple[str, ...]
    purpose: str
    arrangement: str
    retention: Retention
    participants: tuple[SampleParticipant, ...]
    members: tuple[SampleMember, ...]
    phases: tuple[SamplePhase, ...]

    @property
    def lead(self) -> str:
        """Code of the lead organisation."""
        return next(party.organisation for party in self.participants if party.role == "lead")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRule:
    """What one other organisation may do with a document; no people means all its members."""

    __pydantic_config__ = STRICT_SHAPE

    organisation: str
    level: LevelCode
    people: tuple[int, ...] = ()
    until: Day | None = None
    """The last day on which the rule holds."""
    legal_basis: str | None = None
    purpose: str | None = None
    covers: tuple[FlagCode, ...] = ()
    """The flags of the document that this rule names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDocument:
    """A document with a policy of its own: its rules, and nothing else."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    owner: str
    classification: ClassificationCode
    marking: MarkingCode | None = None
    flags: tuple[FlagCode, ...] = ()
    folder: str
    format: FileFormat
    file_name: str
    uploaded_by: int
    uploaded_on: Day
    note: str | None = None
    rules: tuple[SampleRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWish:
    """That more time was asked for; without an answer it still waits."""

    __pydantic_config__ = STRICT_SHAPE

    until: Day
    reason: str
    refused_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReturn:
    """How often a task comes back, and until when."""

    __pydantic_config__ = STRICT_SHAPE

    every: Period
    until: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTask:
    """Something one person has to do for the workspace."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    assignee: int
    assigned_by: int
    due_on: Day
    state: TaskState
    description: str
    after: tuple[str, ...] = ()
    """Codes of the tasks that must be delivered first."""
    term: str | None = None
    """Code of the term of the workspace's template behind the date."""
    checklist: tuple[str, ...] = ()
    wishes: tuple[SampleWish, ...] = ()
    """In order, each on its own day; of an accepted task."""
    comes_back: SampleReturn | None = None
    office: Office | None = None
    """It is asked of this office, which the assignee holds there."""
    followers: tuple[int, ...] = ()
    """Who follows it, beside those it is between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRecommendation:
    """What someone should do, and within which term after adoption."""

    __pydantic_config__ = STRICT_SHAPE

    text: str
    addressee: str
    length: int
    unit: TermUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFinding:
    """A fact set against a norm; audience `own` means that only the owner reads it."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    norm: str
    aspect: AspectCode
    judgement: JudgementCode
    owner: str
    author: int
    audience: Literal["workspace", "own"]
    status: Literal["concept", "final"]
    evidence: tuple[str, ...]
    text: str
    recommendations: tuple[SampleRecommendation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSeat:
    """A place to sign; `signed_on` is the day of its decision, None while it waits."""

    __pydantic_config__ = STRICT_SHAPE

    person: int
    signed_on: Day | None = None
    decision: SeatDecision = "sign"
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReport:
    """A report of one or more findings, with its seats."""

    __pydantic_config__ = STRICT_SHAPE

    code: str
    workspace: str
    title: str
    status: ReportStatus
    made_by: int
    findings: tuple[str, ...]
    summary: str
    frozen_on: Day | None = None
    closes_on: Day | None = None
    adopted_on: Day | None = None
    seats: tuple[SampleSeat, ...] = ()
    notified: tuple[int, ...] = ()
    follows: str | None = None
    """Code of the report it is the next version of."""
    reason: str = ""
    """Why that one got a next version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRemark:
    """What an inspected organisation says, and what becomes of it; without a decider it waits."""

    __pydantic_config__ = STRICT_SHAPE

    finding: str | None = None
    """None: about the whole."""
    place: str
    remark: str
    decided_by: int | None = None
    decision: RemarkDecision = "not_adopted"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRebuttal:
    """A hearing about a frozen report, with the remarks that came in by letter."""

    __pydantic_config__ = STRICT_SHAPE

    report: str
    entity: str
    contact: str
    opened_by: int
    sent_on: Day
    received_on: Day
    remarks: tuple[SampleRemark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The whole sample, keyed by code or number, in the order of the files."""

    monday: date
    organisations: dict[str, SampleOrganisation]
    providers: dict[str, SampleProvider]
    people: dict[int, SamplePerson]
    mandates: dict[str, SampleMandate]
    workspaces: dict[str, SampleWorkspace]
    documents: dict[str, SampleDocument]
    tasks: dict[str, SampleTask]
    findings: dict[str, SampleFinding]
    reports: dict[str, SampleReport]
    rebuttals: dict[str, SampleRebuttal]
    rounds: dict[str, SampleRound]
    observations: dict[str, SampleObservation]
    scorings: dict[str, SampleScoring]
    breaches: tuple[SampleBreach, ...]
    emergencies: tuple[SampleEmergency, ...]
    closings: tuple[SampleClosing, ...]
    publications: dict[str, SamplePublication]
    calendar: dict[int, SampleCalendarRow]
    cases: dict[int, SampleCase]
    programme: dict[int, SampleInvestigation]
    templates: dict[str, WorkspaceTemplate]
    legal_bases: dict[str, LegalBasis]
