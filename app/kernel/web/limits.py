"""How often one address or one organisation may ask, in one place; who asks more waits a little.

A bucket holds as many requests as are allowed at once and fills again evenly. Each web process
keeps its own buckets in memory and asks nobody: with several processes the house as a whole lets
through as many times more as there are processes. That is meant: the limits are there so that one
party cannot starve the others, and a limit that needed the database would cost every page a
statement. A process that starts anew starts with full buckets.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, ip_address, ip_network

from flask import Flask, request

from app.kernel.errors import TellableError
from app.kernel.web.current import actor_or_anonymous

MOST_BUCKETS = 20_000
"""Buckets kept; the one used longest ago goes first, and it is full again by then."""
A_MINUTE = 60.0
HALF = 64
"""So many bits of an IPv6 address name a network."""
A_HAIR = 1e-6
"""What fractions of a second add up to wrongly: who waits as told is let in."""


class Counted(StrEnum):
    """By whom requests are counted."""

    ADDRESS = "address"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in a minute by one address or organisation."""

    name: str
    most: int
    by: Counted
    paths: tuple[str, ...] = ("/",)
    """What the path begins with."""
    ends: tuple[str, ...] = ()
    """And what it ends with; anything when empty."""
    but: tuple[str, ...] = ()
    """Paths that are not counted here."""
    methods: tuple[str, ...] = ()
    """All when empty."""
    strangers_only: bool = False
    """True when only who is not signed in is counted."""

    def counts(self, method: str, path: str) -> bool:
        """Tell whether a request is counted here."""
        is_meant = not self.methods or method in self.methods
        is_there = path.startswith(self.paths) and path.endswith(self.ends or "")
        return is_meant and is_there and not path.startswith(self.but or "\0")


def network_of(address: str) -> str:
    """Return whom an address is counted as: of IPv6 its first half.

    One household, office or rented machine has as many addresses behind that as it likes.

    Source: RFC 6177, RFC 7421.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or ip_network((found.packed, HALF), strict=False))


class TooOften(TellableError):
    """Somebody asked more than is allowed; after some seconds they can ask again."""

    def __init__(self, limit: Limit, *, seconds: int) -> None:
        super().__init__(limit.name)
        self.limit, self.seconds = limit, seconds


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Limiter:
    """The buckets of one process.

    Args:
        now: seconds on a clock that never goes back.
    """

    limits: Sequence[Limit]
    now: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[tuple[str, str], _Bucket] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, limit: Limit, key: str) -> None:
        """Take one request out of a bucket.

        Raises:
            TooOften: it is empty; nothing is taken then.
        """
        with self._lock:
            moment, bucket = self.now(), self._bucket(limit, key)
            refilled = bucket.left + (moment - bucket.at) * limit.most / A_MINUTE
            bucket.left, bucket.at = min(float(limit.most), refilled), moment
            if bucket.left < 1 - A_HAIR:
                wait = (1 - bucket.left) * A_MINUTE / limit.most
                raise TooOften(limit, seconds=max(1, math.ceil(wait - A_HAIR)))
            bucket.left -= 1

    def _bucket(self, limit: Limit, key: str) -> _Bucket:
        name = (limit.name, key)
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = _Bucket(float(limit.most), self.now())
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(name)
        return bucket

    @property
    def size(self) -> int:
        """How many buckets are kept."""
        return len(self._buckets)


def hang_limits(app: Flask, limiter: Limiter) -> None:
    """Count every request but that of a built file, once it is known who asks."""

    def count() -> None:
        if request.endpoint == "static":
            return
        actor = actor_or_anonymous()
        keys = {
            Counted.ADDRESS: network_of(request.remote_addr or ""),
            Counted.ORGANISATION: str(actor.organisation_id or ""),
        }
        for limit in limiter.limits:
            is_known = actor.organisation_id is not None
            if (limit.strangers_only and is_known) or not keys[limit.by]:
                continue
            if limit.counts(request.method, request.path):
                limiter.take(limit, keys[limit.by])

    app.before_request(count)
