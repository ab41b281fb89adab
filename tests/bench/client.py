"""A small HTTP client: one connection, cookies, timing."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

OK = 200


@dataclass(slots=True)
class Client:
    """One browser on one kept connection."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Fetch a page; returns its status and (compressed) body."""
        return self.ask("GET", path, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Send a request on the kept connection; returns the status and body of the answer."""
        sent = {"Accept-Encoding": "gzip", "Accept-Language": "nl", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            answer = self._send(method, path, body=body, headers=sent)
        except http.client.RemoteDisconnected:
            # The server closes a connection on which nothing was asked for a while.
            self._connection = None
            answer = self._send(method, path, body=body, headers=sent)
        found = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, found

    def _send(
        self, method: str, path: str, *, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        if self._connection is None:
            parts = urlsplit(self.address)
            self._connection = http.client.HTTPConnection(
                parts.hostname or "", parts.port, timeout=20
            )
        self._connection.request(method, path, body=body, headers=headers)
        return self._connection.getresponse()


@dataclass(frozen=True, slots=True)
class Timing:
    """What one round of a workload took, in milliseconds."""

    median: float
    p95: float
    body_bytes: int


def time_path(client: Client, path: str, *, requests: int) -> Timing:
    """Fetch a page a number of times and return how long it took.

    Raises:
        AssertionError: a page did not answer 200.
    """

    def fetch() -> bytes:
        status, body = client.get(path)
        assert status == OK, f"{path} answered {status}"
        return body

    return time_asking(fetch, requests=requests)


def time_asking(ask: Callable[[], bytes], *, requests: int) -> Timing:
    """Ask a number of times and return how long it took."""
    taken, size = [], 0
    for _round in range(requests):
        begin = time.perf_counter()
        body = ask()
        taken.append((time.perf_counter() - begin) * 1000)
        size = len(body)
    return Timing(statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)], size)


def rate_of(clients: list[Client], path: str, *, requests: int) -> float:
    """Fetch a page with all clients at once; return how many pages came in a second."""

    def fetch(client: Client) -> None:
        status, _body = client.get(path)
        assert status == OK, f"{path} answered {status}"

    return rate_of_asking(clients, fetch, requests=requests)


def rate_of_asking(
    clients: list[Client], ask: Callable[[Client], object], *, requests: int
) -> float:
    """Let all clients ask at once; return how many answers came in a second."""

    def ask_on(client: Client) -> None:
        for _round in range(requests):
            ask(client)

    with ThreadPoolExecutor(len(clients)) as pool:
        begin = time.perf_counter()
        list(pool.map(ask_on, clients))
        taken = time.perf_counter() - begin
    return len(clients) * requests / taken
