"""The one way out: allow list, own addresses, time, size, no redirects, and JSON unless told."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from threading import Timer

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from app.adapters.openid.addresses import Destination, Egress, take_apart
from app.adapters.openid.answers import read_object
from app.adapters.openid.patience import Patience
from app.adapters.openid.refusals import (
    ProviderLies,
    ProviderUnreachable,
    RefusalCode,
    refusing,
)

JSON_TYPES = frozenset({"application/json", "application/jwk-set+json"})


@cache
def _system_trust() -> ssl.SSLContext:
    """Trust whom the system trusts; read once, since that takes longer than a request."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetch from providers, within limits that hold for the whole exchange.

    The time limit covers connecting, encryption, sending and receiving together: a provider that
    sends one byte now and then is cut off as surely as one that sends none.
    """

    egress: Egress
    time_limit: timedelta = timedelta(seconds=3)
    max_bytes: int = 256 * 1024
    kinds: frozenset[str] = JSON_TYPES
    """Content types an answer may have; JSON is read before it is handed on."""
    trust: ssl.SSLContext = field(default_factory=_system_trust, repr=False)
    patience: Patience = field(default_factory=Patience, repr=False)

    def get_object(self, url: str) -> dict[str, object]:
        """Fetch a JSON object.

        Raises:
            ProviderUnreachable: the provider is down, slow, or not on the allow list.
            ProviderLies: the answer is too large, a redirect, or not a JSON object.
        """
        with Session() as session, refusing(RefusalCode.ADDRESS_FORBIDDEN):
            self.attach_to(session)
            answer = session.get(url, allow_redirects=False)
        if answer.status_code != http.HTTPStatus.OK:
            raise ProviderLies(RefusalCode.ANSWER_UNEXPECTED, f"{url}: {answer.status_code}")
        return read_object(answer.content, otherwise=RefusalCode.ANSWER_NOT_JSON)

    def post(self, url: str, content: bytes, *, kind: str) -> bytes:
        """Send some bytes and return those of the answer.

        Args:
            kind: the content type of what is sent.

        Raises:
            ProviderUnreachable: the other side is down, slow, or not on the allow list.
            ProviderLies: the answer is too large, a redirect, or of another kind.
        """
        with Session() as session, refusing(RefusalCode.ADDRESS_FORBIDDEN):
            self.attach_to(session)
            headers = {"Content-Type": kind, "Accept": ", ".join(sorted(self.kinds))}
            answer = session.post(url, content, headers=headers, allow_redirects=False)
        if answer.status_code != http.HTTPStatus.OK:
            raise ProviderLies(RefusalCode.ANSWER_UNEXPECTED, f"{url}: {answer.status_code}")
        return answer.content

    def attach_to(self, session: Session) -> None:
        """Let every request of a session go out by this way and by no other."""
        session.trust_env = False
        session.adapters.clear()
        session.mount("", GuardedTransport(self))


class GuardedTransport(BaseAdapter):
    """The transport below a `requests` session (and so below Authlib) that keeps to the limits."""

    def __init__(self, fetcher: Fetcher) -> None:
        """Keep the limits."""
        super().__init__()
        self._fetcher = fetcher

    def send(self, request: PreparedRequest, *_args: object, **_kwargs: object) -> Response:
        """Send one request; what a caller asks about time-outs or certificates is ignored.

        Raises:
            ProviderUnreachable: the provider is down, slow, or not on the allow list.
            ProviderLies: the answer is too large, a redirect, or not of a kind that is taken.
        """
        try:
            destination = take_apart(request.url or "")
        except ValueError as error:
            raise ProviderUnreachable(str(error), code=RefusalCode.ADDRESS_FORBIDDEN) from error
        with self._fetcher.patience.speaking(destination.origin):
            return self._exchange_in_time(request, destination)

    def close(self) -> None:
        """Do nothing: a connection lives for one exchange."""

    def _exchange_in_time(self, request: PreparedRequest, destination: Destination) -> Response:
        addresses = self._fetcher.egress.addresses_of(destination)
        try:
            return self._exchange(request, destination, addresses=addresses)
        except (OSError, http.client.HTTPException) as error:
            detail = f"{destination.origin}: {type(error).__name__}: {error}"
            raise ProviderUnreachable(detail) from error

    def _exchange(
        self, request: PreparedRequest, destination: Destination, *, addresses: list[str]
    ) -> Response:
        seconds = self._fetcher.time_limit.total_seconds()
        connection = http.client.HTTPConnection(destination.host, destination.port, timeout=seconds)
        with _connected(addresses, destination, seconds=seconds) as wire:
            connection.sock = self._secured(wire, destination)
            try:
                return self._ask(connection, request)
            finally:
                connection.close()

    def _secured(self, wire: socket.socket, destination: Destination) -> socket.socket:
        if destination.scheme == "http":
            return wire
        return self._fetcher.trust.wrap_socket(wire, server_hostname=destination.host)

    def _ask(self, connection: http.client.HTTPConnection, request: PreparedRequest) -> Response:
        host = take_apart(request.url or "").origin.partition("://")[2]
        ours = {"Host": host, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(
            request.method or "GET",
            request.path_url,
            body=request.body,
            headers={**dict(request.headers), **ours},
        )
        with connection.getresponse() as raw:
            received = CaseInsensitiveDict(raw.getheaders())
            _check_kind(raw.status, received, kinds=self._fetcher.kinds)
            body = raw.read(self._fetcher.max_bytes + 1)
            if len(body) > self._fetcher.max_bytes:
                raise ProviderLies(RefusalCode.ANSWER_TOO_LARGE, request.url or "")
            if raw.length:
                raise http.client.IncompleteRead(body, raw.length)
        if self._fetcher.kinds == JSON_TYPES:
            read_object(body, otherwise=RefusalCode.ANSWER_NOT_JSON)
        return _response(request, raw.status, headers=received, body=body)


def _check_kind(status: int, headers: Mapping[str, str], *, kinds: frozenset[str]) -> None:
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ProviderUnreachable(f"status {status}")
    if http.HTTPStatus.MULTIPLE_CHOICES <= status < http.HTTPStatus.BAD_REQUEST:
        raise ProviderLies(RefusalCode.ANSWER_REDIRECTED, headers.get("Location", ""))
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise ProviderLies(RefusalCode.ANSWER_NOT_JSON, f"status {status}, {kind}")


def _response(
    request: PreparedRequest, status: int, *, headers: CaseInsensitiveDict[str], body: bytes
) -> Response:
    response = Response()
    response.status_code = status
    response.headers = headers
    response.encoding = "utf-8"
    response.raw = io.BytesIO(body)
    response.request = request
    response.url = request.url or ""
    return response


@contextmanager
def _connected(
    addresses: list[str], destination: Destination, *, seconds: float
) -> Iterator[socket.socket]:
    """Open a connection that is cut when the time is up, whatever is going on over it."""
    # A second handle on the same connection: encryption takes over the first one.
    with (
        _first_that_answers(addresses, destination.port, seconds=seconds) as wire,
        wire.dup() as handle,
    ):
        alarm = Timer(seconds, _cut, (handle,))
        alarm.daemon = True
        alarm.start()
        try:
            yield wire
        finally:
            alarm.cancel()
            alarm.join()


def _first_that_answers(addresses: list[str], port: int, *, seconds: float) -> socket.socket:
    """Connect to one of the addresses; on some networks only one of IPv6 and IPv4 works."""
    until = time.monotonic() + seconds
    problems: list[OSError] = []
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as problem:
            problems.append(problem)
    raise problems[-1]


def _cut(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # The other side was first.
