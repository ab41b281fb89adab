"""What of coordination waits: proposals and suggestions to answer, incidents whose terms run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, case, func, literal, null, select, union_all

from app.coordination.models import (
    Activity,
    ActivityKind,
    OverlapProposal,
    OverlapSuggestion,
    ProposalStatus,
    SuggestionStatus,
)
from app.coordination.policy import (
    TEMPLATE,
    proposals_visible_to,
    suggestions_visible_to,
    visible_to,
)
from app.coordination.queries.incident_terms import IncidentTerm, terms_of
from app.coordination.queries.lights import Light, light_of_day, light_of_moment
from app.coordination.queries.suggestions import may_wait_for
from app.coordination.queries.words import DEADLINE_WORDS
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.terms import HoursExplanation
from app.workspaces import policy as places_policy
from app.workspaces.models import Workspace

MOST_SHOWN = 8
"""On one's own page; the rest is one click away."""
OF_INCIDENT = (
    Activity.sector,
    Activity.terms_under,
    Activity.terms_sector,
    Activity.noticed_at,
    Activity.is_ongoing,
    Activity.warned_at,
    Activity.notified_at,
    Activity.progressed_at,
    Activity.handled_at,
    Activity.reported_at,
)
"""What its terms follow from."""


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal or suggestion that waits for somebody who may answer it."""

    id: UUID
    entity_name: str
    """As the own activity says it."""
    organisation: str
    """Who proposes or suggests."""
    is_suggestion: bool = False

    @property
    def url(self) -> str:
        """Address of its page."""
        part = "suggestions" if self.is_suggestion else "proposals"
        return f"/coordination/{part}/{self.id}"


@dataclass(frozen=True, slots=True)
class WaitingIncident:
    """An incident of the own organisation, with the first of its terms that was not kept yet."""

    id: UUID
    entity_name: str
    words: str
    light: Light


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first of what waits, and how many there are."""

    rows: tuple[WaitingProposal, ...] = ()
    total: int = 0
    incidents: tuple[WaitingIncident, ...] = ()
    incidents_total: int = 0


def list_waiting(actor: Actor, places: Iterable[Workspace]) -> Waiting:
    """Return the proposals and suggestions that wait for who may answer, the oldest first.

    And the incidents of the own organisation whose terms run, what ends first on top of those that
    were noticed last. One statement, and none for who coordinates no digital resilience.

    Args:
        places: workspaces that were loaded for this very actor.
    """
    here = [
        each.id
        for each in places
        if each.template == TEMPLATE
        and each.is_open
        and places_policy.contributes.holds(actor, each)
    ]
    if not here:
        return Waiting()
    parts = [part(actor, here) for part in (_proposals, _suggestions, _incidents)]
    found = db.session().execute(union_all(*(select(each) for each in parts))).all()
    asked = [row for row in found if row.noticed_at is None]
    noticed = [row for row in found if row.noticed_at is not None]
    rows = [
        WaitingProposal(row.id, row.entity_name, row.short_name, row.suggested) for row in asked
    ]
    return Waiting(
        tuple(rows[:MOST_SHOWN]),
        sum({row.suggested: row.total for row in asked}.values()),
        _told(noticed),
        noticed[0].total if noticed else 0,
    )


def _proposals(actor: Actor, here: list[UUID]) -> Subquery:
    organisation = identity.organisations_to_join()
    nothing = [null().cast(each.type).label(each.key) for each in OF_INCIDENT]
    statement = (
        select(
            OverlapProposal.id,
            Activity.entity_name,
            organisation.short_name,
            func.count().over().label("total"),
            literal(value=False).label("suggested"),
            *nothing,
        )
        .join(Activity, Activity.id == OverlapProposal.partner_activity_id)
        .join(organisation, organisation.id == OverlapProposal.organisation_id)
        .where(
            proposals_visible_to(actor, OverlapProposal),
            OverlapProposal.workspace_id.in_(here),
            OverlapProposal.partner_id == actor.organisation_id,
            OverlapProposal.status == ProposalStatus.OPEN,
        )
        .order_by(OverlapProposal.proposed_at, OverlapProposal.id)
    )
    return _first(statement)


def _suggestions(actor: Actor, here: list[UUID]) -> Subquery:
    """Select those about an own activity to which the own organisation said nothing yet."""
    organisation = identity.organisations_to_join()
    nothing = [null().cast(each.type).label(each.key) for each in OF_INCIDENT]
    own_activity = case(
        (
            OverlapSuggestion.first_id == actor.organisation_id,
            OverlapSuggestion.first_activity_id,
        ),
        else_=OverlapSuggestion.second_activity_id,
    )
    is_standing = and_(
        Activity.id == own_activity,
        Activity.organisation_id == actor.organisation_id,
        Activity.withdrawn_at.is_(None),
    )
    statement = (
        select(
            OverlapSuggestion.id,
            Activity.entity_name,
            organisation.short_name,
            func.count().over().label("total"),
            literal(value=True).label("suggested"),
            *nothing,
        )
        .join(Activity, is_standing)
        .join(organisation, organisation.id == OverlapSuggestion.organisation_id)
        .where(
            suggestions_visible_to(actor, OverlapSuggestion),
            OverlapSuggestion.workspace_id.in_(here),
            OverlapSuggestion.status == SuggestionStatus.OPEN,
            may_wait_for(actor, OverlapSuggestion),
        )
        .order_by(OverlapSuggestion.suggested_at, OverlapSuggestion.id)
    )
    return _first(statement)


def _incidents(actor: Actor, here: list[UUID]) -> Subquery:
    statement = (
        select(
            Activity.id,
            Activity.entity_name,
            literal("").label("short_name"),
            func.count().over().label("total"),
            literal(value=False).label("suggested"),
            *OF_INCIDENT,
        )
        .where(
            visible_to(actor, Activity),
            Activity.workspace_id.in_(here),
            Activity.organisation_id == actor.organisation_id,
            Activity.kind == ActivityKind.INCIDENT,
            Activity.noticed_at.is_not(None),
            Activity.reported_at.is_(None),
            Activity.finished_at.is_(None),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Activity.noticed_at.desc(), Activity.id)
    )
    return _first(statement)


def _first(statement: Select[*tuple[Any, ...]]) -> Subquery:
    return statement.limit(MOST_SHOWN).subquery()


def _told(rows: list[Any]) -> tuple[WaitingIncident, ...]:
    """Return incidents with their first term that runs, in the order in which those end."""
    found: list[tuple[IncidentTerm, Any]] = []
    for row in rows:
        running = [each for each in terms_of(row) if each.done_at is None]
        if running:
            found.append((min(running, key=lambda each: each.ends_at), row))
    found.sort(key=lambda pair: (pair[0].ends_at, pair[1].id))
    return tuple(
        WaitingIncident(row.id, row.entity_name, str(DEADLINE_WORDS[term.kind]), _light_of(term))
        for term, row in found
    )


def _light_of(term: IncidentTerm) -> Light:
    if isinstance(term.told, HoursExplanation):
        return light_of_moment(term.ends_at, clock.now())
    return light_of_day(term.due_on, clock.today())
