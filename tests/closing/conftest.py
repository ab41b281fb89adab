"""Fixtures of closing.

Anna coordinates for IJenV, which leads, Bram for IGJ; Carla reads for IvhO.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.kernel import clock
from app.workspaces.models import MemberRole, Membership
from tests.support.documents import Library
from tests.support.officers import make_officer


@pytest.fixture
def library(house, world):
    """Documents of this test's world."""
    return Library(house, world)


@pytest.fixture(autouse=True)
def _bram_coordinates(transaction, world):
    with transaction.as_owner() as owner:
        mine = Membership.person_id == world.person("bram").id
        owner.execute(update(Membership).where(mine).values(role=MemberRole.COORDINATOR))


@pytest.fixture
def address(world):
    """Where the closing of the workspace is."""
    return f"/workspaces/{world.workspace.ref}/closing"


@pytest.fixture
def officer(app, world, transaction):
    """IGJ's privacy officer, who works in no workspace."""
    return make_officer(app, world, transaction, code="igj")[0]


@pytest.fixture
def later(monkeypatch):
    """Move the clock on by some days."""

    def by(days):
        moment = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return by


@pytest.fixture
def started(browser_of, address):
    """The closing, started by Anna with the usual term."""
    answer = browser_of("anna").visit(address).submit("#start-form")
    assert answer.status == 303, answer.text("main")
    return answer


@pytest.fixture
def answering(browser_of, address):
    """Let somebody answer for the own organisation."""

    def answer(who, shared, private="archive"):
        page = browser_of(who).visit(address)
        return page.submit("#answer-form", shared=shared, private=private)

    return answer
