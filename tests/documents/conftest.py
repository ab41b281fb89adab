"""Fixtures of the document tests."""

import pytest
from sqlalchemy import create_engine, text

from app.adapters.postgres import EmbeddedServer
from app.kernel import schema
from app.kernel.db import driver_url
from app.kernel.web.house import house_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation
from app.workspaces.service.participants import end_participant
from tests.support.acting import acting
from tests.support.database import OneTransaction
from tests.support.documents import Library

PATIENCE = "3min"
"""How long one statement over all worlds may take; a planted fault may make a slow plan."""


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture(scope="session")
def apart_engine(server: EmbeddedServer):
    """A database of its own for random worlds: what is undone there leaves no rows elsewhere."""
    server.make_database("samenzicht_worlds")
    schema.upgrade(server.url("samenzicht_owner", database="samenzicht_worlds"))
    root = create_engine(driver_url(server.url("postgres", database="samenzicht_worlds")))
    with root.begin() as connection:
        connection.execute(text("grant samenzicht_app to samenzicht_owner"))
    root.dispose()
    engine = create_engine(
        driver_url(server.url("samenzicht_owner", database="samenzicht_worlds")),
        connect_args={"options": f"-c statement_timeout={PATIENCE}"},
    )
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def worlds_apart(apart_engine, application):
    """One transaction in the database of random worlds, undone after the module's tests."""
    with OneTransaction(apart_engine, house_of(application)) as transaction:
        yield transaction


@pytest.fixture
def part(transaction, world):
    """The participation of an organisation in the workspace, as it stands."""

    def found(code="igj"):
        with transaction.as_owner() as owner:
            return (
                owner.query(Participation)
                .filter_by(
                    organisation_id=world.organisations[code].id, workspace_id=world.workspace.id
                )
                .one()
            )

    return found


@pytest.fixture
def leave(app, world, part):
    def left(code="igj"):
        actor = world.actor("anna")
        with acting(app, actor):
            place = workspaces.get_for(actor, "workspace:page:view", world.workspace.ref)
            end_participant(
                actor,
                place,
                participation=workspaces.find_active_participation(
                    place, world.organisations[code].id
                ),
            )

    return left
