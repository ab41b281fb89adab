"""Administration on pages: Els (IJenV) and Cora (IGJ) look after accounts and providers.

Adding or changing a provider takes two of them, of different organisations; of workspaces they see
nothing here."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.models import ADMINISTRATOR, IdentityProvider, Person, ProviderChange
from app.identity.policy import IdentityPermission
from app.identity.service import provider_changes
from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from tests.support.acting import acting
from tests.support.administering import make_administrator, wanted_provider
from tests.support.confirmed import confirmed_in_browser
from tests.support.signing_in import know

FIELDS = {
    "slug": "igj-nieuw",
    "issuer": "https://aanmelden.igj.example",
    "discovery_url": "https://aanmelden.igj.example/.well-known/openid-configuration",
    "client_id": "samenzicht",
    "algorithms": ["ES256"],
    "accepted_acr": "substantial\nhigh",
    "classified_acr": "high",
}
ASK = "/administration/organisations/igj/provider"


@pytest.fixture
def second(transaction, world):
    """Cora of IGJ is an administrator too, and so is Wim, of the organisation of Els."""
    for who in ("cora", "wim"):
        make_administrator(transaction, world, who)


@pytest.fixture
def asked(app, house, world):
    """Els asked for a new provider of IGJ; gives its id."""
    els = world.actor("els")
    with acting(app, els):
        return provider_changes.ask_for_provider(
            els,
            world.organisations["igj"],
            wanted=wanted_provider(),
            master=house.tool(MasterKey),
        ).id


def provider_named(transaction, slug):
    with transaction.as_owner() as owner:
        return owner.query(IdentityProvider).filter_by(slug=slug).one_or_none()


def test_two_administrators_of_different_organisations_add_a_provider(
    browser_of, second, transaction, world
):
    change = browser_of("els").visit(ASK).submit("#provider-form", **FIELDS).follow()
    assert change.status == 200
    assert "BEGIN PUBLIC KEY" in change.text("pre")
    assert not change.has("#approve")
    assert provider_named(transaction, "igj-nieuw") is None

    address = change.tree.cssselect("#refuse")[0].get("action").removesuffix("/refuse")
    cora = browser_of("cora")
    led = cora.visit(address).submit("#approve")
    assert (led.status, "antwoordt nu niet" in led.body) == (422, True)
    assert provider_named(transaction, "igj-nieuw") is None
    purpose = {"action": "provider:change:approve", "change": address.rsplit("/", 1)[1]}
    ticket = confirmed_in_browser(transaction, world.person("cora"), purpose)
    page = cora.visit(f"{address}/approve/complete?ticket={ticket}").follow()
    assert page.status == 200
    made = provider_named(transaction, "igj-nieuw")
    assert (made.issuer, made.is_active) == ("https://aanmelden.igj.example", False)
    assert made.accepted_acr == ["substantial", "high"]
    assert made.classified_acr == ["high"]
    assert transaction.audited(made.id) == ["organisation:provider:pin"]
    told = browser_of("dirk").visit("/administration/announcements")
    assert "igj-nieuw" in told.text("tbody")
    assert "Cora" in told.text("tbody")


@pytest.mark.parametrize("who", ["els", "wim"])
def test_nobody_of_the_organisation_that_asked_can_agree(app, house, world, second, asked, who):
    actor = replace(world.actor(who), duties=frozenset({ADMINISTRATOR}))
    with acting(app, actor):
        change = queries.get_change_for(actor, IdentityPermission.LOOK_AT_CHANGE, asked)
        with pytest.raises(NotAllowed, match="andere organisatie"):
            provider_changes.approve_change(
                actor, change, master=house.tool(MasterKey), ticket_id=asked
            )


def test_the_database_holds_two_pairs_of_eyes(transaction, world, asked):
    """Even who passes all of our code by cannot agree with oneself, nor change what was asked."""
    els = world.person("els")
    agree = (
        "update provider_change set answer = 'approved', answered_at = now(),"
        " answered_by_id = :person, answered_for_id = :organisation where id = :id"
    )
    told = {"person": els.id, "organisation": els.organisation_id, "id": asked}
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text(agree), told)
    assert "four_eyes" in str(held.value.orig)


def test_a_refusal_changes_nothing_and_holds(browser_of, second, transaction, asked):
    address = f"/administration/changes/{asked}"
    page = browser_of("cora").visit(address).submit("#refuse").follow()

    assert not page.has("#approve")
    assert browser_of("cora").visit(address).has("#refuse") is False
    assert provider_named(transaction, "igj-nieuw") is None
    assert transaction.audited(asked) == [
        "organisation:provider:ask",
        "organisation:provider:refuse",
    ]


def test_who_has_no_say_in_it_refuses_nothing(app, browser_of, second, transaction, world, asked):
    """Els asked it for IGJ, which has Cora; Dirk of NVWA may not agree, nor stop it."""
    make_administrator(transaction, world, "dirk")
    dirk = browser_of("dirk")
    page = dirk.visit(f"/administration/changes/{asked}")
    assert not page.has("#refuse")
    token = dirk.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")
    answer = dirk.send(f"/administration/changes/{asked}/refuse", {"csrf_token": token})
    assert answer.status == 403


def test_one_person_has_no_more_than_ten_waiting(app, house, world, transaction):
    els = world.actor("els")

    def ask(number):
        with acting(app, els):
            wanted = wanted_provider(slug=f"igj-{number}", issuer=f"https://i{number}.example")
            igj = world.organisations["igj"]
            provider_changes.ask_for_provider(els, igj, wanted=wanted, master=house.tool(MasterKey))

    for number in range(provider_changes.MOST_WAITING):
        ask(number)
    with pytest.raises(Refused, match="10 wijzigingen"):
        ask("meer")


def test_what_was_answered_does_not_go_out_of_sight(browser_of, transaction, world):
    """More than fit on a page: the older ones stand on the next."""
    els, cora = world.person("els"), world.person("cora")
    with transaction.as_owner() as owner:
        for number in range(51):
            at = clock.now() - timedelta(hours=100 - number)
            told = {"asked_at": at, "answered_at": at, "answer": "refused", "is_new": True}
            who = {"asked_by_id": els.id, "asked_for_id": els.organisation_id}
            who |= {"answered_by_id": cora.id, "answered_for_id": cora.organisation_id}
            owner.add(
                ProviderChange(
                    organisation_id=cora.organisation_id,
                    slug=f"oud-{number}",
                    issuer=f"https://i{number}.example",
                    discovery_url="https://i.example/x",
                    client_id="x",
                    client_key=b"x",
                    public_key="x",
                    algorithms=["ES256"],
                    accepted_acr=[],
                    **told,
                    **who,
                )
            )
    first = browser_of("dirk").visit("/administration/announcements")
    assert ("oud-50" in first.body, ">oud-0<" in first.body) == (True, False)
    second = browser_of("dirk").visit(first.tree.cssselect("a[rel=next]")[0].get("href"))
    assert "oud-0" in second.text("tbody")
    for page in ("-1", "99999999999999999999", "x"):
        path = f"/administration/announcements?page={page}"
        assert browser_of("dirk").visit(path).status == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "IGJ nieuw"}, "slug"),
        ({"slug": "ivho"}, "slug"),
        ({"issuer": "http://aanmelden.igj.example"}, "issuer"),
        ({"issuer": "https://ivho.example"}, "issuer"),
        ({"discovery_url": "geen adres"}, "discovery_url"),
        ({"algorithms": ("none",)}, "algorithms"),
        ({"algorithms": ("HS256",)}, "algorithms"),
        ({"algorithms": ()}, "algorithms"),
        ({"accepted_acr": ("x" * 201,)}, "accepted_acr"),
        ({"classified_acr": ("high",)}, "classified_acr"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(app, house, world, changed, field):
    els = world.actor("els")
    with acting(app, els), pytest.raises(Refused) as refusal:
        provider_changes.ask_for_provider(
            els,
            world.organisations["igj"],
            wanted=wanted_provider(**changed),
            master=house.tool(MasterKey),
        )
    assert refusal.value.field == field


def test_one_change_at_a_time_waits_for_a_provider(browser_of, asked, transaction):
    page = browser_of("els").visit(ASK).submit("#provider-form", **FIELDS)

    assert page.status == 422
    assert "wacht op een antwoord" in page.text("[role=alert]")
    with transaction.as_owner() as owner:
        assert owner.query(ProviderChange).count() == 1


def test_an_administrator_blocks_and_lets_in_again(browser_of, transaction, world):
    anna, els = browser_of("anna"), browser_of("els")
    listed = els.visit("/administration/organisations/ijenv?q=anna")
    address = listed.tree.cssselect("[aria-labelledby=accounts-title] tbody a")[0].get("href")

    blocked = els.visit(address).submit("#block", to="blocked").follow()
    assert "geblokkeerd" in blocked.text("main").lower()
    assert anna.visit("/").status == 303
    els.visit(address).submit("#block", to="open")
    assert browser_of("anna").visit("/").status == 200
    told = transaction.audited(world.person("anna").id)
    assert [each for each in told if each.startswith("person:account:")] == [
        "person:account:block",
        "person:account:unblock",
    ]


def test_of_other_organisations_an_administrator_blocks_nobody_and_lets_nobody_in(
    app, browser_of, transaction, world
):
    address = f"/administration/accounts/{world.person('bram').id}"
    els = browser_of("els")
    page = els.visit(address)
    assert not page.has("#block")
    assert "eigen organisatie" in page.text("main")
    token = els.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")

    for to in ("blocked", "open"):
        know(transaction, "bram", blocked_at=None if to == "blocked" else clock.now())
        answer = els.send(f"{address}/block", {"csrf_token": token, "to": to})
        assert answer.status == 403
    with transaction.as_owner() as owner:
        assert owner.get_one(Person, world.person("bram").id).blocked_at is not None


def test_nobody_blocks_the_own_account(browser_of, world, transaction):
    els = browser_of("els")
    address = f"/administration/accounts/{world.person('els').id}"
    page = els.visit(address)
    assert not page.has("#block")
    token = els.visit("/login").tree.cssselect("[name=csrf_token]")[0].get("value")

    answer = els.send(f"{address}/block", {"csrf_token": token, "to": "blocked"})
    assert answer.status in {409, 422}
    assert els.visit("/administration").status == 200


def test_an_administrator_enters_an_organisation_once(browser_of):
    fields = {
        "name": "Inspectie Nieuw",
        "short_name": "Nieuw",
        "code": "nieuw",
        "mail_domain": "nieuw.example",
    }
    els = browser_of("els")
    page = els.visit("/administration/organisations/new").submit("#organisation-form", **fields)
    assert page.follow().text("h1") == "Inspectie Nieuw"
    again = els.visit("/administration/organisations/new").submit("#organisation-form", **fields)
    assert again.status == 422
    other = {**fields, "code": "anders", "name": "Inspectie Anders"}
    page = els.visit("/administration/organisations/new").submit("#organisation-form", **other)
    assert page.status == 422
    assert "heeft dit maildomein al" in page.text("#organisation-form")
    wrong = {**fields, "code": "Nieuw!", "mail_domain": "geen domein"}
    page = els.visit("/administration/organisations/new").submit("#organisation-form", **wrong)
    assert page.text("[role=alert] strong") == "2 velden kloppen nog niet."
    assert "geen domein" in page.body


def test_testing_a_sign_in_says_why_it_fails(browser_of, transaction, world):
    address = "/administration/providers/igj"
    els = browser_of("els")
    tested = els.visit(address).submit("#test")

    assert tested.status == 200
    assert "geeft geen antwoord" in tested.text("[role=alert]")


def test_who_is_no_administrator_hears_so(browser_of):
    page = browser_of("anna").visit("/administration")
    assert page.status == 403
    assert "functioneel beheerder" in page.text("main")


def test_of_workspaces_nothing_is_shown(browser_of, world):
    els = browser_of("els")
    addresses = ["", "/organisations/ijenv", "/providers/ijenv", "/announcements"]
    shown = "".join(els.visit(f"/administration{each}").body for each in addresses)

    for place in (world.workspace, world.elsewhere):
        assert place.ref not in shown
        assert place.title not in shown


def test_a_page_costs_the_same_however_many_there_are(browser_of, statements):
    els = browser_of("els")
    for path in ("", "/organisations/igj", "/providers/igj", "/announcements"):
        statements.clear()
        assert els.visit(f"/administration{path}").status == 200
        assert len(statements) <= 8
