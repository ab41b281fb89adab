"""A small HTTP client: one connection, cookies, timing."""

from __future__ import annotations

import http.client
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Client:
    """One browser on one kept connection."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Fetch a page; returns its status and (compressed) body."""
        if self._connection is None:
            parts = urlsplit(self.address)
            self._connection = http.client.HTTPConnection(
                parts.hostname or "", parts.port, timeout=20
            )
        sent = {"Accept-Encoding": "gzip", "Accept-Language": "nl", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request("GET", path, headers=sent)
        answer = self._connection.getresponse()
        body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, body


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
    taken, size = [], 0
    for _round in range(requests):
        begin = time.perf_counter()
        status, body = client.get(path)
        taken.append((time.perf_counter() - begin) * 1000)
        size = len(body)
        assert status == 200, f"{path} answered {status}"
    return Timing(statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)], size)
