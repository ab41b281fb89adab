"""Carrying a change out only to see what it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.kernel.access import Actor
from app.kernel.work import Work, begin_work


class _Undo(Exception):
    """Ends a work whose outcome was only looked at."""


@contextmanager
def undone(actor: Actor) -> Iterator[Work]:
    """Open a work that is always undone."""
    with suppress(_Undo), begin_work(actor) as work:
        yield work
        raise _Undo
