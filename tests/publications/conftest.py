"""What the tests of publishing need: an adopted report of Anna's and Bram's findings.

To print, sign and adopt it takes seconds, so it is done once for all tests of a module; what a test
does afterwards is undone.
"""

from types import SimpleNamespace

import pytest

from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.judgement import Desk
from tests.support.publishing import Press
from tests.support.signing_keys import put_keys


@pytest.fixture(scope="module")
def standing_report(owner_engine, application, standing_world, made_keys):
    """A report that Wim and Cora signed, of a finding of IJenV and one of IGJ."""
    with OneTransaction(owner_engine, house_of(application)) as running:
        put_keys(running, made_keys)
        desk = Desk(application, standing_world, running)
        theirs = desk.finding("bram", title="Te weinig zorg", text="Er was **geen arts**.")
        findings = desk.finding("anna"), theirs
        report_id = desk.report(*findings, conclusion="Slot van het rapport.")
        desk.freeze(report_id)
        desk.sign("wim", report_id)
        desk.sign(
            "cora", report_id, decision="signed_with_reservation", statement="De termijn is ruim."
        )
        yield SimpleNamespace(transaction=running, findings=findings, report_id=report_id)


@pytest.fixture
def transaction(standing_report):
    """What a test does with the adopted report, undone at its end."""
    with standing_report.transaction.undone():
        yield standing_report.transaction


@pytest.fixture
def desk(app, world, transaction):
    return Desk(app, world, transaction)


@pytest.fixture
def findings(standing_report):
    """One of IJenV, one of IGJ."""
    return standing_report.findings


@pytest.fixture
def press(desk, standing_report, transaction):
    """The adopted report on its way to publication."""
    return Press(desk, transaction, standing_report.report_id)
