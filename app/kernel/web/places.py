"""Places: so many at once may keep a thread waiting; of one person and organisation not all.

A web process has few threads. Who sends or takes something keeps one for as long as they like. So
each such thing has its places: one person has no more than a few of them, one organisation not all,
and who finds none after a moment hears when to try again. Each web process counts for itself.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from flask import request

from app.kernel.web.current import actor_or_anonymous
from app.kernel.web.limits import Counted, Limit, TooOften, network_of

RETRY_SECONDS = 5
STRANGERS = "strangers"
"""All who are not signed in count as one organisation."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who has a place, and for whom."""

    person: str
    organisation: str

    @classmethod
    def asks(cls) -> Who:
        """Return who asks now; a stranger is known by the network of the address."""
        actor = actor_or_anonymous()
        person = str(actor.person_id or network_of(request.remote_addr or ""))
        return cls(person, str(actor.organisation_id or STRANGERS))


@dataclass(frozen=True, slots=True)
class Room:
    """How many may be there at once."""

    name: str
    most: int
    most_each: int
    most_together: int
    """Of one organisation; fewer than all, so that others find a place."""
    patience: float = 1.0
    """Seconds that somebody waits for a place; who waits keeps a thread too, so one at a time."""


@dataclass(slots=True)
class Places:
    """The places of one web process for one thing."""

    room: Room
    _people: Counter[str] = field(default_factory=Counter)
    _organisations: Counter[str] = field(default_factory=Counter)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _is_waited: bool = False

    def take(self, who: Who) -> None:
        """Take a place.

        Raises:
            TooOften: none came free in time; nothing is taken then.
        """
        with self._changed:
            if not self._is_free(who) and not self._comes_free(who):
                limit = Limit(self.room.name, self.room.most, Counted.ORGANISATION)
                raise TooOften(limit, seconds=RETRY_SECONDS)
            self._people[who.person] += 1
            self._organisations[who.organisation] += 1

    def give_back(self, who: Who) -> None:
        """Let somebody else have it."""
        with self._changed:
            _one_less(self._people, who.person)
            _one_less(self._organisations, who.organisation)
            self._changed.notify_all()

    def _comes_free(self, who: Who) -> bool:
        if self._is_waited:
            return False
        self._is_waited = True
        try:
            return self._changed.wait_for(lambda: self._is_free(who), self.room.patience)
        finally:
            self._is_waited = False

    def _is_free(self, who: Who) -> bool:
        return (
            self.held < self.room.most
            and self._people[who.person] < self.room.most_each
            and self._organisations[who.organisation] < self.room.most_together
        )

    @property
    def held(self) -> int:
        """How many have a place now."""
        return self._people.total()


def _one_less(counted: Counter[str], name: str) -> None:
    counted[name] -= 1
    if not counted[name]:
        del counted[name]
