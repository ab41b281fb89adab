"""What the product is measured on: one workspace for the documents of three organisations.

Beside it stand eight in which tasks are asked.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.documents.models import AccessPolicy, AccessRule, Level
from app.identity.models import SignInSession
from app.kernel import clock, ids
from app.kernel.web.house import House
from app.workspaces.models import MemberRole, Membership
from tests.support.database import watching_off
from tests.support.world import World, a_workspace, furnish_world

TASKS = 200
ASKED_IN = tuple(f"VRG-2026-{number}" for number in range(2001, 2009))
"""Of the workspace, asked by IJenV of people of two organisations by turns."""
MAKE_TASKS = text("""
insert into task (id, workspace_id, number, ref, title, details, organisation_id, assignee_id,
    asking_organisation_id, due_on, status, changed_at, version)
  select md5('task ' || n)::uuid, :place, n, 'T' || n, 'Beschrijf de stand van zaken ' || n, '',
    p.organisation_id, p.id, :asking, current_date + n % 90, 'open', now(), 1
  from generate_series(1, :tasks) n
  join (select id, organisation_id, row_number() over (order by login) as turn
        from person where login in ('bram', 'cora', 'anna')) p on p.turn = 1 + n % 3
""")
COOKIE = "bench-cookie-of-forty-three-characters-0000000"


def make_place(engine: Engine, house: House) -> World:
    """Make the workspace and a session of Bram, whose cookie is `COOKIE`."""
    world = furnish_world(engine, house)
    with Session(engine, expire_on_commit=False) as session, watching_off(session):
        _sign_in(session, world)
        for ref in ASKED_IN:
            _place_to_ask_in(session, world, house, ref)
        for code in ("ijenv", "igj", "ivho"):
            _policy(session, world, code)
        facts = {"place": world.workspace.id, "asking": world.organisations["ijenv"].id}
        session.execute(MAKE_TASKS, {**facts, "tasks": TASKS})
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


def _place_to_ask_in(session: Session, world: World, house: House, ref: str) -> None:
    place = a_workspace(session, world, house, ref=ref, lead="ijenv", partners=("igj", "ivho"))
    session.flush()
    bram = world.person("bram")
    session.add(
        Membership(
            workspace_id=place.id,
            person_id=bram.id,
            organisation_id=bram.organisation_id,
            role=MemberRole.CONTRIBUTOR,
            added_at=clock.now(),
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
