"""What the tests of follow-ups need: an adopted report of Anna's and Bram's findings.

To print, sign and adopt it takes seconds, so it is done once for all tests of a module; what a test
does afterwards is undone.
"""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.findings.service import Advice
from app.followups.models import FollowUp
from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.following import adopt
from tests.support.judgement import Desk
from tests.support.signing_keys import put_keys


@pytest.fixture(scope="module")
def standing_report(owner_engine, application, standing_world, made_keys):
    """An adopted report of a finding of IJenV and one of IGJ, with two recommendations."""
    advice = (Advice("Neem een arts aan.", "de directie"), Advice("Meet het.", "de gemeente"))
    with OneTransaction(owner_engine, house_of(application)) as running:
        put_keys(running, made_keys)
        desk = Desk(application, standing_world, running)
        theirs = desk.finding("bram", title="Te weinig zorg", recommendations=advice)
        report_id = adopt(desk, desk.finding("anna"), theirs)
        yield SimpleNamespace(transaction=running, theirs=theirs, report_id=report_id)


@pytest.fixture
def transaction(standing_report):
    """What a test does with the adopted report, undone at its end."""
    with standing_report.transaction.undone():
        yield standing_report.transaction


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def theirs(standing_report):
    """The finding of IGJ."""
    return standing_report.theirs


@pytest.fixture
def report_id(standing_report):
    """The adopted report."""
    return standing_report.report_id


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
def address(world, stored):
    """Where one follow-up of IGJ stands."""
    found = next(each for each in stored() if each.addressee == "de gemeente")
    return f"/workspaces/{world.workspace.ref}/follow-ups/{found.id}"
