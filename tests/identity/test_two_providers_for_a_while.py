"""An organisation goes over to another provider: for a while it has two, and people choose."""

import pytest
from sqlalchemy import text

from app.identity import queries
from app.identity.models import IdentityProvider, Person
from app.identity.service import people
from app.kernel.access import system_actor
from tests.support.acting import acting
from tests.support.signing_in import come_back, name_of

COMMAND = system_actor("command")


@pytest.fixture
def second(doorway_transaction, liar):
    """IGJ has a second provider, open too, that nobody answers at."""
    with doorway_transaction.as_owner() as owner:
        first = owner.query(IdentityProvider).filter_by(slug="igj").one()
        owner.add(
            IdentityProvider(
                organisation_id=first.organisation_id,
                slug="igj-nieuw",
                issuer="https://nieuw.igj.example",
                discovery_url="https://nieuw.igj.example/.well-known/openid-configuration",
                client_id="samenzicht",
                client_secret=first.client_secret,
                algorithms=["RS256"],
                accepted_acr=["substantial"],
                classified_acr=["substantial"],
                max_clock_skew_seconds=60,
                is_active=True,
            )
        )


@pytest.mark.parametrize("address", ["bram@igj.example", "nobody@igj.example"])
def test_who_types_an_address_chooses_whoever_it_is(visitor, second, address):
    page = visitor.visit("/login?next=/settings").submit("#login", email=address)

    shown = [each.get("href") for each in page.tree.cssselect(".sz-pick a")]
    assert shown == [
        "/login?provider=igj&next=/settings",
        "/login?provider=igj-nieuw&next=/settings",
    ]


def test_one_signs_in_by_the_one_that_was_chosen(visitor, second, liar):
    page = visitor.visit("/login?organisation=igj")
    assert page.status == 200
    left = visitor.visit("/login?provider=igj")

    assert come_back(visitor, liar.visit(left.location)).status == 303
    assert name_of(visitor) == "Bram"


def test_while_there_is_one_nobody_is_asked(visitor, liar):
    assert visitor.visit("/login?organisation=igj").status == 303
    assert visitor.visit("/login?provider=unknown").status == 404


def test_who_is_invited_is_bound_at_the_one_they_chose(
    visitor, second, liar, doorway, doorway_transaction
):
    liar.subject = "a-new-colleague"
    with acting(doorway, COMMAND):
        igj = queries.get_organisation("igj")
        person, code = people.enter(
            COMMAND, igj, name="Nieuw", email="nieuw@igj.example", duties=()
        )
        person_id = person.id
    page = visitor.visit(f"/login/invitation/{code}")
    assert [each.get("value") for each in page.tree.cssselect("#accept button")] == [
        "igj",
        "igj-nieuw",
    ]
    left = page.submit("#accept", provider="igj")
    assert come_back(visitor, liar.visit(left.location)).status == 303
    with doorway_transaction.as_owner() as owner:
        assert owner.get_one(Person, person_id).subject == "a-new-colleague"


def test_the_provider_of_another_organisation_is_no_choice(
    visitor, second, doorway, doorway_transaction
):
    with acting(doorway, COMMAND):
        igj = queries.get_organisation("igj")
        _person, code = people.enter(
            COMMAND, igj, name="Nieuw", email="nieuw@igj.example", duties=()
        )
    page = visitor.visit(f"/login/invitation/{code}")
    assert page.submit("#accept", provider="ivho").status == 404
    with doorway_transaction.as_owner() as owner:
        assert owner.execute(text("select count(*) from sign_in_attempt")).scalar_one() == 0
