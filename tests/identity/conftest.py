"""Providers on this machine: real ones of the demonstration, and one that lies."""

import socket
import threading

import pytest

from app.demo.provider import (
    LEVEL_HIGH,
    LEVEL_SUBSTANTIAL,
    DemoOrganisation,
    DemoPerson,
    DemoProviders,
    client_key_pem,
    discovery_url_of,
    issuer_of,
    make_provider_server,
    subject_of,
)
from app.kernel.web.house import house_of
from tests.support.hostile_provider import hostile_provider
from tests.support.signing_in import Visit, know, pin_demo, pin_hostile, reaching_this_machine

CODES = ("ijenv", "igj", "ivho", "nvwa")
HOMES = {"anna": "ijenv", "els": "ijenv", "bram": "igj", "cora": "igj", "carla": "ivho"}


@pytest.fixture
def liar(doorway, doorway_transaction):
    """IGJ's provider, which tells the truth until it is told to lie; Bram is its person-1."""
    house = house_of(doorway)
    with hostile_provider() as served, reaching_this_machine(house):
        served.id = pin_hostile(doorway_transaction, house, served)
        know(doorway_transaction, "bram", subject=served.subject)
        yield served


@pytest.fixture(scope="session")
def demo_setup(tmp_path_factory):
    """The demonstration's providers, serving."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = DemoProviders(
        public_origin=f"http://127.0.0.1:{port}",
        keys_folder=tmp_path_factory.mktemp("provider-keys"),
        organisations=tuple(
            DemoOrganisation(code, code.upper(), f"http://localhost/login/callback/{code}")
            for code in CODES
        ),
        people=tuple(
            DemoPerson(who, who.capitalize(), f"{who}@{home}.example", "inspecteur", home)
            for who, home in HOMES.items()
        ),
        return_to="http://localhost/",
    )
    server = make_provider_server(made, host="127.0.0.1", port=port, allow_demo=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def demo_providers(demo_setup, doorway, doorway_transaction):
    """The demonstration's providers, pinned for this test."""
    house = house_of(doorway)
    for code in CODES:
        pin_demo(
            doorway_transaction,
            house,
            code,
            issuer=issuer_of(demo_setup.public_origin, code),
            discovery_url=discovery_url_of(demo_setup.public_origin, code),
            client_key=client_key_pem(demo_setup.keys_folder),
            accepted_acr=[LEVEL_HIGH, LEVEL_SUBSTANTIAL],
            classified_acr=[LEVEL_HIGH, LEVEL_SUBSTANTIAL],
        )
    for who, home in HOMES.items():
        know(doorway_transaction, who, subject=subject_of(home, who))
    with reaching_this_machine(house):
        yield demo_setup


@pytest.fixture
def visit(doorway, demo_providers, visitor):
    """A person with a browser, at a real provider."""
    made = Visit(doorway, visitor)
    yield made
    made.close()
