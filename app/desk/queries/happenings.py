"""What happened in a person's workspaces: the newest visible entries, each with a title.

The tables belong to the features below; what of them exists for a reader is decided by the
condition of each feature's policy, and once more by row security. They are put side by side here so
that a page costs one statement, not one for each feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    Uuid,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from app.contributions import policy as contributions
from app.contributions.models import ContributionRound
from app.coordination import policy as coordination
from app.coordination.models import (
    Activity,
    ActivityNotice,
    OverlapNote,
    OverlapProposal,
    OverlapSuggestion,
    SupervisedEntity,
)
from app.documents import policy as documents
from app.documents.models import Document
from app.emergencies import queries as emergencies
from app.findings import policy as findings
from app.findings.models import Finding, Framework, Observation, Scoring
from app.followups import policy as followups
from app.followups.models import FollowUp
from app.identity.models import Organisation, Person
from app.incidents import policy as incidents
from app.incidents.models import Case, Meeting
from app.kernel import db, sql
from app.kernel.access import Actor
from app.kernel.audit.models import LogEntry
from app.kernel.db import UtcMoment
from app.programme import policy as programme
from app.programme.models import Investigation, InvestigationWorkspace
from app.rebuttals import policy as rebuttals
from app.rebuttals.models import Rebuttal
from app.reports import policy as reports
from app.reports.models import Report
from app.requests import policy as requests
from app.requests.models import DocumentRequest
from app.tasks import policy as tasks
from app.tasks.models import NamedTerm, Task
from app.workspaces import policy as workspaces
from app.workspaces.models import Foothold, Membership, Participation, Workspace
from app.workspaces.queries import PLACES, footholds_in

WITH_SIGHT = (
    "document",
    "task",
    "finding",
    "framework",
    "scoring",
    "observation",
    "report",
    "rebuttal",
    "follow_up",
    "contribution_round",
    "incident_case",
    "incident_meeting",
    "access_request",
    "document_request",
    "redaction",
    "excerpt",
    "named_term",
    "supervised_entity",
    "activity",
    "overlap_proposal",
    "overlap_suggestion",
    "overlap_note",
    "investigation_workspace",
)
"""Kinds of things that not every member sees; an entry about one is for who sees the thing."""
JUST_LOOKING = ("%:read", "%:download", "%:mirror", "%:compare")
"""Audit words of reading: for the log, no news."""
LOOKED_AT_FOR_ONE = 4
"""Entries that are looked at for each that is wanted, for not all are visible."""
LOOKED_AT_MORE = 16
"""How many times more, when that did not do."""


@dataclass(frozen=True, slots=True)
class News:
    """The newest entries, each with the title of its thing."""

    entries: tuple[tuple[LogEntry, str | None], ...]
    people: Mapping[UUID, Person]
    """Who did something here, by id."""


def list_news(
    actor: Actor,
    places: Sequence[Workspace],
    *,
    limit: int,
    since: datetime | None = None,
    but_not_by: UUID | None = None,
) -> News:
    """Return what happened, the newest first; one statement, more when much of it is not visible.

    Args:
        places: workspaces that were loaded for this very actor.
        since: leave out what is older.
        but_not_by: leave out what this person did.
    """
    here = footholds_in(places)
    values: dict[str, Any] = here.values | {"since": since, "but_not_by": but_not_by}
    looked_at = limit * LOOKED_AT_FOR_ONE
    while True:
        rows = db.session().execute(_newest(actor, here.kinds), values | {"most": looked_at}).all()
        seen = [row for row in rows if row[0] is not None][:limit]
        if len(seen) == limit or len(rows) < looked_at:
            people = {row[2].id: row[2] for row in seen if row[2] is not None}
            return News(tuple((row[0], row[1]) for row in seen), people)
        looked_at *= LOOKED_AT_MORE


@sql.kept
def _newest(actor: Actor, places: tuple[Foothold, ...]) -> Select[Any]:
    """Select the newest entries, the newest first; nothing but a gap where one is not visible."""
    newest = (
        func.samenzicht_newest(
            PLACES,
            literal(JUST_LOOKING, ARRAY(String())),
            bindparam("since", type_=UtcMoment()),
            bindparam("but_not_by", type_=Uuid()),
            bindparam("most", type_=Integer()),
        )
        .table_valued("tree_id", "index", with_ordinality="place")
        .render_derived()
    )
    titles = _titles(actor, places)
    # Row by row, so that only what is shown is looked up, however much exists here.
    about = select(titles.c.id, titles.c.title).where(_is_about(titles)).limit(1).lateral()
    visible = (
        select(LogEntry, about.c.title)
        .outerjoin(about, true())
        .where(
            LogEntry.tree_id == newest.c.tree_id,
            LogEntry.index == newest.c.index,
            # What the house did by itself is no news.
            LogEntry.actor_id.is_not(None),
            # Wall one of the log: the thing itself must exist for this reader.
            or_(LogEntry.object_kind.not_in(WITH_SIGHT), about.c.id.is_not(None)),
        )
        .lateral()
    )
    entry = aliased(LogEntry, visible)
    return (
        select(entry, visible.c.title, Person)
        .select_from(newest)
        .outerjoin(visible, true())
        .outerjoin(Person, Person.id == entry.actor_id)
        # Not dropped where there is nobody: that is how the gaps are counted.
        .options(joinedload(Person.organisation, innerjoin=False))
        .order_by(newest.c.place)
    )


def find_titles(
    actor: Actor, places: Sequence[Workspace], *, ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Return the titles of those of some things that exist for this actor; one statement."""
    here = footholds_in(places)
    titles = _titles(actor, here.kinds)
    statement = select(titles.c.id, titles.c.title).where(titles.c.id.in_(set(ids)))
    return {row[0]: row[1] for row in db.session().execute(statement, here.values)}


def _is_about(titles: Subquery) -> ColumnElement[bool]:
    return and_(titles.c.kind == LogEntry.object_kind, titles.c.id == LogEntry.object_id)


@sql.kept
def _titles(actor: Actor, places: tuple[Foothold, ...]) -> Subquery:
    """Select kind, id and title of everything that has one and exists for this actor."""
    return union_all(
        _titled(Document, Document.title, documents.visible_to(actor)),
        _titled(Task, Task.title, tasks.visible_to(actor)),
        _titled(NamedTerm, NamedTerm.name, tasks.terms_visible_to(actor)),
        _titled(DocumentRequest, DocumentRequest.title, requests.visible_to(actor)),
        _titled(
            SupervisedEntity,
            SupervisedEntity.name,
            coordination.visible_to(actor, SupervisedEntity),
        ),
        _titled(Activity, Activity.title, coordination.visible_to(actor, Activity)),
        *_told_about_overlaps(actor),
        _linked_investigations(actor),
        _titled(Finding, Finding.title, _in_any(actor, places, findings.visible_in)),
        _titled(Framework, Framework.title, _in_any(actor, places, findings.frameworks_visible_in)),
        _titled(Scoring, Scoring.title, _in_any(actor, places, findings.scorings_visible_in)),
        _titled(
            Observation,
            Observation.title,
            _in_any(actor, places, findings.observations_visible_in),
        ),
        _titled(Report, Report.title, _in_any(actor, places, reports.visible_in)),
        _titled(Rebuttal, Rebuttal.entity, _in_any(actor, places, rebuttals.visible_in)),
        _titled(FollowUp, FollowUp.addressee, _in_any(actor, places, followups.visible_in)),
        _titled(
            ContributionRound,
            ContributionRound.title,
            _in_any(actor, places, contributions.visible_in),
        ),
        *_cases_and_meetings(actor, places),
        emergencies.select_titles(),
        _titled(
            Membership,
            Person.name,
            and_(
                Membership.workspace_id == any_(PLACES),
                workspaces.is_place_of(actor, Membership.workspace_id),
            ),
            named_by=(Person, Person.id == Membership.person_id),
        ),
        _titled(
            Participation,
            Organisation.short_name,
            and_(
                Participation.workspace_id == any_(PLACES),
                workspaces.is_place_of(actor, Participation.workspace_id),
            ),
            named_by=(Organisation, Organisation.id == Participation.organisation_id),
        ),
    ).subquery()


def _told_about_overlaps(actor: Actor) -> Iterator[Select[str, UUID, str]]:
    """Select proposals, suggestions and notes about overlaps by the organisation in question."""
    told: tuple[tuple[Any, Any, ColumnElement[bool]], ...] = (
        (
            OverlapProposal,
            OverlapProposal.activity_id,
            coordination.proposals_visible_to(actor, OverlapProposal),
        ),
        (
            OverlapSuggestion,
            OverlapSuggestion.first_activity_id,
            coordination.suggestions_visible_to(actor, OverlapSuggestion),
        ),
        (
            OverlapNote,
            OverlapNote.first_activity_id,
            coordination.notes_visible_to(actor, OverlapNote),
        ),
    )
    for model, about, condition in told:
        yield _titled(
            model,
            ActivityNotice.entity_name,
            and_(coordination.notices_visible_to(actor, ActivityNotice), condition),
            named_by=(ActivityNotice, ActivityNotice.activity_id == about),
        )


def _cases_and_meetings(
    actor: Actor, places: Sequence[Foothold]
) -> Iterator[Select[str, UUID, str]]:
    """Select cases by their pseudonyms, and meetings of their committee by their days."""
    yield _titled(Case, Case.pseudonym, _in_any(actor, places, incidents.visible_in))
    yield _titled(
        Meeting,
        func.to_char(Meeting.held_on, "DD-MM-YYYY"),
        _in_any(actor, places, incidents.meetings_visible_in),
    )


def _linked_investigations(actor: Actor) -> Select[str, UUID, str]:
    """Select links of these places with what they carry out, also those that ended."""
    return _titled(
        InvestigationWorkspace,
        Investigation.title,
        and_(
            InvestigationWorkspace.workspace_id == any_(PLACES),
            programme.visible_to(actor),
            workspaces.is_place_of(actor, InvestigationWorkspace.workspace_id),
        ),
        named_by=(Investigation, Investigation.id == InvestigationWorkspace.investigation_id),
    )


def _titled(
    model: Any,
    title: Any,
    condition: ColumnElement[bool],
    *,
    named_by: tuple[Any, ColumnElement[bool]] | None = None,
) -> Select[str, UUID, str]:
    """Select the titles of one kind of thing; its table is called as the log calls the kind.

    Args:
        named_by: what holds the title when the thing itself does not, and how it belongs to it.
    """
    kind = literal(str(model.__tablename__)).label("kind")
    titled = select(kind, model.id.label("id"), title.label("title")).select_from(model)
    if named_by is not None:
        titled = titled.join(*named_by)
    return titled.where(condition)


def _in_any(actor: Actor, places: Sequence[Foothold], visible_in: Any) -> ColumnElement[bool]:
    return or_(false(), *(visible_in(actor, place) for place in places))
