"""The demonstration's providers: real OpenID, from the page with the buttons to the ID token."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
import time_machine
from lxml import html

from app.adapters.openid import (
    Begun,
    Egress,
    Fetcher,
    OpenIdClient,
    PrivateKey,
    ProviderConfig,
    RefusalCode,
    SignInRefused,
    VerifiedSignIn,
    single_values,
)
from app.demo.provider import (
    CLIENT_ID,
    LEVEL_HIGH,
    LEVEL_SUBSTANTIAL,
    DemonstrationForbidden,
    DemoOrganisation,
    DemoPerson,
    DemoProviders,
    client_key_pem,
    create_provider_app,
    discovery_url_of,
    issuer_of,
    make_provider_server,
    subject_of,
)
from app.kernel import clock

CLIENT = "http://127.0.0.1:8000"
PEOPLE = (
    DemoPerson("b.demirtas", "Burak Demirtaş", "b.demirtas@igj.example", "inspecteur", "igj"),
    DemoPerson("c.haverkort", "Carolien Haverkort", "c.haverkort@igj.example", "directeur", "igj"),
    DemoPerson(
        "p.brinkman", "Pieter Brinkman", "p@ivho.example", "inspecteur", "ivho", LEVEL_SUBSTANTIAL
    ),
)


def _setup(folder: Path, public_origin: str) -> DemoProviders:
    return DemoProviders(
        public_origin=public_origin,
        keys_folder=folder,
        organisations=(
            DemoOrganisation("igj", "Inspectie Gezondheidszorg en Jeugd", f"{CLIENT}/back/igj"),
            DemoOrganisation("ivho", "Inspectie van het Onderwijs", f"{CLIENT}/back/ivho"),
        ),
        people=PEOPLE,
        return_to=f"{CLIENT}/",
    )


@pytest.fixture(scope="module")
def setup(tmp_path_factory) -> Iterator[DemoProviders]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = _setup(tmp_path_factory.mktemp("keys"), f"http://127.0.0.1:{port}")
    server = make_provider_server(made, host="127.0.0.1", port=port, allow_demo=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Visitor:
    """A person with a browser, and the application they want to get into."""

    setup: DemoProviders
    client: OpenIdClient
    browser: requests.Session

    def config(self, organisation: str) -> ProviderConfig:
        origin = self.setup.public_origin
        return ProviderConfig(
            id=organisation,
            issuer=issuer_of(origin, organisation),
            discovery_url=discovery_url_of(origin, organisation),
            client_id=CLIENT_ID,
            authentication=PrivateKey.from_pem(client_key_pem(self.setup.keys_folder)),
            accepted_acr=(LEVEL_HIGH, LEVEL_SUBSTANTIAL),
        )

    def begin(self, organisation: str = "igj", **wishes: object) -> Begun:
        to = f"{CLIENT}/back/{organisation}"
        return self.client.begin(self.config(organisation), to, **wishes)

    def open(self, url: str) -> requests.Response:
        return self.browser.get(url, allow_redirects=False, timeout=5)

    def choose(self, url: str, login: str, **headers: str) -> requests.Response:
        """Press the button of a person on the page, with the fields that are really there."""
        page = html.fromstring(self.open(url).content, base_url=url)
        form = next(form for form in page.forms if form.fields.get("login") == login)
        where = requests.compat.urljoin(url, form.action)
        return self.browser.post(
            where, data=dict(form.fields), headers=headers, allow_redirects=False, timeout=5
        )

    def sign_in(self, login: str, organisation: str = "igj", **wishes: object) -> VerifiedSignIn:
        begun = self.begin(organisation, **wishes)
        answer = self.choose(begun.url, login)
        return self.complete(begun, answer, organisation)

    def address_of_ending(self, who: VerifiedSignIn, *, return_to: str) -> str:
        """Return where the provider ends its session (OpenID RP-Initiated Logout 1.0, 2)."""
        told = self.open(self.config("igj").discovery_url).json()
        asked = {"id_token_hint": who.id_token, "post_logout_redirect_uri": return_to}
        return f"{told['end_session_endpoint']}?{urlencode(asked)}"

    def complete(
        self, begun: Begun, answer: requests.Response, organisation: str = "igj"
    ) -> VerifiedSignIn:
        callback = single_values(parse_qsl(urlsplit(answer.headers["Location"]).query))
        return self.client.complete(self.config(organisation), begun, callback=callback)


@pytest.fixture
def visitor(setup: DemoProviders) -> Iterator[Visitor]:
    egress = Egress(loopback=frozenset({setup.public_origin}))
    with requests.Session() as browser:
        yield Visitor(setup, OpenIdClient(Fetcher(egress)), browser)


def test_a_person_signs_in_by_one_button(visitor):
    who = visitor.sign_in("b.demirtas")
    assert who.subject == subject_of("igj", "b.demirtas")
    assert (who.name, who.email) == ("Burak Demirtaş", "b.demirtas@igj.example")
    assert (who.acr, who.amr) == (LEVEL_HIGH, ("user",))
    assert clock.now() - who.auth_time < timedelta(seconds=5)
    assert "at_hash" in who.claims


def test_each_organisation_knows_its_own_people(visitor):
    assert visitor.sign_in("p.brinkman", "ivho").acr == LEVEL_SUBSTANTIAL
    page = html.fromstring(visitor.open(visitor.begin("igj").url).content)
    assert [form.fields["login"] for form in page.forms] == ["b.demirtas", "c.haverkort"]
    url = visitor.begin("igj").url
    refused = visitor.browser.post(url, data={"login": "p.brinkman"}, timeout=5)
    assert refused.status_code == 422
    assert "werkt niet bij" in refused.text


def test_the_page_says_what_it_is(visitor):
    answer = visitor.open(visitor.begin().url)
    assert "Dit is een demonstratie." in answer.text
    assert "Inspectie Gezondheidszorg en Jeugd" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {CLIENT}" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_session_spares_a_second_choice_unless_a_fresh_one_is_asked(visitor):
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False) as traveller:
        first = visitor.sign_in("b.demirtas")
        traveller.shift(timedelta(minutes=10))
        begun = visitor.begin()
        again = visitor.complete(begun, visitor.open(begun.url))
        assert (again.subject, again.auth_time) == (first.subject, first.auth_time)
        begun = visitor.begin(fresh=True)
        page = visitor.open(begun.url)
        assert page.status_code == 200
        assert "opnieuw in te loggen" in page.text
        fresh = visitor.complete(begun, visitor.choose(begun.url, "c.haverkort"))
        assert fresh.auth_time - first.auth_time == timedelta(minutes=10)
        assert fresh.subject == subject_of("igj", "c.haverkort")


def test_a_session_ends_by_itself(visitor):
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False) as traveller:
        visitor.sign_in("b.demirtas")
        traveller.shift(timedelta(minutes=31))
        assert visitor.open(visitor.begin().url).status_code == 200


def test_a_session_counts_at_its_own_organisation_only(visitor):
    visitor.sign_in("b.demirtas")
    assert visitor.open(visitor.begin("ivho").url).status_code == 200
    assert visitor.open(visitor.begin("igj").url).status_code == 303


def refusal_of(visitor: Visitor, begun: Begun, answer: requests.Response) -> RefusalCode:
    with pytest.raises(SignInRefused) as refusal:
        visitor.complete(begun, answer)
    return refusal.value.code


def test_a_wrong_verifier_is_refused(visitor):
    begun = visitor.begin()
    answer = visitor.choose(begun.url, "b.demirtas")
    assert refusal_of(visitor, replace(begun, code_verifier="x" * 64), answer) is (
        RefusalCode.CODE_REFUSED
    )
    assert refusal_of(visitor, begun, answer) is RefusalCode.CODE_REFUSED


def test_a_code_works_once(visitor):
    begun = visitor.begin()
    answer = visitor.choose(begun.url, "b.demirtas")
    assert visitor.complete(begun, answer).name == "Burak Demirtaş"
    assert refusal_of(visitor, begun, answer) is RefusalCode.CODE_REFUSED


def test_a_code_expires(visitor):
    with time_machine.travel("2026-11-23 09:00 +0000", tick=False) as traveller:
        begun = visitor.begin()
        answer = visitor.choose(begun.url, "b.demirtas")
        traveller.shift(timedelta(seconds=61))
        assert refusal_of(visitor, begun, answer) is RefusalCode.CODE_REFUSED


def test_a_code_of_another_organisation_is_refused(visitor):
    ours, theirs = visitor.begin("igj"), visitor.begin("ivho")
    answer = visitor.choose(theirs.url, "p.brinkman")
    code = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]
    callback = {"code": code, "state": ours.state, "iss": visitor.config("igj").issuer}
    with pytest.raises(SignInRefused) as refusal:
        visitor.client.complete(visitor.config("igj"), ours, callback=callback)
    assert refusal.value.code is RefusalCode.CODE_REFUSED


def test_another_redirect_address_is_refused_on_a_page(visitor):
    for wrong in (f"{CLIENT}/back/ivho", "https://evil.example/", 'x"\\<script>', ""):
        url = visitor.client.begin(visitor.config("igj"), wrong).url
        answer = visitor.open(url)
        assert answer.status_code == 400
        assert "Location" not in answer.headers
        assert "<script>" not in answer.text
        posted = visitor.browser.post(url, data={"login": "b.demirtas"}, timeout=5)
        assert posted.status_code == 400


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
        ("code_challenge_method=S256", "", "invalid_request"),
        ("nonce=", "ignored=", "invalid_request"),
        ("response_type=code", "response_type=token", "unsupported_response_type"),
        ("state=", "prompt=none&state=", "login_required"),
    ],
)
def test_a_request_that_is_not_as_it_should_be_goes_back_with_an_error(visitor, old, new, error):
    answer = visitor.open(visitor.begin().url.replace(old, new))
    told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert answer.headers["Location"].startswith(f"{CLIENT}/back/igj?")
    assert told["error"] == error
    assert told["iss"] == visitor.config("igj").issuer


def test_an_unknown_client_is_refused_on_a_page(visitor):
    url = visitor.begin().url.replace("client_id=samenzicht", "client_id=other")
    assert visitor.open(url).status_code == 400


def test_going_back_without_signing_in_is_an_answer_too(visitor):
    begun = visitor.begin()
    answer = visitor.open(f"{begun.url}&cancel=yes")
    assert refusal_of(visitor, begun, answer) is RefusalCode.CANCELLED


def test_the_client_must_prove_itself(visitor):
    begun = visitor.begin()
    answer = visitor.choose(begun.url, "b.demirtas")
    code = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))["code"]
    form = {"grant_type": "authorization_code", "code": code, "client_id": CLIENT_ID}
    form |= {"redirect_uri": begun.redirect_uri, "code_verifier": begun.code_verifier}
    address = f"{visitor.config('igj').issuer}/token"
    for proof in ({}, {"client_secret": "guess"}):
        refused = requests.post(address, data=form | proof, timeout=5)
        assert refused.status_code in {400, 401}
        assert refused.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_press_the_button(visitor, headers):
    assert visitor.choose(visitor.begin().url, "b.demirtas", **headers).status_code == 400


def test_userinfo_needs_a_token(visitor):
    address = f"{visitor.config('igj').issuer}/userinfo"
    assert requests.get(address, timeout=5).status_code == 401
    guess = requests.get(address, headers={"Authorization": "Bearer guess"}, timeout=5)
    assert guess.status_code == 401


def test_signing_out_ends_the_session_at_the_provider(visitor):
    who = visitor.sign_in("b.demirtas")
    url = visitor.address_of_ending(who, return_to=f"{CLIENT}/")
    answer = visitor.open(url)
    assert answer.headers["Location"] == f"{CLIENT}/"
    assert visitor.open(visitor.begin().url).status_code == 200


def test_signing_out_goes_nowhere_else_and_asks_without_a_token(visitor):
    who = visitor.sign_in("b.demirtas")
    url = visitor.address_of_ending(who, return_to="https://evil.example/")
    assert "Location" not in visitor.open(url).headers
    page = visitor.open(f"{visitor.config('igj').issuer}/end-session")
    assert "Wil je uitloggen" in page.text
    asked = visitor.browser.post(page.url, timeout=5)
    assert "Je bent uitgelogd" in asked.text


def test_keys_are_kept_and_private(setup, tmp_path):
    assert client_key_pem(setup.keys_folder) == client_key_pem(setup.keys_folder)
    made = tmp_path / "keys"
    client_key_pem(made)
    assert made.stat().st_mode & 0o077 == 0
    assert (made / "client.pem").stat().st_mode & 0o077 == 0
    assert [file.name for file in made.iterdir()] == ["client.pem"]


def test_an_unknown_organisation_has_no_provider(setup):
    assert requests.get(discovery_url_of(setup.public_origin, "xyz"), timeout=5).status_code == 404


def test_it_refuses_to_exist_outside_the_demonstration(tmp_path):
    with pytest.raises(DemonstrationForbidden):
        create_provider_app(_setup(tmp_path, "http://127.0.0.1:1"), allow_demo=False)
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_shown_under_a_name(tmp_path):
    app = create_provider_app(_setup(tmp_path, "http://demo.example:8001"), allow_demo=True)
    query = {"client_id": CLIENT_ID, "redirect_uri": f"{CLIENT}/back/igj", "nonce": "n" * 22}
    query |= {"response_type": "code", "scope": "openid", "state": "s" * 22}
    query |= {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
    answer = app.test_client().get(
        "/igj/authorize", query_string=query, base_url="http://demo.example:8001"
    )
    assert answer.status_code == 200
