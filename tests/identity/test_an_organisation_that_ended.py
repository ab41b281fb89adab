"""After the last day of an organisation none of its people come in, by any door."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.identity import queries
from app.identity.models import Organisation
from app.identity.queries import SessionLimits
from app.kernel import clock
from tests.support.acting import acting

LIMITS = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=12))


@pytest.fixture
def last_day_of(transaction):
    """Set the last day of an organisation, in days from today."""

    def set_day(code, days):
        statement = update(Organisation).where(Organisation.code == code)
        with transaction.as_owner() as owner:
            owner.execute(statement.values(valid_to=clock.today() + timedelta(days=days)))

    return set_day


def test_sessions_and_tokens_stop_the_day_after(browser_of, api_of, last_day_of):
    here, api, other = browser_of("bram"), api_of("bram"), browser_of("anna")
    last_day_of("igj", 0)
    assert here.visit("/").status == 200
    assert api.get("/me").status_code == 200

    last_day_of("igj", -1)

    assert here.visit("/").location.startswith("/login")
    assert api.get("/me").status_code == 401
    assert other.visit("/").status == 200


def test_what_is_moving_stops_too(app, world, last_day_of, browser_of, transaction):
    browser_of("bram")
    bram = world.actor("bram")
    with acting(app, bram):
        (session,) = queries.list_sessions(bram.person_id)
        moving = type(bram)(
            name=bram.name,
            person_id=bram.person_id,
            organisation_id=bram.organisation_id,
            session_id=session.id,
        )
        assert queries.still_acts(moving, limits=LIMITS)
    last_day_of("igj", -1)
    with acting(app, bram):
        assert not queries.still_acts(moving, limits=LIMITS)


def test_its_calendar_address_answers_nothing(browser_of, last_day_of):
    here = browser_of("bram")
    page = here.visit("/notices/calendar").submit("#feed-form")
    address = page.text("#feed-address").removeprefix("http://localhost")
    assert here.visit(address).status == 200
    last_day_of("igj", -1)
    assert here.visit(address).status == 404


def test_nobody_signs_in_there(app, transaction, last_day_of):
    with acting(app, None):
        assert queries.find_provider(organisation_code="igj") is not None
        assert queries.find_provider(mail_domain="igj.example") is not None
    last_day_of("igj", -1)
    with acting(app, None):
        assert queries.find_provider(organisation_code="igj") is None
        assert queries.find_provider(mail_domain="igj.example") is None
