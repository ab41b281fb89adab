"""Blocking and letting in again give and take nothing that takes two people.

Els administers for IJenV, where Wim and Anna are."""

from dataclasses import replace

import pytest

from app.identity import queries
from app.identity.models import ADMINISTRATOR, COORDINATOR, PRIVACY_OFFICER, DutyChange, Invitation
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

    assert "wachten op een tweede" in page.body
    assert of(transaction, world, "wim").duties == [COORDINATOR]
    told = transaction.audited(world.person("wim").id)
    taken, asked = ["person:duty:take"] * 2, ["person:duty:ask"] * 2
    assert told == ["person:account:unblock", *taken, *asked]


@pytest.mark.parametrize("asked_before", [None, "true", "false"])
def test_a_privacy_officer_is_not_unmade_unseen_by_one(
    browser_of, transaction, world, asked_before
):
    """Els blocks and lets in Wim: what he lost stands before Anna, who agrees with it."""
    wim, els = world.person("wim"), world.person("els")
    know(transaction, "wim", duties=[PRIVACY_OFFICER], blocked_at=clock.now())
    know(transaction, "anna", duties=[PRIVACY_OFFICER])
    if asked_before:
        with transaction.as_owner() as owner:
            owner.add(
                DutyChange(
                    person_id=wim.id,
                    organisation_id=wim.organisation_id,
                    duty=PRIVACY_OFFICER,
                    is_given=asked_before == "true",
                    asked_by_id=els.id,
                    asked_at=clock.now(),
                )
            )
    browser_of("els").visit(f"/administration/accounts/{wim.id}").submit("#block", to="open")
    page = browser_of("anna").visit("/administration/duties")

    with transaction.as_owner() as owner:
        (waiting,) = owner.query(DutyChange).filter_by(answer=None)
        assert (waiting.person_id, waiting.is_given) == (wim.id, True)
        assert page.has(f"#agree-{waiting.id}")


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
