"""Fixtures of the tests of document requests: Anna of IJenV asks Bram's IGJ."""

import pytest

from app.documents.legal_bases import LegalBases
from app.kernel.work import circumstances
from app.requests import service
from app.requests.models import DocumentRequest
from tests.support.documents import BASIS, Library, next_month


@pytest.fixture(autouse=True)
def _queue(house):
    """What is told by a job is put in the queue, also when a service is asked directly."""
    with circumstances(request_id="test", queue=house.queue):
        yield


@pytest.fixture
def in_dutch(application):
    """Days are written in the reader's language, also when a service refuses one."""
    return lambda: application.test_request_context(headers={"Accept-Language": "nl"})


@pytest.fixture
def library(house, world):
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


@pytest.fixture
def ask(house, world, library, in_dutch):
    """Ask, as Anna of IJenV unless somebody else is named."""

    def asked(who="anna", **more):
        said = {
            "partner": "igj",
            "title": "Roosters van oktober",
            "details": "Alleen de nachtdiensten.",
            "purpose": "Samen onderzoeken",
            "legal_basis": BASIS,
            "level": "view",
            "due_on": next_month(),
        }
        actor = world.actor(who)
        with in_dutch(), house.database.session_for(actor):
            wish = service.Wish(**{**said, **more})
            bases = house.tool(LegalBases)
            return service.ask(actor, library.place(actor), wish=wish, bases=bases)

    return asked


@pytest.fixture
def address(world):
    def of(request, part=""):
        return f"/workspaces/{world.workspace.ref}/requests/{request.id}{part}"

    return of


@pytest.fixture
def stored(transaction):
    """A request as it stands in the table."""

    def found(request):
        with transaction.as_owner() as owner:
            return owner.get(DocumentRequest, request.id, populate_existing=True)

    return found
