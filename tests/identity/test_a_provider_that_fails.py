"""A provider fails at its N-th use, in four ways: told in words, nobody is in, and then one is.

Bram signs in at IGJ: cold, and after it rotated its keys. Its word that he went ends his sessions.
"""

import json
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from app.adapters.openid import patience
from app.adapters.openid.directory import LOOK_AGAIN_AFTER
from app.adapters.openid.logout import EVENT
from app.kernel import clock
from app.kernel.web.house import house_of
from tests.support.browser import Browser
from tests.support.faulty_line import KINDS, faulty_line
from tests.support.hostile_lies import signed
from tests.support.hostile_provider import hostile_provider
from tests.support.signing_in import (
    come_back,
    know,
    name_of,
    pin_hostile,
    reaching_this_machine,
    secret_of,
)

TOLD = {403, 502}
SHORT, LONG = timedelta(seconds=0.7), timedelta(seconds=3)
LATER = LOOK_AGAIN_AFTER + timedelta(seconds=1)
"""A key that was looked for in vain is looked for again after this."""


class Place:
    """IGJ's provider at the end of a line that can fail, and whoever signs in there."""

    def __init__(self, app, transaction, provider, line):
        self.app, self.transaction, self.provider, self.line = app, transaction, provider, line
        self.direct, provider.origin = provider.origin, f"http://127.0.0.1:{line.port}"
        self.here = provider.origin

    def sign_in(self, browser):
        """Sign in as Bram; what the browser itself asks of the provider never fails."""
        page = browser.visit("/login?organisation=igj")
        if page.status != 303:
            return page
        address = page.location.replace(self.here, self.direct)
        return come_back(browser, self.provider.visit(address))

    def fails(self, kind, at):
        """Let one use fail; tell whether it did. Then it is mended, and all goes well."""
        browser = Browser(self.app)
        self.line.fail(kind, at)
        page = self.sign_in(browser)
        self.line.mend()
        if page.location == "/":
            return False
        assert page.status in TOLD, page.text()
        assert page.text("#refused h1, #refused h2, h1")
        assert secret_of(browser) is None
        with clock.telling(clock.now() + LATER):
            assert self.sign_in(browser).location == "/"
            assert name_of(browser) == "Bram"
        return True

    def logout_token(self):
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.provider.issuer,
            "aud": self.provider.client_id,
            "sub": self.provider.subject,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "events": {EVENT: {}},
        }
        return signed(self.provider.header, json.dumps(claims).encode(), key=self.provider.key)


@pytest.fixture
def place(doorway, doorway_transaction, monkeypatch):
    monkeypatch.setattr(patience, "REST_SECONDS", 0.0)
    with hostile_provider() as served, faulty_line(urlsplit(served.origin).port) as line:
        made = Place(doorway, doorway_transaction, served, line)
        pin_hostile(doorway_transaction, house_of(doorway), served)
        know(doorway_transaction, "bram", subject=served.subject)
        yield made


@pytest.fixture
def cold(doorway, doorway_transaction):
    """In a process that knows nothing of any provider yet; undone at the end."""

    def begun(kind):
        stack, limit = ExitStack(), SHORT if kind == "late" else LONG
        stack.enter_context(doorway_transaction.undone())
        stack.enter_context(reaching_this_machine(house_of(doorway), time_limit=limit))
        return stack

    return begun


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in(place, cold, kind):
    for at in count(1):
        with cold(kind):
            if not place.fails(kind, at):
                break
    assert at > 3


@pytest.mark.parametrize("kind", KINDS)
def test_after_it_rotated_its_keys(place, cold, kind):
    for at in count(1):
        with cold(kind):
            assert place.sign_in(Browser(place.app)).location == "/"
            place.provider.key_id = f"key-{at % 2 + 1}"
            if not place.fails(kind, at):
                break
    assert at > 2


@pytest.mark.parametrize("kind", KINDS)
def test_its_word_that_somebody_went(place, cold, bram_here, visitor, kind):
    def tell():
        token = place.logout_token()
        return visitor.client.post("/login/back-channel/igj", data={"logout_token": token})

    for at in count(1):
        with cold(kind):
            place.line.fail(kind, at)
            answer = tell()
            place.line.mend()
            if answer.status_code == 200:
                break
            assert answer.status_code in {400, 502, 503}
            assert name_of(bram_here) == "Bram"
            assert tell().status_code == 200
            assert name_of(bram_here) is None
    assert at > 1
