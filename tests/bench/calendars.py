"""A full year: thousands of entities of three authorities, each row opened in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from app.coordination.models import (
    Activity,
    ActivityKind,
    Regime,
    Rest,
    Sector,
    SupervisedEntity,
)
from app.coordination.policy import TEMPLATE
from app.coordination.queries.entities import match_key
from app.kernel import clock, ids
from app.workspaces.models import Workspace
from tests.support.database import watching_off
from tests.support.world import World

WAYS = tuple(product(("igj", "ijenv", "ivho"), Rest))
"""Whose row it is, and what the others see of it."""
NEW_YEAR, WINDOW_DAYS = date(2027, 1, 1), 20


def fill_year(engine: Engine, world: World, *, entities: int, activities: int) -> None:
    """Plan activities at each entity by several authorities, and let every plan know of them."""
    with Session(engine) as session, watching_off(session):
        session.get_one(Workspace, world.workspace.id).template = TEMPLATE
        made = [_entity(world, number) for number in range(entities)]
        session.execute(insert(SupervisedEntity), made)
        session.execute(insert(Activity), list(_activities(world, made, activities)))
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze) supervised_entity, activity, activity_notice"))


def _entity(world: World, number: int) -> dict[str, Any]:
    owner, rest = WAYS[number % len(WAYS)]
    name = f"Organisatie {number:05}"
    return {
        "id": ids.new_id(),
        "workspace_id": world.workspace.id,
        "organisation_id": world.organisations[owner].id,
        "name": name,
        "register_number": "",
        "match_key": match_key(name, ""),
        "sector": list(Sector)[number % len(Sector)],
        "regime": Regime.CBW_ESSENTIAL,
        "named": [],
        "rest": Rest.EVERYTHING if rest == Rest.EVERYTHING else Rest.NOTHING,
        "ended_at": None,
        "changed_at": clock.now(),
        "version": 1,
    }


def _activities(world: World, made: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        entity = made[number % len(made)]
        owner, rest = WAYS[number % len(WAYS)]
        starts_on = NEW_YEAR + timedelta(days=number * 7 % 340)
        ends_on = starts_on + timedelta(days=WINDOW_DAYS)
        named: list[UUID] = [world.organisations["igj"].id] if number % 4 == 0 else []
        yield {
            "id": ids.new_id(),
            "workspace_id": world.workspace.id,
            "organisation_id": world.organisations[owner].id,
            "entity_id": entity["id"],
            "entity_name": entity["name"],
            "match_key": entity["match_key"],
            "sector": entity["sector"],
            "kind": ActivityKind.AUDIT,
            "title": f"Zorgplichtaudit {number}",
            "starts_on": starts_on,
            "ends_on": ends_on,
            "due_on": ends_on,
            "agreed_from": starts_on,
            "agreed_until": ends_on,
            "agreed_due_on": ends_on,
            "named": named,
            "rest": rest,
            "withdrawn_at": None,
            "moved_at": clock.now(),
            "changed_at": clock.now(),
            "version": 1,
        }
