"""Fixtures of the sharing tests: documents, and privacy officers who work in no workspace."""

import pytest
from sqlalchemy import text

from app.identity.models import PRIVACY_OFFICER, Person
from tests.support.browser import Browser
from tests.support.documents import Library

HEALTH = "gezondheid"
FINDINGS = "bevindingen"


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture
def document(library):
    """Bram of IGJ brought it; nobody else sees it."""
    return library.bring("bram", title="Verslag over de groep")


@pytest.fixture
def officer_of(app, world, transaction):
    """A privacy officer of an organisation, in no workspace: the browser and the person."""

    def made(code):
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

    return made


@pytest.fixture
def guide_of(browser_of, library):
    """Ask the guide on screen."""

    def asked(who, document, partner="ivho", kinds=(FINDINGS,)):
        query = "&".join([f"partner={partner}", "ask=1", *(f"kinds={each}" for each in kinds)])
        return browser_of(who).visit(library.address(document, f"/sharing-guide?{query}"))

    return asked
