"""What the tests of a signed report need: one that two signed, and that was sealed.

To print and seal it takes seconds, so it is done once for all tests of a module; what a test does
with it is undone.
"""

from types import SimpleNamespace

import pytest

from app.kernel.web.house import house_of
from tests.support.database import OneTransaction
from tests.support.judgement import Desk
from tests.support.signing_keys import put_keys


@pytest.fixture(scope="module")
def signed_report(owner_engine, application, standing_world, made_keys):
    """A report that Wim signed, and Cora with a reservation."""
    with OneTransaction(owner_engine, house_of(application)) as running:
        put_keys(running, made_keys)
        desk = Desk(application, standing_world, running)
        made = desk.frozen()
        desk.sign("wim", made)
        desk.sign("cora", made, decision="signed_with_reservation", statement="Niet hoofdstuk 3.")
        yield SimpleNamespace(transaction=running, id=made)


@pytest.fixture
def transaction(signed_report):
    """What a test does with the report, undone at its end."""
    with signed_report.transaction.undone():
        yield signed_report.transaction


@pytest.fixture
def signing_keys():
    """They stand there with the report."""


@pytest.fixture
def report(signed_report):
    return signed_report.id
