"""A provider that hangs holds one thread now and then; others notice nothing."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.adapters.openid import (
    ClientSecret,
    Egress,
    Fetcher,
    OpenIdClient,
    ProviderConfig,
    ProviderUnreachable,
    SignInRefused,
)
from app.adapters.openid import patience as patience_module
from app.adapters.openid.patience import MOST_AT_ONCE, Patience
from tests.support.hostile_provider import CLIENT_ID, hostile_provider

LIMIT = timedelta(seconds=2)
AT_ONCE = 16
ASKED = 48


class Hanging:
    """Takes every connection and says nothing."""

    def __init__(self, server):
        self.server, self.taken = server, []
        self.origin = f"http://127.0.0.1:{server.getsockname()[1]}"

    def serve(self):
        while True:
            try:
                self.taken.append(self.server.accept()[0])
            except OSError:
                return


@contextmanager
def hanging():
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        served = Hanging(server)
        thread = threading.Thread(target=served.serve)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in served.taken:
                each.close()


def config_of(origin, **changed):
    given = {
        "id": origin,
        "issuer": f"{origin}/idp",
        "discovery_url": f"{origin}/idp/.well-known/openid-configuration",
        "client_id": CLIENT_ID,
        "authentication": ClientSecret("not needed here"),
    }
    return ProviderConfig(**{**given, **changed})


def client_for(*origins):
    return OpenIdClient(Fetcher(Egress(loopback=frozenset(origins)), time_limit=LIMIT))


def seconds_of(ask):
    began = time.monotonic()
    with pytest.raises(SignInRefused):
        ask()
    return time.monotonic() - began


def test_workers_stay_free_however_often_strangers_ask():
    with hanging() as served:
        client, config = client_for(served.origin), config_of(served.origin)

        def ask(_number):
            return seconds_of(lambda: client.begin(config, "http://localhost/back"))

        with ThreadPoolExecutor(AT_ONCE) as threads:
            took = sorted(threads.map(ask, range(ASKED)))

    assert len(served.taken) == 1
    assert took[-1] >= LIMIT.total_seconds() * 0.9
    assert took[-2] < LIMIT.total_seconds() / 2
    assert sum(took[:-1]) < AT_ONCE * LIMIT.total_seconds() / 2


def test_others_are_not_kept_waiting_meanwhile():
    with hanging() as served, hostile_provider() as honest:
        client = client_for(served.origin, honest.origin)
        other = config_of(honest.origin, issuer=honest.issuer, discovery_url=honest.discovery_url)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            config = config_of(served.origin)
            held = [
                threads.submit(seconds_of, lambda: client.begin(config, "http://localhost/back"))
                for _ in range(AT_ONCE - 1)
            ]
            assert client.begin(other, "http://localhost/back").url.startswith(honest.origin)
            for each in held:
                each.result()


def test_it_is_asked_again_after_a_rest_by_one_alone(monkeypatch):
    monkeypatch.setattr(patience_module, "REST_SECONDS", 0.3)
    monkeypatch.setattr(patience_module, "WAIT_SECONDS", 0.05)
    patience, origin = Patience(), "https://hangs.example"
    with pytest.raises(ProviderUnreachable), patience.speaking(origin):
        time.sleep(0.1)
        raise ProviderUnreachable("it hung")
    with pytest.raises(ProviderUnreachable, match="a moment ago"), patience.speaking(origin):
        pass
    time.sleep(0.35)
    with (
        patience.speaking(origin),
        pytest.raises(ProviderUnreachable, match="a moment ago"),
        patience.speaking(origin),
    ):
        pass
    with patience.speaking(origin), patience.speaking(origin):
        """It answered, so it is as any other."""


def test_what_is_refused_at_once_is_not_held_against_it():
    patience, origin = Patience(), "https://down.example"
    with pytest.raises(ProviderUnreachable), patience.speaking(origin):
        raise ProviderUnreachable("nobody listens there")
    with patience.speaking(origin):
        """Nobody waited for it, so nobody has to be spared."""


def test_no_more_than_some_speak_with_one_at_once():
    patience, origin = Patience(), "https://slow.example"
    inside, go = threading.Barrier(MOST_AT_ONCE + 1), threading.Event()

    def speak():
        with patience.speaking(origin):
            inside.wait(5)
            go.wait(5)

    with ThreadPoolExecutor(MOST_AT_ONCE) as threads:
        for _ in range(MOST_AT_ONCE):
            threads.submit(speak)
        inside.wait(5)
        with pytest.raises(ProviderUnreachable, match="others wait"), patience.speaking(origin):
            pass
        go.set()
    with patience.speaking(origin):
        """They are gone."""
