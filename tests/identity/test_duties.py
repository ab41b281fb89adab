"""Duties over one's organisation: by its administrator, some by two, never by oneself.

Els administers for IJenV, where Anna and Wim are; Bram and Cora are of IGJ."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity import queries
from app.identity.models import ADMINISTRATOR, COORDINATOR, DUTIES, PRIVACY_OFFICER
from app.identity.policy import IdentityPermission
from app.identity.service import duties
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, NotFound, Refused
from app.workspaces.policy import COORDINATOR_DUTY
from tests.support.acting import acting
from tests.support.confirmed import completed, confirmed
from tests.support.signing_in import know

COMMAND = system_actor("command")


@pytest.fixture
def change(app, world):
    """Els changes a duty of somebody; returns the id of what waits, or None."""
    els = world.actor("els")

    def go(who, duty, *, to="give"):
        with acting(app, els):
            person = queries.get_person(world.person(who).id)
            asked = duties.change_duty(els, person, duty=duty, is_given=to == "give")
            return asked.id if asked else None

    return go


@pytest.fixture
def agree(app, world, transaction):
    """Somebody with a duty agrees."""

    def go(who, change_id, *, duty=PRIVACY_OFFICER):
        know(transaction, who, duties=[duty])
        actor = replace(world.actor(who), duties=frozenset({duty}))
        purpose = {"action": "person:duty:agree", "change": str(change_id)}
        actor, ticket = confirmed(transaction, world.person(who), actor, purpose)
        with acting(app, actor):
            found = queries.get_duty_change_for(actor, IdentityPermission.AGREE_DUTY, change_id)
            duties.agree(actor, found, ticket_id=ticket)

    return go


def duties_of(transaction, who):
    with transaction.as_owner() as owner:
        found = text("select duties from person where login = :who")
        return owner.execute(found, {"who": who}).scalar_one()


def test_the_words_are_those_of_the_features():
    assert COORDINATOR == COORDINATOR_DUTY
    assert set(DUTIES) == {ADMINISTRATOR, PRIVACY_OFFICER, COORDINATOR, "mandate_keeper"}


def test_a_coordinator_is_made_and_unmade_on_the_page(browser_of, transaction, world):
    address = f"/administration/accounts/{world.person('anna').id}"
    els = browser_of("els")
    els.visit(address).submit("#duty-coordinator", to="give")
    assert duties_of(transaction, "anna") == [COORDINATOR]
    els.visit(address).submit("#duty-coordinator", to="take")
    assert duties_of(transaction, "anna") == []
    assert transaction.audited(world.person("anna").id) == ["person:duty:give", "person:duty:take"]


@pytest.mark.parametrize("duty", [ADMINISTRATOR, PRIVACY_OFFICER])
def test_who_watches_over_others_is_made_by_two(change, agree, transaction, world, duty):
    waiting = change("anna", duty)
    assert duties_of(transaction, "anna") == []

    agree("wim", waiting)
    assert duties_of(transaction, "anna") == [duty]
    assert transaction.audited(world.person("anna").id) == ["person:duty:ask", "person:duty:give"]


def test_the_second_person_agrees_on_the_page(change, browser_of, transaction, world):
    waiting = change("anna", ADMINISTRATOR)
    know(transaction, "wim", duties=[PRIVACY_OFFICER])
    wim = browser_of("wim")
    page = wim.visit("/administration/duties").submit(f"#agree-{waiting}")
    assert page.status == 422  # his provider is silent: he did not sign in anew
    assert duties_of(transaction, "anna") == []
    purpose = {"action": "person:duty:agree", "change": str(waiting)}
    address = f"/administration/duties/{waiting}/agree"
    completed(transaction, world.person("wim"), wim, address, purpose)

    assert duties_of(transaction, "anna") == [ADMINISTRATOR]
    assert wim.visit("/administration").status == 403
    assert browser_of("anna").visit("/administration").status == 200


def test_nobody_is_the_second_of_oneself(app, change, agree, world):
    waiting = change("anna", ADMINISTRATOR)
    els = world.actor("els")
    with acting(app, els), pytest.raises(NotAllowed, match="tweede"):
        queries.get_duty_change_for(els, IdentityPermission.AGREE_DUTY, waiting)
    with pytest.raises(NotAllowed, match="tweede"):
        agree("anna", waiting)


def test_nobody_of_elsewhere_sees_it(change, agree):
    with pytest.raises(NotFound):
        agree("cora", change("anna", ADMINISTRATOR), duty=ADMINISTRATOR)


def test_nobody_changes_the_own_duties_nor_those_of_elsewhere(change):
    with pytest.raises(NotAllowed, match="eigen taken"):
        change("els", PRIVACY_OFFICER)
    with pytest.raises(NotAllowed, match="eigen organisatie"):
        change("bram", COORDINATOR)


def test_what_somebody_asked_who_may_no_longer_ask_comes_to_nothing(change, agree, transaction):
    waiting = change("anna", ADMINISTRATOR)
    know(transaction, "els", blocked_at=clock.now())
    with pytest.raises(NotAllowed, match="mag dat niet meer"):
        agree("wim", waiting)


def test_the_last_administrator_stays(app, world, transaction):
    def take():
        with acting(app, COMMAND):
            person = queries.get_person(world.person("els").id)
            duties.change_duty(COMMAND, person, duty=ADMINISTRATOR, is_given=False)

    with pytest.raises(Refused, match="geen beheerder"):
        take()
    know(transaction, "anna", duties=[ADMINISTRATOR], blocked_at=clock.now())
    with pytest.raises(Refused, match="geen beheerder"):
        take()
    know(transaction, "anna", blocked_at=None)
    take()
    assert duties_of(transaction, "els") == []


@pytest.mark.parametrize(("duty", "words"), [("emperor", "Kies"), (COORDINATOR, "al zo")])
def test_what_cannot_be_is_refused(change, transaction, duty, words):
    know(transaction, "anna", duties=[COORDINATOR])
    with pytest.raises(Refused, match=words):
        change("anna", duty)


def test_it_is_asked_once(change):
    change("anna", ADMINISTRATOR)
    with pytest.raises(Refused, match="wacht"):
        change("anna", ADMINISTRATOR)


def test_a_refusal_changes_nothing(change, transaction, world, browser_of):
    waiting = change("anna", ADMINISTRATOR)
    browser_of("els").visit("/administration/duties").submit(f"#refuse-{waiting}")
    assert duties_of(transaction, "anna") == []
    assert transaction.audited(world.person("anna").id)[-1] == "person:duty:refuse"


def test_the_database_holds_two_others(change, transaction, world):
    waiting = change("anna", ADMINISTRATOR)
    agreeing = text(
        "update duty_change set answer = 'approved', answered_at = now(), answered_by_id = :who"
        " where id = :id"
    )
    for who in ("els", "anna"):
        told = {"id": waiting, "who": world.person(who).id}
        with (
            transaction.as_owner() as owner,
            pytest.raises(DBAPIError) as held,
            owner.begin_nested(),
        ):
            owner.execute(agreeing, told)
        assert held.value.orig.diag.constraint_name == "ck_duty_change_two_others"


def test_a_command_needs_no_second(command, transaction):
    assert command("person", "duty", "anna", "administrator")[0] == 0
    assert duties_of(transaction, "anna") == [ADMINISTRATOR]
    assert command("person", "duty", "anna", "administrator", "--off")[0] == 0
    assert duties_of(transaction, "anna") == []
