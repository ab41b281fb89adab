"""An authority elsewhere, asked by HTTP (RFC 3161, 3.4).

A request holds a hash and a random number, so it tells nothing of the file. The way there is that
of all our outgoing traffic: one origin, https unless it is on this machine, no redirects, with an
end to time and size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from app.adapters.openid.addresses import Egress, origin_of
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.refusals import ProviderLies, RefusalCode, SignInRefused
from app.adapters.timestamps import Distrust, NoTimestamp

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
LARGEST = 12 * 1024
"""Bytes of a time stamp: with three certificates of RSA-4096 it has some 8,000."""
PATIENCE = timedelta(seconds=15)


class NoRoots(Exception):
    """The file with the roots of the authority holds none, or cannot be read."""


@dataclass(frozen=True, slots=True)
class StamperAtAddress:
    """The authority at one address, trusted by its own roots alone."""

    url: str
    roots: tuple[x509.Certificate, ...]
    time_limit: timedelta = PATIENCE
    room: int = field(default=LARGEST, init=False)

    def answer(self, request: bytes) -> bytes:
        """Ask, once.

        Raises:
            NoTimestamp: it is down or slow, or what it sends is no answer.
        """
        fetcher = Fetcher(
            _only(self.url),
            time_limit=self.time_limit,
            max_bytes=LARGEST,
            kinds=frozenset({REPLY}),
        )
        try:
            return fetcher.post(self.url, request, kind=QUERY)
        except ProviderLies as refusal:
            is_large = refusal.code is RefusalCode.ANSWER_TOO_LARGE
            why = Distrust.TOO_LARGE if is_large else Distrust.UNEXPECTED
            raise NoTimestamp(why, refusal.detail) from refusal
        except SignInRefused as refusal:
            raise NoTimestamp(Distrust.UNREACHABLE, str(refusal)) from refusal


def read_roots(path: Path) -> tuple[x509.Certificate, ...]:
    """Read the roots of an authority from a file of certificates (PEM).

    Raises:
        NoRoots: there are none in it, or it cannot be read.
    """
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as fault:
        raise NoRoots(f"{path}: {fault}") from fault


def _only(url: str) -> Egress:
    here = frozenset({origin_of(url)})
    if url.startswith("https:"):
        return Egress(origins=here)
    return Egress(loopback=here)
