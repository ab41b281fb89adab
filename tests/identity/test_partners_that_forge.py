"""A partner's provider that forges speaks for nobody but its own people: every pair, every forgery.

Four providers, each of another organisation and each with a key of its own. In turn each claims to
be each of the others: it takes the other's issuer, the subject and the address of the other's
person, and tells one lie. Through the whole application nothing opens a session, and no answer is
a fault.

Source: OWASP ASVS 5.0.0, 6.8.1, 10.2.2 and 10.5.3.
"""

from contextlib import ExitStack
from itertools import cycle, permutations

import pytest
from sqlalchemy import func, select

from app.identity.models import SignInSession
from app.identity.refusals import UNREACHABLE
from app.kernel.web.house import house_of
from tests.identity.test_openid_client import ABOUT_FRESHNESS, SLOW, WHY
from tests.support.browser import Browser
from tests.support.hostile_lies import Lie
from tests.support.hostile_provider import hostile_provider
from tests.support.signing_in import come_back, know, name_of, pin_hostile, reaching_this_machine

PEOPLE = {"ijenv": "anna", "igj": "bram", "ivho": "carla", "nvwa": "dirk"}
PAIRS = list(permutations(PEOPLE, 2))
NO_FORGERY = SLOW | ABOUT_FRESHNESS | {Lie.ACCESS_DENIED, Lie.LOGIN_REQUIRED}
FORGERIES = [lie for lie, code in WHY.items() if lie not in NO_FORGERY and code not in UNREACHABLE]
FORGERIES.append(Lie.NONE)
"""The last: the truth about its own issuer, with subject and address of another's person."""
SHARE = list(zip(FORGERIES, cycle(PAIRS), strict=False))
CLAIMED = [
    (lie, pair)
    for pair in PAIRS
    for lie in (Lie.ISSUER_IN_DISCOVERY, Lie.ISSUER_IN_TOKEN, Lie.ISSUER_IN_BOTH, Lie.NONE)
]
EVERYTHING = [(lie, pair) for pair in PAIRS for lie in FORGERIES]


@pytest.fixture
def four(doorway, doorway_transaction):
    """The providers of four organisations, by organisation."""
    house, transaction = house_of(doorway), doorway_transaction
    with ExitStack() as opened:
        opened.enter_context(reaching_this_machine(house))
        made = {}
        for slug, who in PEOPLE.items():
            served = made[slug] = opened.enter_context(hostile_provider())
            served.key_id, served.subject = f"key-of-{slug}", f"person-of-{slug}"
            served.email = f"{who}@{slug}.example"
            pin_hostile(transaction, house, served, slug=slug)
            know(transaction, who, subject=served.subject)
        yield made


def forged(app, four, *, lie, pair):
    """Sign in at the first as a person of the second, by one lie; return page and browser."""
    liar, victim = (four[slug] for slug in pair)
    own = liar.subject, liar.email
    browser = Browser(app)
    liar.lie, liar.pretends = lie, victim.issuer
    liar.subject, liar.email = victim.subject, victim.email
    try:
        page = browser.visit(f"/login?organisation={pair[0]}")
        if page.status == 303:
            page = come_back(browser, liar.visit(page.location), slug=pair[0])
    finally:
        liar.lie, (liar.subject, liar.email) = Lie.NONE, own
    return page, browser


def sessions_of(transaction):
    with transaction.as_owner() as owner:
        return owner.execute(select(func.count()).select_from(SignInSession)).scalar_one()


def accepted(app, four, transaction, tried):
    """Try forgeries; return what is wrong with the answer to each."""
    faults = []
    for lie, pair in tried:
        # Each in a house that remembers nothing of the provider.
        with transaction.undone(), reaching_this_machine(house_of(app)):
            page, browser = forged(app, four, lie=lie, pair=pair)
            code = WHY.get(lie, "not_known_here")
            told = page.text("#refused .sz-mono") if page.status == 403 else ""
            if name_of(browser) or sessions_of(transaction) or code not in told:
                faults.append(f"{lie} of {pair[0]} for {pair[1]}: {page.status} {told}")
    return faults


def test_there_are_forgeries_enough():
    assert len(FORGERIES) >= 60
    assert len(PAIRS) == 12
    assert len(EVERYTHING) == len(FORGERIES) * 12


def test_each_forgery_once_and_each_pair_in_turn(doorway, four, doorway_transaction):
    assert {pair for _lie, pair in SHARE} == set(PAIRS)
    assert accepted(doorway, four, doorway_transaction, SHARE) == []


def test_each_claims_to_be_each(doorway, four, doorway_transaction):
    assert accepted(doorway, four, doorway_transaction, CLAIMED) == []


@pytest.mark.parametrize("slug", PEOPLE)
def test_each_speaks_for_its_own(doorway, four, slug):
    """The proof that what is refused above is refused for the lie."""
    browser = Browser(doorway)
    page = browser.visit(f"/login?organisation={slug}")

    assert come_back(browser, four[slug].visit(page.location), slug=slug).status == 303
    assert name_of(browser).lower() == PEOPLE[slug]


@pytest.mark.torture
def test_each_forgery_of_each_for_each(doorway, four, doorway_transaction):
    assert accepted(doorway, four, doorway_transaction, EVERYTHING) == []
