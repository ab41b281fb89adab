"""What several tests of findings need."""

import json

import pytest

from tests.support.judgement import Desk


@pytest.fixture
def desk(app, world, transaction):
    """Where a test makes what it needs."""
    return Desk(app, world, transaction)


@pytest.fixture
def place(world):
    """The address of the findings of the workspace."""
    return f"/workspaces/{world.workspace.ref}/findings"


@pytest.fixture
def send():
    """Post to a path that the page offers no form for, with the page's own forgery token."""

    def post(page, path, **fields):
        headers = json.loads(page.tree.cssselect("body")[0].get("hx-headers:inherited"))
        return page.browser.send(path, {"csrf_token": headers["X-CSRF-Token"], **fields})

    return post
