"""Privacy officers: people with that duty, who work in no workspace."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import text

from app.identity.models import PRIVACY_OFFICER, Person
from tests.support.browser import Browser
from tests.support.database import OneTransaction


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
