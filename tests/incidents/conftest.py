"""Fixtures of the tests of cases: the workspace of the cast holds cases, with the usual terms."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.incidents import queries, service
from app.incidents.models import Case
from app.incidents.policy import IncidentPermission
from app.workspaces.models import Workspace
from tests.support.acting import acting
from tests.support.api import Api
from tests.support.cases import report, usual_terms
from tests.support.database import watching_off
from tests.support.tasks import change_part, stand_still

PLACE = "/workspaces/WRK-2026-1001"
CASES = f"{PLACE}/cases"


@pytest.fixture(autouse=True)
def holds_cases(world, transaction):
    """The workspace of the cast is one of the committee for youth reports."""
    with transaction.as_owner() as owner, watching_off(owner):
        owner.execute(
            update(Workspace)
            .where(Workspace.id == world.workspace.id)
            .values(holds_cases=True, template="cmj")
        )


@pytest.fixture
def clock_at(monkeypatch):
    return stand_still(monkeypatch)


@pytest.fixture
def as_part(world, transaction):
    """Let an organisation have another part: ``as_part("ivho", ParticipantRole.GUEST)``."""
    return lambda code, role: change_part(world, transaction, code, role)


@pytest.fixture
def api_of(app, world, transaction):
    """A partner's system that acts as somebody: ``api_of("bram")``."""
    return lambda who: Api(app, world.person(who), transaction)


@pytest.fixture
def usual(app):
    return usual_terms(app)


@pytest.fixture
def place_of(app, world):
    """The workspace as somebody loads it, inside ``acting``."""
    return lambda actor: queries.get_place_for(actor, IncidentPermission.LIST, world.workspace.ref)


@pytest.fixture
def register(app, world, usual, place_of):
    """Register a case as Anna, and return its id."""

    def registered(who="anna", **said):
        actor = world.actor(who)
        with acting(app, actor):
            made = service.register_case(actor, place_of(actor), wish=report(**said), usual=usual)
            return made.id

    return registered


@pytest.fixture
def stored(transaction):
    """Return a case as it stands in its table."""

    def read(case_id):
        with transaction.as_owner() as owner:
            found = owner.execute(
                select(Case).where(Case.id == case_id).execution_options(populate_existing=True)
            ).scalar_one()
            owner.expunge(found)
            return found

    return read
