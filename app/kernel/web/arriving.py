"""What is being sent to us: never by so many at once, nor so slowly, that nobody else is answered.

A body is read by the thread that answers, for as long as its sender takes. So who sends has a place
(`places`), and who sends less than a slow line can, for the whole of a window, is refused. What is
no larger than a form has places of its own: while others send files, everybody can still sign, sign
in and block somebody. Where a form may come as slowly as its sender likes it could keep a thread
too, so forms have places as well.

A place is held from the first byte that is asked for until the last one came: a form that a proxy
has read already holds one for some microseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Any

import structlog
from flask import Flask, current_app, g, request

from app.kernel.access import ANONYMOUS, PUBLIC
from app.kernel.text import _
from app.kernel.web.current import actor_or_anonymous, request_id
from app.kernel.web.places import Places, Room, Who
from app.kernel.web.problems import ProtocolFault

log = structlog.get_logger()

PIECE_BYTES = 1 << 15
"""How much is waited for at once: the pace is looked at after each."""
LARGEST_FORM = 1 << 16
"""What is no larger, in bytes, never waits for who sends files."""
FILES = Room("sending", most=5, most_each=2, most_together=3)
"""Of the threads of a web process (`serving.THREADS`), of which some are always free for pages."""
FORMS = Room("sending", most=4, most_each=2, most_together=3)


@dataclass(frozen=True, slots=True)
class Pace:
    """How slowly somebody may send."""

    window: float = 30.0
    """Seconds of waiting for bytes, after which enough of them must have come."""
    least: int = 4096
    """Bytes in a second; a telephone far from a mast sends more."""
    now: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Reception:
    """Where in one web process what is sent comes in."""

    files: Places = field(default_factory=lambda: Places(FILES))
    forms: Places = field(default_factory=lambda: Places(FORMS))
    pace: Pace = field(default_factory=Pace)

    def places_for(self, length: int | None, *, is_out_of_place: bool = False) -> Places:
        """Return where something of so many bytes comes in; None when nobody said how many.

        Args:
            is_out_of_place: a stranger sends it where one must be signed in; were that among the
                forms, a few such could keep everybody from signing in.
        """
        is_form = length is not None and length <= LARGEST_FORM
        return self.forms if is_form and not is_out_of_place else self.files


class Arriving:
    """The body of a request (PEP 3333, ``wsgi.input``), read while its sender has a place."""

    def __init__(
        self,
        body: IO[bytes],
        *,
        reception: Reception,
        who: Who,
        length: int | None,
        is_out_of_place: bool = False,
    ) -> None:
        self._body, self._who, self._left = body, who, length
        self._places = reception.places_for(length, is_out_of_place=is_out_of_place)
        self._pace = reception.pace
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
        begun = self._pace.now()
        piece = self._body.read(wanted)
        self._waited += self._pace.now() - begun
        self._came += len(piece)
        if self._left is not None:
            self._left -= len(piece)
            if self._left <= 0:
                self.close()
        self._look_at_the_pace()
        return piece

    def _look_at_the_pace(self) -> None:
        pace = self._pace
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


def _is_out_of_place() -> bool:
    """Tell whether a stranger sends something where one must be signed in."""
    needs = current_app.extensions.get("guard", {}).get(request.endpoint, PUBLIC)
    return needs is not PUBLIC and actor_or_anonymous() is ANONYMOUS


def hang_reception(app: Flask, reception: Reception) -> None:
    """Read the body of every request through a place; hang it once it is known who asks."""

    def watch() -> None:
        surroundings = request.environ
        length = request.content_length
        if length == 0 or (length is None and "HTTP_TRANSFER_ENCODING" not in surroundings):
            return
        g.arriving = surroundings["wsgi.input"] = Arriving(
            surroundings["wsgi.input"],
            reception=reception,
            who=Who.asks(),
            length=length,
            is_out_of_place=_is_out_of_place(),
        )

    def free(_fault: object) -> None:
        arriving: Any = g.pop("arriving", None)
        if arriving is not None:
            arriving.close()

    app.before_request(watch)
    app.teardown_request(free)
