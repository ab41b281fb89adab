"""What is being taken from us: never by so many at once that nobody else is answered.

A file leaves in pieces, and the thread that answers waits for who takes them. What is small has
places of its own, as the server soon takes it over whole, as much as a line between two machines
holds; what is larger, or of unknown size, has others (`places`). What was made whole in memory
takes none. Who finds no place is told so before it is written down that they took it.

A place is held until the last piece left, the line broke, or the right ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app, g

from app.kernel.web.places import Places, Room, Who

LARGEST_SMALL = 8 << 20
"""What is no larger, in bytes, keeps no thread waiting, not even for a reader that stands still."""
LARGE = Room("taking", most=4, most_each=2, most_together=3)
"""Of the threads of a web process; see `arriving.FILES`."""
SMALL = Room("taking", most=3, most_each=2, most_together=2)


@dataclass(frozen=True, slots=True)
class Departure:
    """Where in one web process what is taken goes out."""

    large: Places = field(default_factory=lambda: Places(LARGE))
    small: Places = field(default_factory=lambda: Places(SMALL))

    def places_for(self, size: int | None) -> Places:
        """Return where so many bytes go out; None when nobody knows how many."""
        return self.small if size is not None and size <= LARGEST_SMALL else self.large


@dataclass(slots=True)
class Leaving:
    """The place of one answer."""

    departure: Departure | None
    """None: nobody counts."""
    who: Who
    is_handed_on: bool = False
    _held: Places | None = None

    def take_place(self, size: int | None = None) -> None:
        """Take a place for so many bytes; once.

        Raises:
            TooOften: none came free.
        """
        if self.departure is not None and self._held is None:
            places = self.departure.places_for(size)
            places.take(self.who)
            self._held = places

    def close(self) -> None:
        """Give the place back."""
        held, self._held = self._held, None
        if held is not None:
            held.give_back(self.who)


class _Pieces(Iterator[Any]):
    """The pieces of an answer; with the last one its place is free."""

    def __init__(self, pieces: Iterable[Any], leaving: Leaving) -> None:
        self._leaving, self._given, self._pieces = leaving, pieces, iter(pieces)

    def __next__(self) -> Any:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it here: the line broke."""
        self._leaving.close()
        for each in (self._pieces, self._given):
            if hasattr(each, "close"):
                each.close()

    def __del__(self) -> None:
        # A server that lets go of an answer need not say so.
        self._leaving.close()


def current_leaving() -> Leaving:
    """Return the place that the answer to this request leaves from."""
    if "leaving" not in g:
        g.leaving = Leaving(current_app.extensions.get("departure"), Who.asks())
    found: Leaving = g.leaving
    return found


def hand_on(pieces: Iterable[bytes] | Iterable[str]) -> Iterator[Any]:
    """Let an answer leave in pieces, from the place that was taken or from one taken now.

    Raises:
        TooOften: none came free.
    """
    leaving = current_leaving()
    leaving.take_place()
    leaving.is_handed_on = True
    return _Pieces(pieces, leaving)


def hang_departure(app: Flask, departure: Departure) -> None:
    """Count from now on who takes something, and free the place of an answer that did not come."""

    def free(_fault: object) -> None:
        leaving: Any = g.pop("leaving", None)
        if leaving is not None and not leaving.is_handed_on:
            leaving.close()

    app.extensions["departure"] = departure
    app.teardown_request(free)
