"""Fixtures of the document tests."""

import pytest

from app.adapters.scanner import Scanner
from app.documents.policy import SCANNER
from app.documents.service.scanning import scan
from app.kernel.access import system_actor
from app.kernel.work import circumstances
from app.workspaces import queries as workspaces
from app.workspaces.models import Participation
from app.workspaces.service.participants import end_participant
from tests.support.acting import acting
from tests.support.clamd import running_clamd
from tests.support.documents import Library


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    with circumstances(request_id="test", queue=house.queue):
        yield Library(house, world)


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


@pytest.fixture
def clamd():
    with running_clamd() as running:
        yield running


@pytest.fixture
def look(app, house, world, library, clamd):
    """What the worker does with a document."""

    def run(document, *, number=1, scanner=None, name=SCANNER, organisation="igj"):
        actor = system_actor(
            name,
            organisation_id=world.organisations[organisation].id,
            place_id=world.workspace.id,
        )
        with (
            circumstances(request_id="test", queue=house.queue),
            house.database.session_for(actor),
        ):
            scan(
                actor,
                document.id,
                number=number,
                scanner=scanner or Scanner(clamd.address),
                depot=library.depot,
            )

    return run
