"""What the tests of rebuttals need: a frozen report of Anna's and Bram's findings."""

import pytest

from app.adapters.keys import MasterKey
from app.kernel.web.house import house_of
from tests.support.hearing import Hearings
from tests.support.judgement import Desk
from tests.support.signing_keys import make_keys, put_keys


@pytest.fixture(scope="session")
def made_keys(application, standing_world):
    """Keys of the platform and of those who sign, made once: making them takes a second."""
    return make_keys(standing_world, master=house_of(application).tool(MasterKey))


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
