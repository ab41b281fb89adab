"""What the tests of rebuttals need: a frozen report of Anna's and Bram's findings."""

import pytest

from tests.support.hearing import Hearings
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
def hearings(app, world, transaction, desk):
    return Hearings(app, world, transaction, desk)


@pytest.fixture
def ours(desk):
    """A finding of IJenV."""
    return desk.finding("anna", title="Te weinig uren")


@pytest.fixture
def theirs(desk):
    """A finding of IGJ."""
    return desk.finding("bram", title="Te weinig zorg")


@pytest.fixture
def report_id(desk, ours, theirs):
    """A frozen report of both, without seats."""
    report_id = desk.report(ours, theirs, seats=())
    desk.freeze(report_id)
    return report_id
