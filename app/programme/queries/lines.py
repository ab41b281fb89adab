"""Reading investigations: one, a year of them, and which years there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, case, func, literal, select, tuple_
from sqlalchemy.orm import joinedload
from sqlalchemy.types import Uuid

from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.programme.models import Investigation, InvestigationPhase, Keeping, Mode, SocietalTask
from app.programme.policy import ProgrammePermission, visible_to
from app.workspaces import policy as places
from app.workspaces import queries as workspaces

ON_A_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLines:
    """Which investigations to show."""

    year: int
    words: str = ""
    """Part of a title."""
    task: SocietalTask | None = None
    mode: Mode | None = None
    phase: InvestigationPhase | None = None
    partner_id: UUID | None = None
    owner_id: UUID | None = None
    page: int = 0

    @property
    def is_narrowed(self) -> bool:
        """True when not the whole year is asked for."""
        chosen = (self.task, self.mode, self.phase, self.partner_id, self.owner_id)
        return bool(self.words) or any(each is not None for each in chosen)

    def whole(self) -> WantedLines:
        """Return the same from the first line on."""
        return replace(self, page=0)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The investigations of one task, of all that the reader sees."""

    task: SocietalTask
    total: int
    """How many there are in all, also on other pages."""
    rows: tuple[Investigation, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A page of a year."""

    groups: tuple[TaskGroup, ...]
    total: int
    page: int

    @property
    def rows(self) -> list[Investigation]:
        """All investigations of this page, in order."""
        return [row for group in self.groups for row in group.rows]

    @property
    def first(self) -> int:
        """Number of the first one on this page."""
        return self.page * ON_A_PAGE + 1

    @property
    def last(self) -> int:
        """Number of the last one on this page."""
        return self.first + len(self.rows) - 1

    @property
    def has_more(self) -> bool:
        """True when there is a next page."""
        return self.last < self.total


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from: years and owners of what the reader sees."""

    years: tuple[int, ...]
    owner_ids: frozenset[UUID]

    def usual_year(self, today: int) -> int:
        """Return this year when there is something in it, else the newest that has anything."""
        return today if today in self.years or not self.years else max(self.years)


def get_keeping(actor: Actor, permission: ProgrammePermission) -> Keeping:
    """Return whether the actor keeps a programme, and decide the permission."""
    keeping = keeping_of(actor)
    require(actor, permission, keeping)
    return keeping


def keeping_of(actor: Actor) -> Keeping:
    """Return whether the actor keeps the programme of the own organisation."""
    keeps = places.COORDINATOR_DUTY in actor.duties or workspaces.coordinates(actor)
    return Keeping(actor.person_id, actor.organisation_id, keeps)


def get_for(actor: Actor, permission: ProgrammePermission, investigation_id: UUID) -> Investigation:
    """Return one investigation, and decide the permission.

    Raises:
        NotFound: there is none, or the actor may not know of it.
    """
    statement = _visible(actor).where(Investigation.id == investigation_id)
    fresh = statement.execution_options(populate_existing=True)
    found: Investigation | None = db.session().execute(fresh).scalar_one_or_none()
    if found is None:
        raise NotFound
    found.keeping = keeping_of(actor)
    require(actor, permission, found)
    return found


def read_lines(
    actor: Actor, keeping: Keeping, wanted: WantedLines, *, limit: int = ON_A_PAGE
) -> Lines:
    """Return a page of a year by task, with totals over what this reader sees; one statement."""
    statement = (
        _visible(actor)
        .add_columns(func.count().over(partition_by=Investigation.task), func.count().over())
        .where(Investigation.withdrawn_at.is_(None), *_conditions(wanted))
        .order_by(
            _TASK_ORDER,
            Investigation.starts_on.asc().nulls_last(),
            func.lower(Investigation.title),
            Investigation.id,
        )
        .limit(limit)
        .offset(wanted.page * ON_A_PAGE)
    )
    found = db.session().execute(statement).all()
    groups: dict[SocietalTask, list[Investigation]] = {}
    totals: dict[SocietalTask, int] = {}
    for row in found:
        row[0].keeping = keeping
        groups.setdefault(row[0].task, []).append(row[0])
        totals[row[0].task] = row[1]
    return Lines(
        tuple(TaskGroup(task, totals[task], tuple(rows)) for task, rows in groups.items()),
        found[0][2] if found else 0,
        wanted.page,
    )


def list_after(
    actor: Actor, keeping: Keeping, *, limit: int, year: int | None, after: tuple[int, UUID] | None
) -> list[Investigation]:
    """Return what the actor sees, by year, for partners' systems.

    Args:
        year: only of this year.
        after: year and id of the last one of the page before.
    """
    statement = (_visible(actor).order_by(Investigation.year, Investigation.id).limit(limit)).where(
        Investigation.withdrawn_at.is_(None)
    )
    if year is not None:
        statement = statement.where(Investigation.year == year)
    if after is not None:
        statement = statement.where(tuple_(Investigation.year, Investigation.id) > tuple_(*after))
    found: Sequence[Investigation] = db.session().execute(statement).scalars().all()
    for each in found:
        each.keeping = keeping
    return list(found)


def list_offered(actor: Actor) -> Offered:
    """Return of which years and organisations the actor sees anything."""
    statement = (
        select(Investigation.year, Investigation.organisation_id)
        .where(visible_to(actor), Investigation.withdrawn_at.is_(None))
        .distinct()
    )
    found = db.session().execute(statement).all()
    return Offered(tuple(sorted({row[0] for row in found})), frozenset(row[1] for row in found))


_TASK_ORDER = case(
    {each: number for number, each in enumerate(SocietalTask)}, value=Investigation.task
)


def _visible(actor: Actor) -> Select[Investigation]:
    return (
        select(Investigation)
        .options(joinedload(Investigation.organisation))
        .where(visible_to(actor))
    )


def _conditions(wanted: WantedLines) -> list[ColumnElement[bool]]:
    conditions = [Investigation.year == wanted.year]
    if wanted.words:
        conditions.append(Investigation.title.icontains(wanted.words, autoescape=True))
    if wanted.partner_id is not None:
        conditions.append(literal(wanted.partner_id, Uuid()) == any_(Investigation.partners))
    chosen = {
        Investigation.task: wanted.task,
        Investigation.mode: wanted.mode,
        Investigation.phase: wanted.phase,
        Investigation.organisation_id: wanted.owner_id,
    }
    return [*conditions, *(column == value for column, value in chosen.items() if value)]
