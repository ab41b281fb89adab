"""An administrator signs in at a provider to try it, and reads what it tells; nobody is let in.

Els administers; she has no account at the provider of IGJ, where she signs in as Bram.
"""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text

from app.demo.provider.people import LEVEL_HIGH
from app.identity.models import IdentityProvider, SignInAttempt, SignInSession
from app.kernel import clock
from tests.support.browser import Browser
from tests.support.signing_in import Visit, know

ADDRESS = "/administration/providers/igj"


@pytest.fixture
def els(doorway, demo_providers, doorway_transaction, standing_world):
    """A browser of Els, signed in, that can go to a real provider and back."""
    made = Visit(
        doorway, Browser.signed_in(doorway, standing_world.person("els"), doorway_transaction)
    )
    yield made
    made.close()


@pytest.fixture
def provider(doorway_transaction, els):
    def changing(**facts):
        with doorway_transaction.as_owner() as owner:
            asked = select(IdentityProvider).where(IdentityProvider.slug == "igj")
            found = owner.execute(asked).scalar_one()
            for name, value in facts.items():
                setattr(found, name, value)

    return changing


def count(transaction, model):
    with transaction.as_owner() as owner:
        return len(owner.execute(select(model)).scalars().all())


def outcomes(transaction):
    """How each try that stands in the log ended, after that it was begun."""
    told = text(
        "select convert_from(entry, 'UTF8')::jsonb -> 'facts' ->> 'outcome' from log_entry"
        " where action in ('organisation:provider:begin-try', 'organisation:provider:try')"
        " order by index"
    )
    with transaction.as_owner() as owner:
        return list(owner.execute(told).scalars())


def led(els):
    page = els.browser.visit(ADDRESS).submit("#try")
    assert page.status == 303
    return page.location


@pytest.mark.parametrize("is_active", [True, False])
def test_it_is_told_who_came_back_and_nobody_is_let_in(
    els, provider, doorway_transaction, is_active
):
    provider(is_active=is_active, classified_acr=[LEVEL_HIGH])
    before = count(doorway_transaction, SignInSession)

    page = els.choose(led(els), "bram")

    assert page.status == 200
    told = page.text("main")
    assert "Bij echt inloggen zou Bram binnenkomen" in told
    assert LEVEL_HIGH in told
    assert count(doorway_transaction, SignInSession) == before
    assert outcomes(doorway_transaction) == [None, "as_agreed"]
    assert els.browser.visit("/administration").status == 200


def test_who_is_not_known_here_is_told_so(els, provider, doorway_transaction):
    know(doorway_transaction, "bram", subject="somebody else")

    page = els.choose(led(els), "bram")

    assert "Niemand hier is bekend met deze inlog" in page.text("main")


def test_who_is_blocked_would_not_be_let_in(els, provider, doorway_transaction):
    know(doorway_transaction, "bram", blocked_at=clock.now())

    page = els.choose(led(els), "bram")

    assert "Bram is hier bekend, en mag nu niet inloggen" in page.text("main")


def test_what_is_not_as_agreed_is_named(els, provider, doorway_transaction):
    provider(accepted_acr=["something-else"], classified_acr=[])

    page = els.choose(led(els), "bram")

    assert page.status == 200
    assert page.has("[role=alert]")
    assert "Mensen loggen in met te weinig" in page.text("[role=alert]")
    assert outcomes(doorway_transaction) == [None, "strength_too_low"]


def test_it_is_of_who_began_it(els, doorway, doorway_transaction, standing_world):
    state = parse_qs(urlsplit(led(els)).query)["state"][0]
    other = Browser.signed_in(doorway, standing_world.person("bram"), doorway_transaction)
    nobody = Browser(doorway)

    for browser in (other, nobody):
        answer = browser.visit(f"/login/callback/igj?state={state}&code=x")
        assert answer.status in {403, 404, 303}
        assert "Bram" not in answer.text("main") if answer.status != 303 else True
    with doorway_transaction.as_owner() as owner:
        tried = owner.execute(select(SignInAttempt).order_by(SignInAttempt.asked_at.desc()))
        assert tried.scalars().first().used_at is None


def test_what_was_only_tried_lets_nobody_in(els, doorway_transaction, standing_world):
    """Also when it comes back as the answer to a real sign-in of the same browser."""
    address = led(els)
    page = els.choose(address, "bram")
    again = els.browser.visit(f"/login/callback/igj?{urlsplit(address).query}")

    assert page.status == 200
    assert again.status in {403, 404}
