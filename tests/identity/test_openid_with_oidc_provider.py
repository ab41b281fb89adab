"""Honest sign-ins at a second provider that others wrote, in another language, through all of ours.

It is `oidc-provider` of npm, certified by the OpenID Foundation; nothing of it is known here but
its address, and that it believes who one says to be.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
import requests

from app.adapters.keys import MasterKey
from app.identity.service.providers import SECRET_PURPOSE
from app.kernel.web.house import house_of
from tests.house.sources import ROOT
from tests.support.ports import free_port
from tests.support.signing_in import (
    come_back,
    know,
    name_of,
    pin,
    reaching_this_machine,
    refusals,
    secret_of,
)

SCRIPT = ROOT / "tests" / "support" / "honest_provider.mjs"
CALLBACK = "http://localhost/login/callback/igj"
CLIENT, SECRET = "samenzicht", "a secret between oidc-provider and us, long enough"
PEOPLE = {"bram": "Bram", "somebody": "Somebody of theirs whom we do not know"}
MOST_STEPS = 8


@pytest.fixture(scope="module")
def served():
    """The provider, in a process of its own; gives its origin."""
    port = free_port()
    facts = {
        "port": port,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": CALLBACK,
        "acr_values": ["high"],
        "people": {
            login: {"name": name, "email": f"{login}@igj.example"} for login, name in PEOPLE.items()
        },
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with subprocess.Popen(
        ["node", str(SCRIPT), json.dumps(facts)],
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def provider_id(served, doorway, doorway_transaction):
    """It is IGJ's for this test."""
    house = house_of(doorway)
    with reaching_this_machine(house):
        know(doorway_transaction, "bram", subject="bram")
        yield pin(
            doorway_transaction,
            "igj",
            issuer=served,
            discovery_url=f"{served}/.well-known/openid-configuration",
            client_id=CLIENT,
            client_secret=house.tool(MasterKey).wrap(SECRET.encode(), purpose=SECRET_PURPOSE),
            algorithms=["RS256"],
            accepted_acr=["high"],
            classified_acr=["high"],
        )


def gone_there(address, login):
    """Go where we are sent, say who one is, and return what is brought back."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query)) | {"login_hint": login}
    elsewhere, at = requests.Session(), parts._replace(query=urlencode(asked)).geturl()
    for _step in range(MOST_STEPS):
        answer = elsewhere.get(at, allow_redirects=False, timeout=5)
        assert answer.status_code in (302, 303), answer.text
        at = urljoin(at, answer.headers["Location"])
        if at.startswith(CALLBACK):
            elsewhere.close()
            return dict(parse_qsl(urlsplit(at).query))
    raise AssertionError(at)


def test_a_person_signs_in(provider_id, visitor, doorway_transaction):
    page = visitor.visit("/login?organisation=igj")

    assert come_back(visitor, gone_there(page.location, "bram")).status == 303
    assert name_of(visitor) == "Bram"
    assert refusals(doorway_transaction, provider_id) == []


def test_who_confirms_signs_in_anew_and_strongly(provider_id, bram_here, doorway_transaction):
    before = secret_of(bram_here)
    page = bram_here.visit("/doorway/confirm").submit("form")
    asked = dict(parse_qsl(urlsplit(page.location).query))
    page = come_back(bram_here, gone_there(page.location, "bram"))

    assert (asked["prompt"], asked["max_age"], asked["acr_values"]) == ("login", "0", "high")
    assert page.location.startswith("/doorway/confirmed?")
    assert "ticket=" in page.location
    assert secret_of(bram_here) != before
    assert refusals(doorway_transaction, provider_id) == []


def test_whom_we_do_not_know_stays_outside(provider_id, visitor, doorway_transaction):
    page = visitor.visit("/login?organisation=igj")
    page = come_back(visitor, gone_there(page.location, "somebody"))

    assert (page.status, name_of(visitor)) == (403, None)
    assert refusals(doorway_transaction, provider_id) == ["not_known_here"]


def test_what_it_sent_is_used_once(provider_id, visitor):
    page = visitor.visit("/login?organisation=igj")
    told = gone_there(page.location, "bram")
    come_back(visitor, told)
    visitor.client.delete_cookie("samenzicht")

    assert come_back(visitor, told).status == 403
    assert name_of(visitor) is None
