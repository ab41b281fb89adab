"""The overlap radar: who plans the same organisation in the same or adjoining windows.

Two activities of different authorities at one organisation overlap when their windows share a day
or one begins the day after the other ends. A quiet period overlaps with any visit, also of its own
authority. A pair exists for a reader only when both rows may be known; what a row is, and so
whether it is a quiet period, is known only where it is wholly visible.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    distinct,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from app.coordination.models import (
    Activity,
    ActivityKind,
    ActivityNotice,
    OverlapProposal,
    ProposalStatus,
)
from app.coordination.policy import (
    Coordination,
    notices_visible_to,
    proposals_visible_to,
    visible_to,
)
from app.coordination.queries.periods import Period
from app.kernel import db
from app.kernel.access import Actor

ADJOINING_DAYS = 1
"""A window adjoins another that begins this many days after it ends."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two activities of a pair, as far as the reader may know."""

    activity_id: UUID
    organisation_id: UUID
    starts_on: date
    ends_on: date
    title: str | None
    """None: only that something is planned."""
    kind: ActivityKind | None
    due_on: date | None

    @property
    def is_shared(self) -> bool:
        """True when the reader sees what it is."""
        return self.title is not None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two activities that overlap."""

    entity_name: str
    match_key: str
    first: Side
    """Of the two the reader's own, else the earlier one."""
    second: Side
    is_settled: bool
    """True when the two authorities agreed, and neither moved since."""

    @property
    def is_adjoining(self) -> bool:
        """True when the windows only touch."""
        return max(self.first.starts_on, self.second.starts_on) > min(
            self.first.ends_on, self.second.ends_on
        )

    @property
    def is_quiet(self) -> bool:
        """True when a visit falls in a quiet period."""
        return ActivityKind.QUIET in (self.first.kind, self.second.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPairs:
    """Which overlaps to show."""

    period: Period
    only_open: bool = False
    keys: Collection[str] | None = None
    """Only at these organisations."""
    of: UUID | None = None
    """Only with this activity."""


@dataclass(frozen=True, slots=True)
class Burden:
    """How much is planned at one organisation in a period, as far as the reader may know."""

    entity_name: str
    match_key: str
    activities: int
    authorities: int


def list_pairs(
    actor: Actor, coordination: Coordination, wanted: WantedPairs, *, limit: int, offset: int = 0
) -> tuple[list[Pair], int]:
    """Return overlaps, open ones first and then by day, and how many there are in all."""
    statement = _pairs(actor, coordination, wanted).limit(limit).offset(offset)
    rows = db.session().execute(statement).all()
    return [_pair(actor, row) for row in rows], rows[0].total if rows else 0


def list_burden(
    actor: Actor, coordination: Coordination, period: Period, *, limit: int
) -> list[Burden]:
    """Return the organisations at which most is planned; quiet periods are no burden."""
    count = func.count()
    authorities = func.count(distinct(ActivityNotice.organisation_id))
    name = func.min(ActivityNotice.entity_name)
    statement = (
        select(name, ActivityNotice.match_key, count, authorities)
        .outerjoin(
            Activity,
            and_(Activity.id == ActivityNotice.activity_id, visible_to(actor, Activity)),
        )
        .where(
            notices_visible_to(actor, ActivityNotice),
            ActivityNotice.workspace_id.in_(coordination.place_ids),
            ActivityNotice.starts_on <= period.last,
            ActivityNotice.ends_on >= period.first,
            Activity.kind.is_distinct_from(ActivityKind.QUIET),
        )
        .group_by(ActivityNotice.match_key)
        .order_by(count.desc(), authorities.desc(), name, ActivityNotice.match_key)
        .limit(limit)
    )
    return [Burden(*row) for row in db.session().execute(statement)]


def _pairs(actor: Actor, coordination: Coordination, wanted: WantedPairs) -> Select[Any]:
    a, b = aliased(ActivityNotice, name="a"), aliased(ActivityNotice, name="b")
    own, other = aliased(Activity, name="content_a"), aliased(Activity, name="content_b")
    settled = _is_settled(actor, own, other)
    begin = func.greatest(a.starts_on, b.starts_on)
    columns: list[Any] = [
        a.entity_name,
        a.match_key,
        *_side(a, own, "a"),
        *_side(b, other, "b"),
        settled.label("is_settled"),
        func.count().over().label("total"),
    ]
    return (
        select(*columns)
        .select_from(a)
        .join(b, and_(b.workspace_id == a.workspace_id, b.match_key == a.match_key))
        .outerjoin(own, and_(own.id == a.activity_id, visible_to(actor, own)))
        .outerjoin(other, and_(other.id == b.activity_id, visible_to(actor, other)))
        .where(
            a.activity_id < b.activity_id,
            a.workspace_id.in_(coordination.place_ids),
            notices_visible_to(actor, a),
            notices_visible_to(actor, b),
            _touches(a, b),
            _clashes(a, b, own=own, other=other),
            *_narrowed(a, b, wanted=wanted, settled=settled),
        )
        .order_by(settled, begin, a.entity_name, a.activity_id, b.activity_id)
    )


def _side(notice: Any, content: Any, name: str) -> list[Any]:
    parts = {
        "activity_id": notice.activity_id,
        "organisation_id": notice.organisation_id,
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "title": content.title,
        "kind": content.kind,
        "due_on": content.due_on,
    }
    return [column.label(f"{name}_{key}") for key, column in parts.items()]


def _touches(a: Any, b: Any) -> ColumnElement[bool]:
    """Hold when two windows share a day, or one begins right after the other."""
    return and_(
        a.starts_on <= type_coerce(b.ends_on, Integer) + ADJOINING_DAYS,
        b.starts_on <= type_coerce(a.ends_on, Integer) + ADJOINING_DAYS,
    )


def _clashes(a: Any, b: Any, *, own: Any, other: Any) -> ColumnElement[bool]:
    quiet = ActivityKind.QUIET
    one, two = (func.coalesce(each.kind == quiet, False) for each in (own, other))
    return and_(
        not_(and_(one, two)),
        or_(a.organisation_id != b.organisation_id, one, two),
    )


def _narrowed(
    a: Any, b: Any, *, wanted: WantedPairs, settled: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    first, last = wanted.period.first, wanted.period.last
    conditions = [or_(*(and_(each.starts_on <= last, each.ends_on >= first) for each in (a, b)))]
    if wanted.only_open:
        conditions.append(not_(settled))
    if wanted.keys is not None:
        conditions.append(a.match_key.in_(wanted.keys))
    if wanted.of is not None:
        conditions.append(or_(a.activity_id == wanted.of, b.activity_id == wanted.of))
    return conditions


def _is_settled(actor: Actor, own: Any, other: Any) -> ColumnElement[bool]:
    """Hold when an agreement about both stands that the reader may read."""
    said = aliased(OverlapProposal, name="said")
    return exists().where(
        proposals_visible_to(actor, said),
        said.status == ProposalStatus.AGREED,
        or_(
            and_(said.activity_id == own.id, said.partner_activity_id == other.id),
            and_(said.activity_id == other.id, said.partner_activity_id == own.id),
        ),
        said.answered_at >= own.moved_at,
        said.answered_at >= other.moved_at,
    )


def _pair(actor: Actor, row: Any) -> Pair:
    values = row._mapping  # noqa: SLF001 - the public name of a row's columns
    sides = [Side(*(values[f"{name}_{key}"] for key in Side.__dataclass_fields__)) for name in "ab"]
    sides.sort(key=lambda side: (side.organisation_id != actor.organisation_id, side.starts_on))
    return Pair(row.entity_name, row.match_key, sides[0], sides[1], row.is_settled)
