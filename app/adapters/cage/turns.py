"""Whose turn it is to have something from outside looked at while a reader waits.

A cage takes a whole core and half a gigabyte, and the thread that asks is kept by it. So there are
few places, no organisation has all of them, and of its readers few wait: who finds no place hears
at once, or after a moment, when to try again. Each web process counts for itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

TRY_AGAIN_SECONDS = 5
"""So long after that somebody may try again."""


class TooBusy(Exception):
    """No place came free in time."""


@dataclass(slots=True)
class Turns:
    """The places of one process; with who waits they keep six of its threads at most."""

    most: int = 3
    most_each: int = 2
    """Of one organisation."""
    most_waiting: int = 3
    most_waiting_each: int = 2
    patience: float = 4.0
    """Seconds that somebody waits; most pages take less than one."""
    _held: Counter[str] = field(default_factory=Counter)
    _waiting: Counter[str] = field(default_factory=Counter)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """Have a place while the block lasts.

        Args:
            who: whose place it is; organisations do not stand in each other's way.

        Raises:
            TooBusy: there is none, and too many wait or it took too long.
        """
        self._take(who)
        try:
            yield
        finally:
            with self._changed:
                self._let_go(self._held, who)
                self._changed.notify_all()

    def _take(self, who: str) -> None:
        with self._changed:
            if not self._is_free(who) and not self._waited(who):
                raise TooBusy
            self._held[who] += 1

    def _waited(self, who: str) -> bool:
        """Wait for a place, when not too many do; tell whether one came free."""
        if self._waiting.total() >= self.most_waiting:
            return False
        if self._waiting[who] >= self.most_waiting_each:
            return False
        self._waiting[who] += 1
        try:
            return self._changed.wait_for(lambda: self._is_free(who), self.patience)
        finally:
            self._let_go(self._waiting, who)

    def _is_free(self, who: str) -> bool:
        return self._held.total() < self.most and self._held[who] < self.most_each

    @staticmethod
    def _let_go(counted: Counter[str], who: str) -> None:
        counted[who] -= 1
        if not counted[who]:
            del counted[who]


LOOKING = Turns()
"""For what readers wait for; work of the queue has a process of its own."""
