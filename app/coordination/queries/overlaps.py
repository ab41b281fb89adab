"""The overlap radar: who plans the same organisation in the same or adjoining windows.

Two activities of different authorities at one organisation overlap when their windows share a day
or one begins the day after the other ends. A quiet period overlaps with any visit, also of its own
authority. A pair exists for a reader only when both rows may be known; what a row is, and so
whether it is a quiet period, is known only where it is wholly visible.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from app.coordination.models import (
    Activity,
    ActivityKind,
    ActivityNotice,
    OverlapNote,
    OverlapProposal,
    OverlapSuggestion,
    ProposalStatus,
    Rest,
    SuggestionStatus,
)
from app.coordination.policy import (
    Coordination,
    notes_visible_to,
    notices_visible_to,
    proposals_visible_to,
    suggestions_visible_to,
    visible_to,
)
from app.coordination.queries.pairs import Pair, PairNote, Side
from app.coordination.queries.periods import Period, Zoom
from app.identity import queries as identity
from app.kernel import db, sql
from app.kernel.access import Actor

MOST_LOOKED_THROUGH = 5_000
"""Overlaps between authorities, and as many with quiet periods of the same one. Who plans more than
anybody looks through takes nobody else's place by it, and no page waits for it."""
EVER = Period(Zoom.YEAR, date.min, date.max)
ADJOINING_DAYS = 1
"""A window adjoins another that begins this many days after it ends."""
SOME = UUID(int=0)
"""Stands for an activity in what statements have in common that ask for one."""
PLACES = bindparam("places", type_=Uuid(), expanding=True)
KEYS = bindparam("keys", type_=String(), expanding=True)
OF, ALSO = bindparam("of", type_=Uuid()), bindparam("also", type_=Uuid())
FIRST, LAST = bindparam("first", type_=Date()), bindparam("last", type_=Date())
LIMIT, OFFSET = bindparam("limit", type_=Integer()), bindparam("offset", type_=Integer())


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPairs:
    """Which overlaps to show."""

    period: Period
    only_open: bool = False
    only_ours: bool = False
    """Only with something of the reader's own organisation."""
    words: str = ""
    """Part of the name of an entity."""
    sector: str = ""
    owner: str = ""
    """Code of an authority of one of the two."""
    keys: Collection[str] | None = None
    """Only at these organisations."""
    of: UUID | None = None
    """Only with this activity."""
    also: UUID | None = None
    """And with this one."""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Some overlaps, how many there are in all, and how many of those are still open."""

    pairs: list[Pair]
    total: int
    open: int


def find_pair(actor: Actor, coordination: Coordination, *, one: UUID, other: UUID) -> Pair | None:
    """Return the overlap of two activities, when it is one and the actor may know of it."""
    wanted = WantedPairs(period=EVER, of=one, also=other)
    found, _total = list_pairs(actor, coordination, wanted, limit=1)
    return found[0] if found else None


def find_pair_by_token(
    actor: Actor, coordination: Coordination, token: str, *, wanted: WantedPairs
) -> Pair | None:
    """Return the overlap of a token among some, when the actor may know of it."""
    found, _total = list_pairs(actor, coordination, wanted, limit=MOST_LOOKED_THROUGH)
    return next((each for each in found if each.token == token), None)


def list_pairs(
    actor: Actor, coordination: Coordination, wanted: WantedPairs, *, limit: int, offset: int = 0
) -> tuple[list[Pair], int]:
    """Return overlaps, open ones first and then by day, and how many there are in all."""
    found = read_pairs(actor, coordination, wanted, limit=limit, offset=offset)
    return found.pairs, found.total


def read_pairs(
    actor: Actor, coordination: Coordination, wanted: WantedPairs, *, limit: int, offset: int = 0
) -> PairPage:
    """Return a page of overlaps, open ones first and then by day."""
    values = values_of(coordination, wanted) | {"limit": limit, "offset": offset}
    rows = db.rows(_page(actor, wanted), values)
    if not rows:
        return PairPage([], 0, 0)
    return PairPage([_pair(actor, row) for row in rows], rows[0].total, rows[0].open)


def select_pairs(actor: Actor, wanted: WantedPairs) -> Select[Any]:
    """Select overlaps as the actor may know them, open ones first and then by day.

    It is sent with `values_of`. To build it takes several times as long as to answer it, so it is
    built once for all who ask the like; what somebody typed is not kept.
    """
    kind = replace(
        wanted,
        period=EVER,
        keys=None if wanted.keys is None else (),
        of=None if wanted.of is None else SOME,
        also=None if wanted.also is None else SOME,
    )
    is_typed = wanted.words or wanted.sector or wanted.owner
    return _select_pairs(actor, kind) if is_typed else _kept_pairs(actor, kind)


def values_of(coordination: Coordination, wanted: WantedPairs) -> dict[str, Any]:
    """Return what a selection of overlaps is sent with."""
    values: dict[str, Any] = {
        "places": coordination.place_ids,
        "first": wanted.period.first,
        "last": wanted.period.last,
        "keys": None if wanted.keys is None else list(wanted.keys),
        "of": wanted.of,
        "also": wanted.also,
    }
    return {name: value for name, value in values.items() if value is not None}


def _page(actor: Actor, wanted: WantedPairs) -> Select[Any]:
    return select_pairs(actor, wanted).limit(LIMIT).offset(OFFSET)


@sql.kept
def _kept_pairs(actor: Actor, kind: WantedPairs) -> Select[Any]:
    return _select_pairs(actor, kind)


def _select_pairs(actor: Actor, kind: WantedPairs) -> Select[Any]:
    # Kept apart, so that whether the two agreed is looked up once for each and not for every use.
    found = _found(actor, kind).cte("found")
    pair = found.prefix_with("MATERIALIZED", dialect="postgresql").c
    settled = or_(pair.is_agreed, pair.note_id.is_not(None))
    begin = func.greatest(pair.a_starts_on, pair.b_starts_on)
    statement = select(
        *pair,
        func.count().over().label("total"),
        func.count().filter(not_(settled)).over().label("open"),
    ).order_by(settled, begin, pair.entity_name, pair.a_activity_id, pair.b_activity_id)
    return statement.where(not_(settled)) if kind.only_open else statement


def _found(actor: Actor, kind: WantedPairs) -> CompoundSelect[Any]:
    halves = (
        _half(actor, kind, is_of_one=each).limit(MOST_LOOKED_THROUGH).subquery()
        for each in (False, True)
    )
    return union_all(*(select(*each.c) for each in halves))


def _half(actor: Actor, kind: WantedPairs, *, is_of_one: bool) -> Select[Any]:
    """Select overlaps between authorities, or of one with a quiet period of its own."""
    a, b = aliased(ActivityNotice, name="a"), aliased(ActivityNotice, name="b")
    own, other = aliased(Activity, name="content_a"), aliased(Activity, name="content_b")
    note, said = aliased(OverlapNote, name="note"), aliased(OverlapSuggestion, name="suggested")
    columns: list[Any] = [
        a.workspace_id,
        a.entity_name,
        a.match_key,
        *_side(a, own, "a"),
        *_side(b, other, "b"),
        _is_agreed(actor, own, other).label("is_agreed"),
        _is_mutual(a, b).label("is_mutual"),
        *(getattr(note, key).label(f"note_{key}") for key in PairNote.__dataclass_fields__),
        said.id.label("suggestion_id"),
    ]
    statement = (
        select(*columns)
        .select_from(a)
        .join(b, and_(b.workspace_id == a.workspace_id, b.match_key == a.match_key))
        .outerjoin(own, and_(own.id == a.activity_id, visible_to(actor, own)))
        .outerjoin(other, and_(other.id == b.activity_id, visible_to(actor, other)))
        .outerjoin(note, _still_holds(actor, note, a=a, b=b))
        .outerjoin(said, _waits(actor, said, a=a, b=b))
        .where(
            a.activity_id < b.activity_id,
            a.workspace_id.in_(PLACES),
            notices_visible_to(actor, a),
            notices_visible_to(actor, b),
            _touches(a, b),
            _clashes(actor, a, b, own=own, other=other, is_of_one=is_of_one),
            *_narrowed(actor, kind, a=a, b=b),
        )
    )
    return _of_authority(statement, kind.owner, a=a, b=b) if kind.owner else statement


def _of_authority(statement: Select[Any], code: str, *, a: Any, b: Any) -> Select[Any]:
    one, two = identity.organisations_to_join(), identity.organisations_to_join()
    return (
        statement.join(one, one.id == a.organisation_id)
        .join(two, two.id == b.organisation_id)
        .where(or_(one.code == code, two.code == code))
    )


def _is_mutual(a: Any, b: Any) -> ColumnElement[bool]:
    """Hold when the owner of each may know of the other, as the owners decided."""
    return and_(
        *(
            or_(each.rest != Rest.NOTHING, that.organisation_id == any_(each.named))
            for each, that in ((a, b), (b, a))
        )
    )


def _still_holds(actor: Actor, note: Any, *, a: Any, b: Any) -> ColumnElement[bool]:
    """Join the own note about a pair whose windows are as they were."""
    return and_(
        notes_visible_to(actor, note),
        note.taken_back_at.is_(None),
        note.first_activity_id == a.activity_id,
        note.second_activity_id == b.activity_id,
        note.first_starts_on == a.starts_on,
        note.first_ends_on == a.ends_on,
        note.second_starts_on == b.starts_on,
        note.second_ends_on == b.ends_on,
    )


def _waits(actor: Actor, said: Any, *, a: Any, b: Any) -> ColumnElement[bool]:
    return and_(
        suggestions_visible_to(actor, said),
        said.status == SuggestionStatus.OPEN,
        said.first_activity_id == a.activity_id,
        said.second_activity_id == b.activity_id,
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


def _clashes(
    actor: Actor, a: Any, b: Any, *, own: Any, other: Any, is_of_one: bool
) -> ColumnElement[bool]:
    quiet = ActivityKind.QUIET
    one, two = (func.coalesce(each.kind == quiet, False) for each in (own, other))
    if is_of_one:
        # Looked up once, and before anything else of a pair is: most have no quiet period at all.
        calm = aliased(Activity, name="calm")
        quiet_ones = select(calm.id).where(visible_to(actor, calm), calm.kind == quiet)
        has_one = or_(a.activity_id.in_(quiet_ones), b.activity_id.in_(quiet_ones))
        return and_(a.organisation_id == b.organisation_id, has_one, one != two)
    return and_(a.organisation_id != b.organisation_id, not_(and_(one, two)))


def _narrowed(actor: Actor, kind: WantedPairs, *, a: Any, b: Any) -> list[ColumnElement[bool]]:
    conditions = [or_(*(and_(each.starts_on <= LAST, each.ends_on >= FIRST) for each in (a, b)))]
    if kind.keys is not None:
        conditions.append(a.match_key.in_(KEYS))
    if kind.of is not None:
        conditions.append(or_(a.activity_id == OF, b.activity_id == OF))
    if kind.also is not None:
        conditions.append(or_(a.activity_id == ALSO, b.activity_id == ALSO))
    if kind.only_ours:
        conditions.append(or_(*(e.organisation_id == actor.organisation_id for e in (a, b))))
    if kind.words:
        conditions.append(
            or_(*(e.entity_name.icontains(kind.words, autoescape=True) for e in (a, b)))
        )
    if kind.sector:
        conditions.append(or_(a.sector == kind.sector, b.sector == kind.sector))
    return conditions


def _is_agreed(actor: Actor, own: Any, other: Any) -> ColumnElement[bool]:
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
    first, second = sides
    noted = [values[f"note_{key}"] for key in PairNote.__dataclass_fields__]
    return Pair(
        row.workspace_id,
        row.entity_name,
        row.match_key,
        first,
        second,
        is_agreed=row.is_agreed,
        is_mutual=row.is_mutual,
        note=None if row.note_id is None else PairNote(*noted),
        suggestion_id=row.suggestion_id,
    )
