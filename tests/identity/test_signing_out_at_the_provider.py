"""Signing out at the own organisation ends the sessions here; nobody else's word does."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.adapters.openid.logout import EVENT
from app.identity.models import SignInSession
from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.browser import Browser
from tests.support.hostile_lies import FOREIGN_ISSUER, signed
from tests.support.hostile_provider import hostile_provider
from tests.support.signing_in import (
    come_back,
    know,
    name_of,
    pin_hostile,
    reaching_this_machine,
    refusals,
    secret_of,
)

WHERE = "/login/back-channel/igj"
OUT = object()
"""In a table of claims: left out."""


@pytest.fixture
def logout(liar):
    """A logout token of IGJ's provider, with other claims, header or key as a test wants."""

    def making(*, header=None, key=None, **changed):
        now = int(clock.now().timestamp())
        claims = {
            "iss": liar.issuer,
            "aud": liar.client_id,
            "sub": liar.subject,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "events": {EVENT: {}},
        } | changed
        told = {name: value for name, value in claims.items() if value is not OUT}
        return signed(
            {**liar.header, **(header or {})}, json.dumps(told).encode(), key=key or liar.key
        )

    return making


@pytest.fixture
def bram(doorway, doorway_transaction, liar, bram_here):
    """Bram, signed in at the application that knows the provider."""
    assert name_of(bram_here) == "Bram"
    return bram_here


def sent(browser, token):
    """What the provider's own program gets, without a cookie or a form of ours."""
    return browser.client.post(WHERE, data={"logout_token": token}).status_code


def test_the_person_is_signed_out_everywhere(
    visitor, bram, logout, doorway_transaction, standing_world
):
    assert sent(visitor, logout()) == 200

    assert name_of(bram) is None
    last = doorway_transaction.audited(standing_world.person("bram").id)[-1]
    assert last == "person:session:end-at-provider"


def test_one_session_is_ended_by_its_name(visitor, bram, logout, doorway_transaction):
    with doorway_transaction.as_owner() as owner:
        owner.execute(update(SignInSession).values(provider_sid="the-one-at-home"))

    assert sent(visitor, logout(sid="another-one", sub=OUT)) == 200
    assert name_of(bram) == "Bram"
    assert sent(visitor, logout(sid="the-one-at-home", sub=OUT)) == 200
    assert name_of(bram) is None


def test_a_session_without_a_name_ends_with_its_person(visitor, bram, logout):
    assert sent(visitor, logout(sid="from-before-we-kept-names")) == 200
    assert name_of(bram) is None


def test_a_token_that_is_sent_again_does_not_end_a_later_session(
    visitor, bram, logout, doorway_transaction
):
    """Whoever kept one cannot keep its person out for as long as it lives."""
    kept = logout(iat=int(clock.now().timestamp()) - 20)
    with doorway_transaction.as_owner() as owner:
        begun = clock.now() - timedelta(seconds=10)
        owner.execute(update(SignInSession).values(auth_time=begun, signed_in_at=begun))

    assert sent(visitor, kept) == 200
    assert name_of(bram) == "Bram"
    assert sent(visitor, logout()) == 200
    assert name_of(bram) is None


@pytest.fixture
def held_back(visitor, liar):
    """What the provider sends back to Bram's browser, and which is not brought yet."""
    return liar.visit(visitor.visit("/login?organisation=igj").location)


@pytest.mark.parametrize("named", [{}, {"sid": "here"}, {"sid": "here", "sub": OUT}])
def test_what_was_held_back_meanwhile_lets_nobody_in(
    doorway, visitor, liar, held_back, logout, doorway_transaction, named
):
    """The provider's word came while there was no session yet that it could end."""
    liar.claims = {"sid": "here"} if named else {}
    assert sent(Browser(doorway), logout(**named)) == 200

    assert come_back(visitor, held_back).status == 403
    assert (secret_of(visitor), name_of(visitor)) == (None, None)
    assert refusals(doorway_transaction, liar.id) == ["state_wrong"]
    again = liar.visit(visitor.visit("/login?organisation=igj").location)
    assert come_back(visitor, again).status == 303, "Whoever signs in anew is let in."


@pytest.mark.parametrize("named", [{"sid": "another"}, {"sub": "person-2"}])
def test_the_word_about_somebody_else_keeps_nobody_out(
    doorway, visitor, liar, held_back, logout, named
):
    liar.claims = {"sid": "here"}
    assert sent(Browser(doorway), logout(**named)) == 200

    assert come_back(visitor, held_back).status == 303


def test_who_signed_in_after_that_word_is_let_in(doorway, visitor, liar, held_back, logout):
    now = int(clock.now().timestamp())
    liar.claims = {"auth_time": now}
    assert sent(Browser(doorway), logout(iat=now - 5)) == 200

    assert come_back(visitor, held_back).status == 303


def test_who_is_not_known_here_ends_nothing(visitor, bram, logout):
    assert sent(visitor, logout(sub="person-2")) == 200
    assert name_of(bram) == "Bram"


WRONG = {
    "another issuer": {"iss": FOREIGN_ISSUER},
    "no issuer": {"iss": OUT},
    "for another client": {"aud": "another-client"},
    "for several": {"aud": ["samenzicht", "another-client"]},
    "for nobody": {"aud": OUT},
    "expired": {"exp": 1_000_000_000},
    "without an end": {"exp": OUT},
    "an end in words": {"exp": "tomorrow"},
    "a year old": {"iat": 1_700_000_000},
    "without a beginning": {"iat": OUT},
    "not yet": {"nbf": 4_000_000_000},
    "no event": {"events": OUT},
    "an empty event": {"events": {}},
    "events as a list": {"events": [EVENT]},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "an event that is no object": {"events": {EVENT: "yes"}},
    "an ID token": {"events": OUT, "nonce": "n"},
    "with a nonce": {"nonce": "n"},
    "without a number": {"jti": OUT},
    "naming nobody": {"sub": OUT},
    "a subject that is a number": {"sub": 7},
    "an empty subject": {"sub": ""},
    "a long subject": {"sub": "a" * 300},
    "a subject with NUL": {"sub": "person-1\0"},
    "a session that is a list": {"sid": ["a"]},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_wrong_token_ends_nothing_and_is_written_down(
    visitor, bram, logout, liar, doorway_transaction, changed
):
    assert sent(visitor, logout(**changed)) == 400

    assert name_of(bram) == "Bram"
    assert len(refusals(doorway_transaction, liar.id)) == 1


@pytest.fixture
def forged(liar, logout):
    """Tokens that the provider never signed, by what is wrong with them."""
    middle = logout().split(".")[1]
    payload = base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))
    return {
        "unsigned": signed({"alg": "none"}, payload, key=None),
        "by another key": logout(key=liar.wrong_key),
        "by a key it brings": logout(header={"jwk": liar.wrong_jwk}),
        "by an unknown key": logout(header={"kid": "another"}),
        "no token": "nonsense",
        "nothing": "",
        "huge": "a." + "b" * 100_000 + ".c",
    }


def test_a_forged_token_ends_nothing(visitor, bram, forged):
    answers = {what: sent(visitor, token) for what, token in forged.items()}

    assert answers == dict.fromkeys(forged, 400) | {"huge": 413}
    assert name_of(bram) == "Bram"


def test_another_organisations_provider_ends_nobody_here(
    visitor, bram, logout, doorway, doorway_transaction
):
    """IvhO's own provider, with its own key, says that IGJ's person signed out."""
    with hostile_provider() as other, reaching_this_machine(house_of(doorway)):
        pin_hostile(doorway_transaction, house_of(doorway), other, slug="ivho")
        know(doorway_transaction, "carla", subject="somebody-else")
        now = int(clock.now().timestamp())
        claims = {"iss": other.issuer, "aud": other.client_id, "sub": "person-1", "iat": now}
        claims |= {"exp": now + 60, "jti": "1", "events": {EVENT: {}}}
        token = signed(other.header, json.dumps(claims).encode(), key=other.key)

        own = visitor.client.post("/login/back-channel/ivho", data={"logout_token": token})
        assert (own.status_code, sent(visitor, token)) == (200, 400)

    assert name_of(bram) == "Bram"


def test_tokens_with_unknown_keys_do_not_send_us_to_the_provider_each_time(
    visitor, bram, logout, liar
):
    sent(visitor, logout(sub="person-2"))
    liar.seen.clear()
    for number in range(20):
        sent(visitor, logout(header={"kid": f"key-{number}"}))

    assert liar.seen.count("/idp/jwks") == 1


def test_an_unknown_provider_does_not_exist(visitor):
    assert visitor.client.post("/login/back-channel/nobody", data={}).status_code == 404
