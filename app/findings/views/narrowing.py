"""What lists of findings and of observations are narrowed to, as their addresses say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request

from app.findings.models import FindingStatus, Observation, Sense
from app.findings.queries import (
    FindingPlace,
    FindingRow,
    ObservationPlace,
    WantedFindings,
    WantedObservations,
)
from app.kernel.words import whole_number

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; what makes no sense in it narrows nothing."""

    wanted: WantedObservations
    after: ObservationPlace | None
    by: str
    """Code of the organisation."""

    @property
    def is_narrowed(self) -> bool:
        """True when not everything is shown."""
        return self.wanted != WantedObservations()

    def address(self, url: str, *, after: Observation | None = None) -> str:
        """Return an address with the same narrowing, perhaps of the page after an observation."""
        wanted = self.wanted
        told = {
            "subject": wanted.subject,
            "place": wanted.place,
            "by": self.by,
            "kind": str(wanted.kind or ""),
            "since": wanted.since.isoformat() if wanted.since else "",
            "until": wanted.until.isoformat() if wanted.until else "",
        }
        if after is not None:
            told |= {"day": after.observed_on.isoformat(), "id": str(after.id)}
        kept = {key: value for key, value in told.items() if value}
        return f"{url}?{urlencode(kept)}" if kept else url


def asked_observations(participants: Iterable[Any]) -> Asked:
    """Return what the address of this request asks for.

    Args:
        participants: of the workspace, as its frame tells them.
    """
    codes = {each.organisation.code: each.organisation.id for each in participants}
    by = request.args.get("by", "")
    by = by if by in codes else ""
    kind = request.args.get("kind", "")
    wanted = WantedObservations(
        subject=_words("subject"),
        place=_words("place"),
        organisation_id=codes.get(by),
        kind=Sense(kind) if kind in set(Sense) else None,
        since=_day("since"),
        until=_day("until"),
    )
    return Asked(wanted, _after(), by)


@dataclass(frozen=True, slots=True)
class AskedFindings:
    """Which findings an address asks for; what makes no sense in it narrows nothing."""

    wanted: WantedFindings
    after: FindingPlace | None
    by: str
    """Code of the organisation."""

    @property
    def is_narrowed(self) -> bool:
        """True when not everything is shown."""
        return self.wanted != WantedFindings()

    def address(self, url: str, *, after: FindingRow | None = None) -> str:
        """Return an address with the same narrowing, perhaps of the page after a finding."""
        told = {
            "words": self.wanted.words,
            "status": str(self.wanted.status or ""),
            "by": self.by,
        }
        if after is not None:
            told |= {"norm": str(after.place.norm_position), "after": after.place.ref}
        kept = {key: value for key, value in told.items() if value}
        return f"{url}?{urlencode(kept)}" if kept else url


def asked_findings(participants: Iterable[Any]) -> AskedFindings:
    """Return which findings the address of this request asks for.

    Args:
        participants: of the workspace, as its frame tells them.
    """
    codes = {each.organisation.code: each.organisation.id for each in participants}
    by = request.args.get("by", "")
    by = by if by in codes else ""
    status = request.args.get("status", "")
    wanted = WantedFindings(
        words=_words("words"),
        status=FindingStatus(status) if status in set(FindingStatus) else None,
        organisation_id=codes.get(by),
    )
    at, ref = whole_number(request.args.get("norm")), _words("after")
    return AskedFindings(wanted, FindingPlace(at, ref) if at is not None and ref else None, by)


def _words(name: str) -> str:
    typed = request.args.get(name, "").replace("\0", "")
    return " ".join(typed.split())[:LONGEST].strip()


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _after() -> ObservationPlace | None:
    day = _day("day")
    try:
        return ObservationPlace(day, UUID(request.args.get("id", ""))) if day else None
    except ValueError:
        return None
