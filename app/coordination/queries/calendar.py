"""The calendar of a period: lanes of entities, with what each reader may know in them.

Two statements whatever the number of rows: which lanes stand on this page, and what stands in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, func, literal, or_, select, tuple_

from app.coordination.models import Activity, ActivityNotice, Sector
from app.coordination.policy import Coordination, notices_visible_to, visible_to
from app.coordination.queries.periods import Period
from app.coordination.queries.places import put_in_place
from app.identity.models import Organisation
from app.kernel import db
from app.kernel.access import Actor

LANES_ON_A_PAGE = 60


class Grouping(StrEnum):
    """By what the lanes of the calendar are put together."""

    SECTOR = "sector"
    AUTHORITY = "authority"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCalendar:
    """Which part of the calendar to show."""

    period: Period
    grouping: Grouping = Grouping.SECTOR
    words: str = ""
    """Part of the name of an entity."""
    sector: str = ""
    owner: str = ""
    """Code of an authority."""
    page: int = 0


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """What one authority plans, as far as the reader may know."""

    notice: ActivityNotice
    activity: Activity | None
    """None: only that something is planned."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One entity in the calendar; grouped by authority, one entity for one authority."""

    match_key: str
    name: str
    sector: Sector
    owner_id: UUID | None
    rows: list[CalendarRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The lanes of one page, in their order, and how many there are in all."""

    lanes: list[Lane]
    total: int
    page: int

    @property
    def first(self) -> int:
        """Number of the first lane on this page."""
        return self.page * LANES_ON_A_PAGE + 1

    @property
    def last(self) -> int:
        """Number of the last lane on this page."""
        return self.first + len(self.lanes) - 1

    @property
    def has_more(self) -> bool:
        """True when there is a next page."""
        return self.last < self.total


_sector_order = case(
    {each: number for number, each in enumerate(Sector)}, value=ActivityNotice.sector
)


def read_calendar(actor: Actor, coordination: Coordination, wanted: WantedCalendar) -> CalendarPage:
    """Return a page of the calendar as this actor may know it."""
    found = db.session().execute(_lanes(actor, coordination, wanted)).all()
    lanes = {(row[0], row[3]): Lane(row[0], row[1], Sector(row[2]), row[3]) for row in found}
    rows = _rows(actor, coordination, wanted, keys=list(lanes)) if lanes else []
    is_by_owner = wanted.grouping == Grouping.AUTHORITY
    for each in rows:
        owner_id = each.notice.organisation_id if is_by_owner else None
        lanes[each.notice.match_key, owner_id].rows.append(each)
    return CalendarPage(list(lanes.values()), found[0][4] if found else 0, wanted.page)


def list_rows(
    actor: Actor, coordination: Coordination, wanted: WantedCalendar, *, limit: int
) -> list[CalendarRow]:
    """Return all rows of a period by entity, for a file to take along."""
    statement = _selected(actor, coordination, wanted).order_by(
        ActivityNotice.entity_name, ActivityNotice.starts_on, ActivityNotice.activity_id
    )
    return _read(coordination, statement.limit(limit))


def list_known(
    actor: Actor,
    coordination: Coordination,
    *,
    limit: int,
    after: tuple[date, int] | None = None,
    match_key: str | None = None,
) -> list[CalendarRow]:
    """Return everything the actor may know that is planned, by window.

    Args:
        after: first day of the last row of the page before, and how many of that day were shown
            up to there; never an id, which would tell when a row was entered.
        match_key: only at this organisation.
    """
    statement = (
        _known(actor, coordination)
        .order_by(ActivityNotice.starts_on, ActivityNotice.activity_id)
        .limit(limit)
    )
    if after is not None:
        day, shown = after
        statement = statement.where(ActivityNotice.starts_on >= day).offset(shown)
    if match_key is not None:
        statement = statement.where(ActivityNotice.match_key == match_key)
    return _read(coordination, statement)


def _lanes(actor: Actor, coordination: Coordination, wanted: WantedCalendar) -> Select[Any]:
    name = func.min(ActivityNotice.entity_name)
    by_name = func.lower(name)
    owner: Any = literal(None, Uuid())
    grouped: list[Any] = [ActivityNotice.match_key]
    order: list[Any] = [by_name, ActivityNotice.match_key]
    if wanted.grouping == Grouping.AUTHORITY:
        owner = ActivityNotice.organisation_id
        grouped += [owner, Organisation.short_name]
        order = [Organisation.short_name, *order]
    elif wanted.grouping == Grouping.SECTOR:
        order = [func.min(_sector_order), *order]
    return (
        select(
            ActivityNotice.match_key,
            name,
            func.min(ActivityNotice.sector).label("sector"),
            owner,
            func.count().over().label("total"),
        )
        .outerjoin(Activity, _content(actor))
        .join(Organisation, Organisation.id == ActivityNotice.organisation_id)
        .where(*_known_to(actor, coordination), *_conditions(wanted))
        .group_by(*grouped)
        .order_by(*order)
        .limit(LANES_ON_A_PAGE)
        .offset(wanted.page * LANES_ON_A_PAGE)
    )


def _rows(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedCalendar,
    *,
    keys: Sequence[tuple[str, UUID | None]],
) -> list[CalendarRow]:
    statement = _selected(actor, coordination, wanted).order_by(
        ActivityNotice.starts_on, ActivityNotice.ends_on, ActivityNotice.activity_id
    )
    if wanted.grouping == Grouping.AUTHORITY:
        pair = tuple_(ActivityNotice.match_key, ActivityNotice.organisation_id)
        return _read(coordination, statement.where(pair.in_(keys)))
    return _read(coordination, statement.where(ActivityNotice.match_key.in_([k for k, _o in keys])))


def _read(coordination: Coordination, statement: Select[Any]) -> list[CalendarRow]:
    rows = [CalendarRow(row[0], row[1]) for row in db.session().execute(statement)]
    put_in_place(coordination, [each.activity for each in rows if each.activity is not None])
    return rows


def _selected(actor: Actor, coordination: Coordination, wanted: WantedCalendar) -> Select[Any]:
    return (
        _known(actor, coordination)
        .join(Organisation, Organisation.id == ActivityNotice.organisation_id)
        .where(*_conditions(wanted))
    )


def _known(actor: Actor, coordination: Coordination) -> Select[Any]:
    """Select every notice the actor may know, with its activity where that is wholly visible."""
    both: tuple[Any, ...] = (ActivityNotice, Activity)
    return select(*both).outerjoin(Activity, _content(actor)).where(*_known_to(actor, coordination))


def _known_to(actor: Actor, coordination: Coordination) -> list[ColumnElement[bool]]:
    return [
        notices_visible_to(actor, ActivityNotice),
        ActivityNotice.workspace_id.in_(coordination.place_ids),
    ]


def _content(actor: Actor) -> ColumnElement[bool]:
    """Join what a notice is about, where the reader may see it."""
    return and_(Activity.id == ActivityNotice.activity_id, visible_to(actor, Activity))


def _conditions(wanted: WantedCalendar) -> list[ColumnElement[bool]]:
    first, last = wanted.period.first, wanted.period.last
    conditions = [or_(in_window(first, last), Activity.due_on.between(first, last))]
    if wanted.words:
        conditions.append(ActivityNotice.entity_name.icontains(wanted.words, autoescape=True))
    if wanted.sector:
        conditions.append(ActivityNotice.sector == wanted.sector)
    if wanted.owner:
        conditions.append(Organisation.code == wanted.owner)
    return conditions


def in_window(first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a window shares a day with a period."""
    return and_(ActivityNotice.starts_on <= last, ActivityNotice.ends_on >= first)
