"""What somebody else sees, as far as the reader may see it: the sight of a partner.

It is `level_for`, the rule that decides, asked for another viewer, and never without the reader's
own `visible_to`. So it tells nothing that does not already follow from what the reader may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, select, true

from app.documents.models import Document, Level
from app.documents.policy.clearance import rank_of
from app.documents.policy.sight import (
    Viewer,
    granted_to,
    level_for,
    viewer_of,
    visible_to,
)
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.workspaces.models import MemberRole, Membership, Participation

NOBODY = UUID(int=0)
"""Whom no rule names: an ordinary member sees what is meant for all of the organisation."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose sight is asked: a person of an organisation, or an ordinary member in some role."""

    organisation_id: UUID
    role: MemberRole = MemberRole.CONTRIBUTOR
    person_id: UUID = NOBODY

    @property
    def is_ordinary(self) -> bool:
        """True when it is nobody in particular."""
        return self.person_id == NOBODY


def level_of(seat: Seat) -> ColumnElement[int]:
    """Return what a seat may with the `Document` of a query."""
    return level_for(_viewer_in(seat, is_inside=_is_inside(seat)))


def level_of_newcomer(organisation_id: UUID) -> ColumnElement[int]:
    """Return what an ordinary contributor may once their organisation takes part."""
    return level_for(_viewer_in(Seat(organisation_id), is_inside=true()))


def _viewer_in(seat: Seat, *, is_inside: ColumnElement[bool]) -> Viewer:
    clearance = (
        select(rank_of(Organisation.highest_classification))
        .where(Organisation.id == seat.organisation_id)
        .correlate(None)
        .scalar_subquery()
    )
    person_id, organisation_id = literal(seat.person_id), literal(seat.organisation_id)
    return Viewer(
        person_id=person_id,
        organisation_id=organisation_id,
        role=literal(str(seat.role)),
        is_inside=is_inside,
        clearance=clearance,
        granted=granted_to(person_id, organisation_id),
    )


def is_blind() -> ColumnElement[bool]:
    """Return the condition that the member of a query does not see the `Document` of it.

    The query joins the member's `Membership`, `Participation` and `Organisation`.
    """
    viewer = viewer_of(Membership.person_id, Membership.organisation_id, role=Membership.role)
    return level_for(viewer) < Level.VIEW


def seen_by_any_of(organisation_id: UUID) -> ColumnElement[bool]:
    """Return the condition that somebody of an organisation sees the `Document` of a query."""
    same_delegation = and_(
        Participation.workspace_id == Membership.workspace_id,
        Participation.organisation_id == Membership.organisation_id,
    )
    return (
        select(Membership.id)
        .join(Participation, same_delegation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.workspace_id == Document.workspace_id,
            Membership.organisation_id == organisation_id,
            Membership.is_living(),
            ~is_blind(),
        )
        .correlate(Document)
        .exists()
    )


def seen_by_both(actor: Actor, seat: Seat) -> ColumnElement[bool]:
    """Return the condition that a document exists for the reader and for the seat."""
    return and_(visible_to(actor), level_of(seat) >= Level.VIEW)


def _is_inside(seat: Seat) -> ColumnElement[bool]:
    takes_part = (
        select(Participation.id)
        .where(
            Participation.workspace_id == Document.workspace_id,
            Participation.organisation_id == seat.organisation_id,
            Participation.ended_at.is_(None),
        )
        .correlate(Document)
        .exists()
    )
    if seat.is_ordinary:
        return takes_part
    works_here = (
        select(Membership.id)
        .where(
            Membership.workspace_id == Document.workspace_id,
            Membership.organisation_id == seat.organisation_id,
            Membership.person_id == seat.person_id,
            Membership.role == seat.role,
            Membership.is_living(),
        )
        .correlate(Document)
        .exists()
    )
    return and_(takes_part, works_here)
