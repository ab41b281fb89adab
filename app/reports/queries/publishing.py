"""How far the publication of an adopted report is, told by whoever keeps that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.access import Actor
from app.reports.models import Report
from app.reports.queries.along import Asked, ask_along


@dataclass(frozen=True, slots=True)
class Publishing:
    """What the page of an adopted report tells about publishing it."""

    state: str
    """``unplanned``, ``planned``, ``held`` or ``published``."""
    words: str
    tone: str
    adopted_on: date
    last_on: date
    """The last day for publishing."""
    steps: tuple[str, ...]
    """Why that day."""
    left: str
    """How long still, in words; empty once it is published."""
    urgency: str
    """How that is drawn (`components/deadline.html`)."""
    offered_to: str = ""
    offered_on: date | None = None
    publish_at: datetime | None = None
    published_at: datetime | None = None
    sha256: str = ""
    """Fingerprint of the public version."""
    url: str = ""
    """Where the reader finds more; empty when there is nothing yet."""
    plan_url: str = ""
    """Where the reader can plan it; empty when the reader cannot."""


Told = Callable[[Actor, Report, str | None], Publishing | None]
_keepers: dict[str, Told] = {}


def offer_publishing(name: str, *, asked: Asked, told: Told) -> None:
    """Let a feature above say how far publication is; again, it replaces itself.

    Args:
        asked: a column of the statement that reads a report.
        told: makes of what that column held what pages show; None while it is not adopted.
    """
    ask_along(name, asked)
    _keepers[name] = told


def find_publishing(actor: Actor, report: Report) -> Publishing | None:
    """Return how far the publication of a report is that was loaded for this actor."""
    told = (tell(actor, report, report.asked_along[name]) for name, tell in _keepers.items())
    return next((each for each in told if each is not None), None)
