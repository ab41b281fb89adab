"""Maintenance: told on every page beforehand, and pages are closed while it lasts."""

from datetime import timedelta

import pytest

from app.identity.actions import IdentityAction
from app.identity.policy import INSTALLATION
from app.kernel import clock
from app.kernel.web.maintenance import Board

DUTCH, ENGLISH = "We zetten een nieuwe versie neer.", "We put down a new version."
NEVER = "2026-13-01 10:00"


def typed(moment):
    return f"{moment.astimezone(clock.HOME_ZONE):%Y-%m-%d %H:%M}"


@pytest.fixture
def board(house):
    """What this process knows; it looks anew when told to, and knows nothing afterwards."""
    found = house.tool(Board)
    found.forget()
    yield found
    found.forget()


@pytest.fixture
def announce(command, board):
    """Announce maintenance from so many hours ahead until so many hours ahead."""

    def typing(begins, ends, *texts):
        now = clock.now()
        moments = [typed(now + timedelta(hours=each)) for each in (begins, ends)]
        given = ["--from", moments[0], "--until", moments[1], *texts]
        answer = command("maintenance", "announce", *given)
        board.forget()
        return answer

    return typing


@pytest.fixture
def closed(announce):
    assert announce(-1, 2, DUTCH, ENGLISH)[0] == 0


@pytest.mark.parametrize("who", ["anna", "nobody"])
def test_every_page_tells_it_beforehand_and_stays_open(announce, browser_of, anonymous, who):
    assert announce(20, 22, DUTCH, ENGLISH)[0] == 0
    browser = anonymous if who == "nobody" else browser_of(who)
    page = browser.visit("/login" if who == "nobody" else "/workspaces")
    assert page.status == 200
    (banner,) = page.tree.cssselect("[role=status]#maintenance")
    assert DUTCH in banner.text_content()
    assert len(banner.cssselect("time")) == 2
    told = browser.client.get("/login", headers={"Accept-Language": "en"})
    assert who == "anna" or ENGLISH in told.get_data(as_text=True)


def test_who_signed_out_at_a_provider_is_told_of_meanwhile(closed, anonymous):
    """A provider says it once; what it says lets nobody in."""
    answer = anonymous.client.post("/login/back-channel/igj", data={"logout_token": "x"})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/", "/login", "/workspaces", "/privacy", "/geen-pagina"])
@pytest.mark.parametrize("who", ["anna", "nobody"])
def test_while_it_lasts_pages_are_closed_and_say_when_to_come_back(
    closed, browser_of, anonymous, path, who
):
    browser = anonymous if who == "nobody" else browser_of(who)
    answer = browser.client.get(path)
    assert answer.status_code == 503
    assert 7000 < int(answer.headers["Retry-After"]) <= 7260
    assert DUTCH in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_sent_is_refused_and_programs_get_problem_details(closed, anonymous, api_of):
    assert anonymous.client.post("/login", data={"email": "a@b.example"}).status_code == 503
    told = api_of("anna").get("/me")
    assert (told.status_code, told.mimetype) == (503, "application/problem+json")
    assert told.json["detail"] == DUTCH
    assert int(told.headers["Retry-After"]) > 0


def test_the_sign_of_life_and_built_files_go_on(closed, anonymous, statements):
    assert anonymous.client.get("/healthz").status_code == 200
    assert anonymous.client.get("/static/dist/none.css").status_code == 404


def test_it_ends_by_itself_and_by_command(closed, command, board, anonymous, transaction):
    assert DUTCH in command("maintenance", "show")[1]
    assert command("maintenance", "end")[0] == 0
    board.forget()
    page = anonymous.visit("/login")
    assert (page.status, page.has("#maintenance")) == (200, False)
    assert "Nothing is announced" in command("maintenance", "show")[1]
    assert command("maintenance", "end")[0] == 1
    audited = transaction.audited(INSTALLATION.id)
    assert IdentityAction.MAINTENANCE_ANNOUNCED in audited
    assert IdentityAction.MAINTENANCE_ENDED in audited


def test_once_its_time_is_over_pages_open_without_anybody(closed, anonymous, monkeypatch):
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert anonymous.visit("/login").status == 200


def test_the_last_announcement_takes_the_place_of_the_one_before(announce, anonymous):
    announce(-1, 2, DUTCH)
    announce(20, 22, "Toch later.")
    page = anonymous.visit("/login")
    assert "Toch later." in page.text("#maintenance")
    assert DUTCH not in page.text()


@pytest.mark.parametrize(("begins", "ends", "words"), [(2, 1, DUTCH), (-3, -1, DUTCH), (1, 2, " ")])
def test_what_makes_no_sense_is_refused(announce, command, begins, ends, words):
    assert announce(begins, ends, words)[0] == 1
    assert "Nothing is announced" in command("maintenance", "show")[1]


def test_what_is_no_moment_is_refused(command):
    given = ["--from", NEVER, "--until", NEVER, DUTCH]
    assert command("maintenance", "announce", *given)[0] == 2


def test_a_page_costs_no_statement_for_it(announce, browser_of, statements):
    announce(20, 22, DUTCH)
    anna = browser_of("anna")
    anna.visit("/workspaces")
    statements.clear()
    anna.visit("/workspaces")
    assert not [each for each in statements.seen if "maintenance" in each]
