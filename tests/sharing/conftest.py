"""Fixtures of the sharing tests: documents, and privacy officers who work in no workspace."""

import pytest

from app.kernel.work import circumstances
from tests.support.documents import Library
from tests.support.officers import make_officer

HEALTH = "gezondheid"
FINDINGS = "bevindingen"


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def document(library):
    """Bram of IGJ brought it; nobody else sees it."""
    return library.bring("bram", title="Verslag over de groep")


@pytest.fixture
def officer_of(app, world, transaction):
    """A privacy officer of an organisation, in no workspace: the browser and the person."""

    return lambda code: make_officer(app, world, transaction, code=code)


@pytest.fixture
def guide_of(browser_of, library):
    """Ask the guide on screen."""

    def asked(who, document, partner="ivho", kinds=(FINDINGS,)):
        query = "&".join([f"partner={partner}", "ask=1", *(f"kinds={each}" for each in kinds)])
        return browser_of(who).visit(library.address(document, f"/sharing-guide?{query}"))

    return asked
