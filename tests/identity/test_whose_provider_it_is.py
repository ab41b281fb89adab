"""A provider is of one organisation, and no two others decide by whom its people come in.

Els is of IJenV, Dirk of NVWA, Cora of IGJ; the provider that is asked for is IGJ's."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.adapters.keys import MasterKey
from app.identity import queries
from app.identity.models import ADMINISTRATOR, IdentityProvider, Person
from app.identity.policy import IdentityPermission
from app.identity.service import organisations, provider_changes
from app.identity.service.organisations import ProviderFacts
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.errors import NotAllowed, Refused
from tests.support.acting import acting
from tests.support.administering import make_administrator, wanted_provider
from tests.support.confirmed import confirmed
from tests.support.signing_in import know

COMMAND = system_actor("command")
AGREE = (
    "update provider_change set answer = 'approved', answered_at = now(),"
    " answered_by_id = :person, answered_for_id = :organisation where id = :id"
)


@pytest.fixture
def ask(app, house, world):
    """Els asks for a provider of an organisation; returns the id of it."""
    els = world.actor("els")

    def go(code="igj", **changed):
        with acting(app, els):
            return provider_changes.ask_for_provider(
                els,
                world.organisations[code],
                wanted=wanted_provider(**changed),
                master=house.tool(MasterKey),
            ).id

    return go


@pytest.fixture
def agree(app, house, world, transaction):
    """Somebody, an administrator, agrees with what was asked."""

    def go(who, change_id):
        make_administrator(transaction, world, who)
        actor = replace(world.actor(who), duties=frozenset({ADMINISTRATOR}))
        actor, ticket = confirmed(
            transaction,
            world.person(who),
            actor,
            {"action": "provider:change:approve", "change": str(change_id)},
        )
        with acting(app, actor):
            change = queries.get_change_for(actor, IdentityPermission.LOOK_AT_CHANGE, change_id)
            provider_changes.approve_change(
                actor, change, master=house.tool(MasterKey), ticket_id=ticket
            )

    return go


def facts(**changed):
    given = {
        "slug": "igj-nieuw",
        "issuer": "https://elders.example",
        "discovery_url": "https://elders.example/.well-known/openid-configuration",
        "client_id": "samenzicht",
        "client_key": b"not read here",
        "algorithms": ("ES256",),
        "accepted_acr": ("substantial",),
    }
    return ProviderFacts(**{**given, **changed})


def provider_named(transaction, slug):
    with transaction.as_owner() as owner:
        return owner.query(IdentityProvider).filter_by(slug=slug).one_or_none()


def pinned(transaction, provider_id):
    """Return what the log has of the last time a provider was pinned."""
    with transaction.as_owner() as owner:
        found = owner.execute(
            text(
                "select convert_from(entry, 'utf-8')::jsonb -> 'facts' from log_entry where"
                " object_id = :id and action = 'organisation:provider:pin' order by \"index\" desc"
            ),
            {"id": provider_id},
        )
        return found.scalars().first()


def test_two_of_elsewhere_do_not_replace_the_provider_of_a_third(ask, agree, transaction, world):
    make_administrator(transaction, world, "cora")
    asked = ask(slug="igj")

    with pytest.raises(NotAllowed, match="van de organisatie zijn"):
        agree("dirk", asked)
    assert provider_named(transaction, "igj").issuer == "https://igj.example"
    agree("cora", asked)
    assert provider_named(transaction, "igj").issuer == "https://aanmelden.igj.example"


def test_the_provider_is_taken_before_who_asked_as_by_who_signs_in(
    ask, agree, transaction, world, statements
):
    """Of two who take them in another order, each would wait for the other."""
    make_administrator(transaction, world, "cora")
    asked = ask(slug="igj")
    statements.clear()

    agree("cora", asked)

    taken = statements.locked()
    assert taken.index("identity_provider") < taken.index("person"), taken


def test_nor_do_they_add_a_second_one(ask, agree, transaction, world):
    make_administrator(transaction, world, "cora")

    with pytest.raises(NotAllowed, match="van de organisatie zijn"):
        agree("dirk", ask())
    assert provider_named(transaction, "igj-nieuw") is None


def test_the_database_holds_them_to_that(ask, transaction, world):
    make_administrator(transaction, world, "cora")
    dirk, asked = world.person("dirk"), ask(slug="igj")
    told = {"person": dirk.id, "organisation": dirk.organisation_id, "id": asked}

    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text(AGREE), told)
    assert "provider_change_own" in held.value.orig.diag.constraint_name


def test_an_organisation_without_an_administrator_gets_one_by_two_others(
    ask, agree, transaction, world
):
    agree("dirk", ask())

    assert provider_named(transaction, "igj-nieuw").is_active is False


def test_who_was_blocked_does_not_count_as_its_administrator(ask, agree, transaction, world):
    make_administrator(transaction, world, "cora")
    know(transaction, "cora", blocked_at=clock.now())

    agree("dirk", ask())


def test_the_first_provider_needs_nobody_who_could_not_have_signed_in_yet(
    ask, agree, transaction, world
):
    """An administrator was invited; without a provider that person cannot agree."""
    make_administrator(transaction, world, "cora")
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update person set provider_id = null, subject = null where organisation_id = :of"
            ),
            {"of": world.organisations["igj"].id},
        )
        owner.execute(text("delete from identity_provider where slug = 'igj'"))

    agree("dirk", ask())
    assert provider_named(transaction, "igj-nieuw") is not None


def test_who_agrees_signed_in_anew_for_exactly_this(app, house, ask, transaction, world):
    """A stolen cookie agrees with nothing; nor does a sign-in for another change."""
    make_administrator(transaction, world, "cora")
    change_id, other = ask(), ask(slug="igj-anders", issuer="https://anders.example")
    cora = replace(world.actor("cora"), duties=frozenset({ADMINISTRATOR}))
    cora, ticket = confirmed(
        transaction,
        world.person("cora"),
        cora,
        {"action": "provider:change:approve", "change": str(other)},
    )
    for used in (ticket, other):
        with acting(app, cora), pytest.raises(Refused, match="opnieuw"):
            change = queries.get_change_for(cora, IdentityPermission.LOOK_AT_CHANGE, change_id)
            provider_changes.approve_change(
                cora, change, master=house.tool(MasterKey), ticket_id=used
            )
    assert provider_named(transaction, "igj-nieuw") is None


def test_what_somebody_asked_who_may_no_longer_ask_is_not_agreed_with(
    ask, agree, transaction, world
):
    asked = ask()
    know(transaction, "els", duties=[])

    with pytest.raises(NotAllowed, match="mag dat niet meer"):
        agree("cora", asked)


def test_another_issuer_is_another_provider_so_nobody_is_anybody_there(
    ask, agree, transaction, world, browser_of, api_of
):
    bram, token = browser_of("bram"), api_of("bram")
    agree("cora", ask(slug="igj"))
    with transaction.as_owner() as owner:
        made = owner.query(IdentityProvider).filter_by(slug="igj").one()
        made.is_active = True

    found = world.person("bram")
    with transaction.as_owner() as owner:
        person = owner.get_one(Person, found.id)
        assert (person.provider_id, person.subject) == (None, None)
    assert bram.visit("/").status == 303
    assert token.get("/me").status_code == 401
    told = pinned(transaction, made.id)
    assert told["unbound"] > 0
    assert told["issuer_before"] == "https://igj.example"


def test_a_description_elsewhere_is_another_provider_too(ask, agree, transaction, world):
    """Whoever writes the description names the keys that are believed."""
    asked = ask(
        slug="igj",
        issuer="https://igj.example",
        discovery_url="https://elders.example/.well-known/openid-configuration",
    )
    agree("cora", asked)

    with transaction.as_owner() as owner:
        assert owner.get_one(Person, world.person("bram").id).subject is None


def test_the_same_issuer_keeps_its_people(ask, agree, transaction, world):
    asked = ask(
        slug="igj",
        issuer="https://igj.example",
        discovery_url="https://igj.example/.well-known/openid-configuration",
        accepted_acr=("high",),
    )
    agree("cora", asked)

    with transaction.as_owner() as owner:
        assert owner.get_one(Person, world.person("bram").id).subject == "subject-of-bram"


def test_those_who_decide_read_beforehand_what_it_ends(ask, browser_of, transaction, world):
    make_administrator(transaction, world, "cora")
    page = browser_of("cora").visit(f"/administration/changes/{ask(slug='igj')}")

    assert "opnieuw koppelen" in page.text("main")


def test_a_provider_does_not_move_to_who_asked_for_its_name(
    app, house, ask, agree, transaction, world
):
    asked = ask()
    with acting(app, COMMAND):
        organisations.pin_provider(
            COMMAND, world.organisations["ivho"], facts=facts(), master=house.tool(MasterKey)
        )

    with pytest.raises(Refused, match="intussen"):
        agree("cora", asked)
    assert provider_named(transaction, "igj-nieuw").organisation_id == (
        world.organisations["ivho"].id
    )


def test_the_database_lets_no_provider_move(transaction, world):
    told = {"to": world.organisations["ivho"].id}
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(
            text("update identity_provider set organisation_id = :to where slug = 'igj'"), told
        )
    assert "provider_of_its_own" in held.value.orig.diag.constraint_name


def test_nobody_is_known_by_the_provider_of_another_organisation(transaction, world):
    told = {"to": world.organisations["ivho"].id, "who": world.person("bram").id}
    with transaction.as_owner() as owner, pytest.raises(DBAPIError) as held, owner.begin_nested():
        owner.execute(text("update person set organisation_id = :to where id = :who"), told)
    assert "fk_person_provider_id_organisation_id" in held.value.orig.diag.constraint_name


def test_two_that_wait_with_one_issuer_get_a_plain_answer(ask, agree):
    first, second = ask(), ask("ivho", slug="ivho-nieuw")
    agree("cora", first)

    with pytest.raises(Refused, match="uitgever"):
        agree("carla", second)
