"""By when contributions must be there: for who asks the whole round, for who is asked its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from app.contributions.models import Contribution, ContributionRound
from app.contributions.policy import contributions_visible_in, visible_in
from app.kernel.access import Actor
from app.kernel.text import _
from app.tasks import policy as tasks
from app.tasks.models import Task
from app.workspaces.models import Workspace
from app.workspaces.queries.due import Source, Words, due_columns


def _rounds(actor: Actor, places: Sequence[Workspace]) -> Select[Any]:
    """Select the rounds that one's organisation asked, and that wait for somebody."""
    delivered = (
        select(func.count(Contribution.delivered_at))
        .where(Contribution.round_id == ContributionRound.id, _known(actor, places))
        .correlate(ContributionRound)
        .scalar_subquery()
    )
    asked = func.cardinality(ContributionRound.asked)
    return select(
        *due_columns(
            id=ContributionRound.id,
            title=ContributionRound.title,
            workspace_id=ContributionRound.workspace_id,
            due_on=ContributionRound.due_on,
            organisation_id=ContributionRound.organisation_id,
            done=delivered,
            asked=asked,
        )
    ).where(
        *_running(actor, places),
        ContributionRound.organisation_id == actor.organisation_id,
        delivered < asked,
    )


def _own(actor: Actor, places: Sequence[Workspace]) -> Select[Any]:
    """Select what one's organisation is asked and did not deliver yet, by its own day."""
    return (
        select(
            *due_columns(
                id=Contribution.id,
                title=ContributionRound.title,
                workspace_id=Contribution.workspace_id,
                due_on=func.coalesce(Task.due_on, ContributionRound.due_on),
                organisation_id=Contribution.organisation_id,
            )
        )
        .select_from(Contribution)
        .join(ContributionRound, ContributionRound.id == Contribution.round_id)
        .outerjoin(Task, and_(Task.id == Contribution.task_id, tasks.visible_to(actor)))
        .where(
            *_running(actor, places),
            _known(actor, places),
            Contribution.organisation_id == actor.organisation_id,
            Contribution.delivered_at.is_(None),
        )
    )


def _running(actor: Actor, places: Sequence[Workspace]) -> tuple[ColumnElement[bool], ...]:
    seen = or_(false(), *(visible_in(actor, each) for each in places))
    return seen, ContributionRound.ended_at.is_(None)


def _known(actor: Actor, places: Sequence[Workspace]) -> ColumnElement[bool]:
    return or_(false(), *(contributions_visible_in(actor, each) for each in places))


def _tell_round(row: Any, place: Workspace) -> Words:
    return Words(
        kind=_("Contribution round"),
        url=f"/workspaces/{place.ref}/contributions/{row.id}",
        told=_("%(done)d of %(all)d organisations delivered.", done=row.done, all=row.asked),
    )


def _tell_own(row: Any, place: Workspace) -> Words:
    url = f"/workspaces/{place.ref}/contributions/given/{row.id}"
    return Words(kind=_("Contribution of ours"), url=url)


ROUNDS, OWN = Source("round", _rounds, _tell_round), Source("contribution", _own, _tell_own)
