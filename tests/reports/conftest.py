"""What several tests of reports need."""

import json

import pytest

from app.kernel.web.house import house_of
from tests.support.hostile_provider import hostile_provider
from tests.support.judgement import Desk
from tests.support.signing_in import know, pin_hostile, reaching_this_machine
from tests.support.signing_keys import put_keys


@pytest.fixture(autouse=True)
def signing_keys(made_keys, transaction):
    """The keys, in this test's transaction."""
    put_keys(transaction, made_keys)


@pytest.fixture
def desk(app, world, transaction):
    """Where a test makes what it needs."""
    return Desk(app, world, transaction)


@pytest.fixture
def provider(app, transaction):
    """IGJ's own provider, at which Cora is known."""
    house = house_of(app)
    with hostile_provider() as served, reaching_this_machine(house):
        pin_hostile(transaction, house, served)
        know(transaction, "cora", subject=served.subject)
        yield served


@pytest.fixture
def place(world):
    """The address of the reports of the workspace."""
    return f"/workspaces/{world.workspace.ref}/reports"


@pytest.fixture
def send():
    """Post to a path that the page offers no form for, with the page's own forgery token."""

    def post(page, path, **fields):
        headers = json.loads(page.tree.cssselect("body")[0].get("hx-headers:inherited"))
        return page.browser.send(path, {"csrf_token": headers["X-CSRF-Token"], **fields})

    return post
