"""What is being sent to us: never by so many at once, nor so slowly, that nobody else is answered.

A body is read by the thread that answers, for as long as its sender takes. A web process has few
of those. So of its threads some are never kept waiting by a sender: whose turn it is to send has a
place, one person has no more than a few of them, and who finds none after a moment hears when to
try again. And who sends less than a slow line can, for the whole of a window, is refused.

A place is held from the first byte that is asked for until the last one came: a form that a proxy
has read already holds one for some microseconds. Each web process counts for itself.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Any

import structlog
from flask import Flask, g, request

from app.kernel.text import _
from app.kernel.web.current import actor_or_anonymous, request_id
from app.kernel.web.limits import Counted, Limit, TooOften, network_of
from app.kernel.web.problems import ProtocolFault

log = structlog.get_logger()

PIECE_BYTES = 1 << 15
"""How much is waited for at once: the pace is looked at after each."""
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How many may send at once, and how slowly."""

    most: int = 5
    """Of the eight threads of a web process; the others are free for pages."""
    most_each: int = 2
    patience: float = 1.0
    """Seconds that somebody waits for a place."""
    window: float = 30.0
    """Seconds of waiting for bytes, after which enough of them must have come."""
    least: int = 4096
    """Bytes in a second; a telephone far from a mast sends more."""


TOO_MANY = Limit("sending", Pace().most, Counted.ADDRESS)


@dataclass(slots=True)
class Places:
    """The places of one web process."""

    pace: Pace
    now: Callable[[], float] = time.monotonic
    _held: Counter[str] = field(default_factory=Counter)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, who: str) -> None:
        """Take a place.

        Raises:
            TooOften: none came free in time; nothing is taken then.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_free(who), self.pace.patience):
                raise TooOften(TOO_MANY, seconds=RETRY_SECONDS)
            self._held[who] += 1

    def give_back(self, who: str) -> None:
        """Let somebody else have it."""
        with self._changed:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]
            self._changed.notify_all()

    def _is_free(self, who: str) -> bool:
        return self._held.total() < self.pace.most and self._held[who] < self.pace.most_each

    @property
    def held(self) -> int:
        """How many are sending now."""
        return self._held.total()


class Arriving:
    """The body of a request (PEP 3333, ``wsgi.input``), read while its sender has a place."""

    def __init__(self, body: IO[bytes], *, places: Places, who: str, length: int | None) -> None:
        self._body, self._places, self._who = body, places, who
        self._left = length
        self._has_place = self._is_over = False
        self._waited, self._came = 0.0, 0

    def read(self, count: int = -1, /) -> bytes:
        """Read on, until so much came or there is no more.

        Raises:
            TooOften: too many are sending.
            ProtocolFault: it comes too slowly.
        """
        found = bytearray()
        while (count < 0 or len(found) < count) and not self._is_over:
            wanted = PIECE_BYTES if count < 0 else min(PIECE_BYTES, count - len(found))
            piece = self._waited_for(wanted)
            if not piece:
                self.close()
            found += piece
        return bytes(found)

    def close(self) -> None:
        """Give the place back; nothing more is read."""
        self._is_over = True
        if self._has_place:
            self._has_place = False
            self._places.give_back(self._who)

    def _waited_for(self, wanted: int) -> bytes:
        if not self._has_place:
            self._places.take(self._who)
            self._has_place = True
        begun = self._places.now()
        piece = self._body.read(wanted)
        self._waited += self._places.now() - begun
        self._came += len(piece)
        if self._left is not None:
            self._left -= len(piece)
            if self._left <= 0:
                self.close()
        self._look_at_the_pace()
        return piece

    def _look_at_the_pace(self) -> None:
        pace = self._places.pace
        if self._is_over or self._waited < pace.window:
            return
        if self._came < pace.least * self._waited:
            self.close()
            log.warning("sent too slowly", request=request_id(), bytes=self._came)
            raise ProtocolFault(
                HTTPStatus.REQUEST_TIMEOUT,
                _("This was sent too slowly"),
                _("Nothing more was kept of it. Try again on a faster line."),
            )
        self._waited, self._came = 0.0, 0


def hang_places(app: Flask, places: Places) -> None:
    """Read the body of every request through a place; hang it once it is known who asks."""

    def watch() -> None:
        actor, surroundings = actor_or_anonymous(), request.environ
        length = request.content_length
        if length == 0 or (length is None and "HTTP_TRANSFER_ENCODING" not in surroundings):
            return
        who = str(actor.person_id or network_of(request.remote_addr or ""))
        g.arriving = surroundings["wsgi.input"] = Arriving(
            surroundings["wsgi.input"], places=places, who=who, length=length
        )

    def free(_fault: object) -> None:
        arriving: Any = g.pop("arriving", None)
        if arriving is not None:
            arriving.close()

    app.before_request(watch)
    app.teardown_request(free)
