"""What the tests of publishing need: an adopted report of Anna's and Bram's findings."""

import pytest

from tests.support.judgement import Desk
from tests.support.publishing import Press
from tests.support.signing_keys import put_keys


@pytest.fixture(autouse=True)
def signing_keys(made_keys, transaction):
    """The keys, in this test's transaction."""
    put_keys(transaction, made_keys)


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def findings(desk):
    """One of IJenV, one of IGJ."""
    theirs = desk.finding("bram", title="Te weinig zorg", text="Er was **geen arts**.")
    return desk.finding("anna"), theirs


@pytest.fixture
def press(desk, findings, transaction):
    """A report that Wim and Cora signed, adopted."""
    report_id = desk.report(*findings, conclusion="Slot van het rapport.")
    desk.freeze(report_id)
    desk.sign("wim", report_id)
    desk.sign(
        "cora", report_id, decision="signed_with_reservation", statement="De termijn is ruim."
    )
    return Press(desk, transaction, report_id)
