"""A provider that lies is refused every time: a page in plain words, a line in the log, no session.

The lies and the reasons are those of the client's own tests; here each goes through the whole
application, as an ordinary sign-in and as a fresh one.
"""

from itertools import permutations

import pytest
from sqlalchemy import text

from app.adapters.openid import RefusalCode
from app.identity.refusals import UNREACHABLE
from app.kernel.web.house import house_of
from tests.identity.test_openid_client import ABOUT_FRESHNESS, CASES, WHY
from tests.support.hostile_lies import Lie
from tests.support.hostile_provider import hostile_provider
from tests.support.signing_in import come_back, know, name_of, pin, pin_hostile, refusals, secret_of


def ordinary(browser, liar):
    """Sign in; returns the last page: where the lie was found out."""
    page = browser.visit("/login?organisation=igj")
    return come_back(browser, liar.visit(page.location)) if page.status == 303 else page


def fresh(browser, liar):
    """Confirm something by signing in anew."""
    page = browser.visit("/doorway/confirm").submit("form")
    return come_back(browser, liar.visit(page.location)) if page.status == 303 else page


def status_of(code: RefusalCode) -> int:
    """A lie is refused; what is no answer of a provider is told as a fault behind us."""
    return 502 if code in UNREACHABLE else 403


def test_there_are_lies_enough():
    assert len(CASES) > 150


@pytest.mark.parametrize("lie", [lie for lie, is_fresh in CASES if not is_fresh])
def test_no_lie_opens_a_session(liar, visitor, doorway_transaction, lie):
    liar.lie, code = lie, WHY[lie]

    page = ordinary(visitor, liar)

    assert page.status == status_of(code)
    assert code in page.text("#refused .sz-mono")
    assert len(page.text("#refused p")) > 40
    assert "Set-Cookie" not in page.response.headers or "samenzicht=" not in str(
        page.response.headers.getlist("Set-Cookie")
    )
    assert (secret_of(visitor), name_of(visitor)) == (None, None)
    assert refusals(doorway_transaction, liar.id) == [code]


@pytest.mark.parametrize("lie", [lie for lie, is_fresh in CASES if is_fresh])
def test_no_lie_gives_a_fresh_sign_in(liar, bram_here, doorway_transaction, lie):
    liar.lie, code = lie, WHY[lie]
    before = secret_of(bram_here)

    page = fresh(bram_here, liar)

    begun = "/doorway/confirm" not in page.response.request.path
    assert page.status == (status_of(code) if begun else 422)
    assert (code in page.text("#refused")) is begun
    assert (secret_of(bram_here), name_of(bram_here)) == (before, "Bram")
    assert refusals(doorway_transaction, liar.id) == [code]
    assert tickets(doorway_transaction) == 0


def tickets(transaction) -> int:
    with transaction.as_owner() as owner:
        return owner.execute(text("select count(*) from fresh_sign_in")).scalar_one()


@pytest.mark.parametrize("lie", sorted(ABOUT_FRESHNESS))
def test_an_ordinary_sign_in_may_lean_on_an_earlier_one_at_the_provider(liar, visitor, lie):
    liar.lie = lie

    assert ordinary(visitor, liar).status == 303
    assert name_of(visitor) == "Bram"


def test_the_truth_is_believed_after_a_lie(liar, visitor):
    liar.lie = Lie.WRONG_KEY
    ordinary(visitor, liar)
    liar.lie = Lie.NONE

    assert ordinary(visitor, liar).status == 303
    assert name_of(visitor) == "Bram"


def test_no_partner_speaks_for_a_person_of_another(
    doorway, doorway_transaction, visitor, liar, standing_world
):
    """Each claims to be the other, by issuer and by the other's subject; both ways round."""
    with hostile_provider() as other:
        other.id = pin_hostile(doorway_transaction, house_of(doorway), other, slug="ivho")
        know(doorway_transaction, "carla", subject="person-of-ivho")
        lies = (Lie.ISSUER_IN_DISCOVERY, Lie.ISSUER_IN_TOKEN, Lie.ISSUER_PARAMETER_FOREIGN)
        for (slug, impostor), (_slug, victim) in permutations([("igj", liar), ("ivho", other)], 2):
            impostor.pretends, impostor.subject = victim.issuer, "person-of-ivho"
            for impostor.lie in (*lies, Lie.NONE):
                page = visitor.visit(f"/login?organisation={slug}")
                if page.status == 303:
                    page = come_back(visitor, impostor.visit(page.location), slug=slug)
                if impostor is liar:
                    assert page.status in (403, 502)
                    assert name_of(visitor) is None
            impostor.lie = Lie.NONE

    assert name_of(visitor) == "Carla"
    assert refusals(doorway_transaction, liar.id)[-1] == "not_known_here"


def test_a_provider_that_is_gone_is_told_as_such(liar, visitor, doorway_transaction):
    pin(
        doorway_transaction,
        "igj",
        issuer="http://127.0.0.1:9/idp",
        discovery_url="http://127.0.0.1:9/idp/.well-known/openid-configuration",
    )

    page = visitor.visit("/login?organisation=igj")

    assert page.status == 502
    assert "geeft geen antwoord" in page.text("#refused h1")
    assert refusals(doorway_transaction, liar.id) == ["provider_unreachable"]


def test_only_pinned_providers_are_ever_contacted(liar, visitor, doorway_transaction):
    """An issuer inside our own network is not on the list, whatever the metadata says."""
    liar.lie = Lie.FOREIGN_TOKEN_ENDPOINT
    page = ordinary(visitor, liar)

    assert "endpoint_foreign" in page.text("#refused")
    assert set(liar.seen) == {"/idp/.well-known/openid-configuration"}
