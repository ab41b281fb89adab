"""A pause is for an emergency: one organisation cannot keep others out by it.

Els is of IJenV and pauses, as Wim does; Dirk is of NVWA, Carla of IvhO, Cora of IGJ."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity import queries
from app.identity.models import IdentityProvider, ProviderLift
from app.identity.policy import IdentityPermission
from app.identity.service import openings
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed
from tests.support.acting import acting
from tests.support.database import watching_off
from tests.support.switching import Switch

COMMAND = system_actor("command")
ADDRESS = "/administration/providers/igj"
PAUSING = (
    "update identity_provider set paused_at = now(), pause_reason = 'x', paused_for_id = {}"
    " where slug = '{}'"
)
MINE = "samenzicht_organisation()"


@pytest.fixture
def switch(app, world, transaction):
    return Switch(app, world, transaction)


@pytest.fixture
def refuse(app, switch):
    """Somebody refuses to let a provider go on."""

    def go(who, opening_id):
        actor = switch.administrator(who)
        with acting(app, actor):
            found = queries.get_opening_for(actor, IdentityPermission.REFUSE_OPENING, opening_id)
            openings.refuse_opening(actor, found)

    return go


@pytest.fixture
def in_the_database(app, switch):
    """Els changes a provider past the product; returns which constraint held that."""

    def go(change):
        els = switch.administrator("els")
        with (
            acting(app, els) as session,
            watching_off(session),
            pytest.raises(DBAPIError) as held,
            session.begin_nested(),
        ):
            session.execute(text(change))
        return held.value.orig.diag.constraint_name

    return go


def lifted(switch):
    """Els paused the provider of IGJ, and two others let it go on."""
    switch.pause("els")
    switch.agree("carla", switch.ask("dirk"))
    assert switch.now().is_open


def pause_each(switch, who, *slugs):
    for slug in slugs:
        switch.slug = slug
        switch.pause(who)


@pytest.mark.parametrize("who", ["els", "wim"])
def test_whose_organisation_paused_it_does_not_refuse_to_let_it_go_on(
    switch, refuse, browser_of, who
):
    switch.pause("els")
    asked = switch.ask("dirk")
    with pytest.raises(NotAllowed, match="eigen organisatie heeft dit gepauzeerd"):
        refuse(who, asked)
    assert not browser_of(who).visit(ADDRESS).has("#refuse-opening")
    switch.agree("carla", asked)
    assert switch.now().is_open


def test_who_paused_takes_the_own_question_back_and_others_refuse(switch, refuse):
    switch.pause("els")
    refuse("els", switch.ask("els"))
    refuse("carla", switch.ask("dirk"))
    assert switch.now().paused_at


def test_its_own_organisation_refuses_also_where_it_paused_it_itself(switch, refuse):
    switch.pause("cora")
    refuse("cora", switch.ask("dirk"))
    assert switch.now().paused_at


@pytest.mark.parametrize("who", ["els", "wim"])
def test_what_went_on_is_not_paused_again_for_a_day_by_the_same_organisation(
    switch, browser_of, who
):
    lifted(switch)
    with pytest.raises(NotAllowed, match="korter dan een dag"):
        switch.pause(who)
    page = browser_of(who).visit(ADDRESS)
    assert not page.has("#pause")
    assert "korter dan een dag" in page.text("main")
    switch.pause("dirk")
    assert switch.now().paused_at


def test_after_that_day_it_is(switch, transaction):
    lifted(switch)
    with transaction.as_owner() as owner:
        lift = owner.query(ProviderLift).one()
        lift.lifted_at = clock.now() - timedelta(hours=24, minutes=1)
    switch.pause("els")
    assert switch.now().paused_at


@pytest.mark.parametrize("how", ["by a command", "by its own"])
def test_however_it_went_on(app, switch, transaction, how):
    switch.pause("els")
    if how == "by a command":
        with acting(app, COMMAND):
            openings.open_provider(COMMAND, queries.find_any_provider("igj"))
    else:
        switch.open("cora")
    with pytest.raises(NotAllowed, match="korter dan een dag"):
        switch.pause("els")


def test_a_pause_of_another_does_not_wash_it_away(switch):
    lifted(switch)
    switch.pause("carla")
    switch.agree("dirk", switch.ask("els"))
    with pytest.raises(NotAllowed, match="korter dan een dag"):
        switch.pause("els")


def test_ones_own_is_paused_as_often_as_needed(switch):
    for _time in range(3):
        switch.pause("cora")
        switch.open("cora")
    assert switch.now().is_open


def test_two_of_others_stand_paused_at_a_time(switch, browser_of):
    pause_each(switch, "els", "igj", "ivho")
    for who in ("els", "wim"):
        with pytest.raises(NotAllowed, match="al twee inlogvoorzieningen van anderen"):
            pause_each(switch, who, "nvwa")
    page = browser_of("els").visit("/administration/providers/nvwa")
    assert not page.has("#pause")
    assert "al twee inlogvoorzieningen van anderen" in page.text("main")

    pause_each(switch, "carla", "nvwa")
    pause_each(switch, "els", "ijenv")
    assert switch.now().paused_at


def test_when_one_goes_on_there_is_room_again(app, switch):
    pause_each(switch, "els", "igj", "ivho")
    with acting(app, COMMAND):
        openings.open_provider(COMMAND, queries.find_any_provider("igj"))
    pause_each(switch, "els", "nvwa")
    assert switch.now().paused_at


def test_a_command_pauses_as_many_as_it_must(app, switch):
    for slug in ("igj", "ivho", "nvwa"):
        with acting(app, COMMAND):
            found = queries.find_any_provider(slug)
            openings.pause_provider(COMMAND, found, reason="Inbraak")
    with switch.transaction.as_owner() as owner:
        assert owner.query(IdentityProvider).filter_by(paused_for_id=None).count() >= 3


def test_the_database_counts_too(switch, in_the_database):
    pause_each(switch, "els", "igj", "ivho")
    assert in_the_database(PAUSING.format(MINE, "nvwa")) == "provider_pauses"


def test_the_database_knows_that_day_too(switch, in_the_database):
    lifted(switch)
    assert in_the_database(PAUSING.format(MINE, "igj")) == "provider_pauses"


@pytest.mark.parametrize(
    "change",
    [
        PAUSING.format("null", "igj"),
        PAUSING.format("organisation_id", "igj"),
        "update identity_provider set paused_for_id = organisation_id where slug = 'ivho'",
    ],
    ids=["nobody", "its own", "afterwards"],
)
def test_nobody_pauses_in_another_name(switch, in_the_database, change):
    pause_each(switch, "els", "ivho")
    assert in_the_database(change) == "provider_pauses"
