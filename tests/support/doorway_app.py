"""The application with one small feature more: fixtures for tests of the door and of sign-in."""

import pytest

from app import create_app
from app.kernel.web.house import house_of
from tests.support.browser import Browser
from tests.support.database import OneTransaction
from tests.support.doorway import api, pages

DOORWAY_SECRET = "another secret of the tests, long enough as well"


@pytest.fixture(scope="session")
def doorway_application(server, database_name, settings):
    made = create_app(
        settings,
        database_url=server.url("samenzicht_app", database=database_name),
        secret_key=DOORWAY_SECRET,
    )
    made.register_blueprint(pages)
    made.register_blueprint(api)
    yield made
    house_of(made).database.dispose()


@pytest.fixture
def doorway_transaction(doorway_application, owner_engine, standing_world):
    with OneTransaction(owner_engine, house_of(doorway_application)) as running:
        yield running


@pytest.fixture
def doorway(doorway_application, doorway_transaction):
    return doorway_application


@pytest.fixture
def visitor(doorway):
    """A browser in which nobody is signed in."""
    return Browser(doorway)


@pytest.fixture
def bram_here(doorway, doorway_transaction, standing_world):
    """Bram's browser."""
    return Browser.signed_in(doorway, standing_world.person("bram"), doorway_transaction)
