"""What the product is measured on: one workspace for the documents of three organisations."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.documents.models import AccessPolicy, AccessRule, Level
from app.identity.models import SignInSession
from app.kernel import clock, ids
from app.kernel.web.house import House
from tests.support.database import watching_off
from tests.support.world import World, furnish_world

COOKIE = "bench-cookie-of-forty-three-characters-0000000"


def make_place(engine: Engine, house: House) -> World:
    """Make the workspace and a session of Bram, whose cookie is `COOKIE`."""
    world = furnish_world(engine, house)
    with Session(engine) as session, watching_off(session):
        _sign_in(session, world)
        for code in ("ijenv", "igj", "ivho"):
            _policy(session, world, code)
        session.commit()
    return world


def _sign_in(session: Session, world: World) -> None:
    bram = world.person("bram")
    assert bram.provider_id is not None
    session.add(
        SignInSession(
            token_hash=sha256(COOKIE.encode()).digest(),
            person_id=bram.id,
            provider_id=bram.provider_id,
            signed_in_at=clock.now(),
            last_seen_at=clock.now() + timedelta(hours=1),
            acr="substantial",
        )
    )


def _policy(session: Session, world: World, owner: str) -> AccessPolicy:
    policy_id = ids.new_id()
    policy = AccessPolicy(
        id=policy_id,
        workspace_id=world.workspace.id,
        organisation_id=world.organisations[owner].id,
        governed_by_id=policy_id,
        version=1,
    )
    session.add(policy)
    session.flush()
    for reader in ("ijenv", "igj", "ivho"):
        if reader != owner:
            session.add(
                AccessRule(
                    policy_id=policy_id,
                    workspace_id=world.workspace.id,
                    owner_id=world.organisations[owner].id,
                    organisation_id=world.organisations[reader].id,
                    level=Level.DOWNLOAD,
                    legal_basis="JEUGD-TOEZICHT",
                    purpose="Meten",
                    people=[],
                )
            )
    return policy
