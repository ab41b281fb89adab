"""Registers and calendars for tests: what each of the cast enters in coordination."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Flask

from app.coordination import queries, service
from app.coordination.models import ActivityKind, ProposalKind, Regime, Rest, Sector
from app.coordination.policy import TEMPLATE, CoordinationPermission
from app.coordination.service import EntityFacts, Offer, Opening, Plan, Window
from tests.support.acting import acting
from tests.support.markers import marked
from tests.support.world import World

COORDINATING = TEMPLATE
SPRING = Window(starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 30), due_on=date(2027, 5, 14))
ENTITIES: dict[str, tuple[str, Opening]] = {
    "igj_entity": ("bram", Opening()),
    "igj_open_entity": ("bram", Opening(rest=Rest.EVERYTHING)),
    "ijenv_entity": ("anna", Opening()),
    "nvwa_entity": ("dirk", Opening()),
}
"""Who enters it, and to whom it is opened."""
ACTIVITIES: dict[str, tuple[str, str, Opening]] = {
    "igj_activity": ("bram", "igj_entity", Opening()),
    "igj_open_activity": ("bram", "igj_open_entity", Opening(named=("ijenv",))),
    "igj_planned_activity": ("bram", "igj_open_entity", Opening(rest=Rest.PLANNED)),
    "ijenv_activity": ("anna", "igj_open_entity", Opening()),
    "nvwa_activity": ("dirk", "nvwa_entity", Opening()),
}
"""Who plans it, at which entity, and to whom it is opened."""


def plan_scene(app: Flask, world: World, refs: dict[str, str]) -> dict[str, UUID]:
    """Enter and plan everything, each text with its marker; return the ids by name."""
    ids: dict[str, UUID] = {}
    for name, (who, opening) in ENTITIES.items():
        with acting(app, world.actor(who)) as _session:
            actor = world.actor(who)
            ref = refs["there" if who == "dirk" else "here"]
            place = queries.get_place_for(actor, CoordinationPermission.ENTER, ref)
            facts = EntityFacts(
                name=marked(name, "Ziekenhuis"),
                sector=Sector.HEALTH,
                regime=Regime.CBW_ESSENTIAL,
                opening=opening,
            )
            ids[name] = service.add_entity(actor, place, facts=facts).id
    for name, (who, at, opening) in ACTIVITIES.items():
        with acting(app, world.actor(who)) as _session:
            actor = world.actor(who)
            entity = queries.get_entity_for(actor, CoordinationPermission.SEE, ids[at])
            plan = Plan(
                kind=ActivityKind.AUDIT,
                title=marked(name, "Audit"),
                window=SPRING,
                opening=opening,
            )
            made = service.plan_activity(actor, entity.workspace, entity=entity, plan=plan)
            ids[name] = made.id
    ids["ijenv_proposal"] = _propose(app, world, ids)
    return ids


def _propose(app: Flask, world: World, ids: dict[str, UUID]) -> UUID:
    """Let IJenV propose something about its activity and one of IGJ that it sees."""
    actor = world.actor("anna")
    offer = Offer(kind=ProposalKind.KEEP, reason=marked("ijenv_proposal", "Zo is het goed."))
    with acting(app, actor):
        ours, theirs = (
            queries.get_activity_for(actor, CoordinationPermission.SEE, ids[name])
            for name in ("ijenv_activity", "igj_open_activity")
        )
        return service.propose(actor, ours, theirs, offer=offer, seen_version=1).id
