"""Legal holds for tests, put straight into the database as its owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.closing.models import Destruction, Ground, Layer, LegalHold
from app.closing.service.destruction import hash_of
from app.identity.models import Person
from app.kernel import clock, ids
from app.workspaces.models import Workspace
from tests.support.database import OneTransaction
from tests.support.markers import marked


def put_hold(
    transaction: OneTransaction, place: Workspace, *, by: Person, reason: str = "Een claim."
) -> UUID:
    """Put a hold on what somebody's organisation brought to a place; return its id."""
    hold_id, today = ids.new_id(), clock.today()
    with transaction.as_owner() as owner:
        owner.add(
            LegalHold(
                id=hold_id,
                workspace_id=place.id,
                organisation_id=by.organisation_id,
                reason=reason,
                asked_by="de landsadvocaat",
                from_on=today,
                review_on=today + timedelta(days=90),
                set_by_id=by.id,
                set_at=clock.now(),
                lift_reason="",
                version=1,
            )
        )
    return hold_id


def put_list(transaction: OneTransaction, place: Workspace, *, by: Person, layer: Layer) -> UUID:
    """Put a destruction list that waits for approval, with nothing on it; return its id."""
    list_id = ids.new_id()
    with transaction.as_owner() as owner:
        owner.add(
            Destruction(
                id=list_id,
                workspace_id=place.id,
                organisation_id=by.organisation_id,
                layer=layer,
                ground=Ground.COPY,
                item="",
                source="",
                sha256=hash_of([]),
                proposed_by_id=by.id,
                proposed_at=clock.now(),
            )
        )
    return list_id


def hold_scene(world: Any, transaction: OneTransaction) -> dict[str, UUID]:
    """Hold what IJenV and NVWA brought, each to the own workspace; and propose to destroy it."""
    places = {"ijenv_hold": (world.workspace, "anna"), "nvwa_hold": (world.elsewhere, "dirk")}
    layers = {"ijenv_list": Layer.SHARED, "nvwa_list": Layer.PRIVATE}
    lists = {
        name: put_list(transaction, place, by=world.person(who), layer=layers[name])
        for name, (place, who) in zip(layers, places.values(), strict=True)
    }
    return lists | {
        name: put_hold(
            transaction, place, by=world.person(who), reason=marked(name, "Er loopt een claim.")
        )
        for name, (place, who) in places.items()
    }
