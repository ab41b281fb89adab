"""Registers and calendars for tests: what each of the cast enters in coordination."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from app.coordination import queries, service
from app.coordination.models import (
    Activity,
    ActivityKind,
    ProposalKind,
    Regime,
    Rest,
    Sector,
    SuggestionKind,
)
from app.coordination.policy import TEMPLATE, CoordinationPermission
from app.coordination.service import Advice, EntityFacts, Offer, Opening, Plan, Remark, Window
from app.kernel import clock
from app.kernel.ids import new_id
from tests.support.acting import acting
from tests.support.database import OneTransaction
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


def plan_scene(
    app: Flask, world: World, refs: dict[str, str], transaction: OneTransaction
) -> dict[str, UUID]:
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
    with transaction.as_owner() as owner:
        ids["ivho_activity"] = _plan_for_ivho(owner, world, ids["igj_planned_activity"])
    ids["ijenv_suggestion"] = _suggest(app, world, ids)
    ids["igj_note"] = _note(app, world, ids)
    return ids


def _plan_for_ivho(owner: Session, world: World, beside: UUID) -> UUID:
    """Plan beside an activity of IGJ for IvhO, of which nobody in the cast may plan.

    IJenV sees what it is; the others only that it is planned.
    """
    like = owner.get_one(Activity, beside)
    values = {each.key: getattr(like, each.key) for each in Activity.__table__.columns}
    made = Activity(
        **values
        | {
            "id": new_id(),
            "organisation_id": world.organisations["ivho"].id,
            "title": marked("ivho_activity", "Audit"),
            "named": [world.organisations["ijenv"].id],
            "rest": Rest.PLANNED,
        }
    )
    owner.add(made)
    owner.flush()
    return made.id


def _suggest(app: Flask, world: World, ids: dict[str, UUID]) -> UUID:
    """Let the lead suggest to IGJ and IvhO how to settle their overlap."""
    actor = world.actor("anna")
    advice = Advice(kind=SuggestionKind.KEEP, reason=marked("ijenv_suggestion", "Laat het zo."))
    with acting(app, actor):
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pair = queries.find_pair(
            actor, coordination, one=ids["igj_planned_activity"], other=ids["ivho_activity"]
        )
        assert pair is not None
        place = coordination.places[0]
        return service.suggest(actor, place, pair=pair, advice=advice).id


def _note(app: Flask, world: World, ids: dict[str, UUID]) -> UUID:
    """Let IGJ note that it called about what IvhO plans."""
    actor = world.actor("bram")
    remark = Remark(called_on=clock.today(), called_with=marked("igj_note", "mevrouw Van Dam"))
    with acting(app, actor):
        ours = queries.get_activity_for(
            actor, CoordinationPermission.CHANGE, ids["igj_planned_activity"]
        )
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pair = queries.find_pair(actor, coordination, one=ours.id, other=ids["ivho_activity"])
        assert pair is not None
        return service.note_overlap(actor, ours, pair=pair, remark=remark).id


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
