"""What the tests of follow-ups need: an adopted report of Anna's and Bram's findings."""

import pytest
from sqlalchemy import select

from app.findings.service import Advice
from app.followups.models import FollowUp
from tests.support.following import adopt
from tests.support.judgement import Desk
from tests.support.signing_keys import put_keys


@pytest.fixture(autouse=True)
def signing_keys(made_keys, transaction):
    """The keys, in this test's transaction."""
    put_keys(transaction, made_keys)


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def theirs(desk):
    """A finding of IGJ, with two recommendations."""
    advice = (Advice("Neem een arts aan.", "de directie"), Advice("Meet het.", "de gemeente"))
    return desk.finding("bram", title="Te weinig zorg", recommendations=advice)


@pytest.fixture
def report_id(desk, theirs):
    """An adopted report of a finding of IJenV and the one of IGJ."""
    return adopt(desk, desk.finding("anna"), theirs)


@pytest.fixture
def stored(transaction):
    """Return every follow-up as it stands in the table, in order."""

    def read():
        with transaction.as_owner() as owner:
            found = select(FollowUp).order_by(FollowUp.made_at, FollowUp.id)
            found = found.execution_options(populate_existing=True)
            return list(owner.scalars(found))

    return read


@pytest.fixture
def address(world, report_id, stored):
    """Where one follow-up of IGJ stands."""
    found = next(each for each in stored() if each.addressee == "de gemeente")
    return f"/workspaces/{world.workspace.ref}/follow-ups/{found.id}"
