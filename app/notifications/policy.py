"""Whose a notice is, and that what it is about must still exist for its reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, false, or_, select, table
from sqlalchemy import column as column_of
from sqlalchemy.orm import InstrumentedAttribute

from app.comments import policy as comments
from app.comments.models import Comment
from app.coordination import policy as coordination
from app.coordination.models import Activity
from app.documents import policy as documents
from app.documents.models import Document, OwnBasis
from app.findings import policy as findings
from app.findings.models import Scoring
from app.identity.models import ADMINISTRATOR, Person
from app.incidents import policy as incidents
from app.incidents.models import Case
from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.notifications.models import OF_WHO_LEFT, SUBJECTS, THINGS, Notice, NoticeKind, Subject
from app.reports import policy as reports
from app.reports.models import Report
from app.requests import policy as requests
from app.requests.models import DocumentRequest
from app.sharing.policy import is_officer
from app.tasks import policy as tasks
from app.tasks.models import NamedTerm, Task
from app.workspaces import policy as workspaces

_ERASURES = table("erasure_request", column_of("id", Uuid()))
"""What stands above this keeps them; row security alone says which of them are there for whom."""


class NoticePermission(Permission):
    """What one may do with notices."""

    READ = "notice:notice:read"
    SET_HOURS = "organisation:hours:set"
    ENTER_ABSENCE = "person:absence:enter"


@dataclass(frozen=True, slots=True)
class HoursOfAll:
    """When mails come to the people of one organisation: the thing of `SET_HOURS`."""

    organisation_id: UUID | None
    is_coordinated: bool
    """True when the actor coordinates in some workspace that this organisation leads."""
    log_kind: str = "organisation"

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger and the log."""
        return self.organisation_id


@dataclass(frozen=True, slots=True)
class OwnColleagues:
    """Whom one coordinates for the own organisation: the thing of `ENTER_ABSENCE`."""

    organisation_id: UUID | None
    coordinates: bool
    """True when the actor coordinates in some workspace."""
    people: frozenset[UUID]
    """Colleagues in the workspaces in which the actor coordinates."""

    @property
    def id(self) -> UUID | None:
        """The organisation's id, for the ledger."""
        return self.organisation_id


def visible_to(actor: Actor, among: Collection[Subject] = SUBJECTS) -> ColumnElement[bool]:
    """Return the condition under which a notice exists: one's own, of what one sees now.

    That is a thing of `models.THINGS`, or the workspace when it is about none of them; new sight of
    documents exists as long as one of them does.

    Args:
        among: notices of other things are left out; each condition costs also where it is not
            needed, for PostgreSQL makes itself ready for all of a statement.
    """
    of_place = and_(
        *(getattr(Notice, f"{each}_id").is_(None) for each in THINGS),
        Notice.kind != NoticeKind.NEW_SIGHT,
        or_(
            workspaces.is_place_of(actor, Notice.workspace_id),
            Notice.kind.in_(sorted(OF_WHO_LEFT)),
        ),
    )
    of_things = [OF_THINGS[each](actor) for each in SUBJECTS if each in among]
    return and_(Notice.person_id == actor.person_id, or_(*of_things, of_place))


def _is_there(
    column: InstrumentedAttribute[UUID | None], model: Any, condition: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that a notice is about a thing of one kind, and that it exists."""
    found = select(model.id).where(model.id == column, condition).correlate(Notice)
    return and_(column.is_not(None), found.exists())


def _is_of_officer(actor: Actor, column: InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Return the condition that a notice is about what privacy officers alone are told.

    A data breach, who opened unusually much, or a request to erase a line of a log is known to
    every privacy officer of its organisation and to nobody else; what keeps it stands above this.
    """
    if not is_officer(actor):
        return false()
    own = Notice.organisation_id == actor.organisation_id
    return and_(column.is_not(None), own)


def has_part_in_erasing(who: Actor | Person) -> bool:
    """Tell whether an officer hears of requests to erase; who administers accounts does not."""
    return ADMINISTRATOR not in who.duties


def _is_of_erasure(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a notice is about a request to erase that is there for this reader.

    It is not for an officer who administers accounts as well, nor, when it is about what is
    classified, after too weak a sign-in.
    """
    if not has_part_in_erasing(actor):
        return false()
    of_officer = _is_of_officer(actor, Notice.erasure_id)
    return and_(of_officer, Notice.erasure_id.in_(select(_ERASURES.c.id)))


OF_THINGS: Mapping[Subject, Callable[[Actor], ColumnElement[bool]]] = {
    "task": lambda actor: Notice.task_id.in_(select(Task.id).where(tasks.visible_to(actor))),
    "report": lambda actor: Notice.report_id.in_(
        select(Report.id).where(reports.visible_to(actor))
    ),
    "scoring": lambda actor: Notice.scoring_id.in_(
        select(Scoring.id).where(findings.scorings_visible_to(actor))
    ),
    "request": lambda actor: _is_there(
        Notice.request_id, DocumentRequest, requests.visible_to(actor)
    ),
    "document": lambda actor: _is_there(Notice.document_id, Document, documents.visible_to(actor)),
    "comment": lambda actor: _is_there(Notice.comment_id, Comment, comments.names(actor)),
    "basis": lambda actor: _is_there(Notice.basis_id, OwnBasis, documents.bases_visible_to(actor)),
    "activity": lambda actor: _is_there(
        Notice.activity_id, Activity, coordination.visible_to(actor, Activity)
    ),
    "case": lambda actor: _is_there(Notice.case_id, Case, incidents.visible_to(actor)),
    "term": lambda actor: _is_there(Notice.term_id, NamedTerm, tasks.terms_visible_to(actor)),
    "breach": lambda actor: _is_of_officer(actor, Notice.breach_id),
    "surge": lambda actor: _is_of_officer(actor, Notice.surge_id),
    "sight": lambda actor: and_(
        Notice.kind == NoticeKind.NEW_SIGHT,
        documents.seen_among(actor, Notice.given).exists(),
    ),
    "erasure": _is_of_erasure,
}
"""When a notice about each kind of thing exists."""


@rule(lazy("This notice is not meant for you."), is_sight=True)
def is_own(actor: Actor, notice: Notice) -> bool:
    """Hold for whom the notice is."""
    return actor.person_id is not None and notice.person_id == actor.person_id


@rule(lazy("Only a coordinator of your organisation chooses for all colleagues."))
def coordinates_own(actor: Actor, hours: HoursOfAll) -> bool:
    """Hold for who coordinates where this very organisation leads, or has the duty of it."""
    is_own = actor.is_person and actor.organisation_id == hours.organisation_id
    return is_own and (hours.is_coordinated or workspaces.COORDINATOR_DUTY in actor.duties)


@rule(lazy("Only a coordinator of your organisation enters that a colleague is away."))
def coordinates_colleagues(actor: Actor, ours: OwnColleagues) -> bool:
    """Hold for who coordinates for this very organisation, in whichever workspace."""
    return actor.is_person and actor.organisation_id == ours.organisation_id and ours.coordinates


grant(NoticePermission.READ, is_own)
grant(NoticePermission.ENTER_ABSENCE, coordinates_colleagues)
grant(NoticePermission.SET_HOURS, coordinates_own)
