"""Blocking and letting in again give and take nothing that takes two people.

Els administers for IJenV, where Wim and Anna are."""

from dataclasses import replace

import pytest

from app.identity import queries
from app.identity.models import ADMINISTRATOR, COORDINATOR, PRIVACY_OFFICER, Invitation
from app.identity.service import people
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import Refused
from tests.support.acting import acting
from tests.support.administering import make_administrator
from tests.support.signing_in import know

COMMAND = system_actor("command")


@pytest.fixture
def block(app, world):
    """Somebody blocks somebody."""

    def go(actor, who):
        with acting(app, actor):
            people.block(actor, queries.get_person(world.person(who).id))

    return go


def of(transaction, world, who):
    with transaction.as_owner() as owner:
        found = owner.get_one(type(world.person(who)), world.person(who).id)
        owner.expunge(found)
        return found


def test_the_last_administrator_is_not_blocked(block, transaction, world):
    with pytest.raises(Refused, match="geen beheerder"):
        block(COMMAND, "els")
    make_administrator(transaction, world, "wim")
    block(COMMAND, "els")
    assert of(transaction, world, "els").blocked_at is not None


def test_who_was_just_blocked_does_not_block_the_other(block, transaction, world):
    """The request of Wim began before he was blocked: he counts no more."""
    make_administrator(transaction, world, "wim")
    wim = replace(world.actor("wim"), duties=frozenset({ADMINISTRATOR}))
    know(transaction, "wim", blocked_at=clock.now())
    with pytest.raises(Refused, match="geen beheerder"):
        block(wim, "els")


def test_who_is_let_in_again_has_no_duty_that_takes_two(browser_of, transaction, world):
    duties = [ADMINISTRATOR, COORDINATOR, PRIVACY_OFFICER]
    know(transaction, "wim", duties=duties, blocked_at=clock.now())
    address = f"/administration/accounts/{world.person('wim').id}"
    page = browser_of("els").visit(address).submit("#block", to="open").follow()

    assert "opnieuw worden gevraagd" in page.body
    assert of(transaction, world, "wim").duties == [COORDINATOR]
    told = transaction.audited(world.person("wim").id)
    assert told == ["person:account:unblock", "person:duty:take", "person:duty:take"]


def test_an_invitation_ends_with_the_block(app, transaction):
    with acting(app, COMMAND):
        ijenv = queries.get_organisation("ijenv")
        told = {"name": "Nieuw", "email": "nieuw@ijenv.example", "duties": ()}
        code = people.enter(COMMAND, ijenv, **told)[1]
    with acting(app, COMMAND):
        found = queries.find_invitation(code)
        people.block(COMMAND, queries.get_person(found.person_id))
        assert queries.find_invitation(code) is None
    with transaction.as_owner() as owner:
        kept = owner.query(Invitation).filter_by(code_hash=queries.hash_secret(code)).one()
        assert kept.expires_at <= clock.now()
