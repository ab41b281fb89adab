"""A thousand sessions that are over: signed out, too old, idle, made up, of who may not come in.

Each was alive, or looks as if; each is then refused by the pages and by the doors of programs.

Source: OWASP ASVS 5.0.0, 7.2.4, 7.3.1, 7.3.2 and 7.4.1 to 7.4.5.
"""

import secrets
import string
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.identity.models import IdentityProvider, Organisation, Person
from app.kernel import clock
from tests.support.browser import Browser
from tests.support.signing_in import name_of, secret_of

EACH = 125
"""Of eight kinds: a thousand."""
LETTERS = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def alive(app, world, transaction):
    """Make sessions of Bram; returns what their browsers hold."""

    def make(count=EACH, **options):
        made = [
            Browser.signed_in(app, world.person("bram"), transaction, **options)
            for _each in range(count)
        ]
        assert name_of(made[0]) == name_of(made[-1]) == "Bram"
        return [secret_of(each) for each in made]

    return make


def let_in(app, held):
    """Return which of these sessions still open a page, change something, or open the API."""
    found = []
    for secret in held:
        browser = Browser(app)
        browser.client.set_cookie("samenzicht", secret)
        page = browser.client.get("/settings", headers=browser.headers)
        changed = browser.client.post("/settings", data={"language": "en"}, headers=browser.headers)
        program = browser.client.get("/api/v1/me", headers=browser.headers)
        refused = (page.status_code, program.status_code) == (303, 401)
        if not refused or changed.status_code < 300 or "Bram" in page.text + changed.text:
            found.append(secret)
    return found


def change(transaction, table, condition, **values):
    with transaction.as_owner() as owner:
        assert owner.execute(update(table).where(condition).values(**values)).rowcount == 1


def test_a_living_session_is_let_in(app, alive):
    """The proof that the tests below would see one."""
    assert len(let_in(app, alive(3))) == 3


def test_signed_out(app, alive, world, transaction):
    held = alive()
    for secret in held[:5]:
        browser = Browser(app)
        browser.client.set_cookie("samenzicht", secret)
        assert browser.visit("/logout").submit("#logout").status == 303
    assert let_in(app, held[:5]) == []
    last = Browser(app)
    last.client.set_cookie("samenzicht", held[5])
    assert last.visit("/sessions").submit("#end-all").status == 303

    assert let_in(app, held) == []


def test_idle(app, alive):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        held = alive()
        traveller.shift(timedelta(minutes=31))
        assert let_in(app, held) == []


def test_too_old_though_used(app, alive):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        held = alive(age=timedelta(hours=7, minutes=59))
        traveller.shift(timedelta(minutes=2))
        assert let_in(app, held) == []


def test_made_up(app, alive):
    alive(1)
    held = ["".join(secrets.choice(LETTERS) for _sign in range(43)) for _each in range(EACH)]

    assert let_in(app, held) == []


def tampered(secret, number):
    """Change a cookie in one of some ways, each at another place."""
    at = number % len(secret)
    other = LETTERS[(LETTERS.index(secret[at]) + 1 + number) % len(LETTERS)]
    return [
        secret[:at] + (other if other != secret[at] else "~") + secret[at + 1 :],
        secret[:at] + secret[at + 1 :],
        secret[: at + 1] + secret[at:],
        secret[::-1],
        f"{secret}.{number}",
        secret.swapcase(),
        f"{secret}%00",
    ][number % 7]


def test_tampered(app, alive):
    held = alive()
    changed = [tampered(secret, number) for number, secret in enumerate(held)]

    assert not set(changed) & set(held)
    assert let_in(app, changed) == []


def test_of_who_is_blocked(app, alive, world, transaction):
    held = alive()
    bram = world.person("bram")
    change(transaction, Person, Person.id == bram.id, blocked_at=clock.now())

    assert let_in(app, held) == []


def test_of_an_organisation_that_ended(app, alive, transaction):
    held, yesterday = alive(), clock.today() - timedelta(days=1)
    change(transaction, Organisation, Organisation.code == "igj", valid_to=yesterday)

    assert let_in(app, held) == []


def test_of_a_provider_that_is_no_longer_trusted(app, alive, transaction):
    held = alive()
    change(transaction, IdentityProvider, IdentityProvider.slug == "igj", is_active=False)

    assert let_in(app, held) == []
