"""What the product is measured on: one workspace with many documents of three organisations."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.documents.models import (
    AccessPolicy,
    AccessRule,
    Document,
    DocumentStatus,
    DocumentVersion,
    Level,
)
from app.identity.models import SignInSession
from app.kernel import clock, ids
from app.kernel.web.house import House
from app.workspaces.models import Marking
from tests.support.database import watching_off
from tests.support.world import World, furnish_world

COOKIE = "bench-cookie-of-forty-three-characters-0000000"


def make_place(engine: Engine, house: House, *, documents: int) -> World:
    """Make the workspace and a session of Bram, whose cookie is `COOKIE`."""
    world = furnish_world(engine, house)
    with Session(engine) as session, watching_off(session):
        _sign_in(session, world)
        policies = {code: _policy(session, world, code) for code in ("ijenv", "igj", "ivho")}
        session.flush()
        for number in range(documents):
            _document(session, world, number=number, policies=policies)
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
        folder_id=world.root.id,
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


def _document(
    session: Session, world: World, *, number: int, policies: dict[str, AccessPolicy]
) -> None:
    owner = list(policies)[number % len(policies)]
    moment = clock.now() - timedelta(minutes=number)
    document = Document(
        id=ids.new_id(),
        workspace_id=world.workspace.id,
        folder_id=world.root.id,
        organisation_id=world.organisations[owner].id,
        policy_id=policies[owner].id,
        title=f"Observaties leefgroep {number}",
        classification=0,
        marking=Marking.CONFIDENTIAL,
        is_special_category=False,
        is_criminal_data=False,
        is_police_data=False,
        status=DocumentStatus.RELEASED,
        current_number=1,
        changed_at=moment,
        version=1,
    )
    session.add(document)
    session.flush()
    session.add(
        DocumentVersion(
            document_id=document.id,
            workspace_id=world.workspace.id,
            number=1,
            file_name="observaties.pdf",
            media_type="application/pdf",
            size=640_000,
            sha256=bytes(32),
            blob_id="0" * 32,
            wrapped_key=b"",
            uploaded_by_id=world.person("bram").id,
            uploaded_at=moment,
            note="",
        )
    )
