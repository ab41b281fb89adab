"""Fixtures of the document tests."""

import pytest

from app.workspaces import queries as workspaces
from app.workspaces.models import Participation
from app.workspaces.service.participants import end_participant
from tests.support.acting import acting
from tests.support.documents import Library


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


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
