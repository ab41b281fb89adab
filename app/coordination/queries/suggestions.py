"""Reading what the lead suggests about an overlap of two others, and the notes of one authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.coordination.models import (
    Activity,
    ActivityNotice,
    OverlapNote,
    OverlapSuggestion,
    SuggestionStatus,
)
from app.coordination.policy import (
    Coordination,
    CoordinationPermission,
    notes_visible_to,
    notices_visible_to,
    suggestions_visible_to,
    visible_to,
)
from app.coordination.queries.places import get_row_for, put_in_place
from app.kernel import db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A suggestion with the organisation it is about, and the two as far as the reader sees them.

    Of an activity that is off the calendar, or not for the reader any more, nothing is told.
    """

    suggestion: OverlapSuggestion
    entity_name: str
    activities: Mapping[UUID, Activity]
    """By whose they are; only those that are wholly visible."""


def get_suggestion_for(
    actor: Actor, permission: CoordinationPermission, suggestion_id: UUID
) -> OverlapSuggestion:
    """Return one suggestion, and decide the permission.

    Raises:
        NotFound: there is none, or it is between others.
    """
    statement = _visible(actor).where(OverlapSuggestion.id == suggestion_id)
    return get_row_for(actor, permission, statement)


def find_open_suggestion(
    actor: Actor, workspace: Workspace, *, one: UUID, other: UUID
) -> OverlapSuggestion | None:
    """Return what the lead suggests about two activities, while it waits."""
    first, second = sorted((one, other))
    statement = _visible(actor).where(
        OverlapSuggestion.status == SuggestionStatus.OPEN,
        OverlapSuggestion.first_activity_id == first,
        OverlapSuggestion.second_activity_id == second,
        OverlapSuggestion.workspace_id == workspace.id,
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is not None:
        found.workspace = workspace
    return found


def list_suggestions(
    actor: Actor, coordination: Coordination, *, limit: int, only: UUID | None = None
) -> list[SuggestionRow]:
    """Return suggestions that exist for the actor: what waits first, then the newest.

    Args:
        only: this one alone.
    """
    first, second = aliased(Activity), aliased(Activity)
    notice = aliased(ActivityNotice)
    is_over = case((OverlapSuggestion.status == SuggestionStatus.OPEN, 0), else_=1)
    asked: tuple[Any, ...] = (OverlapSuggestion, notice.entity_name, first, second)
    statement = (
        select(*asked)
        .select_from(OverlapSuggestion)
        .outerjoin(
            notice,
            and_(
                notice.activity_id == OverlapSuggestion.first_activity_id,
                notices_visible_to(actor, notice),
            ),
        )
        .outerjoin(
            first,
            and_(first.id == OverlapSuggestion.first_activity_id, visible_to(actor, first)),
        )
        .outerjoin(
            second,
            and_(second.id == OverlapSuggestion.second_activity_id, visible_to(actor, second)),
        )
        .options(joinedload(OverlapSuggestion.suggested_by))
        .where(
            suggestions_visible_to(actor, OverlapSuggestion),
            OverlapSuggestion.workspace_id.in_(coordination.place_ids),
        )
        .order_by(is_over, OverlapSuggestion.suggested_at.desc(), OverlapSuggestion.id)
        .limit(limit)
    )
    if only is not None:
        statement = statement.where(OverlapSuggestion.id == only)
    rows = [_row(each[0], each[1], seen=each[2:]) for each in db.session().execute(statement)]
    put_in_place(coordination, [each.suggestion for each in rows])
    return rows


def _row(
    found: OverlapSuggestion, name: str | None, *, seen: Iterable[Activity | None]
) -> SuggestionRow:
    both = [each for each in seen if each is not None]
    known = name or next((each.entity_name for each in both), "")
    return SuggestionRow(found, known, {each.organisation_id: each for each in both})


def get_note_for(actor: Actor, permission: CoordinationPermission, note_id: UUID) -> OverlapNote:
    """Return one note of the own authority that stands, and decide the permission.

    Raises:
        NotFound: there is none, or it is of another authority.
    """
    statement = select(OverlapNote).where(
        OverlapNote.id == note_id,
        OverlapNote.taken_back_at.is_(None),
        notes_visible_to(actor, OverlapNote),
    )
    return get_row_for(actor, permission, statement)


def find_standing_note(
    actor: Actor, workspace: Workspace, *, one: UUID, other: UUID
) -> OverlapNote | None:
    """Return the own note about two activities, also when a window moved after it."""
    first, second = sorted((one, other))
    statement = select(OverlapNote).where(
        notes_visible_to(actor, OverlapNote),
        OverlapNote.first_activity_id == first,
        OverlapNote.second_activity_id == second,
        OverlapNote.workspace_id == workspace.id,
        OverlapNote.taken_back_at.is_(None),
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is not None:
        found.workspace = workspace
    return found


def may_wait_for(actor: Actor, row: type[OverlapSuggestion]) -> Any:
    """Return the condition that the actor's organisation has not said anything to it yet."""
    own = actor.organisation_id
    return or_(
        and_(row.first_id == own, row.first_declined == ""),
        and_(row.second_id == own, row.second_declined == ""),
    )


def _visible(actor: Actor) -> Select[OverlapSuggestion]:
    return (
        select(OverlapSuggestion)
        .options(joinedload(OverlapSuggestion.suggested_by))
        .where(suggestions_visible_to(actor, OverlapSuggestion))
    )
