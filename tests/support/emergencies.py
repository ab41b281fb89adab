"""Emergency sight for tests: colleagues who work nowhere, and sights put straight into the rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.emergencies.models import EmergencySight, Ground
from app.identity.models import Person
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.workspaces.models import Workspace
from tests.support.database import OneTransaction
from tests.support.markers import marked

DAY = timedelta(hours=24)


def make_colleague(
    world: Any,
    transaction: OneTransaction,
    *,
    code: str,
    login: str,
    duties: tuple[str, ...] = (),
    name: str = "",
) -> Person:
    """Make somebody of an organisation who works in no workspace."""
    organisation = world.organisations[code]
    with transaction.as_owner() as owner:
        provider = owner.execute(
            text("select id from identity_provider where slug = :slug"), {"slug": code}
        ).scalar_one()
        person = Person(
            organisation_id=organisation.id,
            provider_id=provider,
            subject=f"colleague-{login}",
            login=login,
            name=name or login.capitalize(),
            email=f"{login}@{code}.example",
            job_title="inspecteur",
            duties=list(duties),
        )
        owner.add(person)
        owner.flush()
        owner.expunge(person)
    person.organisation = organisation
    return person


def actor_of(person: Person, *, place_id: UUID | None = None) -> Actor:
    """Return a person as an actor, under emergency sight when they name a place."""
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
        place_id=place_id,
        duties=frozenset(person.duties),
    )


def put_sight(
    transaction: OneTransaction,
    place: Workspace,
    *,
    of: Person,
    by: Person,
    second: Person | None = None,
    reason: str = "Iedereen die hier werkt is ziek.",
    lasts: timedelta = DAY,
) -> UUID:
    """Put a running emergency sight into the database as its owner; return its id."""
    sight_id, now = ids.new_id(), clock.now()
    with transaction.as_owner() as owner:
        owner.add(
            EmergencySight(
                id=sight_id,
                workspace_id=place.id,
                organisation_id=of.organisation_id,
                person_id=of.id,
                ground=Ground.ABSENCE,
                reason=reason,
                wants_special=second is not None,
                opened_by_id=by.id,
                opened_at=now,
                ends_at=now + lasts,
                confirmed_by_id=None if second is None else second.id,
                confirmed_at=None if second is None else now,
                review_text="",
                version=1,
            )
        )
    return sight_id


def purpose_of_sight(transaction: OneTransaction, typed: dict[str, str]) -> dict[str, str]:
    """Return what somebody who typed this signs in anew for."""
    with transaction.as_owner() as owner:
        ids_of = {
            name: owner.execute(
                text(f"select id from {name} where {key} = :it"), {"it": it}
            ).scalar()
            for name, key, it in (
                ("workspace", "ref", typed["workspace"]),
                ("person", "login", typed["person"]),
            )
        }
    return {
        "action": "emergency:sight:open",
        "workspace_id": str(ids_of["workspace"]),
        "person_id": str(ids_of["person"]),
        "ground": typed["ground"],
        "reason": typed["reason"],
        "hours": typed["hours"],
        "wants_special": str("wants_special" in typed),
    }


def emergency_scene(world: Any, transaction: OneTransaction) -> dict[str, UUID]:
    """Let a colleague of IGJ and one of NVWA look, each into the own workspace."""
    places = {
        "igj_emergency": (world.workspace, "igj", "cora"),
        "nvwa_emergency": (world.elsewhere, "nvwa", "dirk"),
    }
    return {
        name: put_sight(
            transaction,
            place,
            of=make_colleague(world, transaction, code=code, login=f"in-nood-{code}"),
            by=world.person(by),
            reason=marked(name, "Iedereen is ziek."),
        )
        for name, (place, code, by) in places.items()
    }
