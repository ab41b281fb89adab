"""Whoever is called like a command on the machine may do what the person may do, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app as product
from app.identity.models import ADMINISTRATOR
from app.identity.policy import COMMANDS
from app.kernel.access import system_actor
from tests.support.signing_in import know

CALLED = [system_actor(each).name for each in COMMANDS]
COMPARED = re.compile(r"actor\.name (?:==|!=|in|not in|\.startswith)")


@pytest.fixture
def send(browser_of):
    """Post past the pages, with the token of forms; return the status."""

    def post(who, address, **fields):
        browser = browser_of(who)
        token = browser.visit("/settings").tree.cssselect("[name=csrf_token]")[0].get("value")
        return browser.send(address, {"csrf_token": token, **fields}).status

    return post


@pytest.mark.parametrize("name", CALLED)
def test_a_contributor_called_so_sees_no_accounts(browser_of, send, transaction, world, name):
    know(transaction, "bram", name=name)
    address = f"/administration/accounts/{world.person('wim').id}"
    assert browser_of("bram").visit(address).status == 404
    assert send("bram", f"{address}/block", to="blocked") == 404


@pytest.mark.parametrize("name", CALLED)
def test_an_administrator_called_so_keeps_no_accounts_of_others(send, transaction, world, name):
    know(transaction, "bram", name=name, duties=[ADMINISTRATOR])
    address = f"/administration/accounts/{world.person('wim').id}"
    for verb, more in (("block", {"to": "blocked"}), ("duties", {"coordinator": "y"})):
        assert send("bram", f"{address}/{verb}", **more) == 403


def test_no_rule_asks_what_somebody_is_called():
    """It asks `Actor.is_job`, which no person is."""
    written = Path(product.__file__).parent.rglob("*.py")
    asking = [str(each) for each in written if COMPARED.search(each.read_text())]
    assert asking == []
