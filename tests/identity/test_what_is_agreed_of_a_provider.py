"""Other addresses of a provider, and its secret: part of what two agree on."""

from dataclasses import replace

import pytest

from app.adapters.keys import MasterKey
from app.adapters.openid import ClientSecret, PrivateKey, ProviderLies
from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.metadata import fetch_metadata
from app.identity import queries
from app.identity.models import ADMINISTRATOR, IdentityProvider
from app.identity.policy import IdentityPermission
from app.identity.service import provider_changes
from app.identity.service.providers import SECRET_PURPOSE, Switchboard, origins_of
from app.kernel.errors import Refused
from tests.support.acting import acting
from tests.support.administering import make_administrator, wanted_provider
from tests.support.confirmed import confirmed

HOME = "https://login.example"
ELSEWHERE = "https://token.example"
CONFIG = ProviderConfig(
    id="igj",
    issuer=HOME,
    discovery_url=f"{HOME}/.well-known/openid-configuration",
    client_id="samenzicht",
    authentication=ClientSecret("x"),
)
SECRET = "geheim-van-de-leverancier"


class Answering:
    """Gives one discovery document."""

    def __init__(self, **changed):
        self.document = {
            "issuer": HOME,
            "authorization_endpoint": f"{HOME}/authorize",
            "token_endpoint": f"{HOME}/token",
            "jwks_uri": f"{HOME}/keys",
            **changed,
        }

    def get_object(self, _url):
        return self.document


@pytest.fixture
def agreed(app, house, world, transaction):
    """Els asks, Cora of IGJ agrees; returns the provider as it is then."""
    els = world.actor("els")
    cora = replace(world.actor("cora"), duties=frozenset({ADMINISTRATOR}))
    master = house.tool(MasterKey)

    def go(**changed):
        make_administrator(transaction, world, "cora")
        with acting(app, els):
            igj = queries.get_organisation("igj")
            asked = provider_changes.ask_for_provider(
                els, igj, wanted=wanted_provider(**changed), master=master
            )
        actor, ticket = confirmed(
            transaction,
            world.person("cora"),
            cora,
            {"action": "provider:change:approve", "change": str(asked.id)},
        )
        with acting(app, actor):
            change = queries.get_change_for(actor, IdentityPermission.LOOK_AT_CHANGE, asked.id)
            provider_changes.approve_change(actor, change, master=master, ticket_id=ticket)
        with transaction.as_owner() as owner:
            found = owner.query(IdentityProvider).filter_by(slug=asked.slug).one()
            owner.expunge(found)
            return found

    return go


def test_a_foreign_userinfo_is_not_asked_and_not_refused():
    found = fetch_metadata(Answering(userinfo_endpoint=f"{ELSEWHERE}/me"), CONFIG)
    assert found.userinfo_endpoint is None


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_what_is_used_stands_where_it_was_agreed(name):
    answer = Answering(**{name: f"{ELSEWHERE}/x"})
    with pytest.raises(ProviderLies):
        fetch_metadata(answer, CONFIG)
    agreed = replace(CONFIG, extra_origins=frozenset({ELSEWHERE}))
    assert getattr(fetch_metadata(answer, agreed), name) == f"{ELSEWHERE}/x"


def test_two_administrators_agree_on_other_addresses(agreed, house):
    made = agreed(extra_origins=(f"{ELSEWHERE}/",))

    assert made.extra_origins == [ELSEWHERE]
    assert ELSEWHERE in origins_of(made)
    assert house.tool(Switchboard).config(made).extra_origins == {ELSEWHERE}


@pytest.mark.parametrize("wrong", ["http://token.example", "token.example", "https://a@b.example"])
def test_other_addresses_are_whole_and_encrypted(agreed, wrong):
    with pytest.raises(Refused) as refusal:
        agreed(extra_origins=(wrong,))
    assert refusal.value.field == "extra_origins"


def test_a_secret_is_sealed_and_used_instead_of_our_key(agreed, house):
    made = agreed(has_secret=True, secret=SECRET)

    assert made.client_key is None
    assert SECRET.encode() not in made.client_secret
    assert house.tool(MasterKey).unwrap(made.client_secret, purpose=SECRET_PURPOSE) == (
        SECRET.encode()
    )
    assert house.tool(Switchboard).config(made).authentication == ClientSecret(SECRET)


def test_it_is_typed_once_and_shown_nowhere(browser_of, transaction, world):
    make_administrator(transaction, world, "cora")
    els = browser_of("els")
    fields = {
        "slug": "igj-nieuw",
        "issuer": HOME,
        "discovery_url": f"{HOME}/.well-known/openid-configuration",
        "client_id": "samenzicht",
        "algorithms": ["ES256"],
        "authentication": "secret",
        "secret": SECRET,
    }
    asked = els.visit("/administration/organisations/igj/provider").submit(
        "#provider-form", **fields
    )
    address = asked.location
    page = browser_of("cora").visit(address)
    assert "BEGIN PUBLIC KEY" not in page.body
    form = els.visit("/administration/organisations/igj/provider?change=igj")

    shown = asked.body + page.body + form.body + els.visit(address).body
    assert SECRET not in shown
    assert form.tree.cssselect("[name=secret]")[0].get("value") in (None, "")


def test_the_secret_stays_when_none_is_typed(agreed, house):
    before = agreed(has_secret=True, secret=SECRET)
    after = agreed(has_secret=True, accepted_acr=("high",))

    assert house.tool(Switchboard).config(after).authentication == ClientSecret(SECRET)
    assert before.accepted_acr != after.accepted_acr


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://ander.example"},
        {"discovery_url": f"{ELSEWHERE}/.well-known/openid-configuration"},
        {"client_id": "iemand-anders"},
        {"extra_origins": (ELSEWHERE,)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_but_it_goes_nowhere_else_than_it_was_given_for(agreed, changed):
    agreed(has_secret=True, secret=SECRET)

    with pytest.raises(Refused) as refusal:
        agreed(has_secret=True, **changed)
    assert refusal.value.field == "secret"


def test_without_one_it_is_our_key(agreed, house):
    agreed(has_secret=True, secret=SECRET)
    made = agreed()

    assert made.client_secret is None
    assert isinstance(house.tool(Switchboard).config(made).authentication, PrivateKey)
