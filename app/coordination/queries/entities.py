"""Reading the register: one entry, and those a reader may see."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.coordination.models import Regime, SupervisedEntity
from app.coordination.policy import Coordination, CoordinationPermission, visible_to
from app.coordination.queries.places import get_row_for, put_in_place
from app.kernel import db
from app.kernel.access import Actor

MOST_NAMES = 200
"""Entities offered in a list to choose from; beyond it one plans from the entity's own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedEntities:
    """Which entries to show."""

    words: str = ""
    sector: str = ""
    owner: str = ""
    """Code of an authority."""
    with_ended: bool = False


def match_key(name: str, register_number: str) -> str:
    """Return what is equal for two entries about the same organisation."""
    if register_number:
        return f"nr:{register_number}"
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(each for each in decomposed if each.isalnum())
    return f"name:{letters or name.casefold()}"


def get_entity_for(
    actor: Actor, permission: CoordinationPermission, entity_id: UUID
) -> SupervisedEntity:
    """Return one entry of a register, and decide the permission.

    Raises:
        NotFound: there is none, or it is not meant for this actor.
    """
    return get_row_for(actor, permission, _visible(actor).where(SupervisedEntity.id == entity_id))


def list_entities(
    actor: Actor,
    coordination: Coordination,
    wanted: WantedEntities,
    *,
    limit: int,
    after: tuple[str, UUID] | None = None,
) -> list[SupervisedEntity]:
    """Return entries that exist for the actor, by name.

    Args:
        after: name and id of the last row of the page before.
    """
    name = func.lower(SupervisedEntity.name)
    statement = (
        _narrowed(_visible(actor), wanted)
        .where(SupervisedEntity.workspace_id.in_(coordination.place_ids))
        .order_by(name, SupervisedEntity.id)
        .limit(limit)
    )
    if after is not None:
        place = tuple_(func.lower(after[0]), after[1])
        statement = statement.where(tuple_(name, SupervisedEntity.id) > place)
    rows = list(db.session().execute(statement).scalars())
    put_in_place(coordination, rows)
    return rows


def count_entities(actor: Actor, coordination: Coordination, wanted: WantedEntities) -> int:
    """Return how many entries there are for the actor."""
    statement = _narrowed(
        select(func.count())
        .select_from(SupervisedEntity)
        .where(visible_to(actor, SupervisedEntity)),
        wanted,
    ).where(SupervisedEntity.workspace_id.in_(coordination.place_ids))
    return int(db.session().execute(statement).scalar_one())


def list_names(actor: Actor) -> list[str]:
    """Return the names of the organisations under supervision that the actor may know; not all."""
    statement = (
        select(SupervisedEntity.name)
        .where(visible_to(actor, SupervisedEntity), SupervisedEntity.ended_at.is_(None))
        .distinct()
        .order_by(SupervisedEntity.name)
        .limit(MOST_NAMES)
    )
    return list(db.session().execute(statement).scalars())


def find_regime(actor: Actor, entity_id: UUID) -> Regime | None:
    """Return under which law an entity falls; None when its entry is not meant for the actor."""
    statement = select(SupervisedEntity.regime).where(
        SupervisedEntity.id == entity_id, visible_to(actor, SupervisedEntity)
    )
    return db.session().execute(statement).scalar_one_or_none()


def _narrowed(statement: Select[Any], wanted: WantedEntities) -> Select[Any]:
    if wanted.words:
        like = wanted.words
        statement = statement.where(
            or_(
                SupervisedEntity.name.icontains(like, autoescape=True),
                SupervisedEntity.register_number == like,
            )
        )
    if wanted.sector:
        statement = statement.where(SupervisedEntity.sector == wanted.sector)
    if wanted.owner:
        statement = statement.where(SupervisedEntity.organisation.has(code=wanted.owner))
    if not wanted.with_ended:
        statement = statement.where(SupervisedEntity.ended_at.is_(None))
    return statement


def _visible(actor: Actor) -> Select[SupervisedEntity]:
    return (
        select(SupervisedEntity)
        .options(joinedload(SupervisedEntity.organisation))
        .where(visible_to(actor, SupervisedEntity))
    )
