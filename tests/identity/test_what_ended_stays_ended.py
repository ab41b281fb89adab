"""What was ended does not come back: by closing a provider, by blocking, by ending everything.

An old cookie, token, calendar address or key is shown again after the door was opened anew."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.identity import queries
from app.identity.models import ApiToken, Person
from app.identity.service import openings, people
from app.kernel.access import system_actor
from app.notifications.service import make_feed
from app.provisioning import service as provisioning
from tests.support.acting import acting
from tests.support.browser import Browser
from tests.support.signing_in import come_back, know

COMMAND = system_actor("command")


@pytest.fixture
def held(app, api_of, browser_of, world, transaction):
    """What Bram has to come in by, and the key of the directory of his organisation."""
    bram = world.actor("bram")
    with acting(app, bram):
        feed = make_feed(bram, world.person("bram"), with_titles=False)
    with acting(app, COMMAND):
        key = provisioning.make_key(COMMAND, queries.find_any_provider("igj"), days=5)
    return Held(app, browser_of("bram"), api_of("bram"), feed, key)


class Held:
    """Everything that lets in, asked again."""

    def __init__(self, app, browser, token, feed, key):
        self.app, self.browser, self.token, self.feed, self.key = app, browser, token, feed, key

    def lets_in(self):
        client = self.app.test_client()
        return {
            "cookie": self.browser.visit("/").status == 200,
            "token": self.token.get("/me").status_code == 200,
            "calendar": client.get(f"/calendar/{self.feed}.ics").status_code == 200,
            "key": client.get(
                "/scim/v2/Users", headers={"Authorization": f"Bearer {self.key}"}
            ).status_code
            == 200,
        }


ALL = {"cookie": True, "token": True, "calendar": True, "key": True}
NOTHING = dict.fromkeys(ALL, False)
OF_THE_PERSON = {**NOTHING, "key": True}


def test_all_of_it_lets_in_at_first(held):
    assert held.lets_in() == ALL


def test_closing_and_opening_a_provider_revives_nothing(app, held):
    with acting(app, COMMAND):
        provider = queries.find_any_provider("igj")
        openings.close_provider(COMMAND, provider)
        openings.open_provider(COMMAND, provider)

    assert held.lets_in() == NOTHING


def test_what_was_under_way_when_it_was_closed_comes_to_nothing(app, held, world, transaction):
    """A session that another process makes while the provider is being closed is void too."""
    with acting(app, COMMAND):
        provider = queries.find_any_provider("igj")
        openings.close_provider(COMMAND, provider)
        openings.open_provider(COMMAND, provider)
    browser = Browser.signed_in(app, world.person("bram"), transaction, age=timedelta(seconds=1))

    assert browser.visit("/").status == 303
    assert Browser.signed_in(app, world.person("bram"), transaction).visit("/").status == 200


def test_who_left_for_it_before_it_was_closed_does_not_come_in_after(liar, visitor, doorway):
    held = visitor.visit("/login?organisation=igj").location
    with acting(doorway, COMMAND):
        provider = queries.find_any_provider("igj")
        openings.close_provider(COMMAND, provider)
        openings.open_provider(COMMAND, provider)

    assert come_back(visitor, liar.visit(held)).status == 403
    again = visitor.visit("/login?organisation=igj").location
    assert come_back(visitor, liar.visit(again)).status == 303


def test_blocking_and_letting_in_again_revives_nothing(app, held, world):
    with acting(app, COMMAND):
        person = queries.get_person(world.person("bram").id)
        people.block(COMMAND, person)
        people.unblock(COMMAND, person)

    assert held.lets_in() == OF_THE_PERSON


def test_who_signed_in_while_being_blocked_is_not_let_in_with_that_session(
    app, held, world, transaction
):
    """It read that nobody was blocked, and was committed a moment after the block."""
    with acting(app, COMMAND):
        people.block(COMMAND, queries.get_person(world.person("bram").id))
    between = Browser.signed_in(app, world.person("bram"), transaction)
    with acting(app, COMMAND):
        people.unblock(COMMAND, queries.get_person(world.person("bram").id))

    assert between.visit("/").status == 303
    assert Browser.signed_in(app, world.person("bram"), transaction).visit("/").status == 200


def test_a_directory_that_blocks_ends_it_too(app, held, world, transaction):
    know(transaction, "bram", email="bram@igj.example")
    client, headers = app.test_client(), {"Authorization": f"Bearer {held.key}"}
    told = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "bram@igj.example",
        "externalId": "subject-of-bram",
        "displayName": "Bram",
        "active": False,
    }
    made = client.post("/scim/v2/Users", json=told, headers=headers)
    assert made.status_code == 201, made.text
    between = Browser.signed_in(app, world.person("bram"), transaction)
    again = client.put(
        f"/scim/v2/Users/{made.json['id']}", json={**told, "active": True}, headers=headers
    )
    assert again.status_code == 200

    assert held.lets_in() == OF_THE_PERSON
    assert between.visit("/").status == 303


def test_a_directory_that_lets_in_again_gives_no_duty_that_takes_two(app, held, world, transaction):
    duties = ["administrator", "coordinator"]
    know(transaction, "bram", email="bram@igj.example", duties=duties)
    client, headers = app.test_client(), {"Authorization": f"Bearer {held.key}"}
    told = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "bram@igj.example",
        "externalId": "subject-of-bram",
        "displayName": "Bram",
        "active": False,
    }
    made = client.post("/scim/v2/Users", json=told, headers=headers)
    assert made.status_code == 201, made.text
    address = f"/scim/v2/Users/{made.json['id']}"
    again = client.put(address, json={**told, "active": True}, headers=headers)
    assert again.status_code == 200

    with transaction.as_owner() as owner:
        person = owner.get_one(Person, world.person("bram").id)
        assert (person.blocked_at, person.duties) == (None, ["coordinator"])


def test_ending_everywhere_ends_all_of_it(held):
    page = held.browser.visit("/sessions")
    assert "agenda" in page.text("main")
    page.submit("#end-all")

    assert held.lets_in() == OF_THE_PERSON


def test_one_token_of_ones_own_is_revoked(browser_of, api_of, transaction, world):
    bram, kept = api_of("bram"), api_of("bram")
    page = browser_of("bram").visit("/sessions")
    with transaction.as_owner() as owner:
        first = owner.query(ApiToken).filter_by(person_id=world.person("bram").id).first().id
    answer = page.submit(f"#revoke-{first}")

    assert answer.status == 303
    assert sorted([bram.get("/me").status_code, kept.get("/me").status_code]) == [200, 401]
    assert transaction.audited(world.person("bram").id) == ["person:token:revoke"]


def test_nobody_revokes_the_token_of_another(browser_of, api_of, transaction, world):
    anna, bram = api_of("anna"), browser_of("bram")
    page = bram.visit("/sessions")
    token = page.tree.cssselect("[name=csrf_token]")[0].get("value")
    with transaction.as_owner() as owner:
        hers = owner.query(ApiToken).filter_by(person_id=world.person("anna").id).one().id

    assert bram.send(f"/sessions/tokens/{hers}/revoke", {"csrf_token": token}).status == 404
    assert anna.get("/me").status_code == 200


def test_an_administrator_revokes_the_tokens_of_somebody(browser_of, api_of, world):
    anna = api_of("anna")
    address = f"/administration/accounts/{world.person('anna').id}"
    page = browser_of("els").visit(address)
    assert "of a test" in page.text("main")
    page.submit("form[id^=revoke-]")

    assert anna.get("/me").status_code == 401


def test_an_administrator_of_elsewhere_does_not(browser_of, api_of, world):
    bram = api_of("bram")
    page = browser_of("els").visit(f"/administration/accounts/{world.person('bram').id}")

    assert not page.has("form[id^=revoke-]")
    assert bram.get("/me").status_code == 200


def test_a_provider_of_elsewhere_gives_nobody_a_session(app, world, transaction):
    """Even where the row of a person and that of a session would not agree."""
    browser = Browser.signed_in(app, world.person("bram"), transaction)
    with transaction.as_owner() as owner:
        owner.execute(
            text(
                "update sign_in_session set provider_id = (select id from identity_provider"
                " where slug = 'ivho') where person_id = :who"
            ),
            {"who": world.person("bram").id},
        )

    assert browser.visit("/").status == 303
