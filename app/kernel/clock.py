"""The only clock in the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Europe/Amsterdam")


_told: ContextVar[datetime | None] = ContextVar("samenzicht_told_moment", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling(moment: datetime) -> Iterator[None]:
    """Let a story happen at its own moment; only the demonstration tells stories (house test)."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today(zone: ZoneInfo = HOME_ZONE) -> date:
    """Return the day it is in a place; deadlines are days in a place."""
    return now().astimezone(zone).date()
