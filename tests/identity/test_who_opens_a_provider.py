"""A provider is opened and closed by its own organisation; another may only pause it.

Els is of IJenV, Wim too, Dirk of NVWA, Cora of IGJ; the provider is IGJ's."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.identity import queries
from app.identity.models import IdentityProvider, Person, ProviderChange
from app.identity.service import openings
from app.kernel import clock, ids
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, Refused
from tests.support.acting import acting
from tests.support.confirmed import confirmed_in_browser
from tests.support.database import watching_off
from tests.support.switching import Switch

COMMAND = system_actor("command")
ADDRESS = "/administration/providers/igj"
REASON = "Vreemde aanmeldingen in de nacht"


@pytest.fixture
def switch(app, world, transaction):
    return Switch(app, world, transaction)


@pytest.fixture
def second_provider(switch, transaction, world):
    """IGJ has another provider that is open, by which Cora comes in."""
    with transaction.as_owner() as owner:
        first = owner.query(IdentityProvider).filter_by(slug="igj").one()
        taken = ("_sa_instance_state", "id", "slug", "issuer", "organisation")
        facts = {name: value for name, value in vars(first).items() if name not in taken}
        made = IdentityProvider(id=ids.new_id(), slug="igj-b", issuer="https://b.example", **facts)
        owner.add(made)
        owner.flush()
        owner.get_one(Person, world.person("cora").id).provider_id = made.id
    world.person("cora").provider_id = made.id
    switch.administrator("cora")
    yield made
    world.person("cora").provider_id = switch.now().id


def test_a_stranger_closes_nothing(switch):
    with pytest.raises(NotAllowed, match="eigen organisatie"):
        switch.close("els")
    assert switch.now().is_active


def test_its_own_administrator_closes_it_having_signed_in_anew(app, switch, browser_of, world):
    cora = switch.administrator("cora")
    with acting(app, cora), pytest.raises(Refused, match="opnieuw"):
        openings.close_provider(cora, queries.find_any_provider("igj"))
    assert switch.now().is_active

    bram = browser_of("bram")
    switch.close("cora")
    assert switch.now().is_active is False
    assert bram.visit("/").status == 303


def test_a_pause_holds_everybody_and_ends_nothing(app, switch, browser_of, api_of, transaction):
    bram, token = browser_of("bram"), api_of("bram")
    switch.pause("els")

    assert (bram.visit("/").status, token.get("/me").status_code) == (303, 401)
    paused = switch.now()
    assert (paused.is_active, paused.void_before) == (True, None)
    with acting(app, COMMAND):
        openings.open_provider(COMMAND, queries.find_any_provider("igj"))
    assert (bram.visit("/").status, token.get("/me").status_code) == (200, 200)
    assert transaction.audited(paused.id) == [
        "organisation:provider:pause",
        "organisation:provider:resume",
    ]


def test_whoever_comes_back_to_a_paused_provider_is_told_so(liar, visitor, doorway):
    left = visitor.visit("/login?organisation=igj").location
    with acting(doorway, COMMAND):
        provider = queries.find_any_provider("igj")
        openings.pause_provider(COMMAND, provider, reason=REASON)
    told = liar.visit(left)
    page = visitor.visit(f"/login/callback/igj?code={told['code']}&state={told['state']}")

    assert page.status == 403
    assert "gepauzeerd" in page.text("main")
    assert visitor.visit("/login?organisation=igj").status == 404
    assert "gepauzeerd" in visitor.visit("/login").submit("form", email="x@igj.example").body


def test_a_pause_says_why_to_administrators_and_not_to_the_log(switch, browser_of, transaction):
    with pytest.raises(Refused) as refusal:
        switch.pause("els", " ")
    assert refusal.value.field == "reason"
    switch.pause("els", REASON)

    assert REASON in browser_of("els").visit(ADDRESS).text("main")
    with transaction.as_owner() as owner:
        entry = owner.execute(
            text(
                "select convert_from(entry, 'utf-8') from log_entry"
                " where action = 'organisation:provider:pause'"
            )
        ).scalar_one()
    assert REASON not in entry
    assert "pauzeerde" in browser_of("els").visit("/platform-log").text("tbody")


def test_what_is_typed_stays_when_one_cannot_sign_in_anew(browser_of):
    page = browser_of("els").visit(ADDRESS).submit("#pause", reason=REASON)

    assert page.status == 422
    assert REASON in page.text("#pause textarea")


def test_pausing_on_the_page(browser_of, switch, transaction, world):
    els = browser_of("els")
    page = els.visit(ADDRESS)
    assert (page.has("#close"), page.has("#open")) == (False, False)
    purpose = {
        "action": "provider:access:pause",
        "provider": str(switch.now().id),
        "reason": REASON,
    }
    ticket = confirmed_in_browser(transaction, world.person("els"), purpose)
    page = els.visit(f"{ADDRESS}/complete?ticket={ticket}").follow()

    assert switch.now().pause_reason == REASON
    assert (page.has("#ask-opening"), page.has("#pause")) == (True, False)
    assert els.visit(f"{ADDRESS}/complete?ticket={ticket}").status == 422


def test_two_of_elsewhere_open_it_where_nobody_of_its_own_can_come_in(switch):
    switch.close("cora")
    for who in ("els", "dirk"):
        with pytest.raises(NotAllowed, match="eigen organisatie"):
            switch.open(who)
    asked = switch.ask("els")
    for who in ("els", "wim"):
        with pytest.raises(NotAllowed, match="andere organisatie"):
            switch.agree(who, asked)
    assert switch.now().is_active is False
    switch.agree("dirk", asked)
    assert switch.now().is_active


def test_so_do_two_end_a_pause(switch):
    switch.pause("els")
    switch.agree("dirk", switch.ask("els"))
    assert switch.now().is_open


def test_its_own_opens_it_alone_by_another_provider(switch, second_provider):
    switch.pause("els")
    for who in ("els", "dirk"):
        with pytest.raises(NotAllowed, match="kan inloggen"):
            switch.ask(who)
    switch.open("cora")
    assert switch.now().is_open


def test_whoever_pauses_takes_no_word_away(switch, second_provider):
    """The other provider of IGJ is paused by a stranger: what is closed still takes its own."""
    switch.close("cora")
    switch.slug = "igj-b"
    switch.pause("els")
    switch.slug = "igj"
    with pytest.raises(NotAllowed, match="kan inloggen"):
        switch.ask("els")


def test_what_was_asked_falls_when_its_own_can_come_in(switch, second_provider, transaction):
    with transaction.as_owner() as owner:
        owner.get_one(IdentityProvider, second_provider.id).is_active = False
    switch.close("cora")
    asked = switch.ask("els")
    with transaction.as_owner() as owner:
        owner.get_one(IdentityProvider, second_provider.id).is_active = True
    with pytest.raises(NotAllowed, match="kan inloggen"):
        switch.agree("dirk", asked)


def test_who_may_no_longer_ask_asked_in_vain(switch, transaction, world):
    switch.close("cora")
    asked = switch.ask("els")
    with transaction.as_owner() as owner:
        owner.get_one(Person, world.person("els").id).duties = []
    with pytest.raises(NotAllowed, match="mag dat niet meer"):
        switch.agree("dirk", asked)


@pytest.mark.parametrize(
    "change",
    [
        "update identity_provider set is_active = true where slug = 'igj'",
        "update identity_provider set paused_at = null, pause_reason = null where slug = 'igj'",
    ],
)
def test_the_database_holds_one_alone_to_it(app, switch, change):
    switch.become(is_active="paused" in change, paused_at=clock.now(), pause_reason="x")
    els = switch.administrator("els")
    with (
        acting(app, els) as session,
        watching_off(session),
        pytest.raises(DBAPIError) as held,
        session.begin_nested(),
    ):
        session.execute(text(change))
    assert held.value.orig.diag.constraint_name == "provider_opens"


def test_an_agreement_opens_once(app, switch):
    switch.close("cora")
    switch.agree("dirk", switch.ask("els"))
    switch.close("cora")
    dirk = switch.administrator("dirk")
    with (
        acting(app, dirk) as session,
        watching_off(session),
        pytest.raises(DBAPIError) as held,
        session.begin_nested(),
    ):
        session.execute(text("update identity_provider set is_active = true where slug = 'igj'"))
    assert held.value.orig.diag.constraint_name == "provider_opens"


def changed(transaction, world, *, ago):
    """A change of the provider was agreed with some time ago."""
    els, cora = world.person("els"), world.person("cora")
    with transaction.as_owner() as owner:
        owner.add(
            ProviderChange(
                organisation_id=cora.organisation_id,
                slug="igj",
                issuer="https://igj.example",
                discovery_url="https://igj.example/x",
                client_id="x",
                client_key=b"x",
                public_key="x",
                algorithms=["ES256"],
                accepted_acr=[],
                is_new=False,
                asked_by_id=els.id,
                asked_for_id=els.organisation_id,
                asked_at=clock.now() - ago,
                answered_by_id=cora.id,
                answered_for_id=cora.organisation_id,
                answered_at=clock.now() - ago,
                answer="approved",
            )
        )


def test_a_change_can_be_read_for_a_day_before_anybody_comes_in_by_it(
    app, switch, second_provider, transaction, world, browser_of
):
    switch.become(is_active=False)
    changed(transaction, world, ago=timedelta(hours=23, minutes=50))
    with pytest.raises(Refused, match="minder dan een dag"):
        switch.open("cora")
    page = browser_of("cora").visit(ADDRESS)
    assert "minder dan een dag" in page.text("main")
    assert not page.has("#open")
    with acting(app, COMMAND):
        openings.open_provider(COMMAND, queries.find_any_provider("igj"))
    assert switch.now().is_open


def test_after_that_day_it_opens(switch, second_provider, transaction, world):
    switch.become(is_active=False)
    changed(transaction, world, ago=timedelta(hours=24, minutes=1))
    switch.open("cora")
    assert switch.now().is_open


def test_the_database_knows_that_day_too(app, switch, second_provider, transaction, world):
    switch.become(is_active=False)
    changed(transaction, world, ago=timedelta(hours=23))
    cora = switch.administrator("cora")
    with (
        acting(app, cora) as session,
        watching_off(session),
        pytest.raises(DBAPIError) as held,
        session.begin_nested(),
    ):
        session.execute(text("update identity_provider set is_active = true where slug = 'igj'"))
    assert held.value.orig.diag.constraint_name == "provider_opens"


def test_commands_pause_and_open(command, switch):
    assert command("provider", "pause", "igj", "--reason", REASON)[0] == 0
    assert switch.now().pause_reason == REASON
    assert command("provider", "open", "igj")[0] == 0
    assert switch.now().is_open
