"""A fresh sign-in gives one ticket: this person, this session, this purpose, once, five minutes."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from app.identity.models import FreshSignIn, SignInAttempt
from app.identity.service.sign_in import derive_nonce
from app.kernel import clock
from tests.support.browser import Browser
from tests.support.hostile_lies import Lie
from tests.support.signing_in import come_back, know, name_of, refusals, secret_of


@pytest.fixture
def confirm(bram_here, liar):
    """Go through a fresh sign-in; returns the address to come back to, with its ticket."""

    def go() -> str:
        begun = bram_here.visit("/doorway/confirm").submit("form")
        page = come_back(bram_here, liar.visit(begun.location))
        assert page.status == 303
        return page.location

    return go


def use(browser, address, **more) -> int:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return browser.visit(address + query).submit("form").status


def test_it_asks_the_own_provider_for_a_sign_in_now(bram_here, liar):
    begun = bram_here.visit("/doorway/confirm").submit("form")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.location).query).items()}

    assert begun.location.startswith(f"{liar.issuer}/authorize?")
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert asked["acr_values"] == "substantial high"
    assert asked["login_hint"] == "bram@igj.example"


def test_the_nonce_is_derived_from_what_is_confirmed(bram_here, liar, doorway_transaction):
    bram_here.visit("/doorway/confirm").submit("form")
    with doorway_transaction.as_owner() as owner:
        attempt = owner.execute(select(SignInAttempt)).scalar_one()

    assert {"action": "paint", "colour": "red"}.items() <= attempt.purpose.items()
    assert len(attempt.purpose["random"]) == 43
    assert attempt.nonce == derive_nonce(attempt.purpose)
    assert attempt.nonce != derive_nonce({**attempt.purpose, "colour": "blue"})


def test_a_ticket_confirms_once(bram_here, confirm, doorway_transaction, standing_world):
    address = confirm()
    assert address.startswith("/doorway/confirmed?wall=1&ticket=")

    assert [use(bram_here, address) for _ in range(2)] == [200, 422]
    assert doorway_transaction.audited(standing_world.person("bram").id) == [
        "person:fresh-sign-in:make",
        "person:fresh-sign-in:make",
    ]


def test_the_evidence_is_kept_without_name_or_address(confirm, doorway_transaction):
    confirm()
    with doorway_transaction.as_owner() as owner:
        ticket = owner.execute(select(FreshSignIn)).scalar_one()

    assert ticket.claims["nonce"] == ticket.nonce
    assert {"iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr"} <= set(ticket.claims)
    assert not {"email", "name"} & set(ticket.claims)
    assert ticket.expires_at - ticket.made_at == timedelta(minutes=5)


def test_the_session_changes_and_the_old_one_ends(bram_here, confirm):
    before = secret_of(bram_here)
    confirm()
    after = secret_of(bram_here)

    assert (before != after, name_of(bram_here)) == (True, "Bram")
    bram_here.client.set_cookie("samenzicht", before)
    assert name_of(bram_here) is None


def test_a_ticket_is_of_one_session(
    bram_here, confirm, doorway, doorway_transaction, standing_world
):
    address = confirm()
    other = Browser.signed_in(doorway, standing_world.person("bram"), doorway_transaction)

    assert use(other, address) == 422
    assert use(bram_here, address) == 200


def test_a_ticket_is_of_one_person(
    bram_here, confirm, doorway, doorway_transaction, standing_world
):
    address = confirm()
    cora = Browser.signed_in(doorway, standing_world.person("cora"), doorway_transaction)

    assert use(cora, address) == 422


def test_a_ticket_is_for_one_purpose(bram_here, confirm):
    address = confirm()

    assert use(bram_here, address, colour="blue") == 422
    assert use(bram_here, address) == 200


def test_a_ticket_that_does_not_exist(bram_here):
    assert use(bram_here, "/doorway/confirmed?ticket=00000000-0000-7000-8000-000000000000") == 422


@pytest.mark.parametrize(("seconds", "status"), [(290, 200), (300, 422), (3000, 401)])
def test_a_ticket_lasts_five_minutes(bram_here, confirm, seconds, status):
    """And what it is used in, not longer than the session."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        address = confirm()
        page = bram_here.visit(address)
        traveller.shift(timedelta(seconds=seconds))
        assert page.submit("form").status == status


def test_someone_else_came_back(bram_here, liar, doorway_transaction):
    """Cora sat down at Bram's desk: she is not signed in, and nothing is confirmed."""
    know(doorway_transaction, "cora", subject="cora-at-igj")
    before = secret_of(bram_here)
    begun = bram_here.visit("/doorway/confirm").submit("form")
    liar.subject = "cora-at-igj"

    page = come_back(bram_here, liar.visit(begun.location))

    assert page.status == 403
    assert "Iemand anders" in page.text("#refused h1")
    assert (secret_of(bram_here), name_of(bram_here)) == (before, "Bram")
    assert refusals(doorway_transaction, liar.id) == ["another_person"]
    with doorway_transaction.as_owner() as owner:
        assert owner.execute(select(FreshSignIn)).all() == []


def test_an_ordinary_sign_in_gives_no_ticket(visitor, liar, doorway_transaction):
    page = visitor.visit("/login?organisation=igj&next=/doorway/confirmed")

    arrived = come_back(visitor, liar.visit(page.location))

    assert arrived.location == "/doorway/confirmed"
    with doorway_transaction.as_owner() as owner:
        assert owner.execute(select(FreshSignIn)).all() == []


def test_who_is_known_by_no_provider_any_more_cannot_confirm(bram_here, liar, doorway_transaction):
    """A fresh sign-in needs a person with a session and a provider of their own."""
    page = bram_here.visit("/doorway/confirm")
    know(doorway_transaction, "bram", provider_id=None, subject=None)

    assert page.submit("form").status == 401


def test_a_provider_that_is_down_says_that_nothing_was_signed(bram_here, liar, doorway_transaction):
    liar.lie = Lie.DISCOVERY_ERROR

    page = bram_here.visit("/doorway/confirm").submit("form")

    assert page.status == 422
    assert "Er is niets gebeurd" in page.text("#problem")
    assert refusals(doorway_transaction, liar.id) == ["provider_unreachable"]
