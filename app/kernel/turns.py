"""Turns: of works that would read the same before they change it, one goes after the other.

Where there is a row to lock, ``work.lock`` does. A turn is for what no row stands for: rows that
are not there yet, or how much hangs together. A feature lays down each kind of turn once, as a
`Turn`; two that are called alike would wait for each other for nothing, and are a fault. Functions
of the database take turns too: under a seed of their own, or called ``hold``.
"""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel import db
from app.kernel.errors import HouseFault

_laid_down: set[str] = set()


class Turn:
    """A kind of turn, by what it is about; with a ``{}`` for whatever each turn of it is about."""

    def __init__(self, about: str) -> None:
        if about in _laid_down:
            raise HouseFault(f"There are two turns about {about}.")
        _laid_down.add(about)
        self._about = about

    def of(self, *whose: object) -> str:
        """Return what one turn is called: that of this workspace, of this pair."""
        return self._about.format(*whose)


def wait_for(*names: str) -> None:
    """Let works that name the same turn go one after the other, until they end.

    Before the work reads what the turn is about, and before it holds a row.

    Args:
        names: what the turns are called; several always in the same order.
    """
    turns = [func.pg_advisory_xact_lock(func.hashtextextended(each, 0)) for each in names]
    db.session().execute(select(*turns))
