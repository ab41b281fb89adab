"""The only clock in the product."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: ZoneInfo = HOME_ZONE) -> date:
    """Return the day it is in a place; deadlines are days in a place."""
    return now().astimezone(zone).date()
