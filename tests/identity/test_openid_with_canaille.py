"""One honest sign-in at a provider that others wrote."""

from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from canaille import create_app
from canaille.backends import Backend
from pytest_iam import Server

from app.adapters.openid import (
    ClientSecret,
    Egress,
    Fetcher,
    OpenIdClient,
    ProviderConfig,
    single_values,
)
from app.kernel import clock

REDIRECT_URI = "http://127.0.0.1:8000/login/callback/canaille"
SECRET = "a secret between canaille and us"


@pytest.fixture(scope="module")
def iam_server(request):
    """Canaille, for this module only: its context and its environment are in the way of ours."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        app = create_app(
            config=request.getfixturevalue("iam_configuration"),
            env_file=".pytest-iam.env",
            env_prefix="PYTEST_IAM_",
        )
        server = Server(app, request.getfixturevalue("iam_server_port"), Backend.instance)
        serving = Thread(target=server.httpd.serve_forever)
        serving.start()
        try:
            with app.app_context():
                yield server
        finally:
            server.httpd.shutdown()
            serving.join()


def _registered(iam_server):
    client = iam_server.models.Client(
        client_id="samenzicht",
        client_secret=SECRET,
        client_name="Samenzicht",
        client_uri="http://127.0.0.1:8000",
        redirect_uris=[REDIRECT_URI],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_basic",
        client_id_issued_at=clock.now(),
    )
    iam_server.backend.save(client)
    client.audience = [client]
    iam_server.backend.save(client)
    return client


def test_a_person_of_canaille_signs_in(iam_server):
    origin = iam_server.url.rstrip("/")
    config = ProviderConfig(
        id="canaille",
        issuer=origin,
        discovery_url=f"{origin}/.well-known/openid-configuration",
        client_id="samenzicht",
        authentication=ClientSecret(SECRET),
        algorithms=frozenset({"RS256", "RS512"}),
    )
    registered = _registered(iam_server)
    person = iam_server.random_user()
    iam_server.login(person)
    iam_server.consent(person, registered)
    client = OpenIdClient(Fetcher(Egress(loopback=frozenset({origin}))))
    try:
        begun = client.begin(config, REDIRECT_URI)
        answer = requests.get(begun.url, allow_redirects=False, timeout=5)
        callback = single_values(parse_qsl(urlsplit(answer.headers["Location"]).query))
        who = client.complete(config, begun, callback=callback)
    finally:
        iam_server.logout()
        iam_server.backend.delete(registered)
        iam_server.backend.delete(person)
    assert who.subject == person.user_name
    assert who.email == person.preferred_email
    assert who.name == person.formatted_name
