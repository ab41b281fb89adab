"""Reports by what somebody holds in hand: a file, or only its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.reports.models import Report, ReportFile
from app.reports.policy import ReportPermission
from app.reports.queries.files import list_fingerprints
from app.reports.queries.texts import get_anywhere

MOST = 3
"""The same file is of one report; more than one would be a copied database."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """Which file of which report has a fingerprint."""

    report: Report
    number: int
    """Of the files of this report, from 1: the frozen one, then one for each seal."""
    count: int

    @property
    def is_newest(self) -> bool:
        """True when no seal was added after it."""
        return self.number == self.count


def list_by_fingerprint(actor: Actor, sha256: bytes) -> list[Report]:
    """Return the reports with such a file that the actor may read, wherever they stand."""
    statement = select(ReportFile.report_id).where(ReportFile.sha256 == sha256).limit(MOST)
    return _readable(actor, db.session().execute(statement).scalars().all())


def list_by_id(actor: Actor, report_id: UUID) -> list[Report]:
    """Return a report when the actor may read it, wherever it stands."""
    return _readable(actor, [report_id])


def find_file(actor: Actor, sha256: bytes) -> KnownFile | None:
    """Return which file a fingerprint is of, or None when it is of nothing the actor may read."""
    for report in list_by_fingerprint(actor, sha256):
        prints = list_fingerprints([report.id])[report.id]
        return KnownFile(report, prints.index(sha256) + 1, len(prints))
    return None


def _readable(actor: Actor, report_ids: Iterable[UUID]) -> list[Report]:
    found = []
    for each in dict.fromkeys(report_ids):
        try:
            found.append(get_anywhere(actor, ReportPermission.VIEW, each))
        except NotFound:
            continue
    return found
