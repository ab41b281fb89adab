"""How much is planned at one organisation under supervision, as far as the reader may know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, distinct, func, select
from sqlalchemy.orm import aliased

from app.coordination.models import Activity, ActivityKind, ActivityNotice
from app.coordination.policy import Coordination, notices_visible_to, visible_to
from app.coordination.queries.calendar import WantedCalendar, in_window
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Burden:
    """How much is planned at one organisation in a period, as far as the reader may know."""

    entity_name: str
    match_key: str
    activities: int
    authorities: int


def list_burden(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedCalendar,
    *,
    limit: int,
    offset: int = 0,
) -> tuple[list[Burden], int]:
    """Return the organisations at which most is planned, and how many there are in all.

    Quiet periods are no burden. Narrowed to an authority, those stand here at which it plans
    something, with what all plan there.
    """
    count = func.count()
    authorities = func.count(distinct(ActivityNotice.organisation_id))
    name = func.min(ActivityNotice.entity_name)
    columns: list[Any] = [name, ActivityNotice.match_key, count, authorities, count.over()]
    statement = (
        select(*columns)
        .outerjoin(
            Activity,
            and_(Activity.id == ActivityNotice.activity_id, visible_to(actor, Activity)),
        )
        .where(
            notices_visible_to(actor, ActivityNotice),
            ActivityNotice.workspace_id.in_(coordination.place_ids),
            in_window(wanted.period.first, wanted.period.last),
            Activity.kind.is_distinct_from(ActivityKind.QUIET),
        )
        .group_by(ActivityNotice.match_key)
        .order_by(count.desc(), authorities.desc(), name, ActivityNotice.match_key)
        .limit(limit)
        .offset(offset)
    )
    rows = db.session().execute(_narrowed(actor, statement, wanted)).all()
    return [Burden(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def _narrowed(actor: Actor, statement: Select[Any], wanted: WantedCalendar) -> Select[Any]:
    if wanted.words:
        statement = statement.where(
            ActivityNotice.entity_name.icontains(wanted.words, autoescape=True)
        )
    if wanted.sector:
        statement = statement.where(ActivityNotice.sector == wanted.sector)
    if not wanted.owner:
        return statement
    theirs = aliased(ActivityNotice)
    keys = (
        select(theirs.match_key)
        .join(Organisation, Organisation.id == theirs.organisation_id)
        .where(
            notices_visible_to(actor, theirs),
            Organisation.code == wanted.owner,
            theirs.starts_on <= wanted.period.last,
            theirs.ends_on >= wanted.period.first,
        )
    )
    return statement.where(ActivityNotice.match_key.in_(keys))
