"""Who asks too much waits: the buckets by themselves, and what an answer says."""

import hypothesis
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app import create_app, wiring
from app.kernel.web import limits
from app.kernel.web.house import house_of
from app.kernel.web.limits import Counted, Limit, Limiter, TooOften, hang_limits
from tests.conftest import SECRET
from tests.support.api import Api
from tests.support.browser import Browser
from tests.support.database import OneTransaction

FEW = Limit("few", 3, Counted.ADDRESS)


class Moments:
    """A clock that a test moves."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


def taken(limiter, limit, key="here"):
    try:
        limiter.take(limit, key)
    except TooOften as often:
        return often.seconds
    return 0


def test_a_bucket_gives_so_many_and_then_says_how_long_to_wait():
    moments = Moments()
    limiter = Limiter([FEW], moments)

    assert [taken(limiter, FEW) for _ in range(4)] == [0, 0, 0, 20]
    assert taken(limiter, FEW, "elsewhere") == 0
    moments.at = 19.0
    assert taken(limiter, FEW) == 1
    moments.at = 20.0
    assert [taken(limiter, FEW), taken(limiter, FEW)] == [0, 20]


@hypothesis.settings(deadline=None)
@given(
    st.integers(1, 50),
    st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=120),
)
def test_in_any_minute_no_more_than_twice_the_limit_goes_through(most, pauses):
    """The whole bucket at once, and what flows in meanwhile; and who waits as told gets through."""
    moments, through = Moments(), []
    limit = Limit("any", most, Counted.ADDRESS)
    limiter = Limiter([limit], moments)
    for pause in pauses:
        moments.at += pause
        wait = taken(limiter, limit)
        if wait:
            moments.at += wait
            assert taken(limiter, limit) == 0
        through.append(moments.at)
    for begin in through:
        assert sum(begin <= at < begin + 60 for at in through) <= 2 * most


def test_the_buckets_of_many_strangers_stay_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 50)
    limiter = Limiter([FEW], Moments())
    for number in range(500):
        limiter.take(FEW, f"address {number}")

    assert limiter.size == 50


@pytest.mark.parametrize(
    ("method", "path", "is_counted"),
    [
        ("POST", "/api/v1/uploads", True),
        ("GET", "/api/v1/uploads", False),
        ("POST", "/api/v1/me", False),
    ],
)
def test_a_limit_counts_what_it_names(method, path, is_counted):
    limit = Limit("u", 1, Counted.ORGANISATION, paths=("/api/v1/uploads",), methods=("POST",))
    assert limit.counts(method, path) is is_counted


@pytest.fixture
def limited(settings, server, database_name, owner_engine, standing_world, monkeypatch):
    """An application with small limits, in a transaction that is undone."""
    few = (
        Limit("sign-in", 3, Counted.ADDRESS, paths=("/login",)),
        Limit("api", 3, Counted.ORGANISATION, paths=("/api/",)),
    )
    monkeypatch.setattr(wiring, "LIMITS", few)
    # A clock that stands still: on a slow machine a bucket would fill again while it is emptied.
    monkeypatch.setattr(wiring, "Limiter", lambda given: Limiter(given, Moments()))
    app = create_app(
        settings.model_copy(update={"rate_limits": True, "proxies": 1}),
        database_url=server.url("samenzicht_app", database=database_name),
        secret_key=SECRET,
    )
    with OneTransaction(owner_engine, house_of(app)) as transaction:
        yield app, transaction
    house_of(app).database.dispose()


@pytest.mark.parametrize(
    ("path", "is_counted"),
    [
        ("/workspaces/WRK-2026-1001/log/export", True),
        ("/workspaces/WRK-2026-1001/log/print", True),
        ("/workspaces/WRK-2026-1001/log/pdf", True),
        ("/workspaces/WRK-2026-1001/log", False),
        ("/workspaces/WRK-2026-1001/tasks/export", False),
    ],
)
def test_exports_of_a_log_have_a_limit_of_their_own(path, is_counted):
    (limit,) = (each for each in wiring.LIMITS if each.name == "exports of logs")
    assert limit.counts("GET", path) is is_counted


def test_an_address_that_asks_too_much_waits_and_others_do_not(limited):
    app, _transaction = limited
    browser = Browser(app)

    def ask(address):
        browser.headers = {"Accept-Language": "nl", "X-Forwarded-For": address}
        return browser.visit("/login")

    assert [ask("192.0.2.7").status for _ in range(4)] == [200, 200, 200, 429]
    told = ask("192.0.2.7")
    assert told.response.headers["Retry-After"] == "20"
    assert "Wacht 20 seconden" in told.text("#problem-detail")
    assert ask("203.0.113.9, 192.0.2.7").status == 429, (
        "What somebody writes before it says nothing"
    )
    assert ask("192.0.2.8").status == 200


def test_who_has_a_whole_network_of_addresses_counts_once():
    """Who has the first half of an IPv6 address can ask from a new one each time."""
    app = Flask("asked")
    app.add_url_rule("/", "page", lambda: "page")
    app.register_error_handler(TooOften, lambda _often: ("later", 429))
    hang_limits(app, Limiter([FEW], Moments()))

    def ask(address):
        return app.test_client().get("/", environ_overrides={"REMOTE_ADDR": address}).status_code

    ours = ("2001:db8:0:7::1", "2001:db8:0:7::2", "2001:db8::7:ffff:0:0:1", "2001:db8:0:7:a::")
    assert [ask(each) for each in ours] == [200, 200, 200, 429]
    assert ask("2001:db8:0:8::1") == 200
    assert [ask(each) for each in ("192.0.2.7", "::ffff:192.0.2.7", "192.0.2.7")] == [200] * 3
    assert [ask("::ffff:192.0.2.7"), ask("192.0.2.8")] == [429, 200]


def test_an_organisation_at_its_limit_does_not_hold_up_another(limited, standing_world):
    app, transaction = limited
    anna, wim, bram = (
        Api(app, standing_world.person(who), transaction) for who in ("anna", "wim", "bram")
    )

    assert [each.get("/me").status_code for each in (anna, wim, anna, wim)] == [200, 200, 200, 429]
    told = anna.get("/me")
    assert told.mimetype == "application/problem+json"
    assert told.json["limit"] == "api"
    assert told.json["wait"] == int(told.headers["Retry-After"])
    assert bram.get("/me").status_code == 200
