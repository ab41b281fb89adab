"""The register for partners' systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request
from pydantic import Field

from app.coordination import queries, service
from app.coordination.api.blueprint import (
    Body,
    asked_place,
    blueprint,
    opening_of,
    organisations_of,
    visible_to_of,
)
from app.coordination.models import Regime, Sector, SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import WantedEntities
from app.coordination.service import EntityFacts
from app.identity.models import Organisation
from app.kernel.access import Actor
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, PAGING, query
from app.kernel.web.json_api import (
    answer_json,
    asked_limit,
    check_match,
    make_cursor,
    read_body,
)


class EntityPart(Body):
    """What may change about an entry; what is left out stays."""

    entity: str | None = Field(None, min_length=1, max_length=200)
    register_number: str | None = Field(None, max_length=20)
    sector: Sector | None = None
    regime: Regime | None = None
    visible_to: list[str] | None = Field(None, max_length=100)


class EntityBody(EntityPart):
    """A new entry in the caller's own register."""

    entity: str = Field(min_length=1, max_length=200)
    register_number: str = Field("", max_length=20)
    sector: Sector
    regime: Regime
    visible_to: list[str] = Field([], max_length=100)


@blueprint.route(
    "/entities",
    needs=CoordinationPermission.VIEW,
    asks=(*PAGING, query("q", "Words that stand in the name.")),
    gives=LIST,
)
def entities() -> Response:
    """Give the entries that exist for the caller, by name."""
    actor, limit = current_actor(), asked_limit()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    wanted = WantedEntities(words=request.args.get("q", "").replace("\0", ""), with_ended=True)
    rows = queries.list_entities(
        actor, coordination, wanted, limit=limit + 1, after=asked_place(str)
    )
    following = None
    if len(rows) > limit:
        following = make_cursor(rows[limit - 1].name, rows[limit - 1].id)
    known = organisations_of(coordination.places[0])
    return answer_json(
        {"items": [_entity(each, known) for each in rows[:limit]], "next": following}
    )


@blueprint.route(
    "/entities",
    methods=["POST"],
    needs=CoordinationPermission.ENTER,
    endpoint="add_entity",
    takes=EntityBody,
    gives=MADE,
)
def add_entity() -> Response:
    """Enter an organisation or process in the caller's own register."""
    actor = current_actor()
    place = queries.get_place_for(actor, CoordinationPermission.ENTER)
    body = read_body(EntityBody)
    facts = EntityFacts(
        name=body.entity,
        register_number=body.register_number,
        sector=body.sector,
        regime=body.regime,
        opening=opening_of(body.visible_to),
    )
    made = service.add_entity(actor, place, facts=facts)
    return _answer(actor, made.id, status=201)


@blueprint.route("/entities/<uuid:entity_id>", needs=CoordinationPermission.SEE)
def entity(entity_id: UUID) -> Response:
    """Give one entry."""
    return _answer(current_actor(), entity_id)


@blueprint.route(
    "/entities/<uuid:entity_id>",
    methods=["PATCH"],
    needs=CoordinationPermission.CHANGE,
    takes=EntityPart,
)
def change_entity(entity_id: UUID) -> Response:
    """Change an entry of the caller's own register."""
    actor = current_actor()
    found = queries.get_entity_for(actor, CoordinationPermission.CHANGE, entity_id)
    check_match(found.version)
    body, known = read_body(EntityPart), organisations_of(found.workspace)
    opened = visible_to_of(found, known) if body.visible_to is None else body.visible_to
    number = body.register_number
    facts = EntityFacts(
        name=body.entity or found.name,
        register_number=found.register_number if number is None else number,
        sector=body.sector or found.sector,
        regime=body.regime or found.regime,
        opening=opening_of(opened),
    )
    service.change_entity(actor, found, facts=facts, seen_version=found.version)
    return _answer(actor, entity_id)


def _answer(actor: Actor, entity_id: UUID, *, status: int = 200) -> Response:
    found = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
    content = _entity(found, organisations_of(found.workspace))
    return answer_json(content, status=status, version=found.version)


def _entity(it: SupervisedEntity, organisations: Mapping[UUID, Organisation]) -> dict[str, Any]:
    return {
        "id": str(it.id),
        "entity": it.name,
        "register_number": it.register_number or None,
        "sector": str(it.sector),
        "regime": str(it.regime),
        "supervisor": it.organisation.code,
        "visible_to": visible_to_of(it, organisations),
        "is_ended": it.ended_at is not None,
        "workspace": it.workspace.ref,
        "version": it.version,
    }
