"""How much of us one provider can hold: it hangs, and whoever signs in elsewhere notices nothing.

A process answers with a handful of threads. Without this, strangers who ask again and again for the
sign-in page of a provider that does not answer would keep all of them waiting.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from app.adapters.openid.refusals import ProviderUnreachable

MOST_AT_ONCE = 6
"""So many speak with one origin at the same time."""
WAIT_SECONDS = 0.25
"""So long others wait for who speaks already; who is still at it then is kept waiting itself."""
REST_SECONDS = 5.0
"""So long nobody tries after an origin kept somebody waiting in vain; then one alone does."""


@dataclass(slots=True)
class _Lane:
    """One origin: since when each who speaks with it does, and how it went the last time."""

    began: list[float] = field(default_factory=list)
    silent_at: float | None = None
    """When it kept somebody waiting in vain; None once it answered again."""


@dataclass(slots=True)
class Patience:
    """Keeps count per origin; one for all threads of a process."""

    _lanes: dict[str, _Lane] = field(default_factory=dict)
    _turn: Condition = field(default_factory=Condition)
    _fetching: dict[object, float] = field(default_factory=dict)

    @contextmanager
    def alone(self, what: object) -> Iterator[None]:
        """Fetch something that all need, one at a time; look first whether another just did.

        Raises:
            ProviderUnreachable: another is at it for long already.
        """
        with self._turn:
            while what in self._fetching:
                left = self._fetching[what] + WAIT_SECONDS - time.monotonic()
                if left <= 0:
                    raise ProviderUnreachable("another fetches it already")
                self._turn.wait(left)
            self._fetching[what] = time.monotonic()
        try:
            yield
        finally:
            with self._turn:
                del self._fetching[what]
                self._turn.notify_all()

    @contextmanager
    def speaking(self, origin: str) -> Iterator[None]:
        """Speak with an origin, when it is worth it.

        Raises:
            ProviderUnreachable: it did not answer a moment ago, or too many wait for it already.
        """
        began = self._enter(origin)
        is_silent = False
        try:
            yield
        except ProviderUnreachable:
            is_silent = time.monotonic() - began > WAIT_SECONDS
            raise
        finally:
            self._leave(origin, began, is_silent=is_silent)

    def _enter(self, origin: str) -> float:
        with self._turn:
            lane = self._lanes.setdefault(origin, _Lane())
            while True:
                now = time.monotonic()
                if lane.silent_at is not None and (
                    lane.began or now - lane.silent_at < REST_SECONDS
                ):
                    raise ProviderUnreachable(f"{origin}: did not answer a moment ago")
                if len(lane.began) < MOST_AT_ONCE:
                    lane.began.append(now)
                    return now
                left = lane.began[0] + WAIT_SECONDS - now
                if left <= 0:
                    raise ProviderUnreachable(f"{origin}: others wait for it already")
                self._turn.wait(left)

    def _leave(self, origin: str, began: float, *, is_silent: bool) -> None:
        with self._turn:
            lane = self._lanes[origin]
            lane.began.remove(began)
            lane.silent_at = time.monotonic() if is_silent else None
            self._turn.notify_all()
