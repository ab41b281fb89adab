"""What of the register is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.kernel.clock import HOME_ZONE

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted; None leaves nothing out."""

    place: UUID | None = None
    organisation: UUID | None = None
    """The other one: who received, sees or opened."""
    first_day: date | None = None
    last_day: date | None = None
    page: int = 0
    """From 0."""
    limit: int = PAGE

    @property
    def since(self) -> datetime | None:
        """The moment the period begins."""
        return _midnight(self.first_day) if self.first_day else None

    @property
    def past(self) -> datetime | None:
        """The moment after the period."""
        return _midnight(self.last_day + timedelta(days=1)) if self.last_day else None

    @property
    def is_made(self) -> bool:
        """True when something is left out."""
        return any((self.place, self.organisation, self.first_day, self.last_day))

    def values(self) -> dict[str, Any]:
        """Return the parameters of the functions that tell a page; one row more than it holds."""
        return {
            "place": self.place,
            "organisation": self.organisation,
            "since": self.since,
            "past": self.past,
            "most": self.limit + 1,
            "skipped": self.page * self.limit,
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HOME_ZONE)
