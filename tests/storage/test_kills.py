"""Servers, the database and the object store are killed while people send files.

Whatever was acknowledged is there, whole, once; nothing half is to be seen; and after the collector
nothing is left that no row names. `make torture` kills servers 1,000 times and PostgreSQL 100."""

import random
import time
from pathlib import Path

import pytest

from tests.support.killing import Installation, Sender, settle, tell
from tests.support.object_server import KEY, SECRET

SENDERS = 3
RESULTS = Path(__file__).parents[2] / "test-results"


@pytest.fixture
def house(request, tmp_path):
    """An installation, with its files in a folder or in a bucket."""
    where = request.param
    settings = {}
    if where == "bucket":
        server = request.getfixturevalue("object_server")
        settings = {
            "blob_url": f"s3://dossiers/kills-{tmp_path.name}?endpoint={server.endpoint}",
            "blob_access_key": KEY,
            "blob_secret_key": SECRET,
        }
    running = Installation(tmp_path / "data", **settings)
    yield running
    running.stop()


def kill(house, *, servers, databases, stores=(), words):
    """Kill as many of each, in a random order, and tell what came of it."""
    chance = random.Random(len(words))
    order = ["server"] * servers + ["database"] * databases + ["store"] * len(stores)
    chance.shuffle(order)
    senders = [Sender(house, seed=number) for number in range(SENDERS)]
    for each in senders:
        each.start()
    for number, what in enumerate(order):
        time.sleep(chance.uniform(0.05, 0.35))
        if what == "server":
            port = house.ports[number % 2]
            house.wait(house.ports[(number + 1) % 2])
            house.kill_server(port)
        elif what == "database":
            house.kill_database()
        else:
            stores[0].kill()
            stores[0].start()
    for port in house.ports:
        house.wait(port)
    time.sleep(1)
    outcome = settle(house, senders)
    tell(words, outcome, RESULTS)
    return outcome


def all_is_well(outcome, *, at_least):
    assert outcome.faults == ()
    assert (outcome.lost, outcome.wrong, outcome.twice, outcome.orphans) == (0, 0, 0, 0)
    assert outcome.fsck == "all is well"
    assert outcome.promised >= at_least


@pytest.mark.parametrize("house", ["folder"], indirect=True)
def test_a_share_of_the_kills(house):
    outcome = kill(house, servers=15, databases=2, words="a share, folder")

    all_is_well(outcome, at_least=15)


@pytest.mark.parametrize("house", ["bucket"], indirect=True)
def test_a_share_of_the_kills_with_a_bucket(house):
    outcome = kill(house, servers=5, databases=1, words="a share, bucket")

    all_is_well(outcome, at_least=5)


@pytest.mark.torture
@pytest.mark.parametrize("house", ["folder"], indirect=True)
def test_a_thousand_kills_of_servers(house):
    all_is_well(kill(house, servers=1000, databases=0, words="servers, folder"), at_least=200)


@pytest.mark.torture
@pytest.mark.parametrize("house", ["folder"], indirect=True)
def test_two_hundred_kills_of_postgresql(house):
    all_is_well(kill(house, servers=0, databases=200, words="PostgreSQL, folder"), at_least=50)


@pytest.mark.torture
@pytest.mark.parametrize("house", ["bucket"], indirect=True)
def test_kills_with_a_bucket(house, object_server):
    stores = [object_server] * 20
    outcome = kill(house, servers=100, databases=10, stores=stores, words="all, bucket")

    all_is_well(outcome, at_least=50)
