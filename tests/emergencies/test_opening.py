"""Opening emergency sight: who may, for whom, for how long, and what is kept of a wrong form."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.emergencies.models import MOST_HOURS
from app.identity.models import ADMINISTRATOR, PRIVACY_OFFICER
from tests.emergencies.conftest import REASON, SIGHTS
from tests.support.confirmed import confirmed_in_browser
from tests.support.emergencies import make_colleague, purpose_of_sight, put_sight


def test_the_officer_opens_one_and_the_log_tells_it(
    opened, logged, browsing, fons, browser_of, world
):
    assert logged() == ["emergency:sight:open"]
    page = browsing(fons).visit(opened).text("main")
    assert "Nora" in page
    assert REASON in page
    lines = browser_of("anna").visit(f"/workspaces/{world.workspace.ref}/log")
    assert "opende noodtoegang voor" in lines.text("main")
    assert "Nora" in lines.text("main")
    assert REASON not in lines.body


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"workspace": "ELD-2026-1002"}, "Kies een ruimte uit de lijst"),
        ({"person": "bram"}, "werkt daar al"),
        ({"person": "anna"}, "Kies een collega uit de lijst"),
        ({"person": "fons"}, "Kies een collega uit de lijst"),
        ({"hours": "73"}, "tussen 1 en 72 uur"),
        ({"hours": "0"}, "tussen 1 en 72 uur"),
        ({"hours": ""}, "tussen 1 en 72 uur"),
        ({"reason": "Nodig."}, "Zeg in een zin"),
        ({"reason": ""}, "Zeg waarom"),
        ({"ground": "curiosity"}, ""),
    ],
)
def test_a_wrong_form_opens_nothing_and_loses_nothing(opening, logged, wrong, told):
    answer = opening(**wrong)
    assert answer.status == 422
    assert told in answer.text("main")
    if "reason" not in wrong:
        assert REASON in answer.text("textarea")
    assert logged() == []


@pytest.mark.parametrize("who", ["anna", "bram", "carla", "els"])
def test_nobody_else_opens_one_or_reads_the_register(browser_of, who):
    for path in (SIGHTS, f"{SIGHTS}/new"):
        assert browser_of(who).visit(path).status == 403


def test_who_administers_accounts_has_no_part_in_it(browsing, world, transaction, nora):
    both = make_colleague(
        world,
        transaction,
        code="igj",
        login="beide",
        duties=(PRIVACY_OFFICER, ADMINISTRATOR),
    )
    assert browsing(both).visit(f"{SIGHTS}/new").status == 403
    page = browsing(both).visit(SIGHTS)
    assert page.status == 200
    assert "accounts" in page.text("main")


def test_nobody_gets_one_who_administers_accounts(opening, world, transaction):
    make_colleague(world, transaction, code="igj", login="beheer", duties=(ADMINISTRATOR,))
    answer = opening(person="beheer")
    assert answer.status == 422


def test_one_signing_in_anew_opens_one(browsing, fons, nora, world, logged, transaction):
    given = {
        "workspace": world.workspace.ref,
        "person": nora.login,
        "ground": "order",
        "reason": REASON,
        "hours": "72",
    }
    browser = browsing(fons)
    asked = browser.visit(f"{SIGHTS}/new").submit("#emergency-form", **given)
    assert (asked.status, logged()) == (422, [])  # his provider is silent
    assert asked.text("#emergency-form textarea").strip() == REASON
    purpose = purpose_of_sight(transaction, given)
    ticket = confirmed_in_browser(transaction, fons, purpose)
    statuses = [browser.visit(f"{SIGHTS}/new/complete?ticket={ticket}") for _time in range(2)]
    assert [each.status for each in statuses] == [303, 422]
    assert statuses[1].text("#emergency-form textarea").strip() == REASON
    assert logged() == ["emergency:sight:open"]


def test_of_two_tabs_the_second_hears_that_there_is_one(opened, opening, logged):
    answer = opening()
    assert answer.status == 422
    assert "heeft daar al noodtoegang" in answer.text("main")
    assert logged() == ["emergency:sight:open"]


def test_the_next_one_waits_until_the_earlier_was_judged(opened, opening, later):
    later(hours=9)
    answer = opening()
    assert answer.status == 422
    assert "nog niet beoordeeld" in answer.text("main")


WORSE = {
    "longer": "update emergency_sight set ends_at = opened_at + interval '73 hours'",
    "of oneself": "update emergency_sight set opened_by_id = person_id",
    "judged by who had it": (
        "update emergency_sight set ended_at = opened_at, ended_how = 'clock', verdict ="
        " 'justified', reviewed_by_id = person_id, reviewed_at = opened_at"
    ),
    "confirmed by who opened it": (
        "update emergency_sight set wants_special = true, confirmed_at = opened_at,"
        " confirmed_by_id = opened_by_id"
    ),
    "confirmed by a stranger": (
        "update emergency_sight set wants_special = true, confirmed_at = opened_at,"
        " confirmed_by_id = (select id from person where login = 'dirk')"
    ),
    "confirmed by who only contributes": (
        "update emergency_sight set wants_special = true, confirmed_at = opened_at,"
        " confirmed_by_id = (select id from person where login = 'cora')"
    ),
}


@pytest.mark.parametrize("name", WORSE)
def test_the_database_itself_refuses_what_is_worse(transaction, world, nora, fons, name):
    put_sight(transaction, world.workspace, of=nora, by=fons)
    with pytest.raises(DBAPIError), transaction.as_owner() as owner:
        owner.execute(text(WORSE[name]))


def test_what_ended_is_not_opened_again_by_anybody(transaction, world, nora, fons):
    put_sight(transaction, world.workspace, of=nora, by=fons)
    with transaction.as_owner() as owner:
        owner.execute(text("update emergency_sight set ended_at = opened_at, ended_how = 'clock'"))
    with pytest.raises(DBAPIError), transaction.as_owner() as owner:
        owner.execute(text("update emergency_sight set ended_at = null, ended_how = null"))


def test_the_term_in_the_form_is_the_term_of_the_law():
    assert MOST_HOURS == 72
