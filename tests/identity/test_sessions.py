"""A session ends when it should: idle, too long, signed out, blocked; then its cookie is void."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from app.identity.jobs import tidy
from app.identity.models import ADMINISTRATOR, IdempotencyKey, SignInAttempt, SignInSession
from app.identity.policy import IdentityPermission
from app.identity.service import people
from app.kernel import clock
from app.kernel.access import decide
from app.kernel.ids import new_id
from app.running import standing_in
from tests.support.acting import acting
from tests.support.signing_in import name_of, secret_of

MINUTES = timedelta(minutes=1)


@pytest.fixture
def bram_elsewhere(browser_of):
    """A second browser of Bram's."""
    return browser_of("bram")


def test_a_session_ends_after_half_an_hour_of_silence(browser_of):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser = browser_of("bram")
        alive = []
        for minutes in (29, 29, 29, 31, 1):
            traveller.shift(minutes * MINUTES)
            alive.append(name_of(browser))

    assert alive == ["Bram", "Bram", "Bram", None, None]


def test_a_session_ends_after_eight_hours_whatever_happens(browser_of):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser = browser_of("bram")
        hours = 0
        while name_of(browser) == "Bram":
            traveller.shift(20 * MINUTES)
            hours += 1 / 3

    assert hours == pytest.approx(8)


def test_being_used_is_written_once_a_minute(browser_of, transaction):
    def last_seen():
        with transaction.as_owner() as owner:
            return owner.execute(select(SignInSession.last_seen_at)).scalar_one()

    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser = browser_of("bram")
        begun, seen = clock.now(), []
        for seconds in (30, 29, 2, 30):
            traveller.shift(timedelta(seconds=seconds))
            browser.visit("/settings")
            seen.append((last_seen() - begun).total_seconds())

    assert seen == [0, 0, 61, 61]


def test_signing_out_ends_this_session_only(browser_of, bram_elsewhere, transaction, world):
    here = browser_of("bram")
    secret = secret_of(here)

    page = here.visit("/logout").submit("#logout")

    assert (page.status, page.location) == (303, "/login")
    assert page.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert secret_of(here) is None
    here.client.set_cookie("samenzicht", secret)
    assert (name_of(here), name_of(bram_elsewhere)) == (None, "Bram")
    assert transaction.audited(world.person("bram").id) == ["person:session:end"]


def test_asking_to_sign_out_signs_nobody_out(browser_of):
    """An image on another site may ask for the page; only the form of our own page signs out."""
    browser = browser_of("bram")

    assert browser.visit("/logout").status == 200
    assert browser.send("/logout", {}).status == 400
    assert name_of(browser) == "Bram"


def test_who_is_not_signed_in_is_led_to_signing_in(anonymous):
    assert anonymous.visit("/logout").location == "/login"


def test_signing_out_everywhere(browser_of, bram_elsewhere, world):
    here, carla = browser_of("bram"), browser_of("carla")
    page = here.visit("/sessions")
    assert len(page.tree.cssselect("tbody tr")) == 2
    assert page.text("tbody").count("Deze sessie") == 1

    assert page.submit("#end-all").location == "/login"

    assert (name_of(here), name_of(bram_elsewhere), name_of(carla)) == (None, None, "Carla")


def test_one_other_session_is_ended_and_no_more(browser_of, bram_elsewhere, world, transaction):
    here, third = browser_of("bram"), browser_of("bram")
    page = here.visit("/sessions")
    ends = [each.get("id") for each in page.tree.cssselect("tbody form")]
    assert len(ends) == 2
    ended = page.submit(f"[id='{ends[0]}']").follow()

    assert "beëindigd" in ended.body
    assert len(ended.tree.cssselect("tbody tr")) == 2
    names = [name_of(each) for each in (here, bram_elsewhere, third)]
    assert (names[0], names.count("Bram")) == ("Bram", 2)
    assert transaction.audited(world.person("bram").id)[-1] == "person:session:end"
    with transaction.as_owner() as owner:
        told = owner.execute(
            text(
                "select convert_from(entry, 'UTF8')::jsonb -> 'facts' ->> 'session' from log_entry"
                " where action = 'person:session:end' order by index desc limit 1"
            )
        ).scalar_one()
        over = select(SignInSession.id).where(SignInSession.ended_at.is_not(None))
        assert told in {str(each) for each in owner.execute(over).scalars()}


def test_nobody_ends_a_session_of_another(browser_of):
    carla, bram = browser_of("carla"), browser_of("bram")
    browser_of("bram")
    form = bram.visit("/sessions").tree.cssselect("tbody [name=session]")[0]
    token = carla.visit("/sessions").tree.cssselect("[name=csrf_token]")[0].get("value")
    for wrong in (form.get("value"), "x"):
        told = {"csrf_token": token, "session": wrong}
        assert carla.send("/sessions", told).status == 404
    assert len(bram.visit("/sessions").tree.cssselect("tbody tr")) == 2


def test_sessions_that_ended_by_themselves_are_not_shown(browser_of):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        browser_of("bram")
        traveller.shift(45 * MINUTES)
        rows = browser_of("bram").visit("/sessions").tree.cssselect("tbody tr")

    assert len(rows) == 1


def test_blocking_ends_all_sessions_at_once(app, browser_of, bram_elsewhere, world, transaction):
    here, bram = browser_of("bram"), world.person("bram")
    cora = replace(world.actor("cora"), duties=frozenset({ADMINISTRATOR}))
    assert name_of(here) == "Bram"
    with acting(app, cora) as session:
        people.block(cora, session.get(type(bram), bram.id))

    assert (name_of(here), name_of(bram_elsewhere)) == (None, None)
    assert here.visit("/settings").location == "/login?next=/settings"
    assert transaction.audited(bram.id) == ["person:session:end", "person:account:block"]


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "x" * 3000, "é", "\x00"])
def test_a_made_up_cookie_is_nobody(app, anonymous, secret):
    anonymous.client.set_cookie("samenzicht", secret)

    assert anonymous.visit("/settings").status == 303


def test_the_table_holds_no_cookie(browser_of, transaction):
    secret = secret_of(browser_of("bram"))
    with transaction.as_owner() as owner:
        kept = owner.execute(select(SignInSession.token_hash)).scalar_one()

    assert (len(kept), secret.encode() in kept) == (32, False)


def test_a_page_for_nobody_takes_no_statement(anonymous, statements):
    anonymous.visit("/login/help")

    assert len(statements) == 0, str(statements)


@pytest.mark.parametrize(("path", "most"), [("/settings", 8), ("/sessions", 8), ("/logout", 8)])
def test_a_page_costs_few_statements_however_many_sessions_there_are(
    browser_of, statements, path, most
):
    browser = browser_of("bram")
    costs = []
    for _more in range(2):
        statements.clear()
        assert browser.visit(path).status == 200
        costs.append(len(statements))
        for _each in range(20):
            browser_of("bram")

    assert costs[0] == costs[1] <= most, str(statements)


def test_saving_costs_few_statements(browser_of, statements):
    page = browser_of("bram").visit("/settings")
    statements.clear()

    assert page.submit("#settings", language="en", scheme="").status == 303
    assert len(statements) <= 14, str(statements)


def test_what_was_only_kept_for_a_moment_is_thrown_away(app, transaction, world):
    provider, bram = world.person("bram").provider_id, world.person("bram").id
    moments = {"old": clock.now() - timedelta(days=3), "young": clock.now() - timedelta(days=1)}
    with transaction.as_owner() as owner:
        for name, moment in moments.items():
            owner.add(IdempotencyKey(person_id=bram, key=new_id(), at=moment))
            owner.add(
                SignInAttempt(
                    state_hash=name.encode(),
                    provider_id=provider,
                    browser_hash=b"",
                    nonce="",
                    code_verifier="",
                    target="/",
                    asked_at=moment,
                )
            )

    with standing_in(app):
        tidy.run()

    with transaction.as_owner() as owner:
        assert owner.execute(select(SignInAttempt.state_hash)).scalars().all() == [b"young"]
        assert owner.execute(select(IdempotencyKey.at)).scalars().all() == [moments["young"]]


@pytest.mark.parametrize(
    ("who", "may"),
    [("anna", False), ("bram", False), ("carla", False), ("dirk", False), ("els", True)],
)
def test_only_an_administrator_blocks(world, who, may):
    decision = decide(world.actor(who), IdentityPermission.ADMINISTER, world.person("bram"))

    assert decision.allowed is may
