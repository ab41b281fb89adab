"""Privacy officers: people with that duty, who work in no workspace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app.erasures.models import ErasureGround, ErasureRequest
from app.identity.models import PRIVACY_OFFICER, Organisation, Person
from app.kernel import clock, ids
from app.privacy.models import Breach, BreachStep, StepKind
from tests.support.browser import Browser
from tests.support.database import OneTransaction
from tests.support.holding import hold_scene
from tests.support.markers import marked


def make_officer(
    app: Flask, world: Any, transaction: OneTransaction, *, code: str
) -> tuple[Browser, Person]:
    """Make the privacy officer of an organisation; return the browser and the person."""
    organisation = world.organisations[code]
    with transaction.as_owner() as owner:
        provider = owner.execute(
            text("select id from identity_provider where slug = :slug"), {"slug": code}
        ).scalar_one()
        person = Person(
            organisation_id=organisation.id,
            provider_id=provider,
            subject=f"officer-of-{code}",
            login=f"officer-{code}",
            name=f"Functionaris {code}",
            email=f"fg@{code}.example",
            job_title="privacy officer",
            duties=[PRIVACY_OFFICER],
        )
        owner.add(person)
        owner.flush()
        owner.expunge(person)
    person.organisation = organisation
    return Browser.signed_in(app, person, transaction), person


def put_breach(
    transaction: OneTransaction, organisation: Organisation, *, by: Person, body: str
) -> UUID:
    """Put a breach of an organisation into the database as its owner; return its id."""
    breach_id, now = ids.new_id(), clock.now()
    with transaction.as_owner() as owner:
        owner.add(
            Breach(
                id=breach_id,
                organisation_id=organisation.id,
                year=now.year,
                number=1,
                aware_at=now,
                workspace_id=None,
                other_id=None,
                first_day=None,
                last_day=None,
                opened_by_id=by.id,
                opened_at=now,
                closed_at=None,
                version=1,
            )
        )
        owner.flush()
        owner.add(
            BreachStep(
                id=ids.new_id(),
                breach_id=breach_id,
                organisation_id=organisation.id,
                kind=StepKind.FACTS,
                outcome=None,
                happened_at=None,
                body=body,
                by_id=by.id,
                at=now,
            )
        )
    return breach_id


def put_erasure(world: Any, transaction: OneTransaction, *, reason: str) -> UUID:
    """Put a request of IGJ to IJenV to erase a line into the database; return its id."""
    erasure_id, now = ids.new_id(), clock.now()
    with transaction.as_owner() as owner:
        owner.add(
            ErasureRequest(
                id=erasure_id,
                tree_id=world.workspace.id,
                index=0,
                leaf_hash=b"0" * 32,
                ground=ErasureGround.OBJECTION,
                reason=reason,
                organisation_id=world.organisations["igj"].id,
                asked_by_id=world.person("bram").id,
                asked_at=now,
                ask_ticket_id=ids.new_id(),
                agreeing_id=world.organisations["ijenv"].id,
                expires_at=now + timedelta(weeks=4),
                answer_reason="",
            )
        )
    return erasure_id


def breach_scene(world: Any, transaction: OneTransaction) -> dict[str, UUID]:
    """Put down a breach and a request of IGJ, whose officer is nobody of the cast; and holds."""
    body = marked("igj_breach", "Een brief ging mee.")
    igj, bram = world.organisations["igj"], world.person("bram")
    breach_id = put_breach(transaction, igj, by=bram, body=body)
    erasure_id = put_erasure(world, transaction, reason=marked("igj_erasure", "Een bezwaar."))
    made = {"igj_breach": breach_id, "igj_erasure": erasure_id}
    return made | hold_scene(world, transaction)
